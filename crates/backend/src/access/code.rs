//! The second step of signing in: the authenticator's code, and with it the session.

use domain::audit::{Event, Refusal};
use domain::ids::{FirmId, UserId};
use domain::{Error, Problem};
use sqlx::PgConnection;

use super::challenge::OpenChallenge;
use super::device::Device;
use super::lockout::{AccountKey, Counter};
use super::session::{self, SignedIn};
use crate::caller::Challenged;
use crate::database::Account;
use crate::failure::Done;

/// Enters the code, of an app that is set up or is being set up, and signs in.
///
/// The code's time step (RFC 6238) is claimed by compare-and-set, so that a code works once however many use it at once;
/// the challenge likewise. Every other session of the person ends in the same commit.
///
/// # Errors
/// `NotSignedIn` when the challenge is over; `Invalid` on `code` for a code that is not of now, or was used; `Locked`.
pub async fn enter_code(challenged: &Challenged, code: &str) -> Done<SignedIn> {
    let backend = &challenged.visitor.backend;
    let mut tx = challenged.visitor.begin().await?;
    let open = OpenChallenge::find(&mut tx, challenged).await?;
    let unproven = Account {
        firm: open.firm(),
        user: open.user(),
        proven: false,
        session: None,
    };
    let account = AccountKey::of(backend, &open.email);
    let device = challenged.visitor.device.as_deref();
    // In the same transaction: whoever tries codes at the same time queues here, and a wrong one counts as it is answered.
    let attempt = Counter::of(backend, &account, device).take(tx.conn(), true).await?;
    let secret = open.secret(backend)?;
    let now = u64::try_from(backend.now().seconds()).unwrap_or_default();

    let refusal = match secret.matching_step(code, now) {
        None => Some(Refusal::Code),
        Some(step) => {
            let claimed = claim_step(tx.conn(), open.firm(), open.user(), step).await?;
            (!claimed).then_some(Refusal::CodeUsedBefore)
        }
    };
    if let Some(why) = refusal {
        sqlx::query("update challenges set attempts = attempts + 1 where firm_id = $1 and id = $2")
            .bind(open.firm_id)
            .bind(challenged.id.0)
            .execute(tx.conn())
            .await?;
        attempt.note_lock(backend, &mut tx, unproven).await?;
        tx.commit(unproven, Event::SignInRefused { why }).await?;
        return Err(attempt.refusal("code", Problem::WrongCode).into());
    }

    let used =
        sqlx::query("update challenges set used_at = app.now() where firm_id = $1 and id = $2 and used_at is null")
            .bind(open.firm_id)
            .bind(challenged.id.0)
            .execute(tx.conn())
            .await?
            .rows_affected();
    if used != 1 {
        return Err(Error::NotSignedIn.into());
    }
    attempt.forget(tx.conn()).await?;
    let device = Device::remembering(device, &account);
    let origin = &challenged.visitor.origin;
    let (signed_in, ended) = session::start(backend, &mut tx, origin, open.firm(), open.user(), &device).await?;
    let ended_sessions = u32::try_from(ended).unwrap_or(u32::MAX);
    let account = Account {
        proven: true,
        session: Some(signed_in.session),
        ..unproven
    };
    let event = if open.confirmed {
        Event::SignedIn { ended_sessions }
    } else {
        Event::AuthenticatorSetUp { ended_sessions }
    };
    tx.commit(account, event).await?;
    Ok(signed_in)
}

/// Claims a time step for a person: whether it was later than every step used before. Of any number who claim one step, one gets it.
pub(crate) async fn claim_step(conn: &mut PgConnection, firm: FirmId, user: UserId, step: i64) -> Done<bool> {
    let claimed = sqlx::query(
        "update users set totp_last_step = $3, totp_confirmed_at = coalesce(totp_confirmed_at, app.now())
         where firm_id = $1 and id = $2 and totp_last_step < $3 and active",
    )
    .bind(firm.0)
    .bind(user.0)
    .bind(step)
    .execute(conn)
    .await?
    .rows_affected();
    Ok(claimed == 1)
}
