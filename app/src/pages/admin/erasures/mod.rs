//! Erasing people, and what was erased.

mod chosen;
mod earlier;
mod find;
mod receipt;

use leptos::prelude::*;

use self::earlier::Earlier;
use self::find::Find;
use super::live::follow_firm;
use crate::api::console::erasures;
use crate::components::{Failed, Page, Skeleton};
use crate::texts::erasure as t;
use crate::use_language;

pub use receipt::Receipt;

/// `/admin/erasures`
#[component]
pub fn Erasures() -> impl IntoView {
    let lang = use_language();
    let first = Resource::new(|| (), |()| erasures());
    view! {
        <Page title=t::erasures(lang) intro=t::erasures_intro(lang)>
            <Transition fallback=|| view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    match first.await {
                        Ok(all) => {
                            let fresh = follow_firm(all, erasures);
                            view! {
                                <Find />
                                <Earlier fresh=fresh />
                            }
                                .into_any()
                        }
                        Err(error) => view! { <Failed error=error retry=move |()| first.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}
