//! Why the reader is here again.

use domain::Timestamp;
use domain::access::{EndReason, SessionState};
use domain::sessions::Place;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::{Alert, AlertKind, When};
use crate::place::use_place;
use crate::{texts, use_language};

/// Says why the session ended, as told in the address: `?ended=idle`, or `?ended=elsewhere&at=…` in milliseconds.
#[component]
pub(in crate::pages) fn WhyEnded() -> impl IntoView {
    let lang = use_language();
    let query = use_query_map();
    let told = query.with_untracked(|query| {
        let at = query.get("at").and_then(|at| at.parse().ok()).map(Timestamp);
        query.get("ended").map(|ended| (ended, at))
    });
    told.map(|(ended, at)| match ended.as_str() {
        "idle" => view! { <Alert>{texts::access::ended_idle(lang)}</Alert> }.into_any(),
        "too_old" => view! { <Alert>{texts::access::ended_too_old(lang)}</Alert> }.into_any(),
        "role_changed" => view! { <Alert>{texts::access::ended_role_changed(lang)}</Alert> }.into_any(),
        "account_closed" => view! { <Alert>{texts::access::ended_account_closed(lang)}</Alert> }.into_any(),
        "by_administrator" => view! {
            <Alert kind=AlertKind::Warning>{texts::access::ended_by_administrator(lang)}</Alert>
        }
        .into_any(),
        "password_changed" => view! { <Alert>{texts::access::ended_password_changed(lang)}</Alert> }.into_any(),
        "new_password" => {
            view! { <Alert kind=AlertKind::Success>{texts::access::new_password_done(lang)}</Alert> }.into_any()
        }
        "signed_out" => {
            view! { <Alert kind=AlertKind::Success>{texts::access::ended_signed_out(lang)}</Alert> }.into_any()
        }
        "ended_by_owner" => view! { <Alert>{texts::access::ended_by_owner(lang)}</Alert> }.into_any(),
        "ended_by_administrator" => view! { <Alert>{texts::access::ended_by_administrator(lang)}</Alert> }.into_any(),
        "support_over" => view! { <Alert>{texts::access::ended_support_over(lang)}</Alert> }.into_any(),
        "trust" => view! { <Alert>{texts::access::ended_trust(lang)}</Alert> }.into_any(),
        "elsewhere" => view! { <Elsewhere at=at /> }.into_any(),
        "never" => view! { <Alert>{texts::access::ended_never(lang)}</Alert> }.into_any(),
        _ => ().into_any(),
    })
}

/// Signed in elsewhere: when, and from where. The address says only when; from where, the server tells whoever still holds the cookie of
/// the session that was lost.
#[component]
fn Elsewhere(
    /// When, as the address says.
    at: Option<Timestamp>,
) -> impl IntoView {
    let lang = use_language();
    let at_place = use_place();
    let state = Resource::new_blocking(|| (), move |()| at_place.session_state());
    view! {
        <Alert kind=AlertKind::Warning>
            <p>
                {texts::access::ended_elsewhere(lang)}
                // No full stop after a time: Spanish writes "p. m.".
                {match at {
                    Some(at) => view! { " " {texts::access::ended_elsewhere_at(lang)} " " <When at=at /> }.into_any(),
                    None => ".".into_any(),
                }}
            </p>
            <Suspense>
                {move || Suspend::new(async move {
                    match state.await {
                        Ok(SessionState::Ended(EndReason::SignedInElsewhere { place: Some(place), .. })) => {
                            Some(view! { <p>{texts::access::ended_elsewhere_from(lang)} " " {from(lang, &place)}</p> })
                        }
                        _ => None,
                    }
                })}
            </Suspense>
            <p>{texts::access::not_you(lang)}</p>
        </Alert>
    }
}

/// Device and address.
fn from(lang: domain::Language, place: &Place) -> String {
    let device = texts::sessions::device(lang, &place.device);
    match &place.address {
        Some(address) => format!("{device} · {address}"),
        None => device,
    }
}
