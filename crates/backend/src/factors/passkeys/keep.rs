//! A person's passkeys: adding one, calling it something else, removing it.

use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::factors::{Ceremony, CeremonyAnswer, FactorKind};
use domain::ids::PasskeyId;
use domain::{Error, Problem};
use sqlx::types::Json;

use super::super::{changed, own};
use super::make::{ask_for_new, made};
use crate::caller::Caller;
use crate::database::Unlogged;
use crate::failure::{Done, Failure, conflict};
use crate::letters::Notice;

/// Begins to add a passkey: a name that can't be taken is told before the browser asks its owner. Permission: its owner, with a fresh
/// factor.
///
/// # Errors
/// `StepUpNeeded`; `Invalid` on `name`; `Conflict(TooManyFactors)`; `Invalid` on `passkey` where the installation can have none.
pub async fn begin_passkey(caller: &Caller, name: &str) -> Done<Ceremony> {
    own::checked_name(name)?;
    let mut tx = caller.begin().await?;
    tx.require_fresh_factor().await?;
    own::room_for_another(&mut tx, FactorKind::Passkey).await?;
    let me = &caller.me;
    let ceremony = ask_for_new(caller.backend(), tx.conn(), me.user, &me.email, &me.name).await?;
    tx.commit_unlogged(Unlogged::FactorBegun).await?;
    Ok(ceremony)
}

/// Adds the passkey that a browser made. Permission: its owner, with a fresh factor.
///
/// # Errors
/// `StepUpNeeded`; `Invalid` on `name`, or on `passkey` for an answer that is wrong, too late, or was given without asking its owner.
pub async fn add_passkey(caller: &Caller, name: &str, answer: &CeremonyAnswer) -> Done<()> {
    let name = own::checked_name(name)?;
    let mut tx = caller.begin().await?;
    tx.require_fresh_factor().await?;
    own::room_for_another(&mut tx, FactorKind::Passkey).await?;
    let Some(passkey) = made(caller.backend(), tx.conn(), answer).await? else {
        // The ceremony is used up all the same.
        tx.commit_unlogged(Unlogged::FactorBegun).await?;
        return Err(Error::invalid("passkey", Problem::PasskeyNotAccepted).into());
    };
    let id: PasskeyId = caller.backend().new_id();
    sqlx::query(
        "insert into passkeys (firm_id, id, user_id, name, credential_id, credential) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(caller.me.firm.0)
    .bind(id.0)
    .bind(caller.me.user.0)
    .bind(&name)
    .bind(passkey.cred_id().as_slice())
    .bind(Json(&passkey))
    .execute(tx.conn())
    .await
    .map_err(|error| {
        let failure = Failure::from(error);
        match failure.constraint() {
            Some("passkeys_credential") => conflict(Conflict::ChangedMeanwhile),
            _ => failure,
        }
    })?;
    let kind = FactorKind::Passkey;
    let notice = Notice::FactorAdded {
        kind,
        name: name.clone(),
    };
    let name = Personal::of(caller.me.user, name);
    changed::tell(caller, tx, &notice, Event::FactorAdded { kind, name }).await
}

/// Calls a passkey something else. Permission: its owner, with a fresh factor.
///
/// # Errors
/// `StepUpNeeded`; `Invalid` on `name`; `NotFound` for a passkey that is not the caller's.
pub async fn rename_passkey(caller: &Caller, passkey: PasskeyId, name: &str) -> Done<()> {
    own::rename(caller, FactorKind::Passkey, passkey.0, name).await
}

/// Removes a passkey: it signs in no more. Permission: its owner, with a fresh factor.
///
/// # Errors
/// `StepUpNeeded`; `NotFound` for a passkey that is not the caller's; `Conflict(LastFactor)` for the last second factor.
pub async fn remove_passkey(caller: &Caller, passkey: PasskeyId) -> Done<()> {
    own::remove(caller, FactorKind::Passkey, passkey.0).await
}
