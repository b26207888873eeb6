//! A page of the firm's log.

use domain::audit::{Event, LogFilter, LogPage};
use domain::ids::{CaseId, FirmId, UserId};
use uuid::Uuid;

use super::readings::{Reading, checked};
use super::search::Fits;
use super::{Book, Wanted, archived, saved};
use crate::caller::Caller;
use crate::cases::log_reading;
use crate::database::Conn;
use crate::failure::{Done, not_found};

/// The log's page: the caller's own entries, those of the caller's cases, and for administrators those that belong to no case. With words,
/// those of them that fit. Reading it stands in the log, once in ten minutes a session and filter; asking for what has come since, once a
/// session.
///
/// # Errors
/// `Invalid` for a text that is too long; `NotSignedIn`.
pub async fn page(caller: &Caller, filter: LogFilter, fits: Fits<'_>) -> Done<LogPage> {
    let filter = checked(filter)?;
    let (firm, me) = (caller.me.firm, caller.me.user);
    let book = Book::of_the_firm(caller.backend(), firm, me);
    let mut tx = caller.begin().await?;
    let newest = book.newest(tx.conn()).await?;
    let mut page = book.page(tx.conn(), &Wanted::from(&filter), fits).await?;
    page.newest = newest;
    page.read_at = caller.backend().now();
    // Whoever follows has the rest.
    if filter.after.is_none() {
        if page.next.is_none() {
            page.archived = archived(tx.conn()).await?;
        }
        page.people = people(tx.conn(), firm).await?;
        (page.cases, page.more_cases) = cases(tx.conn(), firm, filter.case).await?;
        page.saved = saved::list(tx.conn(), firm).await?;
    }
    let case = match filter.case {
        Some(case) if sees(tx.conn(), firm, case).await? => Some(case),
        _ => None,
    };
    let reading = Reading::of(me, &filter, case);
    if !reading.stands(book, tx.conn(), caller.session).await? {
        tx.commit(reading.event).await?;
    }
    Ok(page)
}

/// What happened in one case. Permission: assignment. Whoever sees it has read the case: that stands in the log, once in ten minutes a session.
///
/// # Errors
/// `NotFound` for a case that is not there or not the caller's: both alike.
pub async fn timeline(caller: &Caller, case: CaseId, before: Option<i64>) -> Done<LogPage> {
    let mut tx = caller.begin().await?;
    see(tx.conn(), caller.me.firm, case).await?;
    let of_case = LogFilter {
        case: Some(case),
        before,
        ..LogFilter::default()
    };
    let book = Book::of_the_firm(caller.backend(), caller.me.firm, caller.me.user);
    let page = book.page(tx.conn(), &Wanted::from(&of_case), &|_| true).await?;
    log_reading(tx, caller, Event::CaseRead { case }).await?;
    Ok(page)
}

/// Refuses a case that is not there or not the caller's: both answer alike.
pub(super) async fn see(conn: &mut Conn, firm: FirmId, case: CaseId) -> Done<()> {
    if sees(conn, firm, case).await? {
        Ok(())
    } else {
        Err(not_found())
    }
}

async fn sees(conn: &mut Conn, firm: FirmId, case: CaseId) -> Done<bool> {
    let visible = sqlx::query_scalar("select exists (select from cases where firm_id = $1 and id = $2)");
    Ok(visible.bind(firm.0).bind(case.0).fetch_one(conn).await?)
}

/// Who can be filtered by.
pub(crate) async fn people(conn: &mut Conn, firm: FirmId) -> Done<Vec<(UserId, String)>> {
    let people: Vec<(Uuid, String)> =
        sqlx::query_as("select id, name from users where firm_id = $1 order by app.plain(name), name")
            .bind(firm.0)
            .fetch_all(conn)
            .await?;
    Ok(people.into_iter().map(|(id, name)| (UserId(id), name)).collect())
}

/// The most cases that can be chosen from. The log of an older one opens from its page.
const MOST_CASES: usize = 500;

/// Which cases can be filtered by, the latest first, and the `chosen` one in any case; whether there are more.
async fn cases(conn: &mut Conn, firm: FirmId, chosen: Option<CaseId>) -> Done<(Vec<(CaseId, String)>, bool)> {
    let mut cases: Vec<(Uuid, String)> = sqlx::query_as(
        "select id, number || ' · ' || title from cases where firm_id = $1
         order by id is not distinct from $2 desc, number desc limit $3",
    )
    .bind(firm.0)
    .bind(chosen.map(|chosen| chosen.0))
    .bind(i64::try_from(MOST_CASES + 1).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    let more = cases.len() > MOST_CASES;
    cases.truncate(MOST_CASES);
    Ok((cases.into_iter().map(|(id, name)| (CaseId(id), name)).collect(), more))
}
