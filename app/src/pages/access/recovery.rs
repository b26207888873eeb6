//! Signing in with a recovery code, after the password.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::frame::{Frame, NextField};
use crate::api::access::EnterRecoveryCode;
use crate::components::{Button, ErrorSummary, TextField, problem_of, use_action_error};
use crate::{texts, texts::account as t, use_language};

/// `/sign-in/recovery`
#[component]
pub fn Recovery() -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<EnterRecoveryCode>::new();
    let error = use_action_error(action);
    view! {
        <Frame title=t::recovery_title(lang) intro=t::recovery_intro(lang)>
            <ActionForm action=action>
                <div class="form">
                    <ErrorSummary error=error labels=vec![("code", t::recovery_code(lang).to_owned())] />
                    <NextField />
                    <TextField
                        name="code"
                        label=t::recovery_code(lang)
                        help=t::recovery_help(lang)
                        problem=problem_of(error, "code")
                        required=true
                        autocomplete="off"
                        maxlength=40
                        code=true
                        autofocus=true
                    />
                    <div class="form-end">
                        <Button submit=true pending=action.pending()>
                            {texts::access::enter(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
            <p class="form-aside">
                <a class="link" href="/sign-in/code">
                    {t::use_code_instead(lang)}
                </a>
            </p>
            <p class="fine-print">{t::lost_everything(lang)}</p>
        </Frame>
    }
}
