//! Mail address and password; or, on a trusted device, neither.

use domain::captcha::Form;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::captcha::CaptchaField;
use super::ended::WhyEnded;
use super::frame::{Frame, NextField, use_next};
use super::unlock::Unlock;
use crate::api::access::{SignIn as SignInAction, SignInWithPasskey, unlock_offer};
use crate::components::{
    Button, CheckField, ErrorSummary, PasskeyButton, PasskeyFor, Skeleton, TextField, problem_of, use_action_error,
};
use crate::{texts, texts::account as t, use_language};

/// The first half of signing in. `?account=other` asks for the password on a trusted device too.
#[component]
pub fn SignIn() -> impl IntoView {
    let lang = use_language();
    let query = use_query_map();
    // Blocking, so that the form is there without script too. Asked again where the address says something else.
    let offer = Resource::new_blocking(move || query.get(), |_| unlock_offer());
    let other = move || query.with_untracked(|query| query.get("account").as_deref() == Some("other"));
    view! {
        <Suspense fallback=move || {
            view! {
                <Frame title=texts::access::sign_in_title(lang) intro=texts::access::sign_in_intro(lang)>
                    <Skeleton lines=6 />
                </Frame>
            }
        }>
            {move || Suspend::new(async move {
                match offer.await.ok().flatten() {
                    Some(offer) if !other() => view! { <Unlock offer=offer /> }.into_any(),
                    _ => view! { <Password /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// Asks for mail address and password.
#[component]
fn Password() -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<SignInAction>::new();
    let error = use_action_error(action);
    // Once asked for, in every further attempt.
    let asked = Memo::new(move |before: Option<&bool>| {
        before.is_some_and(|asked| *asked) || problem_of(error, "captcha").with(Option::is_some)
    });
    let proof = RwSignal::new(None);
    let next = use_next();
    let passkey = ServerAction::<SignInWithPasskey>::new();
    let labels = vec![
        ("email", texts::access::email(lang).to_owned()),
        ("password", texts::access::password(lang).to_owned()),
        ("captcha", texts::access::captcha(lang).to_owned()),
    ];
    let sent = action.version();
    let sent = Signal::derive(move || sent.get());
    view! {
        <Frame title=texts::access::sign_in_title(lang) intro=texts::access::sign_in_intro(lang)>
            <WhyEnded />
            <ActionForm action=action>
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
                    <CheckField
                        name="trust"
                        label=texts::access::trust(lang)
                        help=texts::access::trust_help(lang)
                    />
                    {move || {
                        asked.get().then(|| view! { <CaptchaField form=Form::SignIn sent=sent proof=proof /> })
                    }}
                    <div class="form-end">
                        <Button
                            submit=true
                            pending=action.pending()
                            disabled=Signal::derive(move || asked.get() && proof.with(Option::is_none))
                        >
                            {texts::access::go_on(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
            <p class="form-aside">
                <a class="link" href="/sign-in/forgot">
                    {texts::access::forgot_link(lang)}
                </a>
            </p>
            <p class="or needs-script">{t::or(lang)}</p>
            <PasskeyButton
                purpose=PasskeyFor::Alone
                label=t::sign_in_with_passkey(lang)
                answered=move |answer| {
                    passkey.dispatch(SignInWithPasskey { answer, next: next.get_untracked() });
                }
                pending=passkey.pending()
                error=use_action_error(passkey)
            />
        </Frame>
    }
}
