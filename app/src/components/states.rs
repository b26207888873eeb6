//! What stands where content will be, is not, or could not be shown.

use domain::Error;
use leptos::prelude::*;

use super::{Button, ButtonKind, Icon, IconView, LinkButton};
use crate::{texts, use_language};

/// Lines in place of text that is being fetched.
#[component]
pub fn Skeleton(
    /// How many.
    #[prop(default = 3)]
    lines: u32,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <div class="bones" role="status" aria-label=texts::common::loading(lang)>
            {(0..lines).map(|_| view! { <div class="bone"></div> }).collect_view()}
        </div>
    }
}

/// Nothing there yet: what this is, and what to do first.
#[component]
pub fn Empty(
    /// What would be here.
    #[prop(into)]
    title: String,
    /// The picture.
    #[prop(default = Icon::Document)]
    icon: Icon,
    /// What to do first.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty">
            <IconView icon=icon />
            <p class="empty-title">{title}</p>
            <div class="empty-body">{children()}</div>
        </div>
    }
}

/// Content that could not be shown: why, what can be done, who can help.
#[expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]
#[component]
pub fn Failed(
    /// Why.
    error: Error,
    /// Asks again.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let lang = use_language();
    let words = texts::problems::error(lang, &error);
    let sign_in = error == Error::NotSignedIn;
    // Asking again helps where the reason may have passed.
    let may_pass = matches!(
        error,
        Error::Connection
            | Error::Unavailable
            | Error::Unclear
            | Error::Internal { .. }
            | Error::TooManyRequests { .. }
            | Error::Conflict(_)
    );
    view! {
        <div class="failed" role="alert">
            <IconView icon=Icon::Warning />
            <p>{words}</p>
            <div class="failed-actions">
                {retry
                    .filter(|_| may_pass)
                    .map(|retry| {
                        view! {
                            <Button kind=ButtonKind::Secondary on_click=move |_| retry.run(())>
                                {texts::common::retry(lang)}
                            </Button>
                        }
                    })}
                {sign_in.then(|| view! { <LinkButton href="/sign-in" external=true>{texts::common::sign_in(lang)}</LinkButton> })}
            </div>
        </div>
    }
}
