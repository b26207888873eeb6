//! The entries: a table on the desk, cards on a phone.

use domain::audit::LogEntry;
use leptos::prelude::*;

use crate::components::{When, WhenStyle};
use crate::{texts, use_language};

/// The table.
#[component]
pub(in crate::pages) fn Entries(
    /// The entries, newest first.
    #[prop(into)]
    entries: Signal<Vec<LogEntry>>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <div class="table-frame">
            // Said as roles too: on a phone the rows are laid out as cards, and browsers then forget that this is a table.
            <table class="table table-cards log-table" role="table">
                <caption class="sr-only">{texts::log::table_caption(lang)}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col" class="cell-figure">
                            {texts::log::number(lang)}
                        </th>
                        <th role="columnheader" scope="col">{texts::log::when(lang)}</th>
                        <th role="columnheader" scope="col">{texts::log::who(lang)}</th>
                        <th role="columnheader" scope="col">{texts::log::what(lang)}</th>
                        <th role="columnheader" scope="col">{texts::log::from_where(lang)}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=move || entries.get() key=|entry| entry.number let(entry)>
                        <Entry entry=entry />
                    </For>
                </tbody>
            </table>
        </div>
    }
}

/// A row.
#[component]
fn Entry(
    /// The entry.
    entry: LogEntry,
) -> impl IntoView {
    let lang = use_language();
    let case = entry.event.case().zip(entry.case_number.clone());
    let source = texts::log::source(lang, entry.address_source);
    view! {
        <tr role="row">
            <td role="cell" class="cell-figure muted" data-label=texts::log::number(lang)>
                {entry.number}
            </td>
            <td role="cell" class="log-when" data-label=texts::log::when(lang)>
                <When at=entry.at style=WhenStyle::DateTime />
            </td>
            <td role="cell" class="log-who" data-label=texts::log::who(lang)>
                <span>{texts::log::actor(lang, &entry)}</span>
                {texts::log::actor_kind(lang, entry.actor_kind).map(|kind| view! { <span class="cell-under">{kind}</span> })}
            </td>
            <td role="cell" class="log-what" data-label=texts::log::what(lang)>
                <span>{texts::log::sentence(lang, &entry)}</span>
                {case
                    .map(|(id, number)| {
                        view! {
                            <a class="cell-under link" href=format!("/cases/{id}")>
                                {number}
                            </a>
                        }
                    })}
            </td>
            <td role="cell" class="log-where" data-label=texts::log::from_where(lang) title=entry.device>
                {entry.address.map(|address| view! { <span class="figures">{address}</span> })}
                <span class="cell-under">{source}</span>
            </td>
        </tr>
    }
}
