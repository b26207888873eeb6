//! What is or was out for signature in a case.

use domain::ids::EnvelopeId;
use domain::signing::EnvelopeSummary;
use leptos::prelude::*;
use leptos_router::components::A;

use super::Scope;
use crate::components::{Empty, Icon, When, WhenStyle};
use crate::pages::office::envelope::{EnvelopeBadge, who_waits};
use crate::{texts::office as t, use_language};

/// The panel of signatures.
#[component]
pub(super) fn Signatures(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let ids = scope.part(|case| case.envelopes.iter().map(|envelope| envelope.id).collect::<Vec<_>>());
    view! {
        <section class="panel" id="signatures" aria-labelledby="signatures-title">
            <div class="panel-head">
                <h2 id="signatures-title">{t::section_signatures(lang)}</h2>
            </div>
            <Show when=move || ids.with(Vec::is_empty)>
                <Empty title=t::no_signatures_title(lang) icon=Icon::Sign>
                    <p>{t::no_signatures_text(lang)}</p>
                </Empty>
            </Show>
            <ul class="rows" aria-live="polite" aria-relevant="text">
                <For each=move || ids.get() key=|id| *id let(id)>
                    <EnvelopeRow scope=scope id=id />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn EnvelopeRow(scope: Scope, id: EnvelopeId) -> impl IntoView {
    let lang = use_language();
    let envelope = scope.part(move |case| case.envelopes.iter().find(|envelope| envelope.id == id).cloned());
    let words = move |envelope: EnvelopeSummary| {
        let (copy, who) = (envelope.signed_document, who_waits(lang, &envelope));
        view! {
            <p class="row-title">
                <A href=format!("/envelopes/{id}") attr:class="serif">
                    {envelope.document_name.clone()}
                </A>
                " "
                <EnvelopeBadge state=envelope.state />
            </p>
            <p class="row-detail">
                {who} " " <When at=envelope.sent_at style=WhenStyle::Relative />
            </p>
            {copy
                .map(|copy| {
                    view! {
                        <p class="row-detail">
                            <A href=format!("/documents/{copy}")>{t::open_signed_copy(lang)}</A>
                        </p>
                    }
                })}
        }
    };
    view! {
        <li class="row">
            <div class="row-words">{move || envelope.get().map(words)}</div>
        </li>
    }
}
