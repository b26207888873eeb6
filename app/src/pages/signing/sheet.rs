//! A sheet that slides up over the page and leaves what is behind it in sight.

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::components::{Icon, IconView};
use crate::{texts, use_language};

/// A sheet on the native dialog: Esc and the phone's way back close it, the rest of the page is inert.
/// Open already in what the server sends, it works without script.
#[component]
pub(super) fn Sheet(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Told when it closes for whatever reason; sets `open` to false.
    #[prop(into)]
    on_close: Callback<()>,
    /// The id of its heading.
    id: &'static str,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Where closing leads without script.
    #[prop(default = "/sign/document")]
    back: &'static str,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let lang = use_language();
    let dialog = NodeRef::<Dialog>::new();
    let modal = StoredValue::new(false);
    Effect::new(move || {
        let Some(element) = dialog.get() else { return };
        match (open.get(), modal.get_value()) {
            (true, false) => {
                // Opened by the server without being modal: once more, properly.
                element.set_open(false);
                if element.show_modal().is_err() {
                    // Browsers without modal dialogs still show it.
                    element.set_open(true);
                }
                modal.set_value(true);
            }
            (false, _) if element.open() => {
                modal.set_value(false);
                element.close();
            }
            _ => {}
        }
    });
    let closed = move |_| {
        modal.set_value(false);
        if open.get_untracked() {
            on_close.run(());
        }
    };
    view! {
        <dialog class="sign-sheet" node_ref=dialog open=open.get_untracked() aria-labelledby=id on:close=closed>
            <header class="sign-sheet-head">
                <h2 id=id>{move || title.get()}</h2>
                <a
                    class="btn btn-quiet btn-square"
                    href=back
                    aria-label=texts::common::close(lang)
                    on:click=move |event| {
                        event.prevent_default();
                        on_close.run(());
                    }
                >
                    <IconView icon=Icon::Close />
                </a>
            </header>
            {children()}
        </dialog>
    }
}
