//! Who signs what until when, and where on the page.

use domain::Language;
use domain::documents::PageSize;
use domain::ids::DocumentId;
use domain::signing::{Area, EnvelopeState};
use leptos::prelude::*;
use leptos_router::components::A;

use super::Scope;
use crate::components::When;
use crate::pages::office::document::Picture;
use crate::{texts::office as t, use_language};

/// Holds the place of the picture until it says its own proportions: A4.
const LIKELY: PageSize = PageSize {
    width: 595.0,
    height: 842.0,
};

/// The page with the field outlined on it.
#[component]
pub(super) fn PageToSign(document: DocumentId, area: Area) -> impl IntoView {
    let lang = use_language();
    view! {
        <figure class="document-main page-to-sign">
            <figcaption>{t::place_of_signature(lang, area.page)}</figcaption>
            <div class="place-page">
                <Picture document=document page=area.page size=LIKELY />
                <svg class="place-outline" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="place-box" x=area.x y=area.y width=area.width height=area.height />
                </svg>
            </div>
        </figure>
    }
}

/// The facts of the request.
#[component]
pub(super) fn Details(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let data = scope.envelope.data();
    let first = data.get_untracked();
    let pages = first.pages;
    let shown = scope.part(|page| (page.pages_shown, page.furthest_page));
    let state = scope.part(|shown| shown.summary.state);
    let summary = first.summary;
    view! {
        <section class="panel" aria-labelledby="details-title">
            <h2 id="details-title">{t::signer(lang)}</h2>
            <p class="row-title">{summary.signer_name}</p>
            <p class="row-detail">{first.signer_email}</p>
            <dl class="facts">
                <div>
                    <dt>{t::document(lang)}</dt>
                    <dd>
                        <A href=format!("/documents/{}", summary.document)>{summary.document_name}</A>
                    </dd>
                </div>
                <div>
                    <dt>{t::step_sent(lang)}</dt>
                    <dd>
                        <When at=summary.sent_at />
                    </dd>
                </div>
                {move || {
                    expiry(lang, state.get())
                        .map(|words| {
                            view! {
                                <div>
                                    <dt>{words}</dt>
                                    <dd>
                                        <When at=summary.expires_at />
                                    </dd>
                                </div>
                            }
                        })
                }}
                <div>
                    <dt>{t::reading(lang)}</dt>
                    <dd>
                        {move || match shown.get() {
                            (0, _) => t::no_page_recorded(lang).to_owned(),
                            (shown, furthest) => t::pages_shown(lang, shown, pages, furthest),
                        }}
                    </dd>
                </div>
                <div>
                    <dt>{t::language(lang)}</dt>
                    <dd>{first.language.own_name()}</dd>
                </div>
                {(!first.message.is_empty())
                    .then(|| {
                        view! {
                            <div>
                                <dt>{t::message(lang)}</dt>
                                <dd class="prose">{first.message}</dd>
                            </div>
                        }
                    })}
                <div>
                    <dt>{t::fingerprint_sent(lang)}</dt>
                    <dd>
                        <code class="fingerprint">{first.document_sha256}</code>
                    </dd>
                </div>
            </dl>
        </section>
    }
}

/// What the day of expiry means. A request that ended otherwise ended its link too: the day says nothing then.
const fn expiry(lang: Language, state: EnvelopeState) -> Option<&'static str> {
    match state {
        EnvelopeState::Sent => Some(t::valid_until(lang)),
        EnvelopeState::Expired => Some(t::expired_at(lang)),
        EnvelopeState::Signed | EnvelopeState::Completed | EnvelopeState::Declined | EnvelopeState::Voided => None,
    }
}
