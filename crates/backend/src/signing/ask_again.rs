//! "Send me a new link": only to the address on file, at most every ten minutes, and the same answer whatever the link is.

use domain::audit::Event;
use domain::ids::{CaseId, EnvelopeId, FirmId, JobId, SignerId};

use super::pasted;

use crate::caller::Visitor;
use crate::failure::Done;

/// Queues the mail with the link again where the envelope is still open; otherwise the firm learns from its log that it was asked.
pub async fn ask_new_link(visitor: &Visitor, token: &str) -> Done<()> {
    let backend = &visitor.backend;
    let Some(token) = pasted(token) else { return Ok(()) };
    let mut tx = visitor.begin().await?;
    let asked: Option<(uuid::Uuid, uuid::Uuid, uuid::Uuid, uuid::Uuid)> = sqlx::query_as(
        "update signers set last_mail_asked_at = app.now()
         where token_hash = $1 and state in ('invited', 'opened', 'consented')
           and (last_mail_asked_at is null or last_mail_asked_at < app.now() - interval '10 minutes')
         returning firm_id, case_id, envelope_id, id",
    )
    .bind(token.keyed_hash(&backend.token_lookup).as_slice())
    .fetch_optional(tx.conn())
    .await?;
    let Some((firm, case, envelope, signer)) = asked else {
        return Ok(());
    };
    let job: JobId = backend.new_id();
    sqlx::query(
        "insert into jobs (firm_id, id, kind, case_id, envelope_id)
         select e.firm_id, $3, 'mail_invitation', e.case_id, e.id from envelopes e
         where e.firm_id = $1 and e.id = $2 and e.state = 'sent' and e.expires_at > app.now()",
    )
    .bind(firm)
    .bind(envelope)
    .bind(job.0)
    .execute(tx.conn())
    .await?;
    let event = Event::NewLinkAsked {
        case: CaseId(case),
        envelope: EnvelopeId(envelope),
    };
    tx.commit_link(FirmId(firm), SignerId(signer), false, event).await?;
    Ok(())
}
