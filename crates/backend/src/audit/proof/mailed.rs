//! Whether checkpoints leave by mail, where firms have chosen so.

use domain::ids::FirmId;
use uuid::Uuid;

use super::begin;
use crate::Backend;
use crate::failure::Done;

/// Firms for which something was signed two days ago or earlier that was not mailed since, though it is to be.
pub(crate) async fn firms_not_mailed(backend: &Backend) -> Done<Vec<FirmId>> {
    let mut tx = begin(backend).await?;
    let firms: Vec<Uuid> = sqlx::query_scalar("select app.checkpoints_not_mailed()")
        .fetch_all(tx.conn())
        .await?;
    Ok(firms.into_iter().map(FirmId).collect())
}
