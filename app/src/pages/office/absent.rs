//! A page that can't be shown: not there, not the caller's, or out of reach for now.

use domain::Error;
use leptos::prelude::*;

use crate::components::{Empty, Failed, Icon, LinkButton, Page};
use crate::{texts::office as t, use_language};

/// Says who can help where something is not the caller's, and offers to ask again where that may help.
#[component]
pub(super) fn Absent(
    /// Why.
    error: Error,
    /// What the page would have been.
    #[prop(into)]
    page: String,
    /// What to say where it is not there, or not the caller's: both sound alike.
    #[prop(into)]
    title: String,
    /// Who can help.
    #[prop(into)]
    text: String,
    /// Asks again.
    #[prop(into)]
    retry: Callback<()>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <Page title=page>
            {match error {
                Error::NotFound | Error::Forbidden => {
                    view! {
                        <Empty title=title icon=Icon::Lock>
                            <p>{text}</p>
                            <LinkButton href="/cases">{t::back_to_cases(lang)}</LinkButton>
                        </Empty>
                    }
                        .into_any()
                }
                error => view! { <Failed error=error retry=retry /> }.into_any(),
            }}
        </Page>
    }
}
