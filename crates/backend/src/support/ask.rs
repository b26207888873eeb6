//! What operators do: ask a firm, take that back, and give back what was granted.

use domain::Permission;
use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::ids::{FirmId, SupportId};
use domain::rules::{self, Form};
use domain::support::SupportDesk;
use uuid::Uuid;

use super::row::Row;
use crate::caller::AtTheConsole;
use crate::failure::{Done, conflict, not_found};

/// What operators have asked for, and the firms that can be asked. Permission: [`Permission::OperateInstallation`].
///
/// # Errors
/// `NotSignedIn`, `Forbidden`.
pub async fn of_operators(at: &AtTheConsole) -> Done<SupportDesk> {
    let mut tx = at.begin_as_operator().await?;
    tx.may(Permission::OperateInstallation).await?;
    let rows: Vec<Row> = sqlx::query_as("select * from app.support_of_operators()")
        .fetch_all(tx.conn())
        .await?;
    let firms: Vec<(Uuid, String)> = sqlx::query_as("select id, name from app.firms_of_the_installation()")
        .fetch_all(tx.conn())
        .await?;
    let now = at.backend().now();
    Ok(SupportDesk {
        rows: rows.into_iter().map(|row| row.read(now)).collect::<Done<_>>()?,
        firms: firms.into_iter().map(|(id, name)| (FirmId(id), name)).collect(),
    })
}

/// Asks a firm for access to a case; its administrators are written to. Which case, the firm says: `number` is only what the operator was told.
/// Permission: [`Permission::OperateInstallation`], with a fresh second factor.
///
/// # Errors
/// `Invalid` with every field that can't be taken; `Conflict(AskedBefore)` while the firm has yet to answer; `NotFound` for a firm that is none;
/// `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn ask(at: &AtTheConsole, firm: FirmId, reason: &str, number: &str) -> Done<()> {
    let mut tx = at.begin_as_operator().await?;
    tx.may_change(Permission::OperateInstallation).await?;
    let mut check = Form::new();
    let reason = check.reason("reason", reason);
    let number = check.optional_line("number", number, rules::CASE_NUMBER_MAX);
    check.finish()?;
    let (asked, firm_name): (Option<Uuid>, Option<String>) =
        sqlx::query_as("select asked, firm_name from app.ask_support($1, $2, $3)")
            .bind(firm.0)
            .bind(&reason)
            .bind(&number)
            .fetch_one(tx.conn())
            .await?;
    let firm_name = firm_name.ok_or_else(not_found)?;
    if asked.is_none() {
        return Err(conflict(Conflict::AskedBefore));
    }
    let reason = Personal::of(at.me().user, reason);
    tx.commit(Event::SupportAsked { firm_name, reason }).await?;
    Ok(())
}

/// Takes back what the caller asked for, or gives back what was granted: it ends at once. Permission: [`Permission::OperateInstallation`], with a
/// fresh second factor.
///
/// # Errors
/// `NotFound` for another's, and for what is over; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn end_own(at: &AtTheConsole, support: SupportId) -> Done<()> {
    let mut tx = at.begin_as_operator().await?;
    tx.may_change(Permission::OperateInstallation).await?;
    let firm_name: Option<String> = sqlx::query_scalar("select app.end_own_support($1)")
        .bind(support.0)
        .fetch_one(tx.conn())
        .await?;
    let firm_name = firm_name.ok_or_else(not_found)?;
    tx.commit(Event::SupportWithdrawn { firm_name }).await?;
    Ok(())
}
