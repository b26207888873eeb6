//! Recovery codes: ten at a time, each for one sign-in without the second factor.

use domain::audit::Event;
use domain::factors::RECOVERY_CODES;
use domain::ids::{FirmId, UserId};
use vault::RecoveryCode;

use super::changed;
use crate::Backend;
use crate::caller::Caller;
use crate::database::Conn;
use crate::failure::Done;
use crate::letters::Notice;

/// Makes ten codes, in place of those from before, and shows them: this once. Permission: their owner, with a fresh factor.
///
/// # Errors
/// `StepUpNeeded` where the last second factor is more than five minutes old.
pub async fn make_recovery_codes(caller: &Caller) -> Done<Vec<String>> {
    let backend = caller.backend();
    let mut tx = caller.begin().await?;
    tx.require_fresh_factor().await?;
    let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES).map(|_| RecoveryCode::generate()).collect();
    let hashes: Vec<Vec<u8>> = codes
        .iter()
        .map(|code| code.keyed_hash(&backend.recovery_code).to_vec())
        .collect();
    // Whoever makes them twice at once gets one set that works: the second waits, and replaces the first.
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('recovery codes of ' || app.current_user_id(), 0))")
        .execute(tx.conn())
        .await?;
    sqlx::query("delete from recovery_codes where firm_id = $1 and user_id = $2")
        .bind(caller.me.firm.0)
        .bind(caller.me.user.0)
        .execute(tx.conn())
        .await?;
    sqlx::query("insert into recovery_codes (firm_id, user_id, code_hash) select $1, $2, unnest($3)")
        .bind(caller.me.firm.0)
        .bind(caller.me.user.0)
        .bind(&hashes)
        .execute(tx.conn())
        .await?;
    let event = Event::RecoveryCodesMade { codes: RECOVERY_CODES };
    changed::tell(caller, tx, &Notice::RecoveryCodesMade, event).await?;
    Ok(codes.iter().map(RecoveryCode::shown).collect())
}

/// Uses a code up by compare-and-set: how many are left, or nothing for one that is wrong or used. Of any number who use one at once,
/// one does.
pub(crate) async fn use_one(
    backend: &Backend,
    conn: &mut Conn,
    (firm, user): (FirmId, UserId),
    typed: &str,
) -> Done<Option<u32>> {
    let Some(code) = RecoveryCode::parse(typed) else {
        return Ok(None);
    };
    let used = sqlx::query(
        "update recovery_codes set used_at = app.now() where firm_id = $1 and user_id = $2 and code_hash = $3 and used_at is null",
    )
    .bind(firm.0)
    .bind(user.0)
    .bind(code.keyed_hash(&backend.recovery_code).as_slice())
    .execute(&mut *conn)
    .await?
    .rows_affected();
    if used != 1 {
        return Ok(None);
    }
    let left: i64 = sqlx::query_scalar(
        "select count(*) from recovery_codes where firm_id = $1 and user_id = $2 and used_at is null",
    )
    .bind(firm.0)
    .bind(user.0)
    .fetch_one(conn)
    .await?;
    Ok(Some(u32::try_from(left).unwrap_or_default()))
}
