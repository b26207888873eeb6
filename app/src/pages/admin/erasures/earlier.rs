//! What was erased, the latest first.

use domain::erasure::{Erasure, SubjectKind};
use leptos::prelude::*;

use crate::components::{Empty, Icon, When, WhenStyle};
use crate::pages::office::fresh::Fresh;
use crate::texts::erasure as t;
use crate::use_language;

/// The list, each with the way to its receipt.
#[component]
pub(super) fn Earlier(
    /// The list.
    fresh: Fresh<Vec<Erasure>>,
) -> impl IntoView {
    let lang = use_language();
    let all = fresh.data();
    let row = move |erasure: Erasure| {
        let what = SubjectKind::ALL
            .into_iter()
            .filter(|kind| erasure.count(*kind) > 0)
            .map(|kind| t::counted(lang, kind, erasure.count(kind)))
            .collect::<Vec<_>>()
            .join(" · ");
        view! {
            <li class="row">
                <div class="row-words">
                    <p class="row-title">
                        <When at=erasure.at style=WhenStyle::DateTime />
                    </p>
                    <p class="row-detail">{what}</p>
                    <p class="row-detail typed-lines">{erasure.ground}</p>
                    <p class="row-detail">{erasure.by}</p>
                </div>
                <a class="btn btn-secondary" href=format!("/admin/erasures/{}", erasure.id)>
                    {t::receipt(lang)}
                </a>
            </li>
        }
    };
    view! {
        <section class="panel" aria-labelledby="erased-title">
            <div class="panel-head">
                <h2 id="erased-title">{t::earlier(lang)}</h2>
            </div>
            {move || {
                let all = all.get();
                if all.is_empty() {
                    view! {
                        <Empty title=t::none_yet(lang) icon=Icon::Scales>
                            <p>{t::none_yet_text(lang)}</p>
                        </Empty>
                    }
                        .into_any()
                } else {
                    view! { <ul class="rows">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
                }
            }}
        </section>
    }
}
