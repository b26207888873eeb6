//! Looking after the installation by itself: what is wrong opens an alert and writes to the operators, or without any to whoever may run the checks
//! at a firm; what is right again closes it.

use std::sync::Arc;

use domain::installation::GIVEN_TROUBLE;
use domain::origin::Origin;

use crate::Backend;
use crate::database::{Unlogged, WorkerTx};
use crate::failure::Done;

/// Looks once.
pub(crate) async fn watch(backend: &Backend) -> Done<()> {
    let disk = backend.store.space().filter(|disk| disk.is_low());
    let (known, since) = backend.expected_checks();
    let origin = Arc::new(Origin::server("watch"));
    let mut tx: WorkerTx = backend.begin(None, &origin).await?;
    let (opened, closed): (i64, i64) =
        sqlx::query_as("select opened, closed from app.watch_installation($1, $2, $3, $4, $5)")
            .bind(disk.is_some())
            .bind(disk.map_or(0, |disk| i64::try_from(disk.free).unwrap_or(i64::MAX)))
            .bind(GIVEN_TROUBLE)
            .bind(&known)
            .bind(since)
            .fetch_one(tx.conn())
            .await?;
    tx.commit_unlogged(Unlogged::JobHousekeeping).await?;
    if opened > 0 || closed > 0 {
        tracing::warn!(opened, closed, "alerts");
    }
    Ok(())
}
