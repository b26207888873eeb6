//! The mark of what is sealed.

use leptos::prelude::*;

use super::{Icon, IconView};

/// A small seal with a word.
#[component]
pub fn Seal(
    /// The word.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <span class="seal">
            <IconView icon=Icon::Seal />
            <span>{label}</span>
        </span>
    }
}
