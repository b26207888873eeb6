//! Asking for a new password.

use domain::captcha::Form;
use leptos::either::Either;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::captcha::CaptchaField;
use super::frame::Frame;
use crate::api::access::AskNewPassword;
use crate::components::{Alert, AlertKind, Button, ErrorSummary, TextField, problem_of, use_action_error};
use crate::{texts, use_language};

/// The address, and then the same words for everybody.
#[component]
pub fn Forgot() -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<AskNewPassword>::new();
    let error = use_action_error(action);
    let answer = action.value();
    let asked = Memo::new(move |_| answer.with(|answer| matches!(answer, Some(Ok(())))));
    let proof = RwSignal::new(None);
    let sent = action.version();
    let sent = Signal::derive(move || sent.get());
    let form = move || {
        let labels = vec![
            ("email", texts::access::email(lang).to_owned()),
            ("captcha", texts::access::captcha(lang).to_owned()),
        ];
        view! {
            <ActionForm action=action>
                <div class="form">
                    <ErrorSummary error=error labels=labels />
                    <TextField
                        name="email"
                        kind="email"
                        label=texts::access::email(lang)
                        problem=problem_of(error, "email")
                        required=true
                        autocomplete="username"
                        inputmode="email"
                        maxlength=254
                        autofocus=true
                    />
                    <CaptchaField form=Form::Recover sent=sent proof=proof />
                    <div class="form-end">
                        <Button
                            submit=true
                            pending=action.pending()
                            disabled=Signal::derive(move || proof.with(Option::is_none))
                        >
                            {texts::access::forgot_send(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
        }
    };
    view! {
        <Frame title=texts::access::forgot_title(lang) intro=texts::access::forgot_intro(lang)>
            {move || {
                if asked.get() {
                    Either::Left(view! { <Alert kind=AlertKind::Success>{texts::access::forgot_sent(lang)}</Alert> })
                } else {
                    Either::Right(form())
                }
            }}
            <p class="form-aside">
                <a class="link" href="/sign-in">
                    {texts::access::back_to_sign_in(lang)}
                </a>
            </p>
        </Frame>
    }
}
