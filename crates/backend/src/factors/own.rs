//! What a person does with an app and with a passkey alike: calling it something else, removing it.

use domain::Error;
use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::factors::{FactorKind, MOST, NAME_MAX};
use domain::rules::Form;
use uuid::Uuid;

use super::changed;
use crate::caller::Caller;
use crate::database::TenantTx;
use crate::failure::{Done, Failure, conflict, not_found};
use crate::letters::Notice;

/// A name that can be taken.
pub(super) fn checked_name(name: &str) -> Result<String, Error> {
    let mut form = Form::new();
    let name = form.line("name", name, NAME_MAX);
    form.finish()?;
    Ok(name)
}

/// Refuses where the person has as many of a kind as fit.
pub(super) async fn room_for_another(tx: &mut TenantTx, kind: FactorKind) -> Done<()> {
    let has: i64 = sqlx::query_scalar(match kind {
        FactorKind::Authenticator => "select count(*) from authenticators where confirmed_at is not null",
        FactorKind::Passkey => "select count(*) from passkeys",
    })
    .fetch_one(tx.conn())
    .await?;
    if has < i64::from(MOST) {
        Ok(())
    } else {
        Err(conflict(Conflict::TooManyFactors))
    }
}

pub(super) async fn rename(caller: &Caller, kind: FactorKind, id: Uuid, name: &str) -> Done<()> {
    let after = checked_name(name)?;
    let mut tx = caller.begin().await?;
    tx.require_fresh_factor().await?;
    let before: String = sqlx::query_scalar(match kind {
        FactorKind::Authenticator => {
            "select name from authenticators where firm_id = $1 and id = $2 and confirmed_at is not null for no key update"
        }
        FactorKind::Passkey => "select name from passkeys where firm_id = $1 and id = $2 for no key update",
    })
    .bind(caller.me.firm.0)
    .bind(id)
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(not_found)?;
    if before == after {
        return Ok(());
    }
    sqlx::query(match kind {
        FactorKind::Authenticator => "update authenticators set name = $3 where firm_id = $1 and id = $2",
        FactorKind::Passkey => "update passkeys set name = $3 where firm_id = $1 and id = $2",
    })
    .bind(caller.me.firm.0)
    .bind(id)
    .bind(&after)
    .execute(tx.conn())
    .await?;
    let (before, after) = (
        Personal::of(caller.me.user, before),
        Personal::of(caller.me.user, after),
    );
    tx.commit(Event::FactorRenamed { kind, before, after }).await?;
    Ok(())
}

pub(super) async fn remove(caller: &Caller, kind: FactorKind, id: Uuid) -> Done<()> {
    let mut tx = caller.begin().await?;
    tx.require_fresh_factor().await?;
    let name: Option<String> = sqlx::query_scalar(match kind {
        FactorKind::Authenticator => {
            "delete from authenticators where firm_id = $1 and id = $2 and confirmed_at is not null returning name"
        }
        FactorKind::Passkey => "delete from passkeys where firm_id = $1 and id = $2 returning name",
    })
    .bind(caller.me.firm.0)
    .bind(id)
    .fetch_optional(tx.conn())
    .await
    .map_err(|error| {
        let failure = Failure::from(error);
        match failure.constraint() {
            Some("last_factor_stays") => conflict(Conflict::LastFactor),
            _ => failure,
        }
    })?;
    let name = name.ok_or_else(not_found)?;
    let notice = Notice::FactorRemoved {
        kind,
        name: name.clone(),
    };
    let name = Personal::of(caller.me.user, name);
    changed::tell(caller, tx, &notice, Event::FactorRemoved { kind, name }).await
}
