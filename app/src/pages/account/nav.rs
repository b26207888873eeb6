//! The pages of the account.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::{texts, texts::account as t, use_language};

/// Every page of the account, the one that is open marked.
#[component]
pub(in crate::pages) fn AccountNav() -> impl IntoView {
    let lang = use_language();
    let pages = [
        ("/account", t::nav_factors(lang)),
        ("/account/sessions", texts::common::sessions(lang)),
        ("/account/password", t::nav_password(lang)),
        ("/account/log", t::nav_log(lang)),
    ];
    view! {
        <nav class="chips account-nav" aria-label=t::nav(lang)>
            {pages
                .map(|(href, title)| {
                    view! {
                        <A href=href exact=true attr:class="chip">
                            {title}
                        </A>
                    }
                })
                .collect_view()}
        </nav>
    }
}
