//! The attack on the isolation: what was tried, when, and what got through.

use domain::attack::{AttackForm, AttackReport, AttackRun};
use leptos::prelude::*;

use crate::components::{Badge, Icon, Tone, When, WhenStyle};
use crate::texts::figure::figure;
use crate::texts::security as t;
use crate::use_language;

/// The last run of each form.
#[component]
pub(in crate::pages) fn Attack(
    /// The runs.
    report: AttackReport,
    /// What can be done about it, where the reader may.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let lang = use_language();
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
                view! { <ul class="rows">{last.into_iter().map(|run| view! { <Run run=run /> }).collect_view()}</ul> }
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
) -> impl IntoView {
    let lang = use_language();
    let form = match run.form {
        AttackForm::Short => t::attack_short(lang),
        AttackForm::Long => t::attack_long(lang),
    };
    let seconds = run.seconds();
    view! {
        <li class="row">
            <div class="row-words">
                <p class="row-title">
                    {if run.leaked == 0 {
                        view! {
                            <Badge tone=Tone::Green icon=Icon::Check>
                                {t::attack_clean(lang)}
                            </Badge>
                        }
                            .into_any()
                    } else {
                        view! {
                            <Badge tone=Tone::Red icon=Icon::Warning>
                                {t::attack_leaked(lang, run.leaked)}
                            </Badge>
                        }
                            .into_any()
                    }} " " {form}
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
