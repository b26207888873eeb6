//! Taking entries out as a file (promise L5). Read in parts, each in a transaction of its own, so that a slow download holds neither memory nor a
//! connection: what ends at a number is the same in every part, because entries don't change and none is added below it.

use std::sync::Arc;

use domain::audit::{ActorKind, ArchivedUpTo, Event, ExportFormat, LogEntry, LogFilter, Personal};
use domain::ids::{CaseId, UserId};
use domain::{Error, Permission, Timestamp};
use serde::Serialize;
use serde_json::Value;
use tokio::task::{JoinError, JoinSet};
use uuid::Uuid;

use super::archived;
use super::book::{Batch, Book, Read, Wanted};
use super::cells;
use super::page::see;
use super::proof::LogKind;
use super::readings::{checked, describe};
use crate::Backend;
use crate::caller::{AtTheConsole, Caller};
use crate::database::{Conn, TenantTx};
use crate::failure::{Done, Failure, not_found};

/// Columns of a file for spreadsheets: number, time in UTC, time at the firm, who, what they are, what happened, the event's stored name, the case's
/// number, the address, how it is known, the device.
pub const COLUMNS: usize = 11;

/// An entry in somebody's words.
#[derive(Clone, Debug)]
pub struct Told {
    /// Who did it.
    pub actor: String,
    /// What they are.
    pub kind: String,
    /// What happened.
    pub what: String,
    /// How the address is known.
    pub source: String,
}

/// Puts entries into the reader's words, and looks for words in them. Only pages know the words.
pub trait InWords: Send + Sync {
    /// What the file of a log is called, before its day: with the year that it begins with, where those before it were archived, so that nobody who
    /// is handed it takes it for the whole.
    fn title(&self, log: LogKind, archived: Option<ArchivedUpTo>) -> String;
    /// Above the columns.
    fn headings(&self) -> [&'static str; COLUMNS];
    /// An entry.
    fn told(&self, entry: &LogEntry) -> Told;
    /// Whether it is looked for.
    fn fits(&self, entry: &LogEntry) -> bool;
}

/// What is taken out, and how.
#[derive(Clone)]
pub(crate) struct Order {
    pub(crate) filter: LogFilter,
    pub(crate) format: ExportFormat,
    pub(crate) words: Arc<dyn InWords>,
}

/// Entries as bytes, and below which number it goes on.
pub(crate) struct Part {
    pub(crate) bytes: Vec<u8>,
    pub(crate) next: Option<i64>,
}

/// Entries that are fetched at once for a file.
const AT_ONCE: i64 = 2_000;

/// The entries of a part, and below which number it goes on.
struct Fetched {
    batch: Batch,
    next: Option<i64>,
}

impl Order {
    /// What the file begins with.
    pub(crate) fn head(&self) -> Done<Vec<u8>> {
        match self.format {
            ExportFormat::Csv => {
                let mut head = cells::BYTE_ORDER_MARK.as_bytes().to_vec();
                head.extend(cells::rows([self.words.headings()])?);
                Ok(head)
            }
            ExportFormat::JsonLines => Ok(Vec::new()),
        }
    }

    /// The next entries below a number that may be seen on a connection, newest first.
    pub(crate) async fn part(&self, book: Book<'_>, conn: &mut Conn, before: i64) -> Done<Part> {
        let Fetched { batch, next } = self.fetch(book, conn, before).await?;
        let bytes = self.told(batch)?;
        Ok(Part { bytes, next })
    }

    async fn fetch(&self, book: Book<'_>, conn: &mut Conn, before: i64) -> Done<Fetched> {
        let wanted = Wanted::from(&self.filter);
        let batch = book.fetch(conn, &wanted, Some(before), AT_ONCE).await?;
        let whole = i64::try_from(batch.len()).is_ok_and(|fetched| fetched == AT_ONCE);
        let next = batch.last().filter(|_| whole);
        Ok(Fetched { batch, next })
    }

    /// Those that are looked for, as the file has them.
    fn told(&self, batch: Batch) -> Done<Vec<u8>> {
        let read = batch.open()?;
        let fit = read.iter().filter(|read| self.words.fits(&read.entry));
        match self.format {
            ExportFormat::Csv => cells::rows(fit.map(|read| self.row(read))),
            ExportFormat::JsonLines => {
                let mut lines = Vec::new();
                for read in fit {
                    serde_json::to_writer(&mut lines, &Line::of(read)?)
                        .map_err(|error| Failure::broken(error.to_string()))?;
                    lines.push(b'\n');
                }
                Ok(lines)
            }
        }
    }

    fn row(&self, read: &Read) -> [String; COLUMNS] {
        let entry = &read.entry;
        let told = self.words.told(entry);
        [
            entry.number.to_string(),
            entry.at.rfc3339(),
            at_the_firm(entry.at, read.utc_offset),
            told.actor,
            told.kind,
            told.what,
            entry.event.name().to_owned(),
            entry.case_number.clone().unwrap_or_default(),
            entry.address.clone().unwrap_or_default(),
            told.source,
            entry.device.clone(),
        ]
    }
}

/// `2026-11-22T08:03:05-06:00`: as the firm's clocks said, and by how much they differed from UTC (RFC 3339).
fn at_the_firm(at: Timestamp, utc_offset: i32) -> String {
    let clock = at.plus_seconds(i64::from(utc_offset)).rfc3339();
    let sign = if utc_offset < 0 { '-' } else { '+' };
    let minutes = utc_offset.unsigned_abs() / 60;
    format!(
        "{}{sign}{:02}:{:02}",
        clock.trim_end_matches('Z'),
        minutes / 60,
        minutes % 60
    )
}

/// An entry for programs: stored names, and whole values.
#[derive(Serialize)]
struct Line<'a> {
    number: i64,
    at: String,
    actor_kind: ActorKind,
    actor_id: Option<Uuid>,
    actor: &'a str,
    event: &'static str,
    details: Value,
    case_number: Option<&'a str>,
    address: Option<&'a str>,
    address_source: &'static str,
    device: &'a str,
}

impl<'a> Line<'a> {
    fn of(read: &'a Read) -> Done<Self> {
        let entry = &read.entry;
        let mut details = serde_json::to_value(&entry.event).map_err(|error| Failure::broken(error.to_string()))?;
        if let Some(fields) = details.as_object_mut() {
            fields.remove("event");
            // Of a value that is somebody's the value alone; nothing where it was erased or is its writer's alone.
            for value in fields.values_mut().filter(|value| value.get("of").is_some()) {
                *value = value.get_mut("value").map(Value::take).unwrap_or_default();
            }
        }
        Ok(Self {
            number: entry.number,
            at: entry.at.rfc3339(),
            actor_kind: entry.actor_kind,
            actor_id: read.actor,
            actor: &entry.actor,
            event: entry.event.name(),
            details,
            case_number: entry.case_number.as_deref(),
            address: entry.address.as_deref(),
            address_source: entry.address_source.name(),
            device: &entry.device,
        })
    }
}

/// Who takes entries out, and of which log.
pub(crate) enum Taker {
    /// With the cases whose entries are in it, so that one that is lost on the way is missed.
    Office(Caller, Vec<CaseId>),
    Console(AtTheConsole),
}

/// Where a file goes on. While one part is put into words, the next is on its way from the database; a file that nobody wants any more fetches
/// nothing.
enum Next {
    Head,
    Entries(JoinSet<Done<Fetched>>),
    Nothing,
}

/// A file on its way out.
pub struct Export {
    taker: Arc<Taker>,
    order: Arc<Order>,
    up_to: i64,
    name: String,
    next: Next,
}

impl Export {
    pub(crate) fn new(
        backend: &Backend,
        taker: Taker,
        order: Order,
        up_to: i64,
        archived: Option<ArchivedUpTo>,
    ) -> Self {
        let day: String = backend.now().rfc3339().chars().take(10).collect();
        let title = order.words.title(taker.log(), archived);
        Self {
            name: format!("{title} {day}.{}", order.format.ending()),
            taker: Arc::new(taker),
            order: Arc::new(order),
            up_to,
            next: Next::Head,
        }
    }

    /// What the file is called.
    pub fn file_name(&self) -> String {
        self.name.clone()
    }

    /// What kind of file.
    pub fn format(&self) -> ExportFormat {
        self.order.format
    }

    /// The next bytes; `None` after the last. After a failure there are none: the file is not whole, and whoever sends it breaks off.
    pub async fn chunk(&mut self) -> Option<Done<Vec<u8>>> {
        let chunk = self.read().await;
        if chunk.is_err() {
            self.next = Next::Nothing;
        }
        chunk.transpose()
    }

    async fn read(&mut self) -> Done<Option<Vec<u8>>> {
        if matches!(self.next, Next::Head) {
            let head = self.order.head()?;
            self.next = Next::Entries(self.fetching(self.up_to + 1));
            if !head.is_empty() {
                return Ok(Some(head));
            }
        }
        while let Next::Entries(fetching) = &mut self.next {
            let fetched = fetching
                .join_next()
                .await
                .transpose()
                .map_err(|error| stopped(&error))?;
            let Some(fetched) = fetched else { break };
            let Fetched { batch, next } = fetched?;
            self.next = next.map_or(Next::Nothing, |below| Next::Entries(self.fetching(below)));
            let order = Arc::clone(&self.order);
            let told = tokio::task::spawn_blocking(move || order.told(batch));
            // It may have been fetched some time ago.
            let (still, told) = tokio::join!(self.taker.still_allowed(), told);
            still?;
            let bytes = told.map_err(|error| stopped(&error))??;
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }

    fn fetching(&self, before: i64) -> JoinSet<Done<Fetched>> {
        let (taker, order) = (Arc::clone(&self.taker), Arc::clone(&self.order));
        let mut task = JoinSet::new();
        task.spawn(async move { taker.fetch(&order, before).await });
        task
    }
}

fn stopped(error: &JoinError) -> Failure {
    Failure::broken(format!("a file was not read to its end: {error}"))
}

impl Taker {
    const fn log(&self) -> LogKind {
        match self {
            Self::Office(..) => LogKind::Cases,
            Self::Console(_) => LogKind::Console,
        }
    }

    async fn still_allowed(&self) -> Done<()> {
        match self {
            Self::Office(caller, cases) => still_allowed(&mut caller.begin().await?, cases).await,
            Self::Console(at) => at.begin().await?.may(Permission::ReadFirmLog).await.map(drop),
        }
    }

    /// For whoever may no longer read there would be no entry, which must not pass for the end.
    async fn fetch(&self, order: &Order, before: i64) -> Done<Fetched> {
        match self {
            Self::Office(caller, cases) => {
                let mut tx = caller.begin().await?;
                still_allowed(&mut tx, cases).await?;
                let book = Book::of_the_firm(caller.backend(), caller.me.firm, caller.me.user);
                order.fetch(book, tx.conn(), before).await
            }
            Self::Console(at) => {
                let mut tx = at.begin().await?;
                let asking = tx.may(Permission::ReadFirmLog).await?;
                let book = Book::of_the_console(at.backend(), asking.firm, asking.me);
                order.fetch(book, tx.conn(), before).await
            }
        }
    }
}

/// Takes entries of the firm's log out: those that the caller may read, up to the newest of now. Stands in the log before a byte leaves.
/// Permission: [`Permission::ReadFirmLog`], or for one case assignment to it; with a fresh second factor.
///
/// # Errors
/// `Forbidden`; `NotFound` for a case that is not there or not the caller's: both alike; `StepUpNeeded`; `Invalid` for a text that is too long.
pub async fn take_out(
    caller: &Caller,
    filter: LogFilter,
    format: ExportFormat,
    words: Arc<dyn InWords>,
) -> Done<Export> {
    let filter = checked(filter)?.lasting();
    let mut tx = caller.begin().await?;
    allowed(caller, &mut tx, filter.case).await?;
    let book = Book::of_the_firm(caller.backend(), caller.me.firm, caller.me.user);
    let up_to = book.newest(tx.conn()).await?;
    let cases = match filter.case {
        Some(case) => vec![case],
        None => seen(&mut tx).await?,
    };
    let archived = archived(tx.conn()).await?;
    tx.commit(taken_out(caller.me.user, &filter, format, up_to)).await?;
    let order = Order { filter, format, words };
    Ok(Export::new(
        caller.backend(),
        Taker::Office(caller.clone(), cases),
        order,
        up_to,
        archived,
    ))
}

/// Whether it would be done, for pages that ask for the second factor first.
///
/// # Errors
/// As [`take_out`].
pub async fn may_take_out(caller: &Caller, filter: LogFilter) -> Done<()> {
    let filter = checked(filter)?;
    let mut tx = caller.begin().await?;
    allowed(caller, &mut tx, filter.case).await
}

pub(super) async fn allowed(caller: &Caller, tx: &mut TenantTx, case: Option<CaseId>) -> Done<()> {
    match case {
        Some(case) => see(tx.conn(), caller.me.firm, case).await?,
        None => caller.needs(Permission::ReadFirmLog)?,
    }
    tx.require_fresh_factor().await
}

/// The caller's cases.
async fn seen(tx: &mut TenantTx) -> Done<Vec<CaseId>> {
    let cases: Vec<Uuid> = sqlx::query_scalar("select app.my_cases()").fetch_one(tx.conn()).await?;
    Ok(cases.into_iter().map(CaseId).collect())
}

/// Refuses once the session has ended, or one of these cases is no longer the caller's.
pub(super) async fn still_allowed(tx: &mut TenantTx, cases: &[CaseId]) -> Done<()> {
    let (there, all): (bool, bool) =
        sqlx::query_as("select app.current_firm() is not null, $1::uuid[] <@ app.my_cases()")
            .bind(cases.iter().map(|case| case.0).collect::<Vec<_>>())
            .fetch_one(tx.conn())
            .await?;
    match (there, all) {
        (false, _) => Err(Error::NotSignedIn.into()),
        (true, false) => Err(not_found()),
        (true, true) => Ok(()),
    }
}

/// What the log keeps of it.
pub(crate) fn taken_out(me: UserId, filter: &LogFilter, format: ExportFormat, up_to: i64) -> Event {
    Event::LogExported {
        case: filter.case,
        filter: describe(filter),
        text: filter.words().map(|text| Personal::of(me, text.to_owned())),
        format,
        up_to,
    }
}

#[cfg(test)]
mod tests {
    use domain::audit::Change;
    use domain::ids::PartyId;
    use domain::origin::AddressSource;

    use super::*;

    #[test]
    fn l5_times_are_said_in_utc_and_at_the_firm() {
        let at = Timestamp(1_795_356_185_000);
        assert_eq!(at.rfc3339(), "2026-11-22T14:03:05Z");
        assert_eq!(at_the_firm(at, -21_600), "2026-11-22T08:03:05-06:00");
        assert_eq!(at_the_firm(at, 20_700), "2026-11-22T19:48:05+05:45");
        assert_eq!(at_the_firm(at, 0), "2026-11-22T14:03:05+00:00");
    }

    #[test]
    fn l5_a_line_holds_stored_names_and_whole_values() {
        let whose = Uuid::from_u128(7);
        let change = Change {
            field: "title".to_owned(),
            before: "A".to_owned(),
            after: "B".to_owned(),
        };
        let read = Read {
            entry: LogEntry {
                number: 3,
                at: Timestamp(0),
                actor_kind: ActorKind::User,
                actor: "Ana".to_owned(),
                event: Event::PartyChanged {
                    case: CaseId(whose),
                    party: PartyId(whose),
                    changes: Personal::of(whose, vec![change]),
                },
                case_number: Some("2026-1".to_owned()),
                address: None,
                address_source: AddressSource::Direct,
                device: "=1".to_owned(),
            },
            actor: Some(whose),
            utc_offset: 0,
        };
        let line = serde_json::to_string(&Line::of(&read).unwrap()).unwrap();
        assert_eq!(
            serde_json::from_str::<Value>(&line).unwrap(),
            serde_json::json!({
                "number": 3, "at": "1970-01-01T00:00:00Z", "actor_kind": "user", "actor_id": whose, "actor": "Ana",
                "event": "party_changed",
                "details": {
                    "case": whose, "party": whose, "changes": [{ "field": "title", "before": "A", "after": "B" }],
                },
                "case_number": "2026-1", "address": null, "address_source": "direct", "device": "=1",
            })
        );
    }
}
