//! The firms of the installation, from outside.

use domain::installation::{FirmRow, FirmsPage};
use leptos::prelude::*;

use super::setup_links::SetupLinks;
use crate::api::installation::firms;
use crate::components::{Bytes, Empty, Failed, Icon, Page, Skeleton, When, WhenStyle};
use crate::pages::admin::live::follow_firm;
use crate::texts::installation as t;
use crate::use_language;

/// Every firm with its numbers; below it the links with which others register.
#[component]
pub fn Firms() -> impl IntoView {
    let lang = use_language();
    let first = Resource::new(|| (), |()| firms());
    view! {
        <Page title=t::firms(lang) intro=t::firms_intro(lang)>
            <Transition fallback=|| view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    match first.await {
                        Ok(page) => view! { <Panels page=page /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| first.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Panels(
    /// As it came.
    page: FirmsPage,
) -> impl IntoView {
    let fresh = follow_firm(page, firms);
    let data = fresh.data();
    let all = Memo::new(move |_| data.with(|page| page.firms.clone()));
    view! {
        <Table firms=all />
        <SetupLinks fresh=fresh />
    }
}

/// A row a firm. It leads nowhere: there is nothing behind it that an operator may see.
#[component]
fn Table(
    /// Every firm.
    firms: Memo<Vec<FirmRow>>,
) -> impl IntoView {
    let lang = use_language();
    let heads = [
        (t::firm(lang), ""),
        (t::since(lang), ""),
        (t::last_sign_in(lang), ""),
        (t::people(lang), "cell-figure"),
        (t::signed_in(lang), "cell-figure"),
        (t::documents(lang), "cell-figure"),
    ];
    move || {
        if firms.with(Vec::is_empty) {
            return view! {
                <Empty title=t::no_firms(lang) icon=Icon::People>
                    <p>{t::no_firms_text(lang)}</p>
                </Empty>
            }
            .into_any();
        }
        view! {
            <div class="table-frame">
                // Said as roles too: on a phone the rows are laid out as cards, and browsers then forget that this is a table.
                <table class="table table-cards firms-table" role="table" aria-label=t::firms(lang)>
                    <thead role="rowgroup">
                        <tr role="row">
                            {heads
                                .map(|(head, class)| {
                                    view! {
                                        <th role="columnheader" scope="col" class=class>
                                            {head}
                                        </th>
                                    }
                                })
                                .collect_view()}
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{firms.get().into_iter().map(|firm| view! { <Row firm=firm /> }).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Row(
    /// Which.
    firm: FirmRow,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                {firm.name}
            </th>
            <td role="cell" class="cell-when" data-label=t::since(lang)>
                <When at=firm.since style=WhenStyle::Date />
            </td>
            <td role="cell" class="cell-when" data-label=t::last_sign_in(lang)>
                {match firm.last_sign_in {
                    Some(at) => view! { <When at=at style=WhenStyle::Relative /> }.into_any(),
                    None => t::never(lang).into_any(),
                }}
            </td>
            <td role="cell" class="cell-figure" data-label=t::people(lang)>
                {firm.people}
            </td>
            <td role="cell" class="cell-figure" data-label=t::signed_in(lang)>
                {firm.signed_in}
            </td>
            <td role="cell" class="cell-figure" data-label=t::documents(lang)>
                <Bytes size=firm.document_bytes />
            </td>
        </tr>
    }
}
