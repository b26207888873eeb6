//! Registering the firm with its first administrator.

use domain::Language;
use domain::captcha::Form;
use domain::rules::NAME_MAX;
use leptos::form::ActionForm;
use leptos::html::Input;
use leptos::prelude::*;

use super::captcha::CaptchaField;
use super::frame::Frame;
use crate::api::access::RegisterFirm;
use crate::components::{Alert, AlertKind, Button, ErrorSummary, SelectField, TextField, problem_of, use_action_error};
use crate::{texts, use_language};

/// The first page of a new installation. The one-time link's secret is in the fragment and is sent with the form only.
#[component]
pub fn SetUp() -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<RegisterFirm>::new();
    let error = use_action_error(action);
    let token = NodeRef::<Input>::new();
    let no_link = RwSignal::new(false);
    Effect::new(move || {
        let Some(token) = token.get() else { return };
        let fragment = window().location().hash().unwrap_or_default();
        let secret = fragment.trim_start_matches('#');
        no_link.set(secret.is_empty() && token.value().is_empty());
        if !secret.is_empty() {
            token.set_value(secret);
        }
    });
    let proof = RwSignal::new(None);
    let sent = action.version();
    let sent = Signal::derive(move || sent.get());
    let labels = vec![
        ("token", texts::access::set_up_token(lang).to_owned()),
        ("firm_name", texts::access::firm_name(lang).to_owned()),
        ("name", texts::access::your_name(lang).to_owned()),
        ("email", texts::access::email(lang).to_owned()),
        ("password", texts::access::password(lang).to_owned()),
        ("language", texts::access::firm_language(lang).to_owned()),
        ("captcha", texts::access::captcha(lang).to_owned()),
    ];
    let languages = Language::ALL
        .map(|language| (language.tag().to_owned(), language.own_name().to_owned()))
        .to_vec();
    view! {
        <Frame title=texts::access::set_up_title(lang) intro=texts::access::set_up_intro(lang)>
            {move || {
                no_link
                    .get()
                    .then(|| view! { <Alert kind=AlertKind::Warning>{texts::access::set_up_no_link(lang)}</Alert> })
            }}
            <ActionForm action=action>
                <div class="form">
                    <ErrorSummary error=error labels=labels />
                    <div class="only-without-script">
                        <TextField
                            name="form[token]"
                            label=texts::access::set_up_token(lang)
                            help=texts::access::set_up_token_help(lang)
                            problem=problem_of(error, "token")
                            required=true
                            autocomplete="off"
                            code=true
                            node_ref=token
                        />
                    </div>
                    <TextField
                        name="form[firm_name]"
                        label=texts::access::firm_name(lang)
                        problem=problem_of(error, "firm_name")
                        required=true
                        autocomplete="organization"
                        maxlength=NAME_MAX
                    />
                    <TextField
                        name="form[name]"
                        label=texts::access::your_name(lang)
                        problem=problem_of(error, "name")
                        required=true
                        autocomplete="name"
                        maxlength=NAME_MAX
                    />
                    <TextField
                        name="form[email]"
                        kind="email"
                        label=texts::access::email(lang)
                        problem=problem_of(error, "email")
                        required=true
                        autocomplete="username"
                        inputmode="email"
                        maxlength=254
                    />
                    <TextField
                        name="form[password]"
                        kind="password"
                        label=texts::access::password(lang)
                        help=texts::access::new_password_help(lang)
                        problem=problem_of(error, "password")
                        required=true
                        autocomplete="new-password"
                    />
                    <SelectField
                        name="form[language]"
                        label=texts::access::firm_language(lang)
                        help=texts::access::firm_language_help(lang)
                        problem=problem_of(error, "language")
                        options=languages
                        selected=lang.tag()
                    />
                    <CaptchaField form=Form::Register sent=sent proof=proof />
                    <div class="form-end">
                        <Button
                            submit=true
                            pending=action.pending()
                            disabled=Signal::derive(move || proof.with(Option::is_none))
                        >
                            {texts::access::register(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
        </Frame>
    }
}
