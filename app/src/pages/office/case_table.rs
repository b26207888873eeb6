//! The table of cases: a row opens as a whole, the arrow keys go up and down, and on a phone the rows are cards.

use domain::cases::{CaseSummary, Dashboard};
use domain::ids::CaseId;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html::Tbody;
use leptos::prelude::*;
use leptos_router::components::A;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::stage_mark::StageMark;
use super::unfold::focus;
use crate::components::{Badge, Icon, Tone, When, WhenStyle};
use crate::{texts::office as t, use_language};

/// The cases found.
// The roles say again what the elements mean, because a table that is laid out as cards loses its meaning in browsers.
#[component]
pub(super) fn CaseTable(found: ReadSignal<Dashboard>) -> impl IntoView {
    let lang = use_language();
    let ids = Memo::new(move |_| found.with(|found| found.cases.iter().map(|case| case.id).collect::<Vec<_>>()));
    let body = NodeRef::<Tbody>::new();
    let focused = StoredValue::new(None::<String>);
    let note_focus = move |event: FocusEvent| {
        focused.set_value(
            event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .and_then(|link| link.get_attribute("href")),
        );
    };
    // Leaving for another element is leaving; being moved is not.
    let forget_focus = move |event: FocusEvent| {
        if event.related_target().is_some() {
            focused.set_value(None);
        }
    };
    // A row that moves up because something happened in its case takes the focus along: browsers drop it on the way.
    Effect::new(move |before: Option<Vec<CaseId>>| {
        let now = ids.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(move || {
                let nowhere = document()
                    .active_element()
                    .is_none_or(|active| active.tag_name() == "BODY");
                if nowhere
                    && let Some(Some(href)) = focused.try_get_value()
                    && let Some(body) = body.try_get_untracked().flatten()
                    && let Ok(Some(link)) = body.query_selector(&format!("a[href='{href}']"))
                {
                    focus(&link);
                }
            });
        }
        now
    });
    let heads = [
        t::column_number(lang),
        t::column_title(lang),
        t::column_kind(lang),
        t::column_stage(lang),
        t::column_clients(lang),
        t::column_documents(lang),
        t::column_signatures(lang),
        t::column_activity(lang),
    ];
    view! {
        <div class="table-frame">
            <table class="table table-cards case-table" role="table" aria-label=t::cases_table(lang) on:keydown=|event| move_focus(&event)>
                <thead role="rowgroup">
                    <tr role="row">
                        {heads.map(|head| view! { <th role="columnheader" scope="col">{head}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody role="rowgroup" node_ref=body on:focusin=note_focus on:focusout=forget_focus>
                    <For each=move || ids.get() key=|id| *id let(id)>
                        <CaseRow found=found id=id />
                    </For>
                </tbody>
            </table>
        </div>
    }
}

/// A row that stays while what it says changes, so that the focus stays on the case that it was on.
#[component]
fn CaseRow(found: ReadSignal<Dashboard>, id: CaseId) -> impl IntoView {
    let lang = use_language();
    let case = Memo::new(move |_| found.with(|found| found.cases.iter().find(|case| case.id == id).cloned()));
    let number = part(case, |case| case.number.clone());
    let title = part(case, |case| case.title.clone());
    let clients = part(case, |case| case.clients.clone());
    let documents = part(case, |case| case.documents);
    let pending = part(case, |case| case.pending_signatures);
    // A case that just went is no longer shown: there is nothing to say about it.
    let kind = move || case.with(|case| case.as_ref().map(|case| t::kind(lang, case.kind)));
    let stage = move || case.with(|case| case.as_ref().map(|case| view! { <StageMark stage=case.stage /> }));
    let when = move || {
        case.with(|case| {
            case.as_ref()
                .map(|case| view! { <When at=case.last_activity style=WhenStyle::Relative /> })
        })
    };
    view! {
        <tr role="row" class="row-link">
            <td role="cell" class="figures cell-number" data-label=t::column_number(lang)>{move || number.get()}</td>
            <th role="rowheader" scope="row" class="cell-title">
                <A href=format!("/cases/{id}") attr:class="row-open serif">{move || title.get()}</A>
            </th>
            <td role="cell" class="cell-kind" data-label=t::column_kind(lang)>{kind}</td>
            <td role="cell" data-label=t::column_stage(lang)>{stage}</td>
            <td role="cell" class="cell-clients" data-label=t::column_clients(lang)>
                {move || {
                    let clients = clients.get();
                    if clients.is_empty() {
                        view! { <span class="muted">{t::no_clients(lang)}</span> }.into_any()
                    } else {
                        clients.into_any()
                    }
                }}
            </td>
            <td role="cell" class="figures cell-figure" data-label=t::column_documents(lang)>{move || documents.get()}</td>
            <td role="cell" class="figures cell-figure" data-label=t::column_signatures(lang)>
                {move || match pending.get() {
                    0 => view! { <span class="muted">"0"</span> }.into_any(),
                    pending => view! { <Badge tone=Tone::Amber icon=Icon::Sign>{pending}</Badge> }.into_any(),
                }}
            </td>
            <td role="cell" class="cell-when" data-label=t::column_activity(lang)>{when}</td>
        </tr>
    }
}

/// A part of a case for one cell.
fn part<T: Default + PartialEq + Send + Sync + 'static>(
    case: Memo<Option<CaseSummary>>,
    part: impl Fn(&CaseSummary) -> T + Send + Sync + 'static,
) -> Memo<T> {
    Memo::new(move |_| case.with(|case| case.as_ref().map(&part).unwrap_or_default()))
}

/// Up, down, first and last move from row to row; Enter opens, as on any link.
fn move_focus(event: &KeyboardEvent) {
    let Some(here) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return;
    };
    let Ok(Some(row)) = here.closest("tr") else { return };
    let to = match event.key().as_str() {
        "ArrowDown" => row.next_element_sibling(),
        "ArrowUp" => row.previous_element_sibling(),
        "Home" => row.parent_element().and_then(|body| body.first_element_child()),
        "End" => row.parent_element().and_then(|body| body.last_element_child()),
        _ => return,
    };
    if let Some(link) = to.and_then(|row| row.query_selector("a").ok().flatten()) {
        event.prevent_default();
        focus(&link);
    }
}
