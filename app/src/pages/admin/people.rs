//! The firm's people, in a table.

use domain::Permission;
use domain::console::PersonRow;
use leptos::prelude::*;

use super::live::follow_firm;
use crate::api::console::people;
use crate::components::{Badge, Failed, Icon, Page, Skeleton, Tone, When, WhenStyle};
use crate::texts::admin as t;
use crate::use_language;

/// Everybody of the firm; a row leads to the person.
#[component]
pub fn People() -> impl IntoView {
    let lang = use_language();
    let first = Resource::new(|| (), |()| people());
    view! {
        <Page title=t::people(lang) intro=t::people_intro(lang)>
            <Transition fallback=|| view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    match first.await {
                        Ok(people) => view! { <Table people=people /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| first.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

/// The table, kept up to date.
#[component]
fn Table(
    /// As they came with the page.
    people: Vec<PersonRow>,
) -> impl IntoView {
    let lang = use_language();
    let fresh = follow_firm(people, self::people);
    let people = fresh.data();
    let summary = move || {
        people.with(|people| {
            let open = people.iter().filter(|person| person.active);
            let administrators = open
                .clone()
                .filter(|person| person.role.may(Permission::ManagePeople))
                .count();
            t::summary(lang, open.count(), administrators)
        })
    };
    let heads = [
        t::column_name(lang),
        t::column_role(lang),
        t::column_account(lang),
        t::column_factor(lang),
        t::column_last(lang),
    ];
    view! {
        <p class="people-summary">{summary}</p>
        <div class="table-frame">
            // Said as roles too: on a phone the rows are laid out as cards, and browsers then forget that this is a table.
            <table class="table table-cards people-table" role="table" aria-label=t::people_table(lang)>
                <thead role="rowgroup">
                    <tr role="row">
                        {heads.map(|head| view! { <th role="columnheader" scope="col">{head}</th> }).collect_view()}
                        <th role="columnheader" scope="col" class="cell-figure">
                            {t::column_sessions(lang)}
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=move || people.get() key=key let(person)>
                        <Row person=person />
                    </For>
                </tbody>
            </table>
        </div>
    }
}

/// A row is made anew when anything in it has changed.
fn key(person: &PersonRow) -> String {
    format!("{person:?}")
}

#[component]
fn Row(
    /// Who.
    person: PersonRow,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <tr role="row" class="row-link" class:closed=!person.active>
            <th role="rowheader" scope="row" class="person-cell">
                <a class="row-open" href=format!("/admin/people/{}", person.user)>
                    {person.name.clone()}
                </a>
                {person.myself.then(|| view! { <span class="person-myself">{t::you(lang)}</span> })}
                <span class="cell-under">{person.email.clone()}</span>
            </th>
            <td role="cell" data-label=t::column_role(lang)>
                {person.role.title(lang)}
            </td>
            <td role="cell" data-label=t::column_account(lang)>
                <Account active=person.active />
            </td>
            <td role="cell" data-label=t::column_factor(lang)>
                <Factor set_up=person.second_factor />
            </td>
            <td role="cell" class="cell-when" data-label=t::column_last(lang)>
                {match person.last_sign_in {
                    Some(at) => view! { <When at=at style=WhenStyle::Relative /> }.into_any(),
                    None => t::never(lang).into_any(),
                }}
            </td>
            <td role="cell" class="cell-figure" data-label=t::column_sessions(lang)>
                {person.sessions}
            </td>
        </tr>
    }
}

/// Whether an account is open.
#[component]
pub(super) fn Account(
    /// Whether it is.
    active: bool,
) -> impl IntoView {
    let lang = use_language();
    if active {
        view! { <Badge tone=Tone::Green icon=Icon::Check>{t::open(lang)}</Badge> }
    } else {
        view! { <Badge icon=Icon::Lock>{t::closed(lang)}</Badge> }
    }
}

/// Whether there is a second factor.
#[component]
pub(super) fn Factor(
    /// Whether there is.
    set_up: bool,
) -> impl IntoView {
    let lang = use_language();
    if set_up {
        view! { <Badge icon=Icon::Phone>{t::set_up(lang)}</Badge> }
    } else {
        view! { <Badge tone=Tone::Amber icon=Icon::Clock>{t::not_set_up(lang)}</Badge> }
    }
}
