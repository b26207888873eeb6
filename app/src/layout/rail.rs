//! The main navigation: a rail on the desk, a bar at the bottom of a phone.

use leptos::prelude::*;
use leptos_router::components::A;

use super::{Brand, use_me};
use crate::components::{Icon, IconView};
use crate::{texts, use_language};

/// The main navigation.
#[component]
pub(super) fn Rail() -> impl IntoView {
    let lang = use_language();
    let me = use_me();
    view! {
        <nav class="rail" aria-label=texts::common::main_navigation(lang)>
            <a class="rail-brand" href="/cases" aria-label=texts::common::product(lang)>
                <Brand name=false />
            </a>
            <A href="/cases" attr:class="rail-link">
                <IconView icon=Icon::Cases />
                <span>{texts::common::cases(lang)}</span>
            </A>
            // Whoever is in by support access has one case and nothing else.
            <Suspense>
                {move || Suspend::new(async move {
                    let support = me.await.ok().flatten().is_some_and(|me| me.role.is_support());
                    (!support)
                        .then(|| {
                            view! {
                                <A href="/log" attr:class="rail-link">
                                    <IconView icon=Icon::Log />
                                    <span>{texts::common::log(lang)}</span>
                                </A>
                            }
                        })
                })}
            </Suspense>
            <A href="/security" attr:class="rail-link">
                <IconView icon=Icon::Shield />
                <span>{texts::common::security(lang)}</span>
            </A>
        </nav>
    }
}
