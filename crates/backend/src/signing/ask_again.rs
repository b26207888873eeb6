//! "Ask for a new link": the firm learns of it, at most every ten minutes, and the answer is the same whatever the link is.
//!
//! Nothing is mailed here. A link dies by what the firm has decided, by its time or by taking it back, and whoever holds a
//! dead one must not be able to bring it back to life: the new one is the firm's to send, to the address that it has.

use domain::audit::Event;
use domain::ids::{CaseId, EnvelopeId, FirmId, SignerId};

use super::pasted;
use crate::caller::Visitor;
use crate::failure::Done;

/// Tells the firm, in the case's timeline and log, that somebody with this link asks for a new one.
pub async fn ask_new_link(visitor: &Visitor, token: &str) -> Done<()> {
    let backend = &visitor.backend;
    let Some(token) = pasted(token) else { return Ok(()) };
    let mut tx = visitor.begin().await?;
    let asked: Option<(uuid::Uuid, uuid::Uuid, uuid::Uuid, uuid::Uuid)> = sqlx::query_as(
        "update signers set last_mail_asked_at = app.now()
         where token_hash = $1 and (last_mail_asked_at is null or last_mail_asked_at < app.now() - interval '10 minutes')
         returning firm_id, case_id, envelope_id, id",
    )
    .bind(token.keyed_hash(&backend.token_lookup).as_slice())
    .fetch_optional(tx.conn())
    .await?;
    let Some((firm, case, envelope, signer)) = asked else {
        return Ok(());
    };
    let event = Event::NewLinkAsked {
        case: CaseId(case),
        envelope: EnvelopeId(envelope),
    };
    tx.commit_link(FirmId(firm), SignerId(signer), false, event).await?;
    Ok(())
}
