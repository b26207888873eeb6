//! Taking an envelope back.

use domain::Permission;
use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::ids::{CaseId, EnvelopeId, FirmId};
use domain::rules::{self, Form};

use crate::caller::Caller;
use crate::database::Conn;
use crate::failure::{Done, conflict, not_found};

/// Voids an open envelope: compare-and-set, so that it is either signed or voided. Its link is dead at once.
/// Permission: assignment and [`Permission::SendForSignature`].
///
/// # Errors
/// `Conflict(AlreadySigned)` or `Conflict(EnvelopeClosed)` when it is no longer open.
pub async fn void(caller: &Caller, envelope: EnvelopeId, reason: &str) -> Done<()> {
    caller.needs(Permission::SendForSignature)?;
    let mut check = Form::new();
    let reason = check.text("reason", reason, rules::REASON_MAX);
    check.finish()?;
    let mut tx = caller.begin().await?;
    let event = take_back(tx.conn(), caller.me.firm, envelope, reason).await?;
    tx.commit(event).await?;
    Ok(())
}

/// All of voiding but its entry.
pub(crate) async fn take_back(conn: &mut Conn, firm: FirmId, envelope: EnvelopeId, reason: String) -> Done<Event> {
    let found: Option<(uuid::Uuid, String)> =
        sqlx::query_as("select case_id, state from envelopes where firm_id = $1 and id = $2")
            .bind(firm.0)
            .bind(envelope.0)
            .fetch_optional(&mut *conn)
            .await?;
    let Some((case, _)) = found else {
        return Err(not_found());
    };
    let voided = sqlx::query(
        "update envelopes set state = 'voided', closed_at = app.now(), close_reason = $3
         where firm_id = $1 and id = $2 and state = 'sent'",
    )
    .bind(firm.0)
    .bind(envelope.0)
    .bind(&reason)
    .execute(&mut *conn)
    .await?
    .rows_affected();
    if voided != 1 {
        let state: String = sqlx::query_scalar("select state from envelopes where firm_id = $1 and id = $2")
            .bind(firm.0)
            .bind(envelope.0)
            .fetch_one(conn)
            .await?;
        let signed = matches!(state.as_str(), "signed" | "completed");
        return Err(conflict(if signed {
            Conflict::AlreadySigned
        } else {
            Conflict::EnvelopeClosed
        }));
    }
    Ok(Event::EnvelopeVoided {
        case: CaseId(case),
        envelope,
        reason: Personal::of(case, reason),
    })
}
