//! A link that is shown once: selected, and with a button that copies it.

use leptos::html::Input;
use leptos::prelude::*;

use super::CopyButton;

/// The link itself, selected, for browsers that do not copy by themselves.
#[component]
pub fn LinkToCopy(
    /// The field's id: one of its own on the page.
    id: &'static str,
    /// What the link is.
    label: &'static str,
    /// The address.
    url: String,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    Effect::new(move || {
        if let Some(field) = field.get() {
            // It fails only on an element that can't take focus.
            let _ = field.focus();
            field.select();
        }
    });
    view! {
        <div class="field">
            <label class="field-label" for=id>
                {label}
            </label>
            <div class="field-joined">
                <input class="input" id=id type="text" readonly=true value=url.clone() node_ref=field />
                <CopyButton text=url />
            </div>
        </div>
    }
}
