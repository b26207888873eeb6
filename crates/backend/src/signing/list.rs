//! The envelopes of a case.

use domain::ids::{CaseId, DocumentId, EnvelopeId, FirmId, SignerId};
use domain::signing::{EnvelopeSummary, SignerState};
use time::OffsetDateTime;

use super::{GRACE_MINUTES, seen_state};
use crate::access::timestamp;
use crate::database::TenantTx;
use crate::failure::Done;

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    document_id: uuid::Uuid,
    document_name: String,
    state: String,
    time_is_over: bool,
    signer_id: uuid::Uuid,
    signer_name: String,
    signer_state: String,
    sent_at: OffsetDateTime,
    expires_at: OffsetDateTime,
    signed_document_id: Option<uuid::Uuid>,
}

/// The envelopes of a case, newest first.
pub(crate) async fn list(tx: &mut TenantTx, firm: FirmId, case: CaseId) -> Done<Vec<EnvelopeSummary>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select e.id, e.document_id, d.file_name as document_name, e.state,
           e.expires_at + make_interval(mins => $3) <= app.now() as time_is_over,
           s.id as signer_id, s.name as signer_name, s.state as signer_state, e.sent_at, e.expires_at, e.signed_document_id
         from envelopes e
         join documents d on d.firm_id = e.firm_id and d.id = e.document_id
         join signers s on s.firm_id = e.firm_id and s.envelope_id = e.id
         where e.firm_id = $1 and e.case_id = $2
         order by e.sent_at desc, e.id",
    )
    .bind(firm.0)
    .bind(case.0)
    .bind(GRACE_MINUTES)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| EnvelopeSummary {
            id: EnvelopeId(row.id),
            document: DocumentId(row.document_id),
            document_name: row.document_name,
            state: seen_state(&row.state, row.time_is_over),
            signer: SignerId(row.signer_id),
            signer_name: row.signer_name,
            signer_state: SignerState::from_name(&row.signer_state).unwrap_or(SignerState::Invited),
            sent_at: timestamp(row.sent_at),
            expires_at: timestamp(row.expires_at),
            signed_document: row.signed_document_id.map(DocumentId),
        })
        .collect())
}
