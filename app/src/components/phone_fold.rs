//! What a phone shows only when asked.

use leptos::prelude::*;

use super::{Icon, IconView};

/// Folded on a phone, where it would push down what the page is for; anything wider shows it always. Native `details`,
/// so that it works before any script does.
#[component]
pub fn PhoneFold(
    /// What unfolds it.
    #[prop(into)]
    label: String,
    /// Whether a phone shows it at once.
    #[prop(optional)]
    open: bool,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="phone-fold" open=open>
            <summary>
                {label}
                <IconView icon=Icon::ChevronDown />
            </summary>
            <div class="phone-fold-body">{children()}</div>
        </details>
    }
}
