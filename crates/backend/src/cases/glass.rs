//! Break-glass access: a case that one is not assigned to, for some hours, for a reason. The database opens it, tells the responsible attorney
//! and keeps no such access without its entry in the log: see `app.break_glass`.

use domain::audit::{Event, Personal};
use domain::ids::{CaseId, FirmId, GlassId, UserId};
use domain::rules::{self, Form};
use domain::walls::BrokenGlass;
use domain::{Error, Permission, Problem, Timestamp};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::access::timestamp;
use crate::caller::Caller;
use crate::database::{Conn, TenantTx};
use crate::failure::{Done, not_found};

/// Opens the case with this number to the caller for four hours. One that they see already is only found. Permission:
/// [`Permission::BreakGlass`], with a second factor of the last five minutes.
///
/// # Errors
/// `StepUpNeeded`; `Invalid(NoSuchCase)` on `number` for one of nobody's, of another firm's, or of a case that the caller is walled off from: all
/// alike, and in the log.
pub async fn break_glass(caller: &Caller, number: &str, reason: &str) -> Done<CaseId> {
    caller.needs(Permission::BreakGlass)?;
    let mut check = Form::new();
    let number = check.line("number", number, rules::CASE_NUMBER_MAX);
    let reason = check.reason("reason", reason);
    check.finish()?;

    let mut tx = caller.begin().await?;
    tx.require_fresh_factor().await?;
    match open(tx.conn(), &number, &reason).await? {
        Opened::Now { case, until } => {
            let reason = Personal::of(case, reason);
            tx.commit(Event::GlassBroken { case, reason, until }).await?;
            Ok(case)
        }
        Opened::Before(case) => Ok(case),
        Opened::Nothing => {
            // Anything may have been typed, a name among it.
            let (number, reason) = (
                Personal::of(caller.me.user, number),
                Personal::of(caller.me.user, reason),
            );
            tx.commit(Event::GlassRefused { number, reason }).await?;
            Err(Error::invalid("number", Problem::NoSuchCase).into())
        }
    }
}

/// What a number opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    /// A case, by breaking its glass.
    Now { case: CaseId, until: Timestamp },
    /// A case that was seen before.
    Before(CaseId),
    /// None.
    Nothing,
}

/// Breaks the glass for whoever the connection speaks for. Its entry has to follow in the same transaction.
pub(crate) async fn open(conn: &mut Conn, number: &str, reason: &str) -> Done<Opened> {
    let (case, until): (Option<Uuid>, Option<OffsetDateTime>) =
        sqlx::query_as("select opened, good_until from app.break_glass($1, $2)")
            .bind(number)
            .bind(reason)
            .fetch_one(conn)
            .await?;
    Ok(match (case.map(CaseId), until.map(timestamp)) {
        (Some(case), Some(until)) => Opened::Now { case, until },
        (Some(case), None) => Opened::Before(case),
        (None, _) => Opened::Nothing,
    })
}

/// Ends such access before its time. Permission: whoever has it; or assignment and [`Permission::AssignPeople`]. Ending what is over does
/// nothing.
///
/// # Errors
/// `NotFound` for one of a case that is not the caller's, and one that was over before; `Forbidden` for one of a case that the caller sees by
/// break-glass too.
pub async fn end_glass(caller: &Caller, glass: GlassId) -> Done<()> {
    let mut tx = caller.begin().await?;
    let found: Option<(Uuid, Uuid, String, bool)> = sqlx::query_as(
        "select g.case_id, g.user_id, u.name, g.case_id = any (app.my_assigned_cases())
         from broken_glass g
         join users u on u.firm_id = g.firm_id and u.id = g.user_id
         where g.firm_id = $1 and g.id = $2 and app.glass_lasts(g)",
    )
    .bind(caller.me.firm.0)
    .bind(glass.0)
    .fetch_optional(tx.conn())
    .await?;
    let (case, user, name, assigned) = found.ok_or_else(not_found)?;
    let (case, user) = (CaseId(case), UserId(user));
    if user != caller.me.user {
        caller.needs(Permission::AssignPeople)?;
        if !assigned {
            return Err(Error::Forbidden.into());
        }
    }
    // The case's row before that of the access, as everybody takes them.
    sqlx::query("select from cases where firm_id = $1 and id = $2 for no key update")
        .bind(caller.me.firm.0)
        .bind(case.0)
        .execute(tx.conn())
        .await?;
    let ended = sqlx::query(
        "update broken_glass set ended_at = app.now(), ended_by = $3 where firm_id = $1 and id = $2 and ended_at is null",
    )
    .bind(caller.me.firm.0)
    .bind(glass.0)
    .bind(caller.me.user.0)
    .execute(tx.conn())
    .await?
    .rows_affected();
    if ended == 1 {
        let name = Personal::of(user, name);
        tx.commit(Event::GlassEnded { case, user, name }).await?;
    }
    Ok(())
}

/// Who sees a case by break-glass now, the first first.
pub(super) async fn broken(tx: &mut TenantTx, firm: FirmId, case: CaseId) -> Done<Vec<BrokenGlass>> {
    let rows: Vec<(Uuid, Uuid, String, String, OffsetDateTime)> = sqlx::query_as(
        "select g.id, g.user_id, u.name, g.reason, g.until
         from broken_glass g
         join users u on u.firm_id = g.firm_id and u.id = g.user_id
         where g.firm_id = $1 and g.case_id = $2 and app.glass_lasts(g)
         order by g.at, g.id",
    )
    .bind(firm.0)
    .bind(case.0)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, user, name, reason, until)| BrokenGlass {
            id: GlassId(id),
            user: UserId(user),
            name,
            reason,
            until: timestamp(until),
        })
        .collect())
}
