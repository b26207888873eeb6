//! The attack on the isolation: what was tried, when, and what got through.

use domain::attack::{AttackForm, AttackReport, AttackRun};
use domain::checks::CheckReport;
use leptos::prelude::*;

use crate::components::{Badge, Icon, Tone, When, WhenStyle};
use crate::texts::figure::figure;
use crate::texts::security as t;
use crate::use_language;

/// The last run of each form.
#[expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]
#[component]
pub(in crate::pages) fn Attack(
    /// The runs.
    report: AttackReport,
    /// The checks: where theirs is broken for another reason, earlier figures prove nothing.
    reports: Vec<CheckReport>,
    /// What can be done about it, where the reader may.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let lang = use_language();
    let unfinished = report.is_unfinished(&reports);
    let AttackReport { running, last } = report;
    view! {
        <section class="panel" aria-labelledby="attack-title">
            <div class="panel-head">
                <h2 id="attack-title">{t::attack(lang)}</h2>
                {running.then(|| view! { <Badge icon=Icon::Clock>{t::attack_running(lang)}</Badge> })}
            </div>
            {if last.is_empty() {
                view! { <p class="fine-print">{t::attack_none(lang)}</p> }.into_any()
            } else {
                view! { <ul class="rows">{last.into_iter().map(|run| view! { <Run run=run unfinished=unfinished /> }).collect_view()}</ul> }
                    .into_any()
            }}
            {children.map(|children| children())}
        </section>
    }
}

/// A run: the result in a word, and its figures.
#[component]
fn Run(
    /// The run.
    run: AttackRun,
    /// Whether the last attempt came to no end.
    unfinished: bool,
) -> impl IntoView {
    let lang = use_language();
    let form = match run.form {
        AttackForm::Short => t::attack_short(lang),
        AttackForm::Long => t::attack_long(lang),
    };
    let seconds = run.seconds();
    let (tone, icon, word) = if run.leaked > 0 {
        (Tone::Red, Icon::Warning, t::attack_leaked(lang, run.leaked))
    } else if unfinished {
        (Tone::Red, Icon::Warning, t::attack_not_now(lang).to_owned())
    } else {
        (Tone::Green, Icon::Check, t::attack_clean(lang).to_owned())
    };
    view! {
        <li class="row">
            <div class="row-words">
                <p class="row-title">
                    <Badge tone=tone icon=icon>
                        {word}
                    </Badge> " " {form}
                </p>
                <p class="row-detail figures">
                    {t::attack_tried(lang, &figure(lang, run.http), &figure(lang, run.sql))} " " {t::attack_where(lang, run.endpoints)} " "
                    {t::attack_took(lang, seconds)} " · " <When at=run.finished_at style=WhenStyle::DateTime /> " · "
                    {t::attack_seed(lang, run.seed)}
                </p>
                {(!run.leaks.is_empty())
                    .then(|| {
                        view! {
                            <details class="report-detail">
                                <summary>{t::seen(lang)}</summary>
                                <ul>
                                    {run
                                        .leaks
                                        .into_iter()
                                        .map(|leak| {
                                            view! {
                                                <li>
                                                    {leak.who} ": «" {leak.by} "»: " {leak.what}
                                                </li>
                                            }
                                        })
                                        .collect_view()}
                                </ul>
                            </details>
                        }
                    })}
            </div>
        </li>
    }
}
