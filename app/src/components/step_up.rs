//! Asking for the second factor again, where an act is refused for want of a fresh one.

use domain::Error;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Button, ErrorSummary, Modal, TextField, problem_of, use_action_error};
use crate::api::access::StepUp as StepUpAction;
use crate::{texts, use_language};

/// A dialog that opens when `action` answers that a fresh second factor is needed, and repeats what was asked once it was given:
/// nothing that was typed is lost.
#[component]
pub fn StepUp<S>(
    /// What may be refused.
    action: ServerAction<S>,
) -> impl IntoView
where
    S: ServerFn<Error = Error> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let lang = use_language();
    let open = RwSignal::new(false);
    let confirm = ServerAction::<StepUpAction>::new();
    let error = use_action_error(confirm);
    // The action forgets what it was asked once it has answered.
    let asked = StoredValue::new(None::<S>);
    Effect::new(move || {
        if let Some(input) = action.input().get() {
            asked.set_value(Some(input));
        }
    });
    let refused = action.value();
    Effect::new(move || {
        if refused.with(|answer| matches!(answer, Some(Err(Error::StepUpNeeded)))) {
            open.set(true);
        }
    });
    let confirmed = confirm.value();
    Effect::new(move || {
        if confirmed.with(|answer| matches!(answer, Some(Ok(())))) {
            open.set(false);
            if let Some(again) = asked.get_value() {
                action.dispatch(again);
            }
        }
    });
    view! {
        <Modal open=open title=texts::access::step_up_title(lang)>
            <p>{texts::access::step_up_intro(lang)}</p>
            <ActionForm action=confirm>
                <div class="form">
                    <ErrorSummary
                        error=error
                        labels=vec![("code", texts::access::code(lang).to_owned())]
                        prefix="step-up-"
                    />
                    <TextField
                        name="code"
                        prefix="step-up-"
                        label=texts::access::code(lang)
                        help=texts::access::code_help(lang)
                        problem=problem_of(error, "code")
                        required=true
                        autocomplete="one-time-code"
                        inputmode="numeric"
                        maxlength=8
                        code=true
                    />
                    <div class="form-end">
                        <Button submit=true pending=confirm.pending()>
                            {texts::access::step_up_confirm(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
        </Modal>
    }
}
