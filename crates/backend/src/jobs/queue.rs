//! Queueing, in the transaction of the action that asks for it.

use domain::ids::{CaseId, EnvelopeId, FirmId, JobId};

use crate::database::{SignerTx, TenantTx, Tx};
use crate::failure::Done;

async fn queue<R>(
    tx: &mut Tx<R>,
    kind: &str,
    firm: FirmId,
    job: JobId,
    case: CaseId,
    envelope: EnvelopeId,
) -> Done<()> {
    sqlx::query("insert into jobs (firm_id, id, kind, case_id, envelope_id) values ($1, $2, $3, $4, $5)")
        .bind(firm.0)
        .bind(job.0)
        .bind(kind)
        .bind(case.0)
        .bind(envelope.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The mail with a signature link.
pub(crate) async fn queue_mail(
    tx: &mut TenantTx,
    firm: FirmId,
    job: JobId,
    case: CaseId,
    envelope: EnvelopeId,
) -> Done<()> {
    queue(tx, "mail_invitation", firm, job, case, envelope).await
}

/// The signed copy of an envelope that has just been signed.
pub(crate) async fn queue_signed_copy(
    tx: &mut SignerTx,
    firm: FirmId,
    job: JobId,
    case: CaseId,
    envelope: EnvelopeId,
) -> Done<()> {
    queue(tx, "make_signed_copy", firm, job, case, envelope).await
}
