//! The product's mark.

use leptos::prelude::*;

use crate::{texts, use_language};

/// The mark: a page with a lock's notch, and the name.
#[component]
pub fn Brand(
    /// Whether the name stands beside it.
    #[prop(default = true)]
    name: bool,
) -> impl IntoView {
    view! {
        <span class="brand">
            <svg class="brand-mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
                <rect class="brand-ground" x="0" y="0" width="32" height="32" rx="7"></rect>
                <path class="brand-lines" d="M8 23V10l8 7.500L24 10v13M11.500 26.500h9"></path>
            </svg>
            {name.then(|| view! { <span class="brand-name">{texts::common::product(use_language())}</span> })}
        </span>
    }
}
