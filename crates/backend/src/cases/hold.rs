//! Whoever changes the team or the walls of a case holds the case's row meanwhile, so that they go one after the other.

use domain::Error;
use domain::ids::{CaseId, UserId};

use crate::caller::Caller;
use crate::database::TenantTx;
use crate::failure::{Done, not_found};

/// Holds the row until the transaction ends.
///
/// # Errors
/// `NotFound` for a case that is not the caller's; `Forbidden` for one that they see by break-glass.
pub(super) async fn hold(tx: &mut TenantTx, caller: &Caller, case: CaseId) -> Done<()> {
    let assigned: Option<bool> = sqlx::query_scalar(
        "select id = any (app.my_assigned_cases()) from cases where firm_id = $1 and id = $2 for no key update",
    )
    .bind(caller.me.firm.0)
    .bind(case.0)
    .fetch_optional(tx.conn())
    .await?;
    match assigned {
        Some(true) => Ok(()),
        Some(false) => Err(Error::Forbidden.into()),
        None => Err(not_found()),
    }
}

/// The name of somebody of the firm whose account is open. Whoever is in by support access is nobody's colleague.
///
/// # Errors
/// `NotFound` for anybody else.
pub(super) async fn colleague(tx: &mut TenantTx, caller: &Caller, user: UserId) -> Done<String> {
    sqlx::query_scalar("select name from users where firm_id = $1 and id = $2 and active and role not in ('support', 'support_changing')")
        .bind(caller.me.firm.0)
        .bind(user.0)
        .fetch_optional(tx.conn())
        .await?
        .ok_or_else(not_found)
}
