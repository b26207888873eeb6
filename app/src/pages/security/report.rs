//! The promises by group, each with its checks.

use domain::checks::{CheckReport, Outcome};
use leptos::prelude::*;

use crate::components::{Badge, Icon, Tone, When, WhenStyle};
use crate::{texts, use_language};

/// Neighbours that share a key, together, in the order in which they come.
fn together(reports: Vec<CheckReport>, key: impl Fn(&CheckReport) -> String) -> Vec<(String, Vec<CheckReport>)> {
    let mut groups: Vec<(String, Vec<CheckReport>)> = Vec::new();
    for report in reports {
        let key = key(&report);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, members)) => members.push(report),
            None => groups.push((key, vec![report])),
        }
    }
    groups
}

/// Every promise.
#[component]
pub(in crate::pages) fn Reports(
    /// The checks, in the order of the promises.
    reports: Vec<CheckReport>,
) -> impl IntoView {
    let lang = use_language();
    together(reports, |report| {
        texts::security::group(lang, &report.promise).to_owned()
    })
    .into_iter()
    .map(|(group, reports)| {
        view! {
            <section class="report-group">
                <h2>{group}</h2>
                {together(reports, |report| report.promise.clone())
                    .into_iter()
                    .map(|(promise, checks)| view! { <Promise promise=promise checks=checks /> })
                    .collect_view()}
            </section>
        }
    })
    .collect_view()
}

/// A promise: what, how, and its checks.
#[component]
fn Promise(
    /// Its name for ever.
    promise: String,
    /// Its checks.
    checks: Vec<CheckReport>,
) -> impl IntoView {
    let lang = use_language();
    let words = texts::security::promise(lang, &promise);
    // A promise without words in this version is shown by its checks' names.
    let title = words.map_or_else(|| promise.clone(), |(title, _)| title.to_owned());
    view! {
        <article class="report">
            <p class="report-id" aria-hidden="true">
                {promise}
            </p>
            <div class="report-words">
                <h3>{title}</h3>
                {words
                    .map(|(_, how)| {
                        view! {
                            <p class="report-how">
                                <span class="sr-only">{texts::security::enforced(lang)} ": "</span>
                                {how}
                            </p>
                        }
                    })}
            </div>
            <ul class="report-checks">
                {checks.into_iter().map(|check| view! { <Check check=check /> }).collect_view()}
            </ul>
        </article>
    }
}

/// A check: the result in a word, its name, when, and what was tried.
#[component]
fn Check(
    /// The check.
    check: CheckReport,
) -> impl IntoView {
    let lang = use_language();
    let (tone, icon, word) = match check.outcome {
        Outcome::Held => (Tone::Green, Icon::Check, texts::security::held(lang)),
        Outcome::Broken => (Tone::Red, Icon::Warning, texts::security::broken(lang)),
        Outcome::NotRun => (Tone::Neutral, Icon::Clock, texts::security::not_run(lang)),
    };
    let ran = check.outcome != Outcome::NotRun;
    view! {
        <li class="report-check">
            <Badge tone=tone icon=icon>
                {word}
            </Badge>
            <div class="report-facts">
                <span class="report-name">{check.check}</span>
                <span>
                    {match check.at {
                        Some(at) => view! { <When at=at style=WhenStyle::DateTime /> }.into_any(),
                        None => view! { {texts::security::never(lang)} }.into_any(),
                    }}
                    {(ran && check.attempts > 0)
                        .then(|| view! { " · " {texts::security::attempts(lang, &texts::figure::figure(lang, check.attempts))} })}
                    {ran.then(|| view! { " · " {texts::security::took(lang, check.took_ms)} })}
                </span>
            </div>
            {(!check.detail.is_empty())
                .then(|| {
                    view! {
                        <details class="report-detail">
                            <summary>{texts::security::seen(lang)}</summary>
                            <p>{check.detail}</p>
                        </details>
                    }
                })}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(promise: &str, check: &str) -> CheckReport {
        CheckReport {
            promise: promise.into(),
            check: check.into(),
            outcome: Outcome::Held,
            at: None,
            took_ms: 0,
            attempts: 0,
            detail: String::new(),
        }
    }

    #[test]
    fn checks_of_a_promise_stand_together_in_order() {
        let all = vec![check("I1", "a"), check("I2", "b"), check("I1", "c")];
        let grouped = together(all, |report| report.promise.clone());
        let names: Vec<_> = grouped
            .iter()
            .map(|(promise, checks)| (promise.as_str(), checks.len()))
            .collect();
        assert_eq!(names, [("I1", 2), ("I2", 1)]);
    }
}
