//! Choosing a new password with a link by mail.

use domain::access::AccountLink;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::frame::Frame;
use super::link_token::{DeadLink, LinkToken, LinkTokenField};
use crate::api::access::{SetNewPassword, new_password_link};
use crate::components::{Button, CodeField, ErrorSummary, NewPasswordField, problem_of, use_action_error};
use crate::{texts, use_language};

/// Whose password, the new one, and a code: a link alone changes nothing.
#[component]
pub fn NewPassword() -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<SetNewPassword>::new();
    let error = use_action_error(action);
    let token = LinkToken::of_this_page();
    let link = token.read(new_password_link);
    let whose = Memo::new(move |_| match link.get() {
        Some(Ok(AccountLink::NewPassword {
            firm_name,
            name,
            email,
            needs_factor,
        })) => Some((vec![name, email, firm_name], needs_factor)),
        _ => None,
    });
    let context = Signal::derive(move || whose.get().map(|(whose, _)| whose).unwrap_or_default());
    // Asked for until it is known that there is none.
    let needs_factor = move || whose.with(|whose| whose.as_ref().is_none_or(|(_, needs)| *needs));
    let labels = vec![
        ("token", texts::access::link_token(lang).to_owned()),
        ("password", texts::access::new_password(lang).to_owned()),
        ("code", texts::access::code(lang).to_owned()),
    ];
    view! {
        <Frame title=texts::access::new_password_title(lang) intro=texts::access::new_password_intro(lang)>
            <DeadLink token=token link=link again="/sign-in/forgot" words=texts::access::new_password_dead(lang) />
            <ActionForm action=action attr:hidden=move || token.is_dead(link)>
                <div class="form">
                    <ErrorSummary error=error labels=labels />
                    <LinkTokenField token=token name="token" error=error />
                    {move || {
                        context.get().get(1).map(|email| view! { <p class="form-account">{email.clone()}</p> })
                    }}
                    // For password managers: which account the new password is of.
                    <input
                        type="hidden"
                        autocomplete="username"
                        prop:value=move || context.get().get(1).cloned().unwrap_or_default()
                    />
                    <NewPasswordField
                        name="password"
                        label=texts::access::new_password(lang)
                        problem=problem_of(error, "password")
                        context=context
                    />
                    <div hidden=move || !needs_factor()>
                        <CodeField
                            help=texts::access::new_password_code_help(lang)
                            problem=problem_of(error, "code")
                            bare=true
                            maxlength=32
                        />
                    </div>
                    <div class="form-end">
                        <Button submit=true pending=action.pending()>
                            {texts::access::new_password_set(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
        </Frame>
    }
}
