//! Showing what was typed into a password field.

use leptos::prelude::*;

use super::{Icon, IconView};
use crate::{texts, use_language};

/// The button beside a password field.
#[component]
pub(super) fn Reveal(
    /// Whether the password is readable.
    shown: RwSignal<bool>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <button
            type="button"
            class="btn btn-quiet btn-square needs-script"
            aria-pressed=move || if shown.get() { "true" } else { "false" }
            aria-label=texts::common::show_password(lang)
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {move || {
                let icon = if shown.get() { Icon::EyeOff } else { Icon::Eye };
                view! { <IconView icon=icon /> }
            }}
        </button>
    }
}
