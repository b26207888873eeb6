//! A page of the log, newest first. Which entries exist for the caller, the database decides.

use domain::audit::{ActorKind, Event, LogEntry, LogFilter, LogPage};
use domain::ids::{CaseId, FirmId, UserId};
use domain::origin::AddressSource;
use time::OffsetDateTime;

use super::{Kept, Opened, Sealing};
use crate::access::timestamp;
use crate::caller::Caller;
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
    actor_kind: String,
    case_number: Option<String>,
    address_source: String,
}

/// The log's page: the caller's own entries, those of the caller's cases, and for administrators those that belong to no case.
/// Reading it stands in the log, once in ten minutes a session and filter.
pub async fn page(caller: &Caller, filter: LogFilter) -> Done<LogPage> {
    let mut tx = caller.begin().await?;
    let mut page = read(
        &caller.backend().sealing,
        tx.conn(),
        LOG_OF_THE_FIRM,
        caller.me.firm,
        &filter,
    )
    .await?;
    let people: Vec<(uuid::Uuid, String)> =
        sqlx::query_as("select id, name from users where firm_id = $1 order by app.plain(name), name")
            .bind(caller.me.firm.0)
            .fetch_all(tx.conn())
            .await?;
    page.people = people.into_iter().map(|(id, name)| (UserId(id), name)).collect();
    let cases: Vec<(uuid::Uuid, String)> = sqlx::query_as(
        "select id, number || ' · ' || title from cases where firm_id = $1 order by number desc limit 500",
    )
    .bind(caller.me.firm.0)
    .fetch_all(tx.conn())
    .await?;
    page.cases = cases.into_iter().map(|(id, name)| (CaseId(id), name)).collect();

    let event = Event::LogRead {
        filter: describe(&filter),
    };
    let again: bool = sqlx::query_scalar(
        "select exists (select from log_entries where firm_id = $1 and session_id = $2 and details @> $3 and at > app.now() - interval '10 minutes')",
    )
    .bind(caller.me.firm.0)
    .bind(caller.session.0)
    .bind(super::bare(&event)?)
    .fetch_one(tx.conn())
    .await?;
    if !again {
        tx.commit(event).await?;
    }
    Ok(page)
}

/// What happened in one case.
pub async fn timeline(caller: &Caller, case: CaseId, before: Option<i64>) -> Done<LogPage> {
    let mut tx = caller.begin().await?;
    let visible: bool = sqlx::query_scalar("select exists (select from cases where firm_id = $1 and id = $2)")
        .bind(caller.me.firm.0)
        .bind(case.0)
        .fetch_one(tx.conn())
        .await?;
    if !visible {
        return Err(crate::failure::not_found());
    }
    read(
        &caller.backend().sealing,
        tx.conn(),
        LOG_OF_THE_FIRM,
        caller.me.firm,
        &LogFilter {
            case: Some(case),
            before,
            ..LogFilter::default()
        },
    )
    .await
}

/// A log, as the query that reads a page of it.
#[derive(Clone, Copy)]
pub(crate) struct Log(&'static str);

macro_rules! log {
    (select $columns:literal from $entries:literal) => {
        Log(concat!(
            "select l.number, l.at, l.actor_kind, l.actor_id, l.details, l.origin, l.address_source, ",
            $columns,
            " from ",
            $entries,
            " where l.firm_id = $1
               and ($3::uuid is null or l.actor_id = $3)
               and ($4::text[] is null or l.event = any ($4))
               and ($5::text is null or l.at >= $5::date::timestamp at time zone (select time_zone from firms where id = $1))
               and ($6::text is null or l.at < ($6::date + 1)::timestamp at time zone (select time_zone from firms where id = $1))
               and ($7::bigint is null or l.number < $7)
             order by l.number desc limit $8"
        ))
    };
}

/// The firm's log, in which its cases are.
pub(crate) const LOG_OF_THE_FIRM: Log = log!(
    select "c.number as case_number" from "(select * from log_entries where $2::uuid is null or case_id = $2) l
       left join cases c on c.firm_id = l.firm_id and c.id = l.case_id"
);
/// The console's.
pub(crate) const LOG_OF_THE_CONSOLE: Log = log!(
    select "null::text as case_number" from "(select * from console_entries where $2::uuid is null) l"
);

/// The entries of a log that may be seen on a connection, newest first.
pub(crate) async fn read(
    sealing: &Sealing,
    conn: &mut Conn,
    log: Log,
    firm: FirmId,
    filter: &LogFilter,
) -> Done<LogPage> {
    let events: Option<Vec<&str>> = filter.group.map(|group| group.events().to_vec());
    let rows: Vec<Row> = sqlx::query_as(log.0)
        .bind(firm.0)
        .bind(filter.case.map(|case| case.0))
        .bind(filter.user.map(|user| user.0))
        .bind(events)
        .bind(day(filter.from.as_deref()))
        .bind(day(filter.to.as_deref()))
        .bind(filter.before)
        .bind(LogPage::SIZE + 1)
        .fetch_all(&mut *conn)
        .await?;
    let size = usize::try_from(LogPage::SIZE).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    let (shown, kept): (Vec<Shown>, Vec<Kept>) = rows.into_iter().take(size).map(|row| (row.shown, row.kept)).unzip();
    let opened = sealing.open(conn, firm, kept).await?;
    let entries: Vec<LogEntry> = shown.into_iter().zip(opened).map(entry).collect();
    Ok(LogPage {
        next: entries.last().filter(|_| more).map(|entry| entry.number),
        entries,
        ..LogPage::default()
    })
}

fn entry((shown, opened): (Shown, Opened)) -> LogEntry {
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
fn day(text: Option<&str>) -> Option<String> {
    let text = text?;
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<u16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
    time::Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()?;
    Some(format!("{year:04}-{:02}-{day:02}", u8::from(month)))
}

pub(crate) fn describe(filter: &LogFilter) -> String {
    let mut parts = Vec::new();
    parts.extend(filter.case.map(|case| format!("case={case}")));
    parts.extend(filter.user.map(|user| format!("user={user}")));
    parts.extend(filter.group.map(|group| format!("group={}", group.name())));
    parts.extend(day(filter.from.as_deref()).map(|from| format!("from={from}")));
    parts.extend(day(filter.to.as_deref()).map(|to| format!("to={to}")));
    parts.join(" ")
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
