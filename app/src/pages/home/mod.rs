//! The root: the server sends people on to their cases or to the sign-in page.

use leptos::prelude::*;
use leptos_router::components::Redirect;

/// Leads to the cases; who is not signed in is led on from there.
#[component]
pub fn Home() -> impl IntoView {
    view! { <Redirect path="/cases" /> }
}
