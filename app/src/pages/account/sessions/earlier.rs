//! Sessions that ended: a table on the desk, cards on a phone.

use domain::sessions::{SessionEntry, SessionKind};
use leptos::prelude::*;

use super::place::{From, device};
use crate::components::{When, WhenStyle};
use crate::texts::sessions as words;
use crate::use_language;

/// The last 30 days, the latest first.
#[component]
pub(super) fn Earlier(
    /// Those that ended.
    sessions: Vec<SessionEntry>,
) -> impl IntoView {
    let lang = use_language();
    let none = sessions.is_empty();
    view! {
        <section class="earlier" aria-labelledby="earlier-title">
            <h2 id="earlier-title">{words::earlier(lang)}</h2>
            {if none {
                view! { <p class="panel-empty">{words::no_earlier(lang)}</p> }.into_any()
            } else {
                view! { <Table sessions=sessions /> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Table(
    /// Those that ended.
    sessions: Vec<SessionEntry>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <div class="table-frame">
            // Said as roles too: on a phone the rows are laid out as cards, and browsers then forget that this is a table.
            <table class="table table-cards" role="table">
                <caption class="sr-only">{words::earlier_caption(lang)}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{words::device_head(lang)}</th>
                        <th role="columnheader" scope="col">{words::from_head(lang)}</th>
                        <th role="columnheader" scope="col">{words::started_head(lang)}</th>
                        <th role="columnheader" scope="col">{words::last_used_head(lang)}</th>
                        <th role="columnheader" scope="col">{words::ended_head(lang)}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    {sessions.into_iter().map(|session| view! { <Row session=session /> }).collect_view()}
                </tbody>
            </table>
        </div>
    }
}

/// A session that ended.
#[component]
fn Row(
    /// The session.
    session: SessionEntry,
) -> impl IntoView {
    let lang = use_language();
    let under = match (session.kind, session.trusted) {
        (SessionKind::Admin, _) => Some(words::administration(lang)),
        (SessionKind::Office, true) => Some(words::on_trusted(lang)),
        (SessionKind::Office, false) => None,
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="earlier-device">
                <span>{device(lang, &session.place)}</span>
                {under.map(|under| view! { <span class="cell-under">{under}</span> })}
            </th>
            <td role="cell" data-label=words::from_head(lang)>
                <span>
                    <From place=session.place.clone() />
                </span>
            </td>
            <td role="cell" class="cell-when" data-label=words::started_head(lang)>
                <When at=session.started style=WhenStyle::DateTime />
            </td>
            <td role="cell" class="cell-when" data-label=words::last_used_head(lang)>
                <When at=session.last_used style=WhenStyle::DateTime />
            </td>
            <td role="cell" data-label=words::ended_head(lang)>
                <span>
                    {session
                        .ended
                        .map(|(how, at)| {
                            view! {
                                <span>{words::how_ended(lang, how)}</span>
                                <span class="cell-under">
                                    <When at=at />
                                </span>
                            }
                        })}
                </span>
            </td>
        </tr>
    }
}
