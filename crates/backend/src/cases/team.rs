//! Who is assigned to a case, and so may see it.

use domain::Permission;
use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::ids::{CaseId, UserId};

use crate::caller::Caller;
use crate::database::TenantTx;
use crate::failure::{Done, Failure, conflict, not_found};

/// Assigns a colleague. Assigning somebody who is assigned does nothing. Permission: assignment and [`Permission::AssignPeople`].
pub async fn assign(caller: &Caller, case: CaseId, user: UserId) -> Done<()> {
    caller.needs(Permission::AssignPeople)?;
    let mut tx = caller.begin().await?;
    let Some(name) = colleague(&mut tx, caller, case, user).await? else {
        return Err(not_found());
    };
    let added = sqlx::query(
        "insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ($1, $2, $3, $4) on conflict do nothing",
    )
    .bind(caller.me.firm.0)
    .bind(case.0)
    .bind(user.0)
    .bind(caller.me.user.0)
    .execute(tx.conn())
    .await?
    .rows_affected();
    if added == 1 {
        let name = Personal::of(user, name);
        tx.commit(Event::PersonAssigned { case, user, name }).await?;
    }
    Ok(())
}

/// Takes somebody off a case, oneself included. Permission: assignment and [`Permission::AssignPeople`].
///
/// # Errors
/// `Conflict(LastAssignee)`: somebody must be able to see the case.
pub async fn unassign(caller: &Caller, case: CaseId, user: UserId) -> Done<()> {
    caller.needs(Permission::AssignPeople)?;
    let mut tx = caller.begin().await?;
    let Some(name) = colleague(&mut tx, caller, case, user).await? else {
        return Err(not_found());
    };
    let removed = sqlx::query("delete from case_assignments where firm_id = $1 and case_id = $2 and user_id = $3")
        .bind(caller.me.firm.0)
        .bind(case.0)
        .bind(user.0)
        .execute(tx.conn())
        .await
        .map_err(Failure::from)
        .map_err(|failure| {
            if failure.constraint() == Some("case_keeps_an_assignee") {
                conflict(Conflict::LastAssignee)
            } else {
                failure
            }
        })?
        .rows_affected();
    if removed == 1 {
        let name = Personal::of(user, name);
        tx.commit(Event::PersonUnassigned { case, user, name }).await?;
    }
    Ok(())
}

/// The colleague's name, if the caller sees the case and the colleague is of the firm.
async fn colleague(tx: &mut TenantTx, caller: &Caller, case: CaseId, user: UserId) -> Done<Option<String>> {
    Ok(sqlx::query_scalar(
        "select u.name from users u join cases c on c.firm_id = u.firm_id
         where u.firm_id = $1 and u.id = $2 and c.id = $3 and u.active",
    )
    .bind(caller.me.firm.0)
    .bind(user.0)
    .bind(case.0)
    .fetch_optional(tx.conn())
    .await?)
}
