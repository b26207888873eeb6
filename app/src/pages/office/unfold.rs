//! Forms and questions that unfold in place: native `details`, so that they work before any script does.

use leptos::html::Details;
use leptos::prelude::*;

use crate::components::{Button, ButtonKind, Icon, IconView};
use crate::{texts, use_language};

/// A form behind a button. It is made afresh each time it unfolds, so that it starts from the data of now; while it is
/// unfolded nothing touches what is typed.
#[component]
pub(in crate::pages) fn Unfold(
    /// The words on the button.
    #[prop(into)]
    label: String,
    /// The picture on the button.
    icon: Icon,
    /// Whether it is unfolded; set to false it folds.
    open: RwSignal<bool>,
    /// Makes the form.
    #[prop(into)]
    form: ViewFn,
) -> impl IntoView {
    let details = NodeRef::<Details>::new();
    let edition = RwSignal::new(0_u32);
    Effect::new(move |looked: Option<bool>| {
        let wanted = open.get();
        let Some(details) = details.get() else { return false };
        if looked != Some(true) && details.open() {
            // Unfolded before any script was there: it stays so, with what is typed.
            open.set(true);
        } else if details.open() != wanted {
            details.set_open(wanted);
        }
        true
    });
    // Before it unfolds, and not when the browser tells that it did: by then somebody may type.
    let afresh = move |_| {
        if details.get_untracked().is_some_and(|details| !details.open()) {
            edition.update(|edition| *edition += 1);
        }
    };
    let toggled = move |_| {
        let Some(details) = details.get_untracked() else { return };
        let now = details.open();
        if open.get_untracked() != now {
            open.set(now);
        }
    };
    view! {
        <details class="unfold" open=open.get_untracked() node_ref=details on:toggle=toggled>
            <summary class="btn btn-secondary" on:click=afresh>
                <IconView icon=icon />
                {label}
            </summary>
            <div class="unfold-body">
                <For each=move || [edition.get()] key=|edition| *edition children=move |_| form.run() />
            </div>
        </details>
    }
}

/// A question before something is taken away. The children are the form that does it.
#[component]
pub(in crate::pages) fn Confirm(
    /// The verb.
    #[prop(into)]
    label: String,
    /// The verb with what it is done to, for those who hear the button alone.
    #[prop(into)]
    name: String,
    /// What is asked, and what follows from it.
    #[prop(into)]
    question: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    let lang = use_language();
    let details = NodeRef::<Details>::new();
    let fold = move || {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
            if let Ok(Some(summary)) = details.query_selector("summary") {
                focus(&summary);
            }
        }
    };
    view! {
        <details
            class="confirm"
            node_ref=details
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    fold();
                }
            }
        >
            <summary class="btn btn-quiet" aria-label=name>{label}</summary>
            <div class="confirm-body">
                <p>{question}</p>
                <div class="form-actions">
                    {children()}
                    <span class="needs-script">
                        <Button kind=ButtonKind::Quiet on_click=move |_| fold()>{texts::common::cancel(lang)}</Button>
                    </span>
                </div>
            </div>
        </details>
    }
}

/// Moves the focus to an element that can take it.
pub(in crate::pages) fn focus(element: &web_sys::Element) {
    use wasm_bindgen::JsCast;
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        // It fails only on an element that can't take focus.
        let _ = element.focus();
    }
}
