//! The documents of a case.

use domain::documents::{DocumentSource, DocumentSummary, SigningObstacle};
use domain::ids::{CaseId, DocumentId, EnvelopeId, FirmId};
use time::OffsetDateTime;

use crate::access::timestamp;
use crate::database::TenantTx;
use crate::failure::Done;

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    file_name: String,
    size: i64,
    pages: i32,
    sha256: Vec<u8>,
    uploaded_by: String,
    uploaded_at: OffsetDateTime,
    signed_from: Option<uuid::Uuid>,
    signing_obstacle: Option<String>,
}

/// The documents of a case, newest first.
pub(crate) async fn list(tx: &mut TenantTx, firm: FirmId, case: CaseId) -> Done<Vec<DocumentSummary>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select d.id, d.file_name, d.size, d.pages, d.sha256, coalesce(u.name, '') as uploaded_by, d.uploaded_at, d.signed_from,
           d.signing_obstacle
         from documents d left join users u on u.firm_id = d.firm_id and u.id = d.uploaded_by
         where d.firm_id = $1 and d.case_id = $2
         order by d.uploaded_at desc, d.id",
    )
    .bind(firm.0)
    .bind(case.0)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DocumentSummary {
            id: DocumentId(row.id),
            file_name: row.file_name,
            size: u64::try_from(row.size).unwrap_or_default(),
            pages: u32::try_from(row.pages).unwrap_or_default(),
            sha256: vault::digest::hex(&row.sha256),
            uploaded_by: row.uploaded_by,
            uploaded_at: timestamp(row.uploaded_at),
            source: row
                .signed_from
                .map_or(DocumentSource::Uploaded, |id| DocumentSource::Signed(EnvelopeId(id))),
            obstacle: row.signing_obstacle.as_deref().and_then(SigningObstacle::from_name),
        })
        .collect())
}
