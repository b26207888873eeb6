//! Legal holds: while one stands on a case, nobody in the case is erased. Those on the case see it and its reason.

use domain::Permission;
use domain::audit::{Event, Personal};
use domain::holds::Hold;
use domain::ids::{CaseId, FirmId};
use domain::rules::Form;
use time::OffsetDateTime;

use super::hold::hold;
use crate::access::timestamp;
use crate::caller::Caller;
use crate::database::TenantTx;
use crate::failure::{Done, not_found};

/// Places a legal hold on a case. One that stands already stays as it is. Permission: assignment and [`Permission::HoldCase`].
///
/// # Errors
/// `Invalid` on `reason`; `NotFound`, `Forbidden`.
pub async fn place_hold(caller: &Caller, case: CaseId, reason: &str) -> Done<()> {
    caller.needs(Permission::HoldCase)?;
    let reason = checked(reason)?;
    let mut tx = caller.begin().await?;
    hold(&mut tx, caller, case).await?;
    let placed = sqlx::query(
        "insert into case_holds (firm_id, case_id, placed_by, reason) values ($1, $2, $3, $4) on conflict do nothing",
    )
    .bind(caller.me.firm.0)
    .bind(case.0)
    .bind(caller.me.user.0)
    .bind(&reason)
    .execute(tx.conn())
    .await?
    .rows_affected();
    if placed == 1 {
        let reason = Personal::of(case, reason);
        tx.commit(Event::HoldPlaced { case, reason }).await?;
    }
    Ok(())
}

/// Lifts the legal hold of a case. Permission: assignment and [`Permission::HoldCase`], with a second factor of the last five minutes.
///
/// # Errors
/// `Invalid` on `reason`; `StepUpNeeded`; `NotFound` where there is none.
pub async fn lift_hold(caller: &Caller, case: CaseId, reason: &str) -> Done<()> {
    caller.needs(Permission::HoldCase)?;
    let reason = checked(reason)?;
    let mut tx = caller.begin().await?;
    tx.require_fresh_factor().await?;
    hold(&mut tx, caller, case).await?;
    let lifted = sqlx::query("delete from case_holds where firm_id = $1 and case_id = $2")
        .bind(caller.me.firm.0)
        .bind(case.0)
        .execute(tx.conn())
        .await?
        .rows_affected();
    if lifted == 0 {
        return Err(not_found());
    }
    let reason = Personal::of(case, reason);
    tx.commit(Event::HoldLifted { case, reason }).await?;
    Ok(())
}

fn checked(reason: &str) -> Done<String> {
    let mut check = Form::new();
    let reason = check.reason("reason", reason);
    check.finish()?;
    Ok(reason)
}

/// The hold of a case, if one stands.
pub(super) async fn standing(tx: &mut TenantTx, firm: FirmId, case: CaseId) -> Done<Option<Hold>> {
    let row: Option<(String, OffsetDateTime, String)> = sqlx::query_as(
        "select u.name, h.placed_at, h.reason from case_holds h join users u on u.firm_id = h.firm_id and u.id = h.placed_by
         where h.firm_id = $1 and h.case_id = $2",
    )
    .bind(firm.0)
    .bind(case.0)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|(placed_by, placed_at, reason)| Hold {
        placed_by,
        placed_at: timestamp(placed_at),
        reason,
    }))
}
