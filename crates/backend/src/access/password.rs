//! The first step of signing in. The same answer, the same work for an address that is unknown.

use domain::audit::{Event, Refusal};
use domain::ids::{FirmId, UserId};
use domain::{Error, Problem};
use secrecy::SecretString;
use vault::Verified;

use super::challenge::{self, Begun};
use super::register::hash_password;
use crate::caller::Visitor;
use crate::database::{Account, Unlogged};
use crate::failure::{Done, Failure};

#[derive(sqlx::FromRow)]
struct Found {
    firm_id: uuid::Uuid,
    id: uuid::Uuid,
    password_hash: String,
    confirmed: bool,
}

/// Checks mail address and password.
///
/// # Errors
/// `Invalid` on `email` with `WrongMailOrPassword`, whether the address is unknown, the account closed or the password wrong.
pub async fn check(visitor: &Visitor, email: &str, password: SecretString) -> Done<Begun> {
    let backend = &visitor.backend;
    let found = find(visitor, email).await?;
    let verified = verify(visitor, &password, found.as_ref()).await?;
    let wrong = || Failure::Refused(Error::invalid("email", Problem::WrongMailOrPassword));

    let mut tx = visitor.begin().await?;
    let Some(found) = found else {
        tx.commit_unlogged(Unlogged::NobodyKnown).await?;
        return Err(wrong());
    };
    let account = Account {
        firm: FirmId(found.firm_id),
        user: UserId(found.id),
        proven: false,
        session: None,
    };
    if verified == Verified::Wrong {
        tx.commit(account, Event::SignInRefused { why: Refusal::Password })
            .await?;
        return Err(wrong());
    }
    if verified == Verified::RightNeedsRehash {
        // An account from elsewhere, or older parameters: today's hash from now on, unless the password changed meanwhile.
        let fresh = hash_password(backend, password).await?;
        sqlx::query("update users set password_hash = $1 where firm_id = $2 and id = $3 and password_hash = $4")
            .bind(fresh)
            .bind(found.firm_id)
            .bind(found.id)
            .bind(&found.password_hash)
            .execute(tx.conn())
            .await?;
    }
    let begun = challenge::begin(backend, &mut tx, account.firm, account.user, found.confirmed).await?;
    tx.commit(account, Event::PasswordAccepted).await?;
    Ok(begun)
}

async fn find(visitor: &Visitor, email: &str) -> Done<Option<Found>> {
    let mut tx = visitor.begin().await?;
    Ok(sqlx::query_as(
        "select firm_id, id, password_hash, totp_confirmed_at is not null as confirmed
         from users where lower(email) = lower($1) and active",
    )
    .bind(email.trim())
    .fetch_optional(tx.conn())
    .await?)
}

/// Verifies on a thread that may block; against a dummy where there is no account, so that both take as long.
async fn verify(visitor: &Visitor, password: &SecretString, found: Option<&Found>) -> Done<Verified> {
    let _place = visitor
        .backend
        .hashing
        .acquire()
        .await
        .map_err(|_| Failure::broken("hashing has stopped"))?;
    let password = password.clone();
    let stored = found.map(|found| found.password_hash.clone());
    tokio::task::spawn_blocking(move || {
        if let Some(stored) = stored {
            vault::password::verify(&password, &stored)
        } else {
            vault::password::verify_dummy(&password);
            Verified::Wrong
        }
    })
    .await
    .map_err(|error| Failure::broken(error.to_string()))
}
