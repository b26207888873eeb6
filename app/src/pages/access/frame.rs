//! The frame of these pages: a narrow sheet in the middle.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::{Page, ToastRegion};
use crate::layout::Doorway;
use crate::{texts, use_language};

/// A narrow sheet, with the way to the promises below.
#[component]
pub(in crate::pages) fn Frame(
    /// What the page is.
    title: &'static str,
    /// What is expected.
    intro: &'static str,
    /// What stands on it.
    children: Children,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <Doorway>
            <div class="doorway-middle">
                <div class="card">
                    <Page title=title intro=intro narrow=true>
                        {children()}
                    </Page>
                </div>
                <footer class="doorway-foot">
                    <a class="link" href="/security">
                        {texts::access::promise_line(lang)}
                    </a>
                </footer>
            </div>
        </Doorway>
        <ToastRegion />
    }
}

/// Where the reader was going, carried through the sign-in. The server follows it within this site only.
#[component]
pub(in crate::pages) fn NextField() -> impl IntoView {
    let next = use_next();
    view! { <input type="hidden" name="next" value=move || next.get() /> }
}

/// Where the reader was going, for what is no form.
pub(super) fn use_next() -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get("next").unwrap_or_default()))
}

/// The page that asks for a recovery code, with where the reader was going.
pub(super) fn recovery_address(next: &str) -> String {
    let query = leptos_router::params::ParamsMap::from_iter([("next", next.to_owned())]);
    if next.is_empty() {
        "/sign-in/recovery".to_owned()
    } else {
        format!("/sign-in/recovery{}", query.to_query_string())
    }
}
