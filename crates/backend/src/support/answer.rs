//! What the firm's administrators do: grant what an operator asks for, say no to it, and take it back.

use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::ids::{CaseId, SupportId};
use domain::rules::{self, Form};
use domain::support::{HOURS, SupportRow};
use domain::{Error, Permission, Problem};
use time::OffsetDateTime;
use uuid::Uuid;

use super::row::Row;
use crate::access::timestamp;
use crate::caller::AtTheConsole;
use crate::failure::{Done, Failure, conflict};

/// What the firm was asked for, the latest first. Permission: [`Permission::GrantSupport`].
///
/// # Errors
/// `NotSignedIn`, `Forbidden`.
pub async fn of_the_firm(at: &AtTheConsole) -> Done<Vec<SupportRow>> {
    let mut tx = at.begin().await?;
    tx.may(Permission::GrantSupport).await?;
    let rows: Vec<Row> = sqlx::query_as("select * from app.support_of_the_firm()")
        .fetch_all(tx.conn())
        .await?;
    let now = at.backend().now();
    rows.into_iter().map(|row| row.read(now)).collect()
}

/// For what it is granted, as typed.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The number of the case.
    pub number: String,
    /// For how many hours.
    pub hours: u16,
    /// Whether the case may be changed.
    pub changing: bool,
}

#[derive(sqlx::FromRow)]
struct Answered {
    outcome: String,
    opened: Option<Uuid>,
    good_until: Option<OffsetDateTime>,
    operator: Option<Uuid>,
    operator_name: Option<String>,
    why: Option<String>,
}

/// Lets the operator who asked into the case of a number. The responsible attorney is written to at once. Permission:
/// [`Permission::GrantSupport`], with a fresh second factor.
///
/// # Errors
/// `Invalid` with every field that can't be taken, and on `number` with `NoSuchCase` for one of nobody's and of a case that the caller is walled off
/// from, alike; `Conflict(AnsweredMeanwhile)` where it is not there or somebody was first; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn grant(at: &AtTheConsole, support: SupportId, terms: Terms) -> Done<()> {
    let mut tx = at.begin().await?;
    tx.may_change(Permission::GrantSupport).await?;
    let mut check = Form::new();
    let number = check.line("number", &terms.number, rules::CASE_NUMBER_MAX);
    if !HOURS.contains(&terms.hours) {
        check.note("hours", Problem::OutOfRange);
    }
    check.finish()?;
    let done: Answered = sqlx::query_as("select * from app.grant_support($1, $2, $3, $4)")
        .bind(support.0)
        .bind(&number)
        .bind(i32::from(terms.hours))
        .bind(terms.changing)
        .fetch_one(tx.conn())
        .await?;
    match done.outcome.as_str() {
        "granted" => {}
        "no_case" => return Err(Error::invalid("number", Problem::NoSuchCase).into()),
        _ => return Err(conflict(Conflict::AnsweredMeanwhile)),
    }
    let (Some(case), Some(until), Some(person)) = (done.opened, done.good_until, done.operator) else {
        return Err(Failure::broken("a grant of nothing"));
    };
    let (name, why) = (done.operator_name.unwrap_or_default(), done.why.unwrap_or_default());
    let (operator, reason) = (Personal::of(person, name), Personal::of(person, why));
    let event = |case| Event::SupportGranted {
        case,
        operator: operator.clone(),
        reason: reason.clone(),
        changing: terms.changing,
        until: timestamp(until),
    };
    tx.append(&event(None)).await?;
    tx.commit(event(Some(CaseId(case)))).await?;
    Ok(())
}

/// Says no. Permission: [`Permission::GrantSupport`], with a fresh second factor.
///
/// # Errors
/// `Conflict(AnsweredMeanwhile)`; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn decline(at: &AtTheConsole, support: SupportId) -> Done<()> {
    let mut tx = at.begin().await?;
    tx.may_change(Permission::GrantSupport).await?;
    let (asked, name, why): (Option<Uuid>, Option<String>, Option<String>) =
        sqlx::query_as("select operator, operator_name, why from app.decline_support($1)")
            .bind(support.0)
            .fetch_one(tx.conn())
            .await?;
    let (Some(asked), Some(name), Some(why)) = (asked, name, why) else {
        return Err(conflict(Conflict::AnsweredMeanwhile));
    };
    let (operator, reason) = (Personal::of(asked, name), Personal::of(asked, why));
    tx.commit(Event::SupportDeclined { operator, reason }).await?;
    Ok(())
}

/// Takes a grant back: whoever is in by it is out with the commit. Any administrator may. Permission: [`Permission::GrantSupport`], with a fresh
/// second factor.
///
/// # Errors
/// `Conflict(AnsweredMeanwhile)` for what is over; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn revoke(at: &AtTheConsole, support: SupportId) -> Done<()> {
    let mut tx = at.begin().await?;
    tx.may_change(Permission::GrantSupport).await?;
    let (case, person, name): (Option<Uuid>, Option<Uuid>, Option<String>) =
        sqlx::query_as("select closed, operator, operator_name from app.revoke_support($1)")
            .bind(support.0)
            .fetch_one(tx.conn())
            .await?;
    let (Some(case), Some(person), Some(name)) = (case, person, name) else {
        return Err(conflict(Conflict::AnsweredMeanwhile));
    };
    let operator = Personal::of(person, name);
    tx.append(&Event::SupportRevoked {
        case: None,
        operator: operator.clone(),
    })
    .await?;
    let case = Some(CaseId(case));
    tx.commit(Event::SupportRevoked { case, operator }).await?;
    Ok(())
}
