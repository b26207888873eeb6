//! Giving an app or a passkey another name.

use domain::factors::NAME_MAX;
use domain::{Error, Problem};
use leptos::prelude::*;

use crate::components::{Button, ErrorSummary, Modal, TextField};
use crate::texts::account as t;
use crate::use_language;

/// What is being given another name.
pub(super) struct Renaming<Id: Send + Sync + 'static> {
    pub(super) open: RwSignal<bool>,
    pub(super) id: RwSignal<Option<Id>>,
    pub(super) name: RwSignal<String>,
}

impl<Id: Send + Sync + 'static> Clone for Renaming<Id> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Id: Send + Sync + 'static> Copy for Renaming<Id> {}

impl<Id: Clone + ToString + Send + Sync + 'static> Renaming<Id> {
    pub(super) fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            id: RwSignal::new(None),
            name: RwSignal::new(String::new()),
        }
    }

    /// The id, as a form sends it.
    pub(super) fn which(self) -> String {
        self.id
            .with(|id| id.as_ref().map(ToString::to_string).unwrap_or_default())
    }
}

/// Opens the dialog for one of them.
#[component]
pub(super) fn RenameButton<Id: Clone + ToString + Send + Sync + 'static>(
    id: Id,
    name: String,
    renaming: Renaming<Id>,
) -> impl IntoView {
    let lang = use_language();
    let label = t::rename_this(lang, &name);
    let open = move |_| {
        renaming.id.set(Some(id.clone()));
        renaming.name.set(name.clone());
        renaming.open.set(true);
    };
    view! {
        <button type="button" class="btn btn-quiet needs-script" aria-label=label on:click=open>
            {t::rename(lang)}
        </button>
    }
}

/// The dialog. The form that sends it is the caller's, around [`RenameFields`].
#[component]
pub(super) fn RenameDialog(open: RwSignal<bool>, children: Children) -> impl IntoView {
    let lang = use_language();
    view! {
        <Modal open=open title=t::rename(lang)>
            {children()}
        </Modal>
    }
}

/// The name, and the button that sends it.
#[component]
pub(super) fn RenameFields(
    /// Which, as the form sends it.
    #[prop(into)]
    id: Signal<String>,
    /// What is typed.
    name: RwSignal<String>,
    /// Keeps the ids of two such forms apart.
    prefix: &'static str,
    #[prop(into)] error: Signal<Option<Error>>,
    #[prop(into)] problem: Signal<Option<Problem>>,
    #[prop(into)] pending: Signal<bool>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <div class="form">
            <ErrorSummary error=error labels=vec![("name", t::name(lang).to_owned())] prefix=prefix />
            <input type="hidden" name="id" prop:value=move || id.get() value=move || id.get() />
            <TextField
                name="name"
                prefix=prefix
                label=t::name(lang)
                bind=name
                problem=problem
                required=true
                autocomplete="off"
                maxlength=NAME_MAX
            />
            <div class="form-end">
                <Button submit=true pending=pending>
                    {t::save_name(lang)}
                </Button>
            </div>
        </div>
    }
}
