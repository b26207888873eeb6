//! Adding an authenticator app: a name, then the QR code and the first code.

use domain::factors::{NAME_MAX, NewApp};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::second_factors::Scope;
use crate::api::account::{AddApp, ConfirmApp};
use crate::components::{Button, CodeField, ErrorSummary, SecretSheet, TextField, problem_of, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::texts::account as t;
use crate::{texts, use_language};

/// Both steps, one after the other.
#[component]
pub(super) fn AddAppForm(
    scope: Scope,
    /// Whether the form is unfolded.
    open: RwSignal<bool>,
) -> impl IntoView {
    let lang = use_language();
    let (add, confirm) = (ServerAction::<AddApp>::new(), ServerAction::<ConfirmApp>::new());
    scope.step_ups.watch(add);
    scope.step_ups.watch(confirm);
    on_success(confirm, move || {
        open.set(false);
        scope.factors.refresh();
        toast(t::app_added(lang));
    });
    let error = use_action_error(add);
    let begun = add.value();
    // While it is confirmed it stays: only a new beginning replaces it.
    let new = Memo::new(move |before: Option<&Option<NewApp>>| {
        let now = begun.with(|begun| begun.as_ref().and_then(|begun| begun.as_ref().ok().cloned()));
        now.or_else(|| before.cloned().flatten())
    });
    view! {
        <Show
            when=move || new.with(Option::is_none)
            fallback=move || new.get().map(|new| view! { <ConfirmAppForm new=new action=confirm /> })
        >
            <ActionForm action=add>
                <div class="form">
                    <ErrorSummary error=error labels=vec![("name", t::name(lang).to_owned())] prefix="add-app-" />
                    <TextField
                        name="name"
                        prefix="add-app-"
                        label=t::name(lang)
                        help=t::app_name_help(lang)
                        problem=problem_of(error, "name")
                        required=true
                        autocomplete="off"
                        maxlength=NAME_MAX
                    />
                    <p class="only-without-script">{t::needs_script(lang)}</p>
                    <div class="form-end needs-script">
                        <Button submit=true pending=pending(add)>
                            {t::show_qr(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
        </Show>
    }
}

#[component]
fn ConfirmAppForm(new: NewApp, action: ServerAction<ConfirmApp>) -> impl IntoView {
    let lang = use_language();
    let error = use_action_error(action);
    view! {
        <div class="add-app">
            <p>{t::scan(lang)}</p>
            <SecretSheet enrolment=new.enrolment />
            <ActionForm action=action>
                <div class="form">
                    <ErrorSummary
                        error=error
                        labels=vec![("code", texts::access::code(lang).to_owned())]
                        prefix="confirm-app-"
                    />
                    <input type="hidden" name="app" value=new.id.to_string() />
                    <CodeField
                        prefix="confirm-app-"
                        help=texts::access::app_step_code(lang)
                        problem=problem_of(error, "code")
                    />
                    <div class="form-end">
                        <Button submit=true pending=pending(action)>
                            {t::confirm_app(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
        </div>
    }
}
