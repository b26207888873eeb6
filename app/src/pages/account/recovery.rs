//! How many recovery codes are left.

use leptos::prelude::*;

use super::second_factors::Scope;
use crate::components::{Alert, AlertKind, ButtonKind, LinkButton, When, WhenStyle};
use crate::texts::account as t;
use crate::use_language;

/// The panel, with the way to new ones.
#[component]
pub(super) fn Recovery(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let data = scope.factors.data();
    let codes = Memo::new(move |_| data.with(|factors| factors.recovery_codes));
    view! {
        <section class="panel" id="recovery-codes" aria-labelledby="recovery-codes-title">
            <div class="panel-head">
                <h2 id="recovery-codes-title">{t::codes(lang)}</h2>
            </div>
            <p class="fine-print">{t::codes_text(lang)}</p>
            {move || {
                let codes = codes.get();
                let left = match codes.made_at {
                    None => view! { <p>{t::no_codes(lang)}</p> }.into_any(),
                    Some(at) => {
                        view! {
                            <p>
                                {t::left(lang, &codes)} " (" {t::made(lang)} " " <When at=at style=WhenStyle::Date /> ")"
                            </p>
                        }
                            .into_any()
                    }
                };
                if codes.few() {
                    view! { <Alert kind=AlertKind::Warning>{left}</Alert> }.into_any()
                } else {
                    view! { <div class="account-left">{left}</div> }.into_any()
                }
            }}
            <LinkButton href="/account/recovery-codes" kind=ButtonKind::Secondary>
                {move || {
                    if codes.get().made_at.is_some() { t::make_new_codes(lang) } else { t::make_codes(lang) }
                }}
            </LinkButton>
        </section>
    }
}
