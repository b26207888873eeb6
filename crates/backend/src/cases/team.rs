//! Who is assigned to a case, and so may see it; and who of them answers for it.

use domain::Permission;
use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::ids::{CaseId, UserId};

use super::hold::{colleague, hold};
use crate::caller::Caller;
use crate::database::Unlogged;
use crate::failure::{Done, Failure, conflict, not_found};

/// Assigns a colleague. Assigning somebody who is assigned does nothing. Permission: assignment and [`Permission::AssignPeople`].
///
/// # Errors
/// `Conflict(WalledOff)` for somebody who is.
pub async fn assign(caller: &Caller, case: CaseId, user: UserId) -> Done<()> {
    caller.needs(Permission::AssignPeople)?;
    let mut tx = caller.begin().await?;
    hold(&mut tx, caller, case).await?;
    let name = colleague(&mut tx, caller, user).await?;
    let added = sqlx::query(
        "insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ($1, $2, $3, $4) on conflict do nothing",
    )
    .bind(caller.me.firm.0)
    .bind(case.0)
    .bind(user.0)
    .bind(caller.me.user.0)
    .execute(tx.conn())
    .await
    .map_err(Failure::from)
    .map_err(told)?
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
/// `Conflict(LastAssignee)`: somebody must be able to see the case; `Conflict(ResponsibleStays)`: somebody must answer for it.
pub async fn unassign(caller: &Caller, case: CaseId, user: UserId) -> Done<()> {
    caller.needs(Permission::AssignPeople)?;
    let mut tx = caller.begin().await?;
    hold(&mut tx, caller, case).await?;
    let name = colleague(&mut tx, caller, user).await?;
    let there: bool = sqlx::query_scalar(
        "select exists (select from case_assignments where firm_id = $1 and case_id = $2 and user_id = $3)",
    )
    .bind(caller.me.firm.0)
    .bind(case.0)
    .bind(user.0)
    .fetch_one(tx.conn())
    .await?;
    if !there {
        return Ok(());
    }
    // Whoever leaves says so while the case is still theirs: afterwards the database takes no entry for it from them.
    let name = Personal::of(user, name);
    tx.append(&Event::PersonUnassigned { case, user, name }).await?;
    let removed = sqlx::query("delete from case_assignments where firm_id = $1 and case_id = $2 and user_id = $3")
        .bind(caller.me.firm.0)
        .bind(case.0)
        .bind(user.0)
        .execute(tx.conn())
        .await
        .map_err(Failure::from)
        .map_err(told)?
        .rows_affected();
    if removed == 1 {
        tx.commit_unlogged(Unlogged::SaidBefore).await?;
    }
    Ok(())
}

/// Names another of those assigned as the responsible attorney. Naming whoever is does nothing. Permission: assignment and
/// [`Permission::AssignPeople`].
///
/// # Errors
/// `NotFound` for somebody who is not assigned, or whose account is closed.
pub async fn name_responsible(caller: &Caller, case: CaseId, user: UserId) -> Done<()> {
    caller.needs(Permission::AssignPeople)?;
    let mut tx = caller.begin().await?;
    hold(&mut tx, caller, case).await?;
    let named: Option<(bool, uuid::Uuid, String, String)> = sqlx::query_as(
        "select c.responsible_id = n.id, b.id, b.name, n.name
         from cases c
         join users b on b.firm_id = c.firm_id and b.id = c.responsible_id
         join case_assignments a on a.firm_id = c.firm_id and a.case_id = c.id and a.user_id = $3
         join users n on n.firm_id = a.firm_id and n.id = a.user_id and n.active
         where c.firm_id = $1 and c.id = $2",
    )
    .bind(caller.me.firm.0)
    .bind(case.0)
    .bind(user.0)
    .fetch_optional(tx.conn())
    .await?;
    let (same, former, before, after) = named.ok_or_else(not_found)?;
    if same {
        return Ok(());
    }
    sqlx::query("update cases set responsible_id = $3 where firm_id = $1 and id = $2")
        .bind(caller.me.firm.0)
        .bind(case.0)
        .bind(user.0)
        .execute(tx.conn())
        .await?;
    tx.commit(Event::ResponsibleChanged {
        case,
        user,
        before: Personal::of(former, before),
        after: Personal::of(user, after),
    })
    .await?;
    Ok(())
}

/// What the database's own rules refused, in the words of the use case.
fn told(failure: Failure) -> Failure {
    match failure.constraint() {
        Some("walled_off_is_not_assigned") => conflict(Conflict::WalledOff),
        Some("case_keeps_an_assignee") => conflict(Conflict::LastAssignee),
        Some("case_keeps_its_responsible") => conflict(Conflict::ResponsibleStays),
        _ => failure,
    }
}
