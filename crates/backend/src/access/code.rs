//! The second step of signing in, with a code: the authenticator app's, or one of the recovery codes on paper.

use domain::audit::{Event, Refusal};
use domain::{Error, Problem};

use super::challenge::OpenChallenge;
use super::finish::Attempt;
use super::offered::takes_no_code;
use super::recovery::give_up_old_factors;
use super::session::{AfterSignIn, SignedIn};
use crate::caller::Challenged;
use crate::factors::authenticators::{Which, use_code};
use crate::factors::recovery_codes;
use crate::failure::Done;
use crate::letters::{self, Notice};
use crate::place::Place;

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
    // Not counted: nothing was guessed.
    if open.confirmed
        && challenged.visitor.place == Place::Office
        && takes_no_code(tx.conn(), (open.firm(), open.user())).await?
    {
        return Err(Error::invalid("code", Problem::PasskeyRequired).into());
    }
    let attempt = Attempt::take(&mut tx, challenged).await?;
    let open = &attempt.open;
    let confirmed = open.confirmed;
    let which = if confirmed {
        Which::Confirmed
    } else {
        Which::First(open.own_app().ok_or(Error::NotSignedIn)?)
    };
    let owner = (open.firm(), open.user());
    if let Err(why) = use_code(backend, tx.conn(), owner, which, code).await? {
        return Err(attempt.refuse(tx, why, Problem::WrongCode).await?.into());
    }
    let recovery = open.recovery();
    if let Some(recovery) = recovery {
        let (firm, user) = owner;
        give_up_old_factors(tx.conn(), recovery, firm, user).await?;
        letters::write(backend, &mut tx, firm, user, &Notice::RecoveryUsed).await?;
    }
    let event = move |ended_sessions| match (confirmed, recovery) {
        (true, _) => Event::SignedIn { ended_sessions },
        (false, None) => Event::AuthenticatorSetUp { ended_sessions },
        (false, Some(_)) => Event::RecoveryUsed { ended_sessions },
    };
    let mut signed_in = attempt.sign_in(tx, event).await?;
    if !confirmed {
        signed_in.after = AfterSignIn::MakeRecoveryCodes;
    }
    Ok(signed_in)
}

/// Enters a recovery code instead, uses it up by compare-and-set, and signs in. The owner is told by mail, and how many are left.
///
/// # Errors
/// `NotSignedIn` when the challenge is over; `Invalid` on `code` for a code that is wrong or was used; `Locked`.
pub async fn enter_recovery_code(challenged: &Challenged, code: &str) -> Done<SignedIn> {
    let backend = &challenged.visitor.backend;
    let mut tx = challenged.visitor.begin().await?;
    let attempt = Attempt::take(&mut tx, challenged).await?;
    let (firm, user) = (attempt.open.firm(), attempt.open.user());
    let Some(left) = recovery_codes::use_one(backend, tx.conn(), (firm, user), code).await? else {
        let refused = attempt.refuse(tx, Refusal::RecoveryCode, Problem::WrongRecoveryCode);
        return Err(refused.await?.into());
    };
    letters::write(backend, &mut tx, firm, user, &Notice::RecoveryCodeUsed { left }).await?;
    let event = move |ended_sessions| Event::SignedInWithRecoveryCode { ended_sessions, left };
    let mut signed_in = attempt.sign_in(tx, event).await?;
    signed_in.after = AfterSignIn::MendFactors;
    Ok(signed_in)
}
