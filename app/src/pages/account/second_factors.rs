//! What somebody signs in with besides the password.

use domain::factors::SecondFactors;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::apps::Apps;
use super::nav::AccountNav;
use super::passkeys::Passkeys;
use super::recovery::Recovery;
use crate::components::{Alert, AlertKind, Failed, Page, Skeleton, StepUpDialog, StepUps};
use crate::layout::use_me;
use crate::pages::office::fresh::Fresh;
use crate::texts::account as t;
use crate::{api, use_language};

/// `/account`
#[component]
pub fn SecondFactorsPage() -> impl IntoView {
    let lang = use_language();
    let first = Resource::new(|| (), |()| api::account::second_factors());
    let query = use_query_map();
    let me = use_me();
    let recovered = move || query.with(|query| query.get("recovered").is_some());
    view! {
        <Page title=t::title(lang) intro=t::intro(lang)>
            <AccountNav />
            <Show when=recovered>
                <Alert kind=AlertKind::Warning>
                    <p>{t::recovered(lang)}</p>
                </Alert>
            </Show>
            <Suspense>
                {move || Suspend::new(async move {
                    let me = me.await.ok().flatten();
                    me.is_some_and(|me| me.needs_passkey)
                        .then(|| {
                            view! {
                                <Alert kind=AlertKind::Warning>
                                    <p>{t::passkey_required(lang)}</p>
                                </Alert>
                            }
                        })
                })}
            </Suspense>
            <Suspense fallback=|| view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    match first.await {
                        Ok(first) => view! { <Sections first=first /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| first.refetch() /> }.into_any(),
                    }
                })}
            </Suspense>
        </Page>
    }
}

/// What the sections share: what there is, and the dialog that asks for a fresh factor.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    pub(super) factors: Fresh<SecondFactors>,
    pub(super) step_ups: StepUps,
}

#[component]
fn Sections(first: SecondFactors) -> impl IntoView {
    let scope = Scope {
        factors: Fresh::new(first, api::account::second_factors),
        step_ups: StepUps::new(),
    };
    view! {
        <div class="account-sections">
            <Apps scope=scope />
            <Passkeys scope=scope />
            <Recovery scope=scope />
        </div>
        <StepUpDialog watched=scope.step_ups />
    }
}
