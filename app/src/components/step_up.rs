//! Asking for the second factor again, where an act is refused for want of a fresh one.

use domain::Error;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Button, ErrorSummary, Modal, TextField, problem_of};
use crate::place::use_place;
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
    let place = use_place();
    let code = RwSignal::new(String::new());
    let confirm = Action::new(move |code: &String| {
        let code = code.clone();
        async move { place.step_up(code).await }
    });
    let answer = confirm.value();
    let error = Signal::derive(move || {
        // While it runs again, what was wrong before is no longer said.
        if confirm.pending().get() {
            return None;
        }
        answer.with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().err().cloned()))
    });
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
    Effect::new(move || {
        if answer.with(|answer| matches!(answer, Some(Ok(())))) {
            open.set(false);
            code.set(String::new());
            if let Some(again) = asked.get_value() {
                action.dispatch(again);
            }
        }
    });
    view! {
        <Modal open=open title=texts::access::step_up_title(lang)>
            <p>{texts::access::step_up_intro(lang)}</p>
            // Only while it is open, so that several of a page don't share their fields' ids.
            {move || {
                open.get()
                    .then(|| {
                        view! {
                        // It opens by script only, so it needs no form that works without.
                        <form on:submit=move |event| {
                            event.prevent_default();
                            confirm.dispatch(code.get_untracked());
                        }>
                            <div class="form">
                                <ErrorSummary
                                    error=error
                                    labels=vec![("code", texts::access::code(lang).to_owned())]
                                    prefix="step-up-"
                                />
                                <TextField
                                    name="code"
                                    prefix="step-up-"
                                    bind=code
                                    label=texts::access::code(lang)
                                    help=texts::access::code_help(lang)
                                    problem=problem_of(error, "code")
                                    required=true
                                    autocomplete="one-time-code"
                                    inputmode="numeric"
                                    maxlength=8
                                    code=true
                                    autofocus=true
                                />
                                <div class="form-end">
                                    <Button submit=true pending=confirm.pending()>
                                        {texts::access::step_up_confirm(lang)}
                                    </Button>
                                </div>
                            </div>
                        </form>
                        }
                    })
            }}
        </Modal>
    }
}
