//! Reading the log stands in it too. Pages ask again by themselves, so a reading stands there once in ten minutes a session; one that
//! follows the log, once a session.

use domain::audit::{Event, LogFilter, Personal};
use domain::ids::{CaseId, SessionId, UserId};
use domain::rules::Form;

use super::book::day;
use super::{Book, Kept, bare};
use crate::database::Conn;
use crate::failure::Done;

/// What a reading is in the log, and how it is known again.
pub(crate) struct Reading {
    pub(crate) event: Event,
    follows: bool,
}

impl Reading {
    /// Somebody's reading of what a filter leaves, in a case's log where that case is theirs.
    pub(crate) fn of(me: UserId, filter: &LogFilter, case: Option<CaseId>) -> Self {
        let described = describe(filter);
        let event = match filter.words() {
            None => Event::LogRead {
                case,
                filter: described,
            },
            Some(text) => Event::LogSearched {
                case,
                filter: described,
                text: Personal::of(me, text.to_owned()),
            },
        };
        Self {
            event,
            follows: filter.after.is_some(),
        }
    }

    /// Whether it stands in the log already.
    pub(crate) async fn stands(&self, book: Book<'_>, conn: &mut Conn, session: SessionId) -> Done<bool> {
        let alike: Vec<Kept> = sqlx::query_as(book.readings())
            .bind(book.firm.0)
            .bind(session.0)
            .bind(bare(&self.event)?)
            .bind(self.follows)
            .fetch_all(&mut *conn)
            .await?;
        // What was looked for is sealed, and compared once it is open.
        let alike = book.sealing.open(conn, book.firm, Some(book.reader), alike).await?;
        Ok(alike.iter().any(|other| other.event == self.event))
    }
}

/// A filter that can be worked with.
///
/// # Errors
/// `Invalid` on `text` for one that is too long.
pub(crate) fn checked(filter: LogFilter) -> Done<LogFilter> {
    let mut form = Form::new();
    let text = form.optional_line("text", filter.words().unwrap_or_default(), LogFilter::TEXT_MAX);
    form.finish()?;
    Ok(LogFilter {
        text: Some(text).filter(|text| !text.is_empty()),
        ..filter
    })
}

/// A filter as events keep it, but for its words, which are somebody's, and for which case it names: an entry that is no case's is read by
/// administrators whose case it is not.
pub(crate) fn describe(filter: &LogFilter) -> String {
    let mut parts = Vec::new();
    parts.extend(filter.case.map(|_| "case".to_owned()));
    parts.extend(filter.user.map(|user| format!("user={user}")));
    parts.extend(filter.group.map(|group| format!("group={}", group.name())));
    parts.extend(day(filter.from.as_deref()).map(|from| format!("from={from}")));
    parts.extend(day(filter.to.as_deref()).map(|to| format!("to={to}")));
    parts.extend(filter.after.map(|_| "follow".to_owned()));
    parts.join(" ")
}
