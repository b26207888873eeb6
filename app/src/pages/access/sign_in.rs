//! Mail address and password; or, on a trusted device, neither.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::ended::WhyEnded;
use super::frame::{Frame, use_next};
use super::sign_in_fields::SignInFields;
use super::unlock::Unlock;
use crate::api::access::{SignIn as SignInAction, SignInWithPasskey, unlock_offer};
use crate::components::{CheckField, PasskeyButton, PasskeyFor, Skeleton, use_action_error};
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
    let next = use_next();
    let passkey = ServerAction::<SignInWithPasskey>::new();
    view! {
        <Frame title=texts::access::sign_in_title(lang) intro=texts::access::sign_in_intro(lang)>
            <WhyEnded />
            <ActionForm action=action>
                <SignInFields error=error sent=action.version() pending=action.pending()>
                    <CheckField
                        name="trust"
                        label=texts::access::trust(lang)
                        help=texts::access::trust_help(lang)
                    />
                </SignInFields>
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
