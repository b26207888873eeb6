//! The bar above the page: search, language, theme, who I am.

use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::components::Form;

use super::me_menu::MeMenu;
use super::{LanguageSwitch, ThemeSwitch};
use crate::components::{Icon, IconView};
use crate::{texts, use_language};

/// The bar.
#[component]
pub(super) fn TopBar() -> impl IntoView {
    let lang = use_language();
    let search = NodeRef::<Input>::new();
    focus_on_slash(search);
    view! {
        <header class="top-bar">
            <search class="top-search">
                <Form method="GET" action="/cases">
                    <label class="top-search-box">
                        <IconView icon=Icon::Search />
                        <span class="sr-only">{texts::common::search_cases(lang)}</span>
                        <input
                            class="top-search-input"
                            type="search"
                            name="search"
                            placeholder=texts::common::search_cases(lang)
                            title=texts::common::search_hint(lang)
                            aria-keyshortcuts="/"
                            autocomplete="off"
                            maxlength="160"
                            node_ref=search
                        />
                        <kbd class="top-search-key" aria-hidden="true">
                            "/"
                        </kbd>
                    </label>
                </Form>
            </search>
            <div class="top-tools">
                <LanguageSwitch />
                <ThemeSwitch />
                <MeMenu />
            </div>
        </header>
    }
}

/// `/` goes to the search, unless somebody is typing.
#[cfg_attr(
    not(feature = "hydrate"),
    expect(unused_variables, reason = "only a browser has keys")
)]
fn focus_on_slash(search: NodeRef<Input>) {
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        use wasm_bindgen::JsCast;

        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            let typing = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
                .is_some_and(|element| {
                    element
                        .closest("input, textarea, select, dialog, [contenteditable]")
                        .ok()
                        .flatten()
                        .is_some()
                });
            if event.key() == "/" && !typing && !event.ctrl_key() && !event.meta_key() && !event.alt_key() {
                event.prevent_default();
                if let Some(search) = search.get_untracked() {
                    let _ = search.focus();
                    search.select();
                }
            }
        });
        on_cleanup(move || listener.remove());
    });
}
