//! The promise checks, with what they saw.

use leptos::prelude::*;

use crate::api::console::checks;
use crate::components::{ButtonKind, Failed, Icon, IconView, LinkButton, Page, Skeleton};
use crate::pages::security::report::Reports;
use crate::pages::security::summary::Summary;
use crate::texts::admin as t;
use crate::use_language;

/// The report of the public page, in full.
#[component]
pub fn Checks() -> impl IntoView {
    let lang = use_language();
    let page = Resource::new(|| (), |()| checks());
    view! {
        <Page
            title=t::checks(lang)
            intro=t::checks_intro(lang)
            actions=move || {
                view! {
                    <LinkButton href="/security" kind=ButtonKind::Secondary external=true>
                        <IconView icon=Icon::External />
                        {t::public_page(lang)}
                    </LinkButton>
                }
            }
        >
            <Transition fallback=|| view! { <Skeleton lines=14 /> }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => {
                            let reports = page.reports.clone();
                            view! {
                                <Summary reports=reports />
                                <Reports reports=page.reports />
                            }
                            .into_any()
                        }
                        Err(error) => view! { <Failed error=error retry=move |()| page.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}
