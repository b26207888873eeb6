//! Asking for the second factor again, where an act is refused for want of a fresh one.

use domain::Error;
use domain::access::Offered;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Button, CodeField, ErrorSummary, Modal, PasskeyButton, PasskeyFor, problem_of, use_action_error};
use crate::api::access::{StepUpWithPasskey, offered};
use crate::place::{Place, use_place};
use crate::{texts, use_language};

/// What a dialog watches: acts that may be refused, and what to repeat.
#[derive(Clone, Copy)]
pub struct StepUps {
    open: RwSignal<bool>,
    again: StoredValue<Option<Callback<()>>>,
}

impl StepUps {
    /// Watches nothing yet.
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            again: StoredValue::new(None),
        }
    }

    /// Opens the dialog when the action answers that a fresh second factor is needed, and repeats what was asked once it was given:
    /// nothing that was typed is lost.
    pub fn watch<S>(self, action: ServerAction<S>)
    where
        S: ServerFn<Error = Error> + Clone + Send + Sync + 'static,
        S::Output: Send + Sync + 'static,
    {
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
                let again = move |()| {
                    if let Some(again) = asked.get_value() {
                        action.dispatch(again);
                    }
                };
                self.again.set_value(Some(Callback::new(again)));
                self.open.set(true);
            }
        });
    }

    fn given(self) {
        self.open.set(false);
        if let Some(again) = self.again.get_value() {
            again.run(());
        }
    }
}

impl Default for StepUps {
    fn default() -> Self {
        Self::new()
    }
}

/// The dialog for one action.
#[component]
pub fn StepUp<S>(
    /// What may be refused.
    action: ServerAction<S>,
) -> impl IntoView
where
    S: ServerFn<Error = Error> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let watched = StepUps::new();
    watched.watch(action);
    view! { <StepUpDialog watched=watched /> }
}

/// The dialog, one a page: asks for a code or a passkey, whichever the person has.
#[component]
pub fn StepUpDialog(
    /// What it watches.
    watched: StepUps,
) -> impl IntoView {
    let lang = use_language();
    let open = watched.open;
    let place = use_place();
    // Until the server has said it, a code is asked: nearly everybody has an app. At the console nothing else is.
    let has = RwSignal::new(Offered {
        app: true,
        ..Offered::default()
    });
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
    Effect::new(move || {
        if open.get() && place == Place::Office {
            leptos::task::spawn_local(async move {
                if let Ok(offered) = offered(true).await {
                    has.try_set(offered);
                }
            });
        }
    });
    let passkey = ServerAction::<StepUpWithPasskey>::new();
    let passkey_given = passkey.value();
    Effect::new(move || {
        if answer.with(|answer| matches!(answer, Some(Ok(())))) {
            code.set(String::new());
            untrack(|| watched.given());
        }
    });
    Effect::new(move || {
        if passkey_given.with(|answer| matches!(answer, Some(Ok(())))) {
            untrack(|| watched.given());
        }
    });
    view! {
        <Modal open=open title=texts::access::step_up_title(lang)>
            <p>{texts::access::step_up_intro(lang)}</p>
            <Show when=move || has.get().passkey>
                <PasskeyButton
                    purpose=PasskeyFor::StepUp
                    label=texts::account::use_passkey(lang)
                    answered=move |answer| {
                        passkey.dispatch(StepUpWithPasskey { answer });
                    }
                    pending=passkey.pending()
                    error=use_action_error(passkey)
                />
            </Show>
            // Only while it is open, so that several of a page don't share their fields' ids.
            <Show when=move || open.get() && has.get().app>
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
                        <CodeField
                            prefix="step-up-"
                            bind=code
                            help=texts::access::code_help(lang)
                            problem=problem_of(error, "code")
                            autofocus=true
                        />
                        <div class="form-end">
                            <Button submit=true pending=confirm.pending()>
                                {texts::access::step_up_confirm(lang)}
                            </Button>
                        </div>
                    </div>
                </form>
            </Show>
        </Modal>
    }
}
