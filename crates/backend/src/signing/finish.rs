//! Signing: of any number who try at once, one succeeds.

use domain::audit::Event;
use domain::error::Conflict;
use domain::ids::{CaseId, EnvelopeId, FirmId};
use domain::signing::{EnvelopeState, Mark};
use domain::{Error, Problem};

use super::mark::taken;
use super::reading::About;
use super::{GRACE_MINUTES, mark_binding};
use crate::Backend;
use crate::caller::Signer;
use crate::database::Conn;
use crate::documents::Stored;
use crate::failure::{Done, Failure, conflict};

/// The longest idempotency key, in bytes.
const LONGEST_KEY: usize = 64;

/// Signs and finishes the envelope. The envelope's row is the gate: one compare-and-set takes it from `sent` to `signed`; the link's
/// token is used up, the signature kept sealed, the signed copy queued and the entry written in the same commit.
///
/// `key` is the caller's idempotency key: who lost the answer asks again with the same key and gets the same answer.
///
/// # Errors
/// `Conflict` with `ConsentMissing`, `AlreadySigned`, `EnvelopeClosed` or `DocumentChanged`; `Invalid` for a signature that shows nothing.
pub async fn sign(signer: &Signer, mark: Mark, key: &str) -> Done<()> {
    let mark = taken(mark)?;
    if key.is_empty() || key.len() > LONGEST_KEY {
        return Err(Error::invalid("key", Problem::OutOfRange).into());
    }
    let backend = signer.backend();
    let mut tx = signer.begin().await?;
    let Some(finished) = finish(backend, tx.conn(), &mark, key).await? else {
        return Ok(());
    };
    let (firm, case, envelope) = (finished.firm, finished.case, finished.envelope);
    crate::jobs::queue_signed_copy(&mut tx, firm, backend.new_id(), case, envelope).await?;
    tx.commit(finished.event).await?;
    Ok(())
}

/// A signature whose signed copy is still to be queued and whose entry is still to be written.
pub(crate) struct Finished {
    firm: FirmId,
    case: CaseId,
    envelope: EnvelopeId,
    pub(crate) event: Event,
}

/// All of signing but the signed copy's job and the entry; nothing for who asks again with the key that has signed.
pub(crate) async fn finish(backend: &Backend, conn: &mut Conn, mark: &Mark, key: &str) -> Done<Option<Finished>> {
    let before = About::find(&mut *conn).await?;
    if before.envelope_state == EnvelopeState::Sent.name()
        && matches!(before.signer_state.as_str(), "invited" | "opened")
    {
        return Err(conflict(Conflict::ConsentMissing));
    }
    let won = sqlx::query(
        "update envelopes set state = 'signed', closed_at = app.now()
         where id = $1 and state = 'sent' and expires_at + make_interval(mins => $2) > app.now()",
    )
    .bind(before.envelope().0)
    .bind(GRACE_MINUTES)
    .execute(&mut *conn)
    .await?
    .rows_affected();
    if won != 1 {
        let after = About::find(conn).await?;
        if after.finish_key.as_deref() == Some(key) {
            return Ok(None);
        }
        return Err(conflict(after.closed()));
    }

    let stored = Stored::read(&mut *conn, before.document()).await?;
    if stored.sha256 != before.document_sha256 {
        return Err(conflict(Conflict::DocumentChanged));
    }
    let plain = serde_json::to_vec(mark).map_err(|error| Failure::broken(error.to_string()))?;
    let sealed = stored
        .firm_key(backend)?
        .seal(&mark_binding(stored.firm(), before.signer()), &plain);
    let signed: Option<(i32, i32)> = sqlx::query_as(
        "update signers set state = 'signed', token_used_at = app.now(), signed_at = app.now(), mark = $2, method = $3, finish_key = $4, draft = null
         where id = $1 and state = 'consented' and token_used_at is null
         returning cardinality(pages_shown), furthest_page",
    )
    .bind(before.signer().0)
    .bind(sealed)
    .bind(mark.method())
    .bind(key)
    .fetch_optional(conn)
    .await?;
    let Some((pages_shown, furthest_page)) = signed else {
        return Err(conflict(Conflict::ConsentMissing));
    };
    Ok(Some(Finished {
        firm: stored.firm(),
        case: before.case(),
        envelope: before.envelope(),
        event: Event::Signed {
            case: before.case(),
            envelope: before.envelope(),
            method: mark.method().to_owned(),
            pages_shown: u32::try_from(pages_shown).unwrap_or_default(),
            furthest_page: u32::try_from(furthest_page).unwrap_or_default(),
            document_sha256: vault::digest::hex(&stored.sha256),
        },
    }))
}
