//! Entries as they are hashed: every stored letter of them.

use domain::ids::FirmId;
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
        .map(move |row| {
            let row = row?;
            let broken = |what: &str| Failure::broken(format!("the log holds {what} that can't be"));
            Ok(Entry {
                log: name.clone(),
                firm: firm.0,
                number: u64::try_from(row.number).map_err(|_| broken("a number"))?,
                at: i64::try_from(row.at.unix_timestamp_nanos() / 1000).map_err(|_| broken("a time"))?,
                actor_kind: row.actor_kind,
                actor_id: row.actor_id,
                event: row.event,
                case_id: row.case_id,
                details: row.details,
                sealed_origin: row.origin.map(Sealed),
                address_source: row.address_source,
                session_id: row.session_id,
                request: row.request,
            })
        })
}
