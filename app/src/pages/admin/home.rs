//! The console's root.

use leptos::prelude::*;
use leptos_router::components::Redirect;

/// Leads to the people.
#[component]
pub fn Home() -> impl IntoView {
    view! { <Redirect path="/admin/people" /> }
}
