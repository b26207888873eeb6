//! The rules that the firm works by.

use domain::audit::{Change, Event};
use domain::console::{PoliciesForm, PoliciesPage, TRUSTED_DAYS, UNTRUSTED_HOURS};
use domain::rules::Form;
use domain::{Permission, Problem};

use super::{checkpoint_mail, networks};
use crate::caller::AtTheConsole;
use crate::database::{AdminTx, Asking, Unlogged};
use crate::failure::{Done, Failure};

/// The rules as they are, and what they could be. Permission: [`Permission::ManagePolicies`].
///
/// # Errors
/// `NotSignedIn`, `Forbidden`.
pub async fn policies(at: &AtTheConsole) -> Done<PoliciesPage> {
    let mut tx = at.begin().await?;
    tx.may(Permission::ManagePolicies).await?;
    let kept = read(at, &mut tx).await?;
    let (checkpoint_mail, checkpoint_address) = checkpoint_mail::read(at, &mut tx).await?;
    Ok(PoliciesPage {
        untrusted_hours: kept.untrusted_hours,
        trusted_days: kept.trusted_days,
        passkey_required: kept.passkey_required,
        passkeys_possible: at.caller.backend().passkeys.is_possible(),
        time_zone: kept.time_zone,
        time_zones: time_zones(&mut tx).await?,
        networks: networks::read(at, &mut tx).await?,
        own_address: at.caller.visitor.origin.address.map(|address| address.to_string()),
        checkpoint_mail,
        checkpoint_address,
    })
}

/// Sets how long sessions last at most, and where the firm's days begin and end. What is as it was changes nothing. Permission:
/// [`Permission::ManagePolicies`].
///
/// # Errors
/// `Invalid` with every field that can't be taken; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn save_policies(at: &AtTheConsole, form: PoliciesForm) -> Done<()> {
    let mut tx = at.begin().await?;
    let Asking { firm, .. } = tx.may_change(Permission::ManagePolicies).await?;
    let mut check = Form::new();
    if !UNTRUSTED_HOURS.contains(&form.untrusted_hours) {
        check.note("untrusted_hours", Problem::OutOfRange);
    }
    if !TRUSTED_DAYS.contains(&form.trusted_days) {
        check.note("trusted_days", Problem::OutOfRange);
    }
    if !time_zones(&mut tx).await?.contains(&form.time_zone) {
        check.note("time_zone", Problem::OutOfRange);
    }
    if form.passkey_required && !at.caller.backend().passkeys.is_possible() {
        check.note("passkey_required", Problem::OutOfRange);
    }
    check.finish()?;
    let kept = read(at, &mut tx).await?;
    let changes = changes(&kept, &form);
    if changes.is_empty() {
        return tx.commit_unlogged(Unlogged::NothingChanged).await;
    }
    let rules = sqlx::query(
        "update firm_policies set untrusted_hours = $2, trusted_days = $3, passkey_required = $4 where firm_id = $1",
    )
    .bind(firm.0)
    .bind(i32::from(form.untrusted_hours))
    .bind(i32::from(form.trusted_days))
    .bind(form.passkey_required)
    .execute(tx.conn())
    .await?
    .rows_affected();
    let zone = sqlx::query("update firms set time_zone = $2 where id = $1")
        .bind(firm.0)
        .bind(&form.time_zone)
        .execute(tx.conn())
        .await?
        .rows_affected();
    if (rules, zone) != (1, 1) {
        return Err(Failure::broken("the firm's rules are not one row each"));
    }
    tx.commit(Event::PoliciesChanged { changes }).await?;
    Ok(())
}

/// The rules of the firm, held until the transaction ends where they are about to change.
async fn read(at: &AtTheConsole, tx: &mut AdminTx) -> Done<PoliciesForm> {
    let (hours, days, passkey_required, time_zone): (i32, i32, bool, String) = sqlx::query_as(
        "select p.untrusted_hours, p.trusted_days, p.passkey_required, f.time_zone
         from firms f join firm_policies p on p.firm_id = f.id where f.id = $1",
    )
    .bind(at.me().firm.0)
    .fetch_one(tx.conn())
    .await?;
    Ok(PoliciesForm {
        untrusted_hours: u16::try_from(hours).unwrap_or_default(),
        trusted_days: u16::try_from(days).unwrap_or_default(),
        passkey_required,
        time_zone,
    })
}

/// Places by name; the database knows more, such as fixed hours and old spellings.
async fn time_zones(tx: &mut AdminTx) -> Done<Vec<String>> {
    Ok(sqlx::query_scalar(
        "select name from pg_timezone_names
         where name ~ '^(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/' or name = 'UTC'
         order by name",
    )
    .fetch_all(tx.conn())
    .await?)
}

fn changes(kept: &PoliciesForm, form: &PoliciesForm) -> Vec<Change> {
    let fields = [
        (
            "untrusted_hours",
            kept.untrusted_hours.to_string(),
            form.untrusted_hours.to_string(),
        ),
        (
            "trusted_days",
            kept.trusted_days.to_string(),
            form.trusted_days.to_string(),
        ),
        (
            "passkey_required",
            kept.passkey_required.to_string(),
            form.passkey_required.to_string(),
        ),
        ("time_zone", kept.time_zone.clone(), form.time_zone.clone()),
    ];
    fields
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| Change {
            field: field.to_owned(),
            before,
            after,
        })
        .collect()
}
