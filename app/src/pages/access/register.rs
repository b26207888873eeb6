//! Registering the firm, by whoever proved the mailbox.

use domain::Language;
use domain::rules::NAME_MAX;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::frame::Frame;
use super::link_token::{DeadLink, LinkToken, LinkTokenField};
use crate::api::access::{RegisterFirm, registration_link};
use crate::components::{Button, ErrorSummary, NewPasswordField, SelectField, TextField, problem_of, use_action_error};
use crate::{texts, use_language};

/// The firm and its first administrator. The secret of the mailed link is in the fragment and is sent with the form only.
#[component]
pub fn Register() -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<RegisterFirm>::new();
    let error = use_action_error(action);
    let token = LinkToken::of_this_page();
    let link = token.read(registration_link);
    let email = Memo::new(move |_| match link.get() {
        Some(Ok(link)) => link.email,
        _ => String::new(),
    });
    let (firm_name, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let context = Signal::derive(move || vec![firm_name.get(), name.get(), email.get()]);
    let labels = vec![
        ("token", texts::access::link_token(lang).to_owned()),
        ("firm_name", texts::access::firm_name(lang).to_owned()),
        ("name", texts::access::your_name(lang).to_owned()),
        ("email", texts::access::email(lang).to_owned()),
        ("password", texts::access::password(lang).to_owned()),
        ("language", texts::access::firm_language(lang).to_owned()),
    ];
    let languages = Language::ALL
        .map(|language| (language.tag().to_owned(), language.own_name().to_owned()))
        .to_vec();
    view! {
        <Frame title=texts::access::register_title(lang) intro=texts::access::register_intro(lang)>
            <DeadLink token=token link=link words=texts::access::register_dead(lang) />
            <ActionForm action=action attr:hidden=move || token.is_dead(link)>
                <div class="form">
                    <ErrorSummary error=error labels=labels />
                    <LinkTokenField token=token name="form[token]" error=error />
                    <p class="form-account">{email}</p>
                    <TextField
                        name="form[firm_name]"
                        label=texts::access::firm_name(lang)
                        problem=problem_of(error, "firm_name")
                        required=true
                        autocomplete="organization"
                        maxlength=NAME_MAX
                        bind=firm_name
                    />
                    <TextField
                        name="form[name]"
                        label=texts::access::your_name(lang)
                        problem=problem_of(error, "name")
                        required=true
                        autocomplete="name"
                        maxlength=NAME_MAX
                        bind=name
                    />
                    <input type="hidden" autocomplete="username" prop:value=email />
                    <NewPasswordField
                        name="form[password]"
                        label=texts::access::password(lang)
                        problem=problem_of(error, "password")
                        context=context
                    />
                    <SelectField
                        name="form[language]"
                        label=texts::access::firm_language(lang)
                        help=texts::access::firm_language_help(lang)
                        problem=problem_of(error, "language")
                        options=languages
                        selected=lang.tag()
                    />
                    <div class="form-end">
                        <Button submit=true pending=action.pending()>
                            {texts::access::register(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
        </Frame>
    }
}
