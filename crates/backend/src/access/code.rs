//! The second step of signing in: the authenticator's code, and with it the session.

use domain::Problem;
use domain::audit::{Event, Refusal};
use domain::ids::{FirmId, UserId};
use sqlx::PgConnection;

use super::finish::Attempt;
use super::session::SignedIn;
use crate::caller::Challenged;
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
    let attempt = Attempt::take(&mut tx, challenged).await?;
    let open = &attempt.open;
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
        return Err(attempt.refuse(tx, why, Problem::WrongCode).await?.into());
    }
    let confirmed = open.confirmed;
    let event = move |ended_sessions| {
        if confirmed {
            Event::SignedIn { ended_sessions }
        } else {
            Event::AuthenticatorSetUp { ended_sessions }
        }
    };
    attempt.sign_in(tx, event).await
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
