//! Mail address and password, as the office and the console both ask for them.

use domain::Error;
use leptos::prelude::*;

use super::frame::NextField;
use super::guarded_submit::GuardedSubmit;
use crate::components::{ErrorSummary, TextField, problem_of};
use crate::{texts, use_language};

/// All that is in the form. The form itself is the caller's, since each sends it elsewhere.
#[component]
pub(in crate::pages) fn SignInFields(
    /// What the last attempt was refused for.
    error: Signal<Option<Error>>,
    /// How often the form was sent.
    #[prop(into)]
    sent: Signal<usize>,
    /// Whether it is under way.
    #[prop(into)]
    pending: Signal<bool>,
    /// What else can be chosen, under the password.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let lang = use_language();
    let labels = vec![
        ("email", texts::access::email(lang).to_owned()),
        ("password", texts::access::password(lang).to_owned()),
        ("captcha", texts::access::captcha(lang).to_owned()),
    ];
    view! {
        <div class="form">
            <ErrorSummary error=error labels=labels />
            <NextField />
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
            <TextField
                name="password"
                kind="password"
                label=texts::access::password(lang)
                problem=problem_of(error, "password")
                required=true
                autocomplete="current-password"
            />
            {children.map(|children| children())}
            <GuardedSubmit error=error sent=sent pending=pending>
                {texts::access::go_on(lang)}
            </GuardedSubmit>
        </div>
    }
}
