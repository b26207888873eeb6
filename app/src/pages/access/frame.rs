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
    let query = use_query_map();
    let next = move || query.with(|query| query.get("next").unwrap_or_default());
    view! { <input type="hidden" name="next" value=next /> }
}
