//! Above the fold of a small phone: who asks, what it is, how long it takes.

use domain::signing::SigningView;
use leptos::html::H1;
use leptos::prelude::*;

use crate::components::{When, WhenStyle};
use crate::{texts, use_language};

/// The head of the signer's page.
#[component]
pub(super) fn Intro(
    /// What the signer sees.
    view: SigningView,
    /// Whether the heading takes the focus.
    arrived: bool,
) -> impl IntoView {
    let lang = use_language();
    let message = view.message.trim().to_owned();
    view! {
        <header class="sign-intro">
            <Heading words=texts::signing::asks_you(lang, &view.firm_name) arrived=arrived />
            <p class="sign-document">{view.document_name}</p>
            <p class="sign-effort">{texts::signing::effort(lang, view.sizes.len())}</p>
            <p class="sign-note">
                {texts::signing::sent_by(lang, &view.sender_name)} " · "
                {texts::signing::for_signer(lang, &view.signer_name, &view.signer_email_masked)} " · "
                {texts::signing::sign_until(lang)} " " <When at=view.expires_at style=WhenStyle::DateTime />
            </p>
            {(!message.is_empty())
                .then(|| {
                    view! {
                        <figure class="sign-message">
                            <figcaption>{texts::signing::message_from(lang, &view.sender_name)}</figcaption>
                            <blockquote>{message}</blockquote>
                        </figure>
                    }
                })}
        </header>
    }
}

/// A heading that takes the focus where the signer came to it by what they did: a screen reader goes on from there.
#[component]
pub(super) fn Heading(
    /// What it says.
    words: String,
    /// Whether it takes the focus.
    arrived: bool,
) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    Effect::new(move || {
        if arrived && let Some(element) = heading.get() {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            // It fails only on an element that can't take focus.
            let _ = element.focus();
        }
    });
    view! {
        <h1 class="sign-heading" tabindex="-1" node_ref=heading>
            {words}
        </h1>
    }
}
