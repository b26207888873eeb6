//! The proof of the logs: how much was compared with what was signed, when, and what was wrong.

use domain::proof::ProofRun;
use leptos::prelude::*;

use crate::components::{Badge, Icon, Tone, When, WhenStyle};
use crate::texts::figure::figure;
use crate::texts::security as t;
use crate::use_language;

/// The last proof of all logs, in figures.
#[component]
pub(in crate::pages) fn Proof(
    /// The last, once there was one.
    run: Option<ProofRun>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <section class="panel" aria-labelledby="proof-title">
            <div class="panel-head">
                <h2 id="proof-title">{t::proof(lang)}</h2>
            </div>
            {match run {
                None => view! { <p class="fine-print">{t::proof_none(lang)}</p> }.into_any(),
                Some(run) => view! { <Run run=run /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Run(
    /// The run.
    run: ProofRun,
) -> impl IntoView {
    let lang = use_language();
    let (tone, icon, word) = if run.wrong == 0 {
        (Tone::Green, Icon::Check, t::proof_right(lang).to_owned())
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
