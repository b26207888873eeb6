//! Somebody's live sessions, and ending one.

use domain::audit::Event;
use domain::console::SessionRow;
use domain::error::Conflict;
use domain::ids::{SessionId, UserId};
use domain::origin::AddressSource;
use domain::{Error, Permission};
use sqlx::types::ipnetwork::IpNetwork;
use time::OffsetDateTime;

use super::may_change;
use crate::access::timestamp;
use crate::caller::AtTheConsole;
use crate::database::AdminTx;
use crate::failure::{Done, conflict, not_found};
use crate::place::Place;

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    kind: String,
    created_at: OffsetDateTime,
    last_seen_at: OffsetDateTime,
    address: Option<IpNetwork>,
    address_source: String,
    device: String,
}

/// The live ones, the latest first.
pub(super) async fn of(at: &AtTheConsole, tx: &mut AdminTx, user: UserId) -> Done<Vec<SessionRow>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, kind, created_at, last_seen_at, address, address_source, device from sessions
         where firm_id = $1 and user_id = $2 and ended_at is null
           and last_seen_at + idle_after > app.now() and expires_at > app.now()
         order by created_at desc, id desc",
    )
    .bind(at.me().firm.0)
    .bind(user.0)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SessionRow {
            id: SessionId(row.id),
            console: row.kind == Place::Console.name(),
            started: timestamp(row.created_at),
            last_used: timestamp(row.last_seen_at),
            address: row.address.map(|address| address.ip().to_string()),
            address_source: AddressSource::from_name(&row.address_source).unwrap_or(AddressSource::Server),
            device: row.device,
            this_one: row.id == at.session().0,
        })
        .collect())
}

/// Ends a session of somebody's at once, of the office or of the console: the browser that had it says so, and the next request with its
/// cookie is a stranger's. Permission: [`Permission::EndSessions`].
///
/// # Errors
/// `Conflict(ThisSession)` for the one that the reader asks with, which signing out ends; `NotFound` for one that has ended or is nobody's
/// of the firm; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn end_session(at: &AtTheConsole, session: SessionId) -> Done<()> {
    let mut tx = at.begin().await?;
    let firm = may_change(&mut tx, Permission::EndSessions).await?;
    if session == at.session() {
        return Err(conflict(Conflict::ThisSession));
    }
    let ended: Option<(uuid::Uuid, String)> = sqlx::query_as(
        "update sessions set ended_at = app.now(), end_reason = 'by_administrator'
         where firm_id = $1 and id = $2 and ended_at is null returning user_id, kind",
    )
    .bind(firm.0)
    .bind(session.0)
    .fetch_optional(tx.conn())
    .await?;
    let (user, kind) = ended.ok_or_else(not_found)?;
    let name: Option<String> = sqlx::query_scalar("select name from users where firm_id = $1 and id = $2")
        .bind(firm.0)
        .bind(user)
        .fetch_optional(tx.conn())
        .await?;
    tx.commit(Event::SessionEndedFor {
        user: UserId(user),
        name: name.ok_or(Error::NotFound)?,
        console: kind == Place::Console.name(),
    })
    .await?;
    Ok(())
}
