//! Adding an authenticator app.

use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::factors::{FactorKind, NewApp};
use domain::ids::AuthenticatorId;
use domain::{Error, Problem};
use vault::TotpSecret;

use super::authenticators::{self, enrolment, newest_key};
use super::{changed, own};
use crate::caller::Caller;
use crate::database::Unlogged;
use crate::failure::{Done, Failure, conflict, not_found};
use crate::letters::Notice;

/// Begins to add an app: what it needs, in place of one that was begun before. It opens nothing until [`confirm_app`]. Permission:
/// its owner, with a fresh factor.
///
/// # Errors
/// `StepUpNeeded`; `Invalid` on `name`; `Conflict(TooManyFactors)`.
pub async fn add_app(caller: &Caller, name: &str) -> Done<NewApp> {
    let name = own::checked_name(name)?;
    let backend = caller.backend();
    let (firm, user) = (caller.me.firm, caller.me.user);
    let mut tx = caller.begin().await?;
    tx.require_fresh_factor().await?;
    own::room_for_another(&mut tx, FactorKind::Authenticator).await?;
    let (id, secret): (AuthenticatorId, _) = (backend.new_id(), TotpSecret::generate());
    let sealed = newest_key(backend, tx.conn(), firm)
        .await?
        .seal(&authenticators::binding(firm, id), secret.bytes());
    sqlx::query("delete from authenticators where firm_id = $1 and user_id = $2 and confirmed_at is null")
        .bind(firm.0)
        .bind(user.0)
        .execute(tx.conn())
        .await?;
    sqlx::query("insert into authenticators (firm_id, id, user_id, name, secret) values ($1, $2, $3, $4, $5)")
        .bind(firm.0)
        .bind(id.0)
        .bind(user.0)
        .bind(&name)
        .bind(sealed)
        .execute(tx.conn())
        .await
        .map_err(|error| {
            let failure = Failure::from(error);
            match failure.constraint() {
                // Another tab begins one at the same moment.
                Some("authenticators_one_unconfirmed") => conflict(Conflict::ChangedMeanwhile),
                _ => failure,
            }
        })?;
    tx.commit_unlogged(Unlogged::FactorBegun).await?;
    Ok(NewApp {
        id,
        enrolment: enrolment(&secret, &caller.me.email),
    })
}

/// Confirms an app with the code that it shows: from now on its codes are taken. Permission: its owner, with a fresh factor.
///
/// # Errors
/// `StepUpNeeded`; `Invalid` on `code` for a code that is not of now; `NotFound` for an app that is confirmed, was begun anew or is
/// somebody else's.
pub async fn confirm_app(caller: &Caller, app: AuthenticatorId, code: &str) -> Done<()> {
    let backend = caller.backend();
    let firm = caller.me.firm;
    let mut tx = caller.begin().await?;
    tx.require_fresh_factor().await?;
    let sealed: Option<Vec<u8>> = sqlx::query_scalar("select app.unconfirmed_secret($1)")
        .bind(app.0)
        .fetch_one(tx.conn())
        .await?;
    let sealed = sealed.ok_or_else(not_found)?;
    let name: String = sqlx::query_scalar("select name from authenticators where firm_id = $1 and id = $2")
        .bind(firm.0)
        .bind(app.0)
        .fetch_one(tx.conn())
        .await?;
    let key = newest_key(backend, tx.conn(), firm).await?;
    let now = u64::try_from(backend.now().seconds()).unwrap_or_default();
    let step = authenticators::open(&key, firm, app, &sealed)?
        .matching_step(code, now)
        .ok_or_else(|| Error::invalid("code", Problem::WrongCode))?;
    let confirmed: bool = sqlx::query_scalar("select app.confirm_authenticator($1, $2)")
        .bind(app.0)
        .bind(step)
        .fetch_one(tx.conn())
        .await?;
    if !confirmed {
        return Err(not_found());
    }
    let kind = FactorKind::Authenticator;
    let notice = Notice::FactorAdded {
        kind,
        name: name.clone(),
    };
    let name = Personal::of(caller.me.user, name);
    changed::tell(caller, tx, &notice, Event::FactorAdded { kind, name }).await
}

/// Calls an app something else. Permission: its owner, with a fresh factor.
///
/// # Errors
/// `StepUpNeeded`; `Invalid` on `name`; `NotFound` for an app that is not the caller's.
pub async fn rename_app(caller: &Caller, app: AuthenticatorId, name: &str) -> Done<()> {
    own::rename(caller, FactorKind::Authenticator, app.0, name).await
}

/// Removes an app: its codes are no longer taken. Permission: its owner, with a fresh factor.
///
/// # Errors
/// `StepUpNeeded`; `NotFound` for an app that is not the caller's; `Conflict(LastFactor)` for the last second factor.
pub async fn remove_app(caller: &Caller, app: AuthenticatorId) -> Done<()> {
    own::remove(caller, FactorKind::Authenticator, app.0).await
}
