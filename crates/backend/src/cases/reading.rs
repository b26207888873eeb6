//! Reading stands in the log too, once in ten minutes a session: pages that refresh themselves would fill it otherwise.

use domain::audit::Event;

use crate::caller::Caller;
use crate::database::TenantTx;
use crate::failure::Done;

/// Ends a reading of something of a case, with its entry unless this session's reading of the same thing stands in the log since ten minutes ago.
pub(crate) async fn log_reading(mut tx: TenantTx, caller: &Caller, event: Event) -> Done<()> {
    if stands(&mut tx, caller, &event).await? {
        return Ok(());
    }
    // A page asks for several things of a case at once: the first writes that it was read, and the others find that.
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('readings of ' || $1::uuid, 0))")
        .bind(caller.session.0)
        .execute(tx.conn())
        .await?;
    if !stands(&mut tx, caller, &event).await? {
        tx.commit(event).await?;
    }
    Ok(())
}

async fn stands(tx: &mut TenantTx, caller: &Caller, event: &Event) -> Done<bool> {
    Ok(sqlx::query_scalar(
        "select exists (select from log_entries
         where firm_id = $1 and case_id = $2 and session_id = $3 and details @> $4 and at > app.now() - interval '10 minutes')",
    )
    .bind(caller.me.firm.0)
    .bind(event.case().map(|case| case.0))
    .bind(caller.session.0)
    .bind(crate::audit::bare(event)?)
    .fetch_one(tx.conn())
    .await?)
}
