//! The first page of a new installation: whose mailbox the firm's first administrator has.

use domain::captcha::Form;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::captcha::CaptchaField;
use super::frame::Frame;
use super::link_token::{LinkToken, LinkTokenField};
use crate::api::access::ProveMail;
use crate::components::{Alert, AlertKind, Button, ErrorSummary, TextField, problem_of, use_action_error};
use crate::{texts, use_language};

/// Asks for the address and has a link mailed to it. Wrong addresses are mended by asking again.
#[component]
pub fn SetUp() -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<ProveMail>::new();
    let error = use_action_error(action);
    let token = LinkToken::of_this_page();
    let answer = action.value();
    let mailed = Memo::new(move |_| answer.with(|answer| matches!(answer, Some(Ok(())))));
    let proof = RwSignal::new(None);
    let sent = action.version();
    let sent = Signal::derive(move || sent.get());
    let labels = vec![
        ("token", texts::access::link_token(lang).to_owned()),
        ("email", texts::access::email(lang).to_owned()),
        ("captcha", texts::access::captcha(lang).to_owned()),
    ];
    view! {
        <Frame title=texts::access::set_up_title(lang) intro=texts::access::set_up_intro(lang)>
            {move || {
                token
                    .missing
                    .get()
                    .then(|| view! { <Alert kind=AlertKind::Warning>{texts::access::set_up_no_link(lang)}</Alert> })
            }}
            <div role="status">
                {move || {
                    mailed
                        .get()
                        .then(|| view! { <Alert kind=AlertKind::Success>{texts::access::set_up_mailed(lang)}</Alert> })
                }}
            </div>
            <ActionForm action=action>
                <div class="form">
                    <ErrorSummary error=error labels=labels />
                    <LinkTokenField token=token name="token" error=error />
                    <TextField
                        name="email"
                        kind="email"
                        label=texts::access::email(lang)
                        help=texts::access::set_up_email_help(lang)
                        problem=problem_of(error, "email")
                        required=true
                        autocomplete="username"
                        inputmode="email"
                        maxlength=254
                    />
                    <CaptchaField form=Form::Register sent=sent proof=proof />
                    <div class="form-end">
                        <Button
                            submit=true
                            pending=action.pending()
                            disabled=Signal::derive(move || proof.with(Option::is_none))
                        >
                            {move || {
                                if mailed.get() {
                                    texts::access::set_up_mail_again(lang)
                                } else {
                                    texts::access::set_up_mail(lang)
                                }
                            }}
                        </Button>
                    </div>
                </div>
            </ActionForm>
        </Frame>
    }
}
