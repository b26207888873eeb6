//! Changing a case.

use domain::Permission;
use domain::audit::{Change, Event, Personal};
use domain::cases::CaseChange;
use domain::error::Conflict;
use domain::rules::{self, Form};

use crate::caller::Caller;
use crate::failure::{Done, conflict, not_found};

/// Changes a case; what changed stands in the log, before and after.
/// Permission: assignment and [`Permission::ChangeCase`].
///
/// # Errors
/// `Conflict(ChangedMeanwhile)` when the case is no longer at the version that the change was made on.
pub async fn change(caller: &Caller, form: CaseChange) -> Done<()> {
    caller.needs(Permission::ChangeCase)?;
    let mut check = Form::new();
    let title = check.line("title", &form.title, rules::NAME_MAX);
    let summary = check.text("summary", &form.summary, rules::TEXT_MAX);
    check.finish()?;

    let mut tx = caller.begin().await?;
    let before: Option<(String, String, String, String, i32)> = sqlx::query_as(
        "select title, kind, stage, summary, version from cases where firm_id = $1 and id = $2 for no key update",
    )
    .bind(caller.me.firm.0)
    .bind(form.id.0)
    .fetch_optional(tx.conn())
    .await?;
    let Some((old_title, old_kind, old_stage, old_summary, version)) = before else {
        return Err(not_found());
    };
    if version != form.version {
        return Err(conflict(Conflict::ChangedMeanwhile));
    }
    let changes = difference(&[
        ("title", &old_title, &title),
        ("kind", &old_kind, form.kind.name()),
        ("stage", &old_stage, form.stage.name()),
        ("summary", &old_summary, &summary),
    ]);
    if changes.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "update cases set title = $3, kind = $4, stage = $5, summary = $6, version = version + 1 where firm_id = $1 and id = $2",
    )
    .bind(caller.me.firm.0)
    .bind(form.id.0)
    .bind(&title)
    .bind(form.kind.name())
    .bind(form.stage.name())
    .bind(&summary)
    .execute(tx.conn())
    .await?;
    let changes = Personal::of(form.id, changes);
    tx.commit(Event::CaseChanged { case: form.id, changes }).await?;
    Ok(())
}

/// The fields that differ.
pub(crate) fn difference(fields: &[(&str, &str, &str)]) -> Vec<Change> {
    fields
        .iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| Change {
            field: (*field).to_owned(),
            before: (*before).to_owned(),
            after: (*after).to_owned(),
        })
        .collect()
}
