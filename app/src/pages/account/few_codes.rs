//! The warning that few recovery codes are left.

use leptos::prelude::*;

use crate::components::{Alert, AlertKind};
use crate::layout::use_me;
use crate::texts::account as t;
use crate::{api, use_language};

/// Stands on the first page, from three codes left on. Says nothing where the server does not answer: the page of the account does.
#[component]
pub(in crate::pages) fn FewCodes() -> impl IntoView {
    let lang = use_language();
    let me = use_me();
    // Whoever is in by support access has no codes here, and is not to be refused on a page that is theirs.
    let codes = Resource::new(
        || (),
        move |()| async move {
            let theirs = me.await.ok().flatten().is_some_and(|me| !me.role.is_support());
            if theirs {
                api::account::recovery_codes().await.ok()
            } else {
                None
            }
        },
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                codes
                    .await
                    .filter(domain::factors::RecoveryCodes::few)
                    .map(|codes| {
                        let words = if codes.made_at.is_some() {
                            t::left(lang, &codes)
                        } else {
                            t::no_codes(lang).to_owned()
                        };
                        view! {
                            <Alert kind=AlertKind::Warning>
                                <p>
                                    {words} " "
                                    <a href="/account/recovery-codes">
                                        {if codes.made_at.is_some() { t::make_new_codes(lang) } else { t::make_codes(lang) }}
                                    </a>
                                </p>
                            </Alert>
                        }
                    })
            })}
        </Suspense>
    }
}
