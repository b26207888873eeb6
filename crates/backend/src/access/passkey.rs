//! Signing in with a passkey: after the password, or alone.

use domain::audit::Event;
use domain::factors::{Ceremony, CeremonyAnswer};
use domain::{Error, Problem};

use super::alike;
use super::challenge::{self, OpenChallenge, Owed};
use super::finish::Attempt;
use super::session::SignedIn;
use crate::caller::{Challenged, Visitor};
use crate::database::Unlogged;
use crate::factors::{Purpose, ask, owner_of, prove};
use crate::failure::{Done, Failure};
use crate::place::Door;

/// Asks for one of the person's passkeys, after the password.
///
/// # Errors
/// `NotSignedIn` when the challenge is over; `Invalid` on `passkey` where the installation can have none.
pub async fn begin_passkey(challenged: &Challenged) -> Done<Ceremony> {
    let mut tx = challenged.visitor.begin().await?;
    let open = OpenChallenge::find(&mut tx, challenged).await?;
    let purpose = Purpose::SecondFactor(challenged.id.0);
    let owner = Some((open.firm(), open.user()));
    let ceremony = ask(&challenged.visitor.backend, tx.conn(), purpose, owner).await?;
    tx.commit_unlogged(Unlogged::FactorBegun).await?;
    Ok(ceremony)
}

/// Proves a passkey and signs in. The ceremony is used up whatever the answer is worth.
///
/// # Errors
/// `NotSignedIn` when the challenge is over; `Invalid` on `passkey` for an answer that is wrong, too late, or was given without asking its
/// owner; `Locked`.
pub async fn enter_passkey(challenged: &Challenged, answer: &CeremonyAnswer) -> Done<SignedIn> {
    let mut tx = challenged.visitor.begin().await?;
    let attempt = Attempt::take(&mut tx, challenged).await?;
    let owner = (attempt.open.firm(), attempt.open.user());
    let purpose = Purpose::SecondFactor(challenged.id.0);
    let proven = prove(&challenged.visitor.backend, tx.conn(), purpose, owner, answer).await?;
    if let Err(why) = proven {
        return Err(attempt.refuse(tx, why, Problem::PasskeyNotAccepted).await?.into());
    }
    let event = |ended_sessions| Event::SignedInWithPasskey {
        ended_sessions,
        alone: false,
    };
    attempt.sign_in(tx, event).await
}

/// Asks a browser for any passkey of this site.
///
/// # Errors
/// `Invalid` on `passkey` where the installation can have none.
pub async fn begin_passkey_sign_in(visitor: &Visitor) -> Done<Ceremony> {
    let mut tx = visitor.begin().await?;
    let ceremony = ask(&visitor.backend, tx.conn(), Purpose::Alone, None).await?;
    tx.commit_unlogged(Unlogged::FactorBegun).await?;
    Ok(ceremony)
}

/// Signs in with a passkey and nothing else: it asked its owner for a finger, a face or a PIN, so it is two factors by itself.
///
/// # Errors
/// `Invalid` on `passkey`, whether it is unknown, its account closed, or the answer wrong or too late; `Locked`. After the same time.
pub async fn sign_in_with_passkey(visitor: &Visitor, answer: &CeremonyAnswer) -> Done<SignedIn> {
    alike::answer(&visitor.backend, Box::pin(alone(visitor, answer))).await
}

async fn alone(visitor: &Visitor, answer: &CeremonyAnswer) -> Done<SignedIn> {
    let backend = &visitor.backend;
    let mut tx = visitor.begin().await?;
    let Some((firm, user)) = owner_of(tx.conn(), answer).await? else {
        return Err(Error::invalid("passkey", Problem::PasskeyNotAccepted).into());
    };
    // Ends as every sign-in does: with a challenge, begun here and used up in the same commit.
    let begun = challenge::begin(
        backend,
        Door::of_the_office(&visitor.origin),
        tx.conn(),
        firm,
        user,
        Owed::Factor,
    )
    .await?;
    let challenged = Challenged::from_cookie(visitor, &begun.cookie)
        .ok_or_else(|| Failure::broken("a cookie of our own was not read"))?;
    let attempt = Attempt::take(&mut tx, &challenged).await?;
    if let Err(why) = prove(backend, tx.conn(), Purpose::Alone, (firm, user), answer).await? {
        // No password was given, so this is no half of a sign-in that its owner would be told of.
        sqlx::query("update challenges set used_at = app.now() where firm_id = $1 and id = $2")
            .bind(firm.0)
            .bind(challenged.id.0)
            .execute(tx.conn())
            .await?;
        return Err(attempt.refuse(tx, why, Problem::PasskeyNotAccepted).await?.into());
    }
    let event = |ended_sessions| Event::SignedInWithPasskey {
        ended_sessions,
        alone: true,
    };
    attempt.sign_in(tx, event).await
}
