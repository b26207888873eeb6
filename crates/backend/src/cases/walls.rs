//! Ethical walls: who is kept from a case, whatever their role. They are told nothing; those on the case see the wall and its reason.

use domain::Permission;
use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::ids::{CaseId, FirmId, UserId};
use domain::rules::Form;
use domain::walls::Wall;
use time::OffsetDateTime;

use super::hold::{colleague, hold};
use crate::access::timestamp;
use crate::caller::Caller;
use crate::database::{Conn, TenantTx};
use crate::failure::{Done, Failure, conflict, not_found};

/// Walls a colleague off from a case; what they saw of it by break-glass ends with that. A wall that stands already stays as it is.
/// Permission: assignment and [`Permission::ManageWalls`].
///
/// # Errors
/// `Conflict(AssignedNotWalledOff)` for somebody who has to be taken off the case first; `Conflict(ResponsibleNotWalledOff)`.
pub async fn raise_wall(caller: &Caller, case: CaseId, user: UserId, reason: &str) -> Done<()> {
    caller.needs(Permission::ManageWalls)?;
    let reason = checked(reason)?;
    let mut tx = caller.begin().await?;
    hold(&mut tx, caller, case).await?;
    let name = colleague(&mut tx, caller, user).await?;
    let ended_glass: bool = sqlx::query_scalar(
        "select exists (select from broken_glass g where g.firm_id = $1 and g.case_id = $2 and g.user_id = $3 and app.glass_lasts(g))",
    )
    .bind(caller.me.firm.0)
    .bind(case.0)
    .bind(user.0)
    .fetch_one(tx.conn())
    .await?;
    let by = (caller.me.firm, caller.me.user);
    if raise(tx.conn(), by, case, user, &reason).await? {
        tx.commit(Event::WallRaised {
            case,
            user,
            name: Personal::of(user, name),
            reason: Personal::of(case, reason),
            ended_glass,
        })
        .await?;
    }
    Ok(())
}

/// Raises a wall, by somebody of a firm, on a connection; whether there was none.
pub(crate) async fn raise(
    conn: &mut Conn,
    (firm, by): (FirmId, UserId),
    case: CaseId,
    user: UserId,
    reason: &str,
) -> Done<bool> {
    let raised = sqlx::query(
        "insert into case_walls (firm_id, case_id, user_id, raised_by, reason) values ($1, $2, $3, $4, $5) on conflict do nothing",
    )
    .bind(firm.0)
    .bind(case.0)
    .bind(user.0)
    .bind(by.0)
    .bind(reason)
    .execute(conn)
    .await
    .map_err(Failure::from)
    .map_err(told)?
    .rows_affected();
    Ok(raised == 1)
}

/// Lifts a wall. It assigns nobody: what the person sees from then on is what anybody sees who is not assigned. Permission: assignment and
/// [`Permission::ManageWalls`], with a second factor of the last five minutes.
///
/// # Errors
/// `StepUpNeeded`; `NotFound` where there is no wall.
pub async fn lift_wall(caller: &Caller, case: CaseId, user: UserId, reason: &str) -> Done<()> {
    caller.needs(Permission::ManageWalls)?;
    let reason = checked(reason)?;
    let mut tx = caller.begin().await?;
    tx.require_fresh_factor().await?;
    hold(&mut tx, caller, case).await?;
    let name: Option<String> = sqlx::query_scalar(
        "with lifted as (delete from case_walls where firm_id = $1 and case_id = $2 and user_id = $3 returning firm_id, user_id)
         select u.name from lifted l join users u on u.firm_id = l.firm_id and u.id = l.user_id",
    )
    .bind(caller.me.firm.0)
    .bind(case.0)
    .bind(user.0)
    .fetch_optional(tx.conn())
    .await?;
    let name = name.ok_or_else(not_found)?;
    tx.commit(Event::WallLifted {
        case,
        user,
        name: Personal::of(user, name),
        reason: Personal::of(case, reason),
    })
    .await?;
    Ok(())
}

fn checked(reason: &str) -> Done<String> {
    let mut check = Form::new();
    let reason = check.reason("reason", reason);
    check.finish()?;
    Ok(reason)
}

/// The walls of a case, the latest first.
pub(super) async fn walls(tx: &mut TenantTx, firm: FirmId, case: CaseId) -> Done<Vec<Wall>> {
    let rows: Vec<(uuid::Uuid, String, String, OffsetDateTime, String)> = sqlx::query_as(
        "select w.user_id, u.name, r.name, w.raised_at, w.reason
         from case_walls w
         join users u on u.firm_id = w.firm_id and u.id = w.user_id
         join users r on r.firm_id = w.firm_id and r.id = w.raised_by
         where w.firm_id = $1 and w.case_id = $2
         order by w.raised_at desc, w.user_id",
    )
    .bind(firm.0)
    .bind(case.0)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(user, name, raised_by, raised_at, reason)| Wall {
            user: UserId(user),
            name,
            raised_by,
            raised_at: timestamp(raised_at),
            reason,
        })
        .collect())
}

/// What the database's own rules refused, in the words of the use case.
fn told(failure: Failure) -> Failure {
    match failure.constraint() {
        Some("responsible_is_not_walled_off") => conflict(Conflict::ResponsibleNotWalledOff),
        Some("assigned_is_not_walled_off") => conflict(Conflict::AssignedNotWalledOff),
        _ => failure,
    }
}
