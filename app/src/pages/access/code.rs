//! The second half of signing in: the code of the authenticator app, or a passkey.

use domain::access::Offered;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::frame::{Frame, NextField, recovery_address, use_next};
use crate::api::access::{EnterCode, EnterPasskey, offered};
use crate::components::{
    Button, ButtonKind, CodeField, ErrorSummary, Failed, PasskeyButton, PasskeyFor, Skeleton, problem_of,
    use_action_error,
};
use crate::{texts, texts::account as t, use_language};

/// The second half of signing in, with what the person has.
#[component]
pub fn Code() -> impl IntoView {
    let lang = use_language();
    // Blocking, so that the right form is there without script too.
    let has = Resource::new_blocking(|| (), |()| offered(false));
    view! {
        <Frame title=texts::access::factor_title(lang) intro=texts::access::factor_intro(lang)>
            <Suspense fallback=|| view! { <Skeleton lines=4 /> }>
                {move || Suspend::new(async move {
                    match has.await {
                        Ok(has) => view! { <Ways has=has /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| has.refetch() /> }.into_any(),
                    }
                })}
            </Suspense>
            <p class="form-aside">
                <a class="link" href="/sign-in">
                    {texts::access::start_again(lang)}
                </a>
            </p>
        </Frame>
    }
}

/// What the person can choose from.
#[component]
fn Ways(
    /// What they have.
    has: Offered,
) -> impl IntoView {
    let lang = use_language();
    let next = use_next();
    let passkey = ServerAction::<EnterPasskey>::new();
    let only_passkey = has.passkey && !has.app;
    view! {
        {has
            .passkey
            .then(|| {
                view! {
                    <p class="page-intro">{texts::access::factor_intro_passkey(lang)}</p>
                    <PasskeyButton
                        purpose=PasskeyFor::SecondFactor
                        label=t::use_passkey(lang)
                        kind=if only_passkey { ButtonKind::Primary } else { ButtonKind::Secondary }
                        answered=move |answer| {
                            passkey.dispatch(EnterPasskey { answer, next: next.get_untracked() });
                        }
                        pending=passkey.pending()
                        error=use_action_error(passkey)
                    />
                    {only_passkey.then(|| view! { <p class="only-without-script">{t::needs_script(lang)}</p> })}
                }
            })}
        {(has.passkey && has.app).then(|| view! { <p class="or">{t::or(lang)}</p> })}
        {(!only_passkey)
            .then(|| {
                view! {
                    <p class="page-intro">{texts::access::code_intro(lang)}</p>
                    <CodeForm verb=texts::access::enter(lang) autofocus=!has.passkey />
                }
            })}
        {has
            .recovery_code
            .then(|| {
                view! {
                    <p class="form-aside">
                        <a class="link" href=move || recovery_address(&next.get())>
                            {t::use_recovery(lang)}
                        </a>
                    </p>
                }
            })}
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
                <CodeField help=texts::access::code_help(lang) problem=problem_of(error, "code") autofocus=autofocus />
                <div class="form-end">
                    <Button submit=true pending=action.pending()>
                        {verb}
                    </Button>
                </div>
            </div>
        </ActionForm>
    }
}
