//! The caller's cases. Permission for all of them: assignment to the case, break-glass or support access while it lasts, asked by the database.

use domain::Error;
use domain::audit::LogPage;
use domain::cases::{CaseChange, CasePage, Dashboard, NewCase, Stage};
use domain::ids::{CaseId, GlassId, PartyId, UserId};
use domain::parties::PartyForm;
use domain::wire::Reply;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;

/// The caller's cases, searched and filtered.
#[server(name = ReadDashboard, prefix = "/api", endpoint = "cases/dashboard", output = Reply)]
pub async fn dashboard(
    #[server(default)] search: String,
    #[server(default)] stage: Option<Stage>,
) -> Result<Dashboard, Error> {
    guard::answer(async { backend::cases::dashboard(&guard::caller_or_support()?, &search, stage).await }).await
}

/// Opens a case with its first assignee, the caller, and goes to its page. Permission: [`domain::Permission::OpenCase`].
#[server(prefix = "/api", endpoint = "cases/open", output = Reply)]
pub async fn open_case(form: NewCase) -> Result<CaseId, Error> {
    guard::answer(async {
        let case = backend::cases::open(&guard::caller()?, form).await?;
        leptos_axum::redirect(&format!("/cases/{case}"));
        Ok(case)
    })
    .await
}

/// A case with all that its page shows. Stands in the log, once in ten minutes a session.
#[server(name = ReadCase, prefix = "/api", endpoint = "cases/page", output = Reply)]
pub async fn case_page(case: CaseId) -> Result<CasePage, Error> {
    guard::answer(async { backend::cases::page(&guard::caller_or_support()?, case).await }).await
}

/// Changes a case. Permission: [`domain::Permission::ChangeCase`]. Conflict when somebody changed it meanwhile.
#[server(prefix = "/api", endpoint = "cases/change", output = Reply)]
pub async fn change_case(form: CaseChange) -> Result<(), Error> {
    guard::answer(async { backend::cases::change(&guard::caller_or_support()?, form).await }).await
}

/// Adds or changes a party. Permission: [`domain::Permission::ChangeCase`].
#[server(prefix = "/api", endpoint = "cases/save-party", output = Reply)]
pub async fn save_party(form: PartyForm) -> Result<PartyId, Error> {
    guard::answer(async { backend::cases::save_party(&guard::caller_or_support()?, form).await }).await
}

/// Removes a party. Permission: [`domain::Permission::ChangeCase`]. Conflict while it signs.
#[server(prefix = "/api", endpoint = "cases/remove-party", output = Reply)]
pub async fn remove_party(case: CaseId, party: PartyId) -> Result<(), Error> {
    guard::answer(async { backend::cases::remove_party(&guard::caller_or_support()?, case, party).await }).await
}

/// Assigns a colleague to a case. Permission: [`domain::Permission::AssignPeople`].
#[server(prefix = "/api", endpoint = "cases/assign", output = Reply)]
pub async fn assign(case: CaseId, user: UserId) -> Result<(), Error> {
    guard::answer(async { backend::cases::assign(&guard::caller()?, case, user).await }).await
}

/// Takes a colleague off a case. Permission: [`domain::Permission::AssignPeople`]. Conflict for the last one.
#[server(prefix = "/api", endpoint = "cases/unassign", output = Reply)]
pub async fn unassign(case: CaseId, user: UserId) -> Result<(), Error> {
    guard::answer(async { backend::cases::unassign(&guard::caller()?, case, user).await }).await
}

/// What happened in a case, newest first; `before` is where the page before ended.
#[server(prefix = "/api", endpoint = "cases/timeline", output = Reply)]
pub async fn timeline(case: CaseId, #[server(default)] before: Option<i64>) -> Result<LogPage, Error> {
    guard::answer(async { backend::audit::timeline(&guard::caller_or_support()?, case, before).await }).await
}

/// Names another of those assigned as the responsible attorney. Permission: [`domain::Permission::AssignPeople`].
#[server(prefix = "/api", endpoint = "cases/name-responsible", output = Reply)]
pub async fn name_responsible(case: CaseId, user: UserId) -> Result<(), Error> {
    guard::answer(async { backend::cases::name_responsible(&guard::caller()?, case, user).await }).await
}

/// Walls a colleague off from a case. Permission: [`domain::Permission::ManageWalls`]. Conflict for somebody who is assigned.
#[server(prefix = "/api", endpoint = "cases/raise-wall", output = Reply)]
pub async fn raise_wall(case: CaseId, user: UserId, #[server(default)] reason: String) -> Result<(), Error> {
    guard::answer(async { backend::cases::raise_wall(&guard::caller()?, case, user, &reason).await }).await
}

/// Lifts a wall. Permission: [`domain::Permission::ManageWalls`]. Asks for a fresh second factor.
#[server(prefix = "/api", endpoint = "cases/lift-wall", output = Reply)]
pub async fn lift_wall(case: CaseId, user: UserId, #[server(default)] reason: String) -> Result<(), Error> {
    guard::answer(async { backend::cases::lift_wall(&guard::caller()?, case, user, &reason).await }).await
}

/// Places a legal hold on a case. Permission: [`domain::Permission::HoldCase`].
#[server(prefix = "/api", endpoint = "cases/place-hold", output = Reply)]
pub async fn place_hold(case: CaseId, #[server(default)] reason: String) -> Result<(), Error> {
    guard::answer(async { backend::cases::place_hold(&guard::caller()?, case, &reason).await }).await
}

/// Lifts the legal hold of a case. Permission: [`domain::Permission::HoldCase`]. Asks for a fresh second factor.
#[server(prefix = "/api", endpoint = "cases/lift-hold", output = Reply)]
pub async fn lift_hold(case: CaseId, #[server(default)] reason: String) -> Result<(), Error> {
    guard::answer(async { backend::cases::lift_hold(&guard::caller()?, case, &reason).await }).await
}

/// Opens a case to the caller for four hours, and goes to its page. Permission: [`domain::Permission::BreakGlass`]. Asks for a fresh second
/// factor. One answer for every number that opens no case this way.
#[server(prefix = "/api", endpoint = "cases/break-glass", output = Reply)]
pub async fn break_glass(
    #[server(default)] number: String,
    #[server(default)] reason: String,
) -> Result<CaseId, Error> {
    guard::answer(async {
        let case = backend::cases::break_glass(&guard::caller()?, &number, &reason).await?;
        leptos_axum::redirect(&format!("/cases/{case}"));
        Ok(case)
    })
    .await
}

/// Ends access by break-glass before its time. Permission: whoever has it, or [`domain::Permission::AssignPeople`].
#[server(prefix = "/api", endpoint = "cases/end-glass", output = Reply)]
pub async fn end_glass(glass: GlassId) -> Result<(), Error> {
    guard::answer(async { backend::cases::end_glass(&guard::caller()?, glass).await }).await
}
