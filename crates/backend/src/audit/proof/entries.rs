//! Entries as they are hashed: every stored letter of them.

use domain::ids::{CaseId, FirmId};
use futures::Stream;
use futures::StreamExt;
use time::OffsetDateTime;
use tlog::{Entry, Name, Sealed};
use uuid::Uuid;

use super::LogKind;
use crate::database::Conn;
use crate::failure::{Done, Failure};

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    at: OffsetDateTime,
    actor_kind: String,
    actor_id: Option<Uuid>,
    event: String,
    case_id: Option<Uuid>,
    details: String,
    origin: Option<Vec<u8>>,
    address_source: String,
    session_id: Option<Uuid>,
    request: String,
}

/// The entries of a log after a number, up to another, in order. In constant memory: whoever reads sets the pace.
pub(super) fn read<'a>(
    conn: &'a mut Conn,
    firm: FirmId,
    log: LogKind,
    name: &'a Name,
    after: u64,
    upto: u64,
) -> impl Stream<Item = Done<Entry>> + Send + 'a {
    let query = match log {
        LogKind::Cases => {
            "select number, at, actor_kind, actor_id, event, case_id, details::text as details, origin, address_source, session_id, request
             from log_entries where firm_id = $1 and number > $2 and number <= $3 order by number"
        }
        LogKind::Console => {
            "select number, at, actor_kind, actor_id, event, null::uuid as case_id, details::text as details, origin, address_source, session_id, request
             from console_entries where firm_id = $1 and number > $2 and number <= $3 order by number"
        }
    };
    sqlx::query_as::<_, Row>(query)
        .bind(firm.0)
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(i64::try_from(upto).unwrap_or(i64::MAX))
        .fetch(conn)
        .map(move |row| row?.entry(firm, name))
}

/// The next entries of a case after a number, up to another, that may be seen on a connection: so many at most, in order.
pub(super) async fn of_case(
    conn: &mut Conn,
    firm: FirmId,
    case: CaseId,
    name: &Name,
    (after, upto): (u64, u64),
    limit: i64,
) -> Done<Vec<Entry>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select number, at, actor_kind, actor_id, event, case_id, details::text as details, origin, address_source, session_id, request
         from log_entries where firm_id = $1 and case_id = $2 and number > $3 and number <= $4 order by number limit $5",
    )
    .bind(firm.0)
    .bind(case.0)
    .bind(i64::try_from(after).unwrap_or(i64::MAX))
    .bind(i64::try_from(upto).unwrap_or(i64::MAX))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| row.entry(firm, name)).collect()
}

impl Row {
    fn entry(self, firm: FirmId, name: &Name) -> Done<Entry> {
        let broken = |what: &str| Failure::broken(format!("the log holds {what} that can't be"));
        Ok(Entry {
            log: name.clone(),
            firm: firm.0,
            number: u64::try_from(self.number).map_err(|_| broken("a number"))?,
            at: i64::try_from(self.at.unix_timestamp_nanos() / 1000).map_err(|_| broken("a time"))?,
            actor_kind: self.actor_kind,
            actor_id: self.actor_id,
            event: self.event,
            case_id: self.case_id,
            details: self.details,
            sealed_origin: self.origin.map(Sealed),
            address_source: self.address_source,
            session_id: self.session_id,
            request: self.request,
        })
    }
}
