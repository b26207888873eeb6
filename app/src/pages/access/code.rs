//! The code of the authenticator app.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::frame::{Frame, NextField};
use crate::api::access::EnterCode;
use crate::components::{Button, ErrorSummary, TextField, problem_of, use_action_error};
use crate::{texts, use_language};

/// The second half of signing in.
#[component]
pub fn Code() -> impl IntoView {
    let lang = use_language();
    view! {
        <Frame title=texts::access::code_title(lang) intro=texts::access::code_intro(lang)>
            <CodeForm verb=texts::access::enter(lang) autofocus=true />
            <p class="form-aside">
                <a class="link" href="/sign-in">
                    {texts::access::start_again(lang)}
                </a>
            </p>
        </Frame>
    }
}

/// Asks for the code that the app shows now.
#[component]
pub(super) fn CodeForm(
    /// What the button says.
    verb: &'static str,
    /// Whether the field has the focus at first.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<EnterCode>::new();
    let error = use_action_error(action);
    view! {
        <ActionForm action=action>
            <div class="form">
                <ErrorSummary error=error labels=vec![("code", texts::access::code(lang).to_owned())] />
                <NextField />
                <TextField
                    name="code"
                    label=texts::access::code(lang)
                    help=texts::access::code_help(lang)
                    problem=problem_of(error, "code")
                    required=true
                    autocomplete="one-time-code"
                    inputmode="numeric"
                    maxlength=8
                    code=true
                    autofocus=autofocus
                />
                <div class="form-end">
                    <Button submit=true pending=action.pending()>
                        {verb}
                    </Button>
                </div>
            </div>
        </ActionForm>
    }
}
