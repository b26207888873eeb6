//! Changing my password.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::nav::AccountNav;
use crate::api::access::ChangePassword as ChangePasswordAction;
use crate::components::{
    Alert, AlertKind, Button, ErrorSummary, NewPasswordField, Page, StepUp, TextField, problem_of, use_action_error,
};
use crate::layout::use_me;
use crate::{texts, use_language};

/// The present password and the new one; a fresh second factor is asked where it is needed.
#[component]
pub fn ChangePassword() -> impl IntoView {
    let lang = use_language();
    let me = use_me();
    let action = ServerAction::<ChangePasswordAction>::new();
    let error = use_action_error(action);
    let answer = action.value();
    let changed = Memo::new(move |_| answer.with(|answer| matches!(answer, Some(Ok(())))));
    let context = Signal::derive(move || match me.get() {
        Some(Ok(Some(me))) => vec![me.name, me.email, me.firm_name],
        _ => Vec::new(),
    });
    let email = move || context.with(|context| context.get(1).cloned().unwrap_or_default());
    let labels = vec![
        ("old_password", texts::access::old_password(lang).to_owned()),
        ("password", texts::access::new_password(lang).to_owned()),
    ];
    view! {
        <Page title=texts::access::change_password_title(lang) intro=texts::access::change_password_intro(lang) narrow=true>
            <AccountNav />
            <div role="status">
                {move || {
                    changed
                        .get()
                        .then(|| {
                            view! {
                                <Alert kind=AlertKind::Success>{texts::access::change_password_done(lang)}</Alert>
                            }
                        })
                }}
            </div>
            <ActionForm action=action attr:hidden=move || changed.get()>
                <div class="form">
                    <ErrorSummary error=error labels=labels />
                    <input type="hidden" autocomplete="username" prop:value=email />
                    <TextField
                        name="old_password"
                        kind="password"
                        label=texts::access::old_password(lang)
                        problem=problem_of(error, "old_password")
                        required=true
                        autocomplete="current-password"
                    />
                    <NewPasswordField
                        name="password"
                        label=texts::access::new_password(lang)
                        problem=problem_of(error, "password")
                        context=context
                    />
                    <div class="form-end">
                        <Button submit=true pending=action.pending()>
                            {texts::access::change_password_set(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
            <StepUp action=action />
        </Page>
    }
}
