//! Copying to the clipboard.

use leptos::prelude::*;

use super::{Icon, IconView};
use crate::{texts, use_language};

/// Copies a text. Shows nothing where no script runs: the text can be selected by hand.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says.
    #[prop(optional, into)]
    label: Option<String>,
    /// Told after it was copied.
    #[prop(optional, into)]
    on_copied: Option<Callback<()>>,
) -> impl IntoView {
    let lang = use_language();
    let copied = RwSignal::new(false);
    let label = label.unwrap_or_else(|| texts::common::copy(lang).to_owned());
    let copy = move |_| {
        leptos::task::spawn_local(async move {
            if put_on_clipboard(&text.get_untracked()).await {
                copied.set(true);
                super::toast(texts::common::copied(lang));
                if let Some(on_copied) = on_copied {
                    on_copied.run(());
                }
            }
        });
    };
    view! {
        <button type="button" class="btn btn-secondary needs-script" on:click=copy>
            {move || {
                let icon = if copied.get() { Icon::Check } else { Icon::Copy };
                view! { <IconView icon=icon /> }
            }}
            <span>{move || if copied.get() { texts::common::copied(lang).to_owned() } else { label.clone() }}</span>
        </button>
    }
}

/// Whether it worked: browsers refuse it without a person's act, and on pages without TLS.
#[cfg(feature = "hydrate")]
pub(crate) async fn put_on_clipboard(text: &str) -> bool {
    use wasm_bindgen::{JsCast, JsValue};

    let navigator = window().navigator();
    let there =
        js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|clipboard| clipboard.is_object());
    if there
        && wasm_bindgen_futures::JsFuture::from(navigator.clipboard().write_text(text))
            .await
            .is_ok()
    {
        return true;
    }
    // Pages on a plain address of the local network have no clipboard; a selected field can still be copied.
    let Ok(element) = document().create_element("textarea") else {
        return false;
    };
    let (Some(body), Ok(field)) = (document().body(), element.dyn_into::<web_sys::HtmlTextAreaElement>()) else {
        return false;
    };
    field.set_value(text);
    field.set_class_name("sr-only");
    if body.append_child(&field).is_err() {
        return false;
    }
    field.select();
    let done = document()
        .dyn_into::<web_sys::HtmlDocument>()
        .is_ok_and(|document| document.exec_command("copy").unwrap_or(false));
    field.remove();
    done
}

/// Only a browser has a clipboard.
#[cfg(not(feature = "hydrate"))]
pub(crate) async fn put_on_clipboard(_text: &str) -> bool {
    false
}
