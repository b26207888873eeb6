//! Who takes part in a case.

use domain::Permission;
use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::ids::{CaseId, PartyId};
use domain::parties::PartyForm;
use domain::rules::{self, Form};

use super::difference;
use crate::caller::Caller;
use crate::failure::{Done, Failure, conflict, erased_for_good, not_found};

/// Adds a party, or changes one. An envelope that is out keeps the name and address that it was sent with.
/// Permission: assignment and [`Permission::ChangeCase`].
///
/// # Errors
/// `Conflict(ChangedMeanwhile)` when the party is no longer at the version that the change was made on.
pub async fn save(caller: &Caller, form: PartyForm) -> Done<PartyId> {
    caller.needs(Permission::ChangeCase)?;
    let mut check = Form::new();
    let name = check.line("name", &form.name, rules::NAME_MAX);
    let email = if form.email.trim().is_empty() {
        String::new()
    } else {
        check.email("email", &form.email)
    };
    let phone = check.optional_line("phone", &form.phone, rules::NAME_MAX);
    check.finish()?;
    let firm = caller.me.firm.0;
    let case = form.case;

    let mut tx = caller.begin().await?;
    let visible: bool = sqlx::query_scalar("select exists (select from cases where firm_id = $1 and id = $2)")
        .bind(firm)
        .bind(case.0)
        .fetch_one(tx.conn())
        .await?;
    if !visible {
        return Err(not_found());
    }
    if let Some(party) = form.id {
        let before: Option<(String, String, String, String, i32)> = sqlx::query_as(
            "select role, name, email, phone, version from parties where firm_id = $1 and case_id = $2 and id = $3 for no key update",
        )
        .bind(firm)
        .bind(case.0)
        .bind(party.0)
        .fetch_optional(tx.conn())
        .await?;
        let Some((old_role, old_name, old_email, old_phone, version)) = before else {
            return Err(not_found());
        };
        if version != form.version {
            return Err(conflict(Conflict::ChangedMeanwhile));
        }
        let changes = difference(&[
            ("role", &old_role, form.role.name()),
            ("name", &old_name, &name),
            ("email", &old_email, &email),
            ("phone", &old_phone, &phone),
        ]);
        if changes.is_empty() {
            return Ok(party);
        }
        sqlx::query("update parties set role = $4, name = $5, email = $6, phone = $7, version = version + 1 where firm_id = $1 and case_id = $2 and id = $3")
            .bind(firm)
            .bind(case.0)
            .bind(party.0)
            .bind(form.role.name())
            .bind(&name)
            .bind(&email)
            .bind(&phone)
            .execute(tx.conn())
            .await
            .map_err(Failure::from)
            .map_err(erased_for_good)?;
        let changes = Personal::of(party, changes);
        tx.commit(Event::PartyChanged { case, party, changes }).await?;
        return Ok(party);
    }
    let party: PartyId = caller.backend().new_id();
    sqlx::query(
        "insert into parties (firm_id, case_id, id, role, name, email, phone) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(firm)
    .bind(case.0)
    .bind(party.0)
    .bind(form.role.name())
    .bind(&name)
    .bind(&email)
    .bind(&phone)
    .execute(tx.conn())
    .await?;
    let name = Personal::of(party, name);
    tx.commit(Event::PartyAdded { case, party, name }).await?;
    Ok(party)
}

/// Removes a party. Permission: assignment and [`Permission::ChangeCase`].
///
/// # Errors
/// `Conflict(PartyIsSigning)` while an envelope waits for its signature.
pub async fn remove(caller: &Caller, case: CaseId, party: PartyId) -> Done<()> {
    caller.needs(Permission::ChangeCase)?;
    let firm = caller.me.firm.0;
    let mut tx = caller.begin().await?;
    let signing: bool = sqlx::query_scalar(
        "select exists (select from signers s join envelopes e on e.firm_id = s.firm_id and e.id = s.envelope_id
         where s.firm_id = $1 and s.case_id = $2 and s.party_id = $3 and e.state in ('sent', 'signed'))",
    )
    .bind(firm)
    .bind(case.0)
    .bind(party.0)
    .fetch_one(tx.conn())
    .await?;
    if signing {
        return Err(conflict(Conflict::PartyIsSigning));
    }
    let gone: Option<(String, String)> =
        sqlx::query_as("delete from parties where firm_id = $1 and case_id = $2 and id = $3 returning name, email")
            .bind(firm)
            .bind(case.0)
            .bind(party.0)
            .fetch_optional(tx.conn())
            .await?;
    let (name, email) = gone.ok_or_else(not_found)?;
    let event = Event::PartyRemoved {
        case,
        party,
        name: Personal::of(party, name),
        email: Some(email)
            .filter(|email| !email.is_empty())
            .map(|email| Personal::of(party, email)),
    };
    tx.commit(event).await?;
    Ok(())
}
