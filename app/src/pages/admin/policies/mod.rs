//! The rules that the firm works by.

mod checkpoints;
mod networks;
mod rules;

use leptos::prelude::*;

use self::checkpoints::Checkpoints;
use self::networks::Networks;
use self::rules::Rules;
use crate::api::console::policies;
use crate::components::{Failed, Page, Skeleton};
use crate::texts::admin as t;
use crate::use_language;

/// The page. Each of its forms is saved by itself.
#[component]
pub fn Policies() -> impl IntoView {
    let lang = use_language();
    let page = Resource::new(|| (), |()| policies());
    view! {
        <Page title=t::policies(lang) intro=t::policies_intro(lang) narrow=true>
            <Transition fallback=|| view! { <Skeleton lines=10 /> }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(rules) => {
                            let networks = rules.clone();
                            let (goes_to, address) = (rules.checkpoint_mail, rules.checkpoint_address.clone());
                            view! {
                                <Rules rules=rules />
                                <Checkpoints goes_to=goes_to address=address.unwrap_or_default() />
                                <Networks rules=networks saved=move |()| page.refetch() />
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
