//! How the installation does.

use std::time::Duration;

use domain::Permission;
use domain::audit::Event;
use domain::checks::Outcome;
use domain::installation::{GIVEN_TROUBLE, HealthPage, QueueRow};
use time::OffsetDateTime;

use crate::access::timestamp;
use crate::caller::AtTheConsole;
use crate::checks::page_with_detail;
use crate::console::commit_reading;
use crate::database::Conn;
use crate::failure::Done;

/// How the installation does now; stands in the operators' log, once in ten minutes a session. Permission:
/// [`Permission::OperateInstallation`].
///
/// # Errors
/// `NotSignedIn`, `Forbidden`.
pub async fn health(at: &AtTheConsole) -> Done<HealthPage> {
    let backend = at.backend();
    let began = backend.now();
    let mut tx = at.begin_as_operator().await?;
    tx.may(Permission::OperateInstallation).await?;
    let database_ms = backend.now().0 - began.0;
    let (database_bytes, locked): (i64, i64) =
        sqlx::query_as("select pg_database_size(current_database()), app.locked_accounts()")
            .fetch_one(tx.conn())
            .await?;
    let queue = queue(tx.conn()).await?;
    let checks = page_with_detail(backend, tx.conn()).await?.reports;
    let held = checks.iter().filter(|check| check.outcome == Outcome::Held).count();
    let checks_at = checks.iter().filter_map(|check| check.at).min();
    commit_reading(tx, Event::HealthRead).await?;
    // A store that hangs is one that does not answer.
    let store_answers = tokio::time::timeout(Duration::from_secs(3), backend.store.ping())
        .await
        .is_ok_and(|answer| answer.is_ok());
    Ok(HealthPage {
        at: backend.now(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: backend.started_at,
        database_ms: u32::try_from(database_ms).unwrap_or_default(),
        database_bytes: u64::try_from(database_bytes).unwrap_or_default(),
        store_answers,
        disk: backend.store.space(),
        mail: backend.mail_goes(),
        queue,
        checks_held: u32::try_from(held).unwrap_or(u32::MAX),
        checks_not_held: u32::try_from(checks.len() - held).unwrap_or(u32::MAX),
        checks_at,
        locked: u32::try_from(locked).unwrap_or(u32::MAX),
    })
}

async fn queue(conn: &mut Conn) -> Done<Vec<QueueRow>> {
    let rows: Vec<(String, i64, i64, Option<OffsetDateTime>)> =
        sqlx::query_as("select kind, waiting, failing, oldest from app.queue_of_the_installation($1)")
            .bind(GIVEN_TROUBLE)
            .fetch_all(conn)
            .await?;
    let read = |(kind, waiting, failing, oldest): (String, i64, i64, Option<OffsetDateTime>)| QueueRow {
        kind,
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        failing: u32::try_from(failing).unwrap_or(u32::MAX),
        oldest: oldest.map(timestamp),
    };
    Ok(rows.into_iter().map(read).collect())
}
