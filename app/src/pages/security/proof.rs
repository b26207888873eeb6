//! The proof of the logs: how much was compared with what was signed, when, and what was wrong.

use domain::checks::{CheckReport, Outcome};
use domain::proof::ProofRun;
use leptos::prelude::*;

use crate::components::{Badge, Icon, Tone, When, WhenStyle};
use crate::texts::figure::figure;
use crate::texts::security as t;
use crate::use_language;

/// The last proof of all logs, in figures.
#[expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]
#[component]
pub(in crate::pages) fn Proof(
    /// The last, once there was one.
    run: Option<ProofRun>,
    /// The checks: where theirs is broken, earlier figures prove nothing.
    reports: Vec<CheckReport>,
) -> impl IntoView {
    let lang = use_language();
    let broken = reports
        .iter()
        .any(|report| report.promise == "L6" && report.outcome == Outcome::Broken);
    view! {
        <section class="panel" aria-labelledby="proof-title">
            <div class="panel-head">
                <h2 id="proof-title">{t::proof(lang)}</h2>
            </div>
            {match run {
                None => view! { <p class="fine-print">{t::proof_none(lang)}</p> }.into_any(),
                Some(run) => view! { <Run run=run broken=broken /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Run(
    /// The run.
    run: ProofRun,
    /// Whether the check is broken, for these figures or for another reason.
    broken: bool,
) -> impl IntoView {
    let lang = use_language();
    let (tone, icon, word) = if run.wrong == 0 && !broken {
        (Tone::Green, Icon::Check, t::proof_right(lang).to_owned())
    } else if run.wrong == 0 {
        (Tone::Red, Icon::Warning, t::proof_not_now(lang).to_owned())
    } else {
        (Tone::Red, Icon::Warning, t::proof_wrong(lang, &figure(lang, run.wrong)))
    };
    view! {
        <ul class="rows">
            <li class="row">
                <div class="row-words">
                    <p class="row-title">
                        <Badge tone=tone icon=icon>
                            {word}
                        </Badge>
                    </p>
                    <p class="row-detail figures">
                        {t::proof_read(lang, &figure(lang, run.entries), &figure(lang, run.logs))} " "
                        {t::proof_signed(lang, &figure(lang, run.proven))} " "
                        {(run.drilled > 0).then(|| t::proof_drilled(lang, &figure(lang, run.drilled)))} " "
                        <When at=run.at style=WhenStyle::DateTime />
                    </p>
                </div>
            </li>
        </ul>
    }
}
