//! Reading stands in the log too, once in ten minutes a session: pages that refresh themselves would fill it otherwise.

use domain::audit::Event;

use crate::caller::Caller;
use crate::database::TenantTx;
use crate::failure::Done;

/// Whether this session's reading of the same thing stands in the log since ten minutes ago.
pub(crate) async fn read_before(tx: &mut TenantTx, caller: &Caller, event: &Event) -> Done<bool> {
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
