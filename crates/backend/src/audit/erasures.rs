//! Every erasure of the installation, for the terminal: what is to be done again after a backup from before it was restored.

use domain::erasure::SubjectKind;
use domain::ids::{ErasureId, FirmId, SubjectId};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::Backend;
use crate::access::timestamp;
use crate::database::SealerTx;
use crate::failure::{Done, Failure};

/// Somebody who was erased: ids only.
#[derive(Clone, Copy, Debug)]
pub struct Erased {
    /// Of which firm.
    pub firm: FirmId,
    /// By which erasure.
    pub erasure: ErasureId,
    /// When.
    pub at: domain::Timestamp,
    /// As what they stood there.
    pub kind: SubjectKind,
    /// Under which id.
    pub subject: SubjectId,
}

/// Whoever was erased, the earliest first. Permission: the terminal.
pub async fn all_erased(backend: &Backend) -> Done<Vec<Erased>> {
    let origin = std::sync::Arc::new(domain::origin::Origin::server("erasures"));
    let mut tx: SealerTx = backend.begin(None, &origin).await?;
    let rows: Vec<(Uuid, Uuid, OffsetDateTime, String, Uuid)> =
        sqlx::query_as("select firm, erasure, at, kind, subject from app.all_erasures()")
            .fetch_all(tx.conn())
            .await?;
    rows.into_iter()
        .map(|(firm, erasure, at, kind, subject)| {
            Ok(Erased {
                firm: FirmId(firm),
                erasure: ErasureId(erasure),
                at: timestamp(at),
                kind: SubjectKind::from_name(&kind).ok_or_else(|| Failure::broken("unknown kind"))?,
                subject: SubjectId(subject),
            })
        })
        .collect()
}
