//! Ending sessions of one's own from another one. One's own present session ends by signing out.

use domain::Error;
use domain::audit::Event;
use domain::ids::SessionId;

use crate::caller::Caller;
use crate::failure::{Done, not_found};

/// Ends one session of the caller's; its browser is told at once. Permission: its owner, with a fresh second factor.
///
/// # Errors
/// `StepUpNeeded`; `NotFound` for a session that is nobody's, somebody else's or over; `Forbidden` for the one that asks.
pub async fn end_session(caller: &Caller, session: SessionId) -> Done<()> {
    if session == caller.session {
        return Err(Error::Forbidden.into());
    }
    match end(caller, Some(session)).await? {
        0 => Err(not_found()),
        _ => Ok(()),
    }
}

/// Ends every session of the caller's but the one that asks; how many. Permission: their owner, with a fresh second factor.
///
/// # Errors
/// `StepUpNeeded`.
pub async fn end_others(caller: &Caller) -> Done<u32> {
    end(caller, None).await
}

async fn end(caller: &Caller, session: Option<SessionId>) -> Done<u32> {
    let mut tx = caller.begin().await?;
    tx.require_fresh_factor().await?;
    let ended = sqlx::query(
        "update sessions set ended_at = app.now(), end_reason = 'ended_by_owner'
         where firm_id = $1 and user_id = $2 and id <> $3 and ($4::uuid is null or id = $4) and ended_at is null
           and last_seen_at + idle_after > app.now() and expires_at > app.now()",
    )
    .bind(caller.me.firm.0)
    .bind(caller.me.user.0)
    .bind(caller.session.0)
    .bind(session.map(|session| session.0))
    .execute(tx.conn())
    .await?
    .rows_affected();
    let ended = u32::try_from(ended).unwrap_or(u32::MAX);
    if ended > 0 {
        tx.commit(Event::SessionsEnded { ended }).await?;
    }
    Ok(ended)
}
