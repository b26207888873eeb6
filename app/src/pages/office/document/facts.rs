//! What is known about a file.

use domain::documents::{DocumentSource, DocumentSummary};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{Bytes, CopyButton, PhoneFold, When};
use crate::{texts::office as t, use_language};

/// Pages, size, who added it and when, and its fingerprint.
#[component]
pub(super) fn Facts(document: DocumentSummary) -> impl IntoView {
    let lang = use_language();
    let envelope = match document.source {
        DocumentSource::Uploaded => None,
        DocumentSource::Signed(envelope) => Some(envelope),
    };
    view! {
        <aside class="document-side document-facts panel" aria-labelledby="facts-title">
            <h2 id="facts-title" class="phone-fold-title">{t::about_document(lang)}</h2>
            {envelope
                .map(|envelope| {
                    view! {
                        <p>{t::signed_document_note(lang)}</p>
                        <p>
                            <A href=format!("/envelopes/{envelope}")>{t::see_envelope(lang)}</A>
                        </p>
                    }
                })}
            <PhoneFold label=t::about_document(lang)>
                <dl class="facts">
                    <div>
                        <dt>{t::thumbnails(lang)}</dt>
                        <dd class="figures">{document.pages}</dd>
                    </div>
                    <div>
                        <dt>{t::file_size(lang)}</dt>
                        <dd>
                            <Bytes size=document.size />
                        </dd>
                    </div>
                    <div>
                        <dt>{t::added(lang)}</dt>
                        <dd>
                            <When at=document.uploaded_at />
                        </dd>
                    </div>
                    {(!document.uploaded_by.is_empty())
                        .then(|| {
                            view! {
                                <div>
                                    <dt>{t::added_by(lang)}</dt>
                                    <dd>{document.uploaded_by.clone()}</dd>
                                </div>
                            }
                        })}
                    <div>
                        <dt>{t::fingerprint(lang)}</dt>
                        <dd>
                            <code class="fingerprint">{document.sha256.clone()}</code>
                        </dd>
                    </div>
                </dl>
                <CopyButton text=document.sha256 label=t::copy_fingerprint(lang) />
                <p class="field-help">{t::fingerprint_help(lang)}</p>
            </PhoneFold>
        </aside>
    }
}
