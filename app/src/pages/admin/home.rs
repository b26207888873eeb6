//! The console's root.

use domain::Permission;
use leptos::prelude::*;
use leptos_router::components::Redirect;

use crate::api::console::me;

/// Leads to what whoever is here looks after first: an operator to the alerts, everybody else to the people. Who is not signed in is led on from
/// there.
#[component]
pub fn Home() -> impl IntoView {
    let me = Resource::new(|| (), |()| me());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let operates = me.await.ok().flatten().is_some_and(|me| me.may(Permission::OperateInstallation));
                let path = if operates { "/admin/alerts" } else { "/admin/people" };
                view! { <Redirect path=path /> }
            })}
        </Suspense>
    }
}
