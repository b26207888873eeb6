//! Where there is nothing to sign any more, and where the visit is over: what happened, and who to ask.

use domain::Error;
use domain::signing::{EnvelopeState, SigningView};
use leptos::prelude::*;

use super::intro::Heading;
use crate::components::{Failed, LinkButton, Page};
use crate::{texts, use_language};

/// A request that was declined, withdrawn, or has expired.
#[component]
pub(super) fn Closed(
    /// What the signer sees.
    view: SigningView,
    /// Whether the signer came here by what they did.
    arrived: bool,
) -> impl IntoView {
    let lang = use_language();
    let firm = view.firm_name.as_str();
    let (title, words) = match view.state {
        EnvelopeState::Declined => (
            texts::signing::declined_title(lang),
            texts::signing::declined(lang, firm),
        ),
        EnvelopeState::Voided => (texts::signing::voided_title(lang), texts::signing::voided(lang, firm)),
        _ => (texts::signing::expired_title(lang), texts::signing::expired(lang, firm)),
    };
    let contact = texts::signing::questions(lang, &view.sender_name, firm);
    view! {
        <Page title=title narrow=true header=move || view! { <Heading words=title.to_owned() arrived=arrived /> }>
            <p class="sign-document">{view.document_name}</p>
            <p class="sign-lead">{words}</p>
            <p>{contact}</p>
            <p class="sign-note">{texts::signing::may_close(lang)}</p>
        </Page>
    }
}

/// No document to show: the visit has ended, or the server could not be asked.
#[component]
pub(super) fn NoView(
    /// Why.
    error: Error,
    /// Asks again.
    retry: Callback<()>,
) -> impl IntoView {
    let lang = use_language();
    if matches!(
        error,
        Error::LinkNotValid | Error::NotSignedIn | Error::NotFound | Error::Forbidden
    ) {
        view! {
            <Page title=texts::signing::ended_title(lang) narrow=true>
                <p class="sign-lead">{texts::signing::ended(lang)}</p>
                <p>{texts::signing::ended_again(lang)}</p>
                <div class="sign-actions">
                    <LinkButton href="/sign">{texts::signing::to_landing(lang)}</LinkButton>
                </div>
                <p class="sign-note">{texts::signing::link_dead_contact(lang)}</p>
            </Page>
        }
        .into_any()
    } else {
        view! {
            <Page title=texts::signing::loading_document(lang) narrow=true>
                <Failed error=error retry=retry />
            </Page>
        }
        .into_any()
    }
}
