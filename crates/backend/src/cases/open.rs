//! Opening a case.

use domain::Permission;
use domain::audit::{Event, Personal};
use domain::cases::NewCase;
use domain::ids::{CaseId, PartyId};
use domain::parties::PartyRole;
use domain::rules::{self, Form};

use crate::caller::Caller;
use crate::failure::Done;

/// Opens a case; the caller is its first assignee, and the firm's next number its number.
/// Permission: [`Permission::OpenCase`].
pub async fn open(caller: &Caller, form: NewCase) -> Done<CaseId> {
    caller.needs(Permission::OpenCase)?;
    let mut check = Form::new();
    let title = check.line("title", &form.title, rules::NAME_MAX);
    let summary = check.text("summary", &form.summary, rules::TEXT_MAX);
    let client_name = check.optional_line("client_name", &form.client_name, rules::NAME_MAX);
    let client_email = if form.client_email.trim().is_empty() {
        String::new()
    } else {
        check.email("client_email", &form.client_email)
    };
    if client_name.is_empty() && !client_email.is_empty() {
        check.note("client_name", domain::Problem::Required);
    }
    check.finish()?;

    let case: CaseId = caller.backend().new_id();
    let mut tx = caller.begin().await?;
    sqlx::query("insert into cases (firm_id, id, title, kind, summary, opened_by) values ($1, $2, $3, $4, $5, $6)")
        .bind(caller.me.firm.0)
        .bind(case.0)
        .bind(&title)
        .bind(form.kind.name())
        .bind(&summary)
        .bind(caller.me.user.0)
        .execute(tx.conn())
        .await?;
    let number: String = sqlx::query_scalar("select number from cases where firm_id = $1 and id = $2")
        .bind(caller.me.firm.0)
        .bind(case.0)
        .fetch_one(tx.conn())
        .await?;
    let title = Personal::of(case, title);
    let opened = Event::CaseOpened { case, number, title };
    if client_name.is_empty() {
        tx.commit(opened).await?;
    } else {
        let party: PartyId = caller.backend().new_id();
        sqlx::query("insert into parties (firm_id, case_id, id, role, name, email) values ($1, $2, $3, $4, $5, $6)")
            .bind(caller.me.firm.0)
            .bind(case.0)
            .bind(party.0)
            .bind(PartyRole::Client.name())
            .bind(&client_name)
            .bind(&client_email)
            .execute(tx.conn())
            .await?;
        // A party is added to a case that the log knows already.
        tx.append(&opened).await?;
        tx.commit(Event::PartyAdded {
            case,
            party,
            name: Personal::of(party, client_name),
        })
        .await?;
    }
    Ok(case)
}
