//! A dialog over the page.

use leptos::ev::MouseEvent;
use leptos::html::Dialog;
use leptos::prelude::*;

use super::{Icon, IconView};
use crate::{texts, use_language};

/// A dialog on the native element: Esc closes it, focus goes back to where it was.
#[component]
pub fn Modal(
    /// Whether it is open; closing sets it to false.
    open: RwSignal<bool>,
    /// What it asks.
    #[prop(into)]
    title: Signal<String>,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let lang = use_language();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        let Some(element) = dialog.get() else { return };
        match (open.get(), element.open()) {
            // It fails only on an element that is not in the document; then there is nothing to show.
            (true, false) => drop(element.show_modal()),
            (false, true) => element.close(),
            _ => {}
        }
    });
    let on_backdrop = move |event: MouseEvent| {
        let clicked = event.target().map(wasm_bindgen::JsValue::from);
        if clicked.is_some() && clicked == dialog.get_untracked().map(wasm_bindgen::JsValue::from) {
            open.set(false);
        }
    };
    view! {
        <dialog class="sheet" node_ref=dialog aria-label=move || title.get() on:close=move |_| open.set(false) on:click=on_backdrop>
            <div class="sheet-body">
                <header class="sheet-head">
                    <h2>{move || title.get()}</h2>
                    <button
                        type="button"
                        class="btn btn-quiet btn-square"
                        aria-label=texts::common::close(lang)
                        on:click=move |_| open.set(false)
                    >
                        <IconView icon=Icon::Close />
                    </button>
                </header>
                {children()}
            </div>
        </dialog>
    }
}
