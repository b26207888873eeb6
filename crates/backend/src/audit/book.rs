//! A firm's log as it is read: batches of entries, newest first. Which of them exist for whoever asks, the database decides.

use domain::audit::{ActorKind, EventGroup, LogEntry, LogFilter, LogPage};
use domain::ids::{DocumentId, FirmId, UserId};
use domain::origin::AddressSource;
use time::OffsetDateTime;
use uuid::Uuid;

use super::opening::Opener;
use super::search::{Fits, Hunt};
use super::{Kept, Opened, Sealing};
use crate::Backend;
use crate::access::timestamp;
use crate::database::Conn;
use crate::failure::Done;

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    shown: Shown,
    #[sqlx(flatten)]
    kept: Kept,
}

/// What of an entry is never sealed.
#[derive(sqlx::FromRow)]
struct Shown {
    number: i64,
    at: OffsetDateTime,
    utc_offset: i32,
    actor_kind: String,
    case_number: Option<String>,
    address_source: String,
}

/// An entry with what pages don't show of it.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) entry: LogEntry,
    /// Who acted, whatever they are called.
    pub(crate) actor: Option<Uuid>,
    /// By how many seconds the firm's clocks were ahead of UTC then.
    pub(crate) utc_offset: i32,
}

/// Which log, and how it is asked.
#[derive(Clone, Copy)]
pub(crate) struct Log {
    batch: &'static str,
    newest: &'static str,
    readings: &'static str,
}

/// Whether an entry is about a document: named in it, or the signed copy of an envelope.
macro_rules! of_document {
    ($document:literal) => {
        concat!(
            "(",
            $document,
            "::uuid is null or details ->> 'document' = ",
            $document,
            "::text
               or (event = 'signed_copy_downloaded' and details ->> 'envelope' in
                 (select id::text from envelopes where firm_id = $1 and signed_document_id = ",
            $document,
            ")))"
        )
    };
}
pub(super) use of_document;

macro_rules! log {
    (select $columns:literal from $entries:expr, readings from $table:literal) => {
        Log {
            batch: concat!(
                "select l.number, l.at, l.actor_kind, l.actor_id, l.details, l.origin, l.address_source,
                   extract(epoch from (l.at at time zone (select time_zone from firms where id = $1)) - (l.at at time zone 'UTC'))::int as utc_offset, ",
                $columns,
                " from ",
                $entries,
                " where l.firm_id = $1
                   and ($3::uuid is null or l.actor_id = $3)
                   and ($4::text[] is null or l.event = any ($4))
                   and ($5::text is null or l.at >= $5::date::timestamp at time zone (select time_zone from firms where id = $1))
                   and ($6::text is null or l.at < ($6::date + 1)::timestamp at time zone (select time_zone from firms where id = $1))
                   and ($7::bigint is null or l.number < $7)
                   and ($8::bigint is null or l.number > $8)
                 order by l.number desc limit $9"
            ),
            newest: concat!("select number from ", $table, " where firm_id = $1 order by number desc limit 1"),
            readings: concat!(
                "select actor_id, details, null::bytea as origin from ",
                $table,
                " where firm_id = $1 and session_id = $2 and event in ('log_read', 'log_searched') and details @> $3
                   and ($4 or at > app.now() - interval '10 minutes')
                 order by number desc limit 100"
            ),
        }
    };
}

/// The firm's log, in which its cases are.
const OF_THE_FIRM: Log = log!(
    select "c.number as case_number"
    from concat!(
        "(select * from log_entries where ($2::uuid is null or case_id = $2) and ",
        of_document!("$10"),
        ") l left join cases c on c.firm_id = l.firm_id and c.id = l.case_id"
    ),
    readings from "log_entries"
);
/// The console's.
const OF_THE_CONSOLE: Log = log!(
    select "null::text as case_number" from "(select * from console_entries where $2::uuid is null and $10::uuid is null) l",
    readings from "console_entries"
);

/// What of a log is read: what a filter leaves, and of that less where somebody looks at one thing.
pub(crate) struct Wanted<'a> {
    pub(crate) filter: &'a LogFilter,
    /// Only these events, whatever the filter's group.
    pub(crate) events: Option<&'a [&'static str]>,
    /// Only of this document.
    pub(crate) document: Option<DocumentId>,
}

impl<'a> From<&'a LogFilter> for Wanted<'a> {
    fn from(filter: &'a LogFilter) -> Self {
        Self {
            filter,
            events: None,
            document: None,
        }
    }
}

/// A log of a firm, and what opens it.
#[derive(Clone, Copy)]
pub(crate) struct Book<'a> {
    pub(super) sealing: &'a Sealing,
    pub(super) log: Log,
    pub(super) firm: FirmId,
    /// For whom it is opened.
    pub(super) reader: UserId,
}

impl<'a> Book<'a> {
    /// The firm's log, for somebody to read.
    pub(crate) fn of_the_firm(backend: &'a Backend, firm: FirmId, reader: UserId) -> Self {
        Self {
            sealing: &backend.sealing,
            log: OF_THE_FIRM,
            firm,
            reader,
        }
    }

    /// That of its console.
    pub(crate) fn of_the_console(backend: &'a Backend, firm: FirmId, reader: UserId) -> Self {
        Self {
            sealing: &backend.sealing,
            log: OF_THE_CONSOLE,
            firm,
            reader,
        }
    }

    /// Which of its entries are readings.
    pub(super) fn readings(self) -> &'static str {
        self.log.readings
    }

    /// The newest entries below a number that may be seen on a connection, to be opened where none is held meanwhile.
    pub(super) async fn fetch(
        self,
        conn: &mut Conn,
        wanted: &Wanted<'_>,
        before: Option<i64>,
        limit: i64,
    ) -> Done<Batch> {
        let filter = wanted.filter;
        let events = wanted.events.or_else(|| filter.group.map(EventGroup::events));
        let rows: Vec<Row> = sqlx::query_as(self.log.batch)
            .bind(self.firm.0)
            .bind(filter.case.map(|case| case.0))
            .bind(filter.user.map(|user| user.0))
            .bind(events)
            .bind(day(filter.from.as_deref()))
            .bind(day(filter.to.as_deref()))
            .bind(before.or(filter.before))
            .bind(filter.after)
            .bind(limit)
            .bind(wanted.document.map(|document| document.0))
            .fetch_all(&mut *conn)
            .await?;
        let (shown, kept): (Vec<Shown>, Vec<Kept>) = rows.into_iter().map(|row| (row.shown, row.kept)).unzip();
        let opener = self.sealing.opener(conn, self.firm, Some(self.reader), &kept).await?;
        Ok(Batch { shown, kept, opener })
    }

    /// A page of what fits.
    pub(crate) async fn page(self, conn: &mut Conn, wanted: &Wanted<'_>, fits: Fits<'_>) -> Done<LogPage> {
        let mut hunt = match wanted.filter.words() {
            None => Hunt::for_all(),
            Some(_) => Hunt::for_some(fits),
        };
        while let Some((limit, before)) = hunt.wants() {
            let batch = self.fetch(conn, wanted, before, limit).await?.open()?;
            hunt.look(limit, batch.into_iter().map(|read| read.entry).collect());
        }
        Ok(hunt.page())
    }

    /// The number of the newest entry that may be seen on a connection: how far others' entries are tells when they act.
    pub(crate) async fn newest(self, conn: &mut Conn) -> Done<i64> {
        let newest: Option<i64> = sqlx::query_scalar(self.log.newest)
            .bind(self.firm.0)
            .fetch_optional(conn)
            .await?;
        Ok(newest.unwrap_or_default())
    }
}

/// Entries as they were fetched, and what opens them.
pub(super) struct Batch {
    shown: Vec<Shown>,
    kept: Vec<Kept>,
    opener: Opener,
}

impl Batch {
    /// How many.
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// The number of the last.
    pub(super) fn last(&self) -> Option<i64> {
        self.shown.last().map(|shown| shown.number)
    }

    pub(super) fn open(self) -> Done<Vec<Read>> {
        let read = self.shown.into_iter().zip(&self.kept).map(|(shown, kept)| {
            Ok(Read {
                utc_offset: shown.utc_offset,
                entry: entry(shown, self.opener.open(kept)?),
                actor: kept.actor_id,
            })
        });
        read.collect()
    }
}

fn entry(shown: Shown, opened: Opened) -> LogEntry {
    LogEntry {
        number: shown.number,
        at: timestamp(shown.at),
        actor_kind: ActorKind::from_name(&shown.actor_kind).unwrap_or(ActorKind::Stranger),
        actor: opened.actor,
        event: opened.event,
        case_number: shown.case_number,
        address: opened.address,
        address_source: AddressSource::from_name(&shown.address_source).unwrap_or(AddressSource::Server),
        device: opened.device,
    }
}

/// `2026-11-22`, if it is a day; anything else narrows nothing.
pub(super) fn day(text: Option<&str>) -> Option<String> {
    let text = text?;
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<u16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
    time::Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()?;
    Some(format!("{year:04}-{:02}-{day:02}", u8::from(month)))
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn only_days_narrow() {
        assert_eq!(day(Some("2026-02-28")).as_deref(), Some("2026-02-28"));
        assert_eq!(day(Some("2026-02-30")), None);
        assert_eq!(day(Some("'; drop")), None);
        assert_eq!(day(Some("")), None);
        assert_eq!(day(None), None);
    }
}
