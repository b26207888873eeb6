//! Choosing the file, or dropping it.

use leptos::html::Input;
use leptos::prelude::*;
use web_sys::{DragEvent, File};

use crate::components::{Icon, IconView};
use crate::{texts::verify as t, use_language};

/// The field, and the place to drop.
#[component]
pub(super) fn Choose(
    /// Told which file.
    #[prop(into)]
    on_file: Callback<File>,
) -> impl IntoView {
    let lang = use_language();
    let field = NodeRef::<Input>::new();
    let over = RwSignal::new(false);
    // A file that misses the place must not take the browser away from the page.
    Effect::new(move || {
        let dragged = window_event_listener(leptos::ev::dragover, |event| event.prevent_default());
        let missed = window_event_listener(leptos::ev::drop, |event| event.prevent_default());
        on_cleanup(move || {
            dragged.remove();
            missed.remove();
        });
    });
    let choose = move |_| {
        let Some(field) = field.get_untracked() else { return };
        if let Some(file) = field.files().and_then(|files| files.get(0)) {
            on_file.run(file);
        }
        // So that the same file can be chosen again.
        field.set_value("");
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            on_file.run(file);
        }
    };
    view! {
        <div
            class="drop-panel"
            class:drop-hover=over
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <div class="upload-form upload-ready">
                <label class="field-label" for="verify-file">{t::file(lang)}</label>
                // The browser's own control speaks the browser's language and looks like nothing else here. It stays what has the focus.
                <label class="btn btn-primary upload-pick" for="verify-file">
                    <IconView icon=Icon::Document />
                    {t::choose(lang)}
                </label>
                <input
                    class="file-input"
                    id="verify-file"
                    type="file"
                    aria-describedby="verify-file-help"
                    node_ref=field
                    on:change=choose
                />
                <p class="field-help" id="verify-file-help">{t::drop_here(lang)}</p>
            </div>
            <Show when=move || over.get()>
                <p class="drop-word">{t::drop_now(lang)}</p>
            </Show>
        </div>
    }
}
