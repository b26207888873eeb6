//! Choosing a file, or dropping it.

use leptos::html::Input;
use leptos::prelude::*;
use web_sys::{DragEvent, File, FileList};

use crate::components::{Icon, IconView};
use crate::{texts::verify as t, use_language};

/// What a field asks for.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// The field's id.
    pub(super) id: &'static str,
    /// What it is for.
    pub(super) label: &'static str,
    /// The verb on its button.
    pub(super) choose: &'static str,
    /// What may be dropped there.
    pub(super) help: &'static str,
    /// Whether it takes several files at once.
    pub(super) several: bool,
}

/// The field, and the place to drop.
#[component]
pub(super) fn Choose(
    /// What it asks for.
    asked: Asked,
    /// Told which files: one at least.
    #[prop(into)]
    on_files: Callback<Vec<File>>,
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
    let Asked {
        id,
        label,
        choose,
        help,
        several,
    } = asked;
    let take = move |list: Option<FileList>| {
        let files: Vec<File> = list
            .map(|list| (0..list.length()).filter_map(|at| list.get(at)).collect())
            .unwrap_or_default();
        if !files.is_empty() {
            on_files.run(files);
        }
    };
    let chosen = move |_| {
        let Some(field) = field.get_untracked() else { return };
        take(field.files());
        // So that the same file can be chosen again.
        field.set_value("");
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
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
                <label class="field-label" for=id>{label}</label>
                // The browser's own control speaks the browser's language and looks like nothing else here. It stays what has the focus.
                <label class="btn btn-primary upload-pick" for=id>
                    <IconView icon=Icon::Document />
                    {choose}
                </label>
                <input
                    class="file-input"
                    id=id
                    type="file"
                    multiple=several
                    aria-describedby=format!("{id}-help")
                    node_ref=field
                    on:change=chosen
                />
                <p class="field-help" id=format!("{id}-help")>{help}</p>
            </div>
            <Show when=move || over.get()>
                <p class="drop-word">{t::drop_now(lang)}</p>
            </Show>
        </div>
    }
}
