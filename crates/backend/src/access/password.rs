//! The first step of signing in. The same answer, the same work for an address that is unknown.

use domain::audit::{Event, Refusal};
use domain::ids::{FirmId, UserId};
use domain::{Error, Permission, Problem, Role};
use secrecy::SecretString;
use sqlx::types::ipnetwork::IpNetwork;
use vault::Verified;

use super::challenge::{self, Begun, Owed};
use super::device::Device;
use super::lockout::{AccountKey, Counter, Try};
use super::register::hash_password;
use super::{alike, captcha, recovery};
use crate::Backend;
use crate::caller::Visitor;
use crate::database::{Account, Conn, Unlogged};
use crate::failure::{Done, Failure};
use crate::place::{Door, Place};

/// An account that may sign in.
#[derive(sqlx::FromRow)]
pub(crate) struct Found {
    firm_id: uuid::Uuid,
    id: uuid::Uuid,
    email: String,
    password_hash: String,
    confirmed: bool,
    role: String,
}

impl Found {
    fn account(&self) -> Account {
        Account {
            firm: FirmId(self.firm_id),
            user: UserId(self.id),
            proven: false,
            session: None,
        }
    }
}

impl Found {
    /// Whose account it is.
    pub(super) fn who(&self) -> (FirmId, UserId) {
        (FirmId(self.firm_id), UserId(self.id))
    }
}

/// Checks mail address and password.
///
/// # Errors
/// `Invalid` on `email` with `WrongMailOrPassword`, whether the address is unknown, the account closed or the password wrong, and on
/// `captcha` where a human has to be proven next; `Locked` after five failures. All of them after the same time.
pub async fn check(visitor: &Visitor, email: &str, password: SecretString, captcha: &str) -> Done<Begun> {
    // Boxed: turnstile's connection makes it large.
    let work = Box::pin(compare(visitor, email, password, captcha));
    alike::answer(&visitor.backend, work).await
}

async fn compare(visitor: &Visitor, email: &str, password: SecretString, captcha: &str) -> Done<Begun> {
    let backend = &visitor.backend;
    let human = captcha::is_human(visitor, captcha::Form::SignIn, captcha).await?;
    let mut tx = visitor.begin().await?;
    let found = find(tx.conn(), email).await?;
    let attempt = counter(backend, found.as_ref(), email, visitor.device.as_deref())
        .take(tx.conn(), human)
        .await?;
    tx.commit_unlogged(Unlogged::Counted).await?;
    let verified = verify(backend, &password, found.as_ref()).await?;

    let mut tx = visitor.begin().await?;
    let barred = barred(visitor, tx.conn(), found.as_ref()).await?;
    let Answer { told, entry } = match (found, verified, barred) {
        (Some(found), Verified::Right | Verified::RightNeedsRehash, Some(why)) => turned_away(&found, &attempt, why),
        (found, verified, _) => answer(backend, visitor.door(), tx.conn(), found, &attempt, verified, password).await?,
    };
    match entry {
        Some((account, event)) => {
            if told.is_err() {
                attempt.note_lock(backend, &mut tx, account).await?;
            }
            tx.commit(account, event).await?;
        }
        None => tx.commit_unlogged(Unlogged::NobodyKnown).await?,
    }
    Ok(told?)
}

/// What counts the failures with this address.
pub(crate) fn counter(backend: &Backend, found: Option<&Found>, email: &str, device: Option<&Device>) -> Counter {
    let account = AccountKey::of(backend, found.map_or(email, |found| &found.email));
    Counter::of(backend, &account, device)
}

/// What the person is told, and what the log keeps of it: of an address that is unknown, nothing.
pub(crate) struct Answer {
    pub(crate) told: Result<Begun, Error>,
    entry: Option<(Account, Event)>,
}

/// Why the console takes no password of an account, however right: it is for administrators with a second factor, who come from where the
/// firm lets them. The office takes everybody's.
pub(crate) async fn barred(visitor: &Visitor, conn: &mut Conn, found: Option<&Found>) -> Done<Option<Refusal>> {
    let Some(found) = found.filter(|_| visitor.place == Place::Console) else {
        return Ok(None);
    };
    let opens: bool = sqlx::query_scalar("select app.console_opens_from($1, $2)")
        .bind(found.firm_id)
        .bind(visitor.origin.address.map(IpNetwork::from))
        .fetch_one(conn)
        .await?;
    let administers = Role::from_name(&found.role).is_some_and(|role| role.may(Permission::ManagePeople));
    Ok(if !administers {
        Some(Refusal::Role)
    } else if !found.confirmed {
        Some(Refusal::NoSecondFactor)
    } else if !opens {
        Some(Refusal::Address)
    } else {
        None
    })
}

/// Answers a right password that is not taken as if it were wrong: the try stays counted, and only the log says why.
pub(crate) fn turned_away(found: &Found, attempt: &Try, why: Refusal) -> Answer {
    Answer {
        told: Err(attempt.refusal_of_a_password("email", Problem::WrongMailOrPassword)),
        entry: Some((found.account(), Event::SignInRefused { why })),
    }
}

/// Answers what was found and verified: begins the challenge, or refuses everybody alike.
pub(crate) async fn answer(
    backend: &Backend,
    door: Door<'_>,
    conn: &mut Conn,
    found: Option<Found>,
    attempt: &Try,
    verified: Verified,
    password: SecretString,
) -> Done<Answer> {
    let wrong = |entry| Answer {
        told: Err(attempt.refusal_of_a_password("email", Problem::WrongMailOrPassword)),
        entry,
    };
    let Some(found) = found else {
        return Ok(wrong(None));
    };
    let account = found.account();
    if verified == Verified::Wrong {
        let event = Event::SignInRefused { why: Refusal::Password };
        return Ok(wrong(Some((account, event))));
    }
    attempt.give_back(&mut *conn).await?;
    if verified == Verified::RightNeedsRehash {
        // An account from elsewhere, or older parameters: today's hash from now on, unless the password changed meanwhile.
        let fresh = hash_password(backend, password).await?;
        sqlx::query("update users set password_hash = $1 where firm_id = $2 and id = $3 and password_hash = $4")
            .bind(fresh)
            .bind(found.firm_id)
            .bind(found.id)
            .bind(&found.password_hash)
            .execute(&mut *conn)
            .await?;
    }
    let owed = if found.confirmed {
        recovery::owed(door, conn, account.firm, account.user).await?
    } else {
        Owed::FirstFactor
    };
    let begun = challenge::begin(backend, door, conn, account.firm, account.user, owed).await?;
    Ok(Answer {
        told: Ok(begun),
        entry: Some((account, Event::PasswordAccepted)),
    })
}

/// Finds the account of a mail address, unless it is closed.
pub(crate) async fn find(conn: &mut Conn, email: &str) -> Done<Option<Found>> {
    Ok(sqlx::query_as(
        "select firm_id, id, email, password_hash, app.has_second_factor(firm_id, id) as confirmed, role
         from users where lower(email) = lower($1) and active and support_id is null",
    )
    .bind(email.trim())
    .fetch_optional(conn)
    .await?)
}

/// Verifies on a thread that may block; against a dummy where there is no account, so that both take as long.
pub(crate) async fn verify(backend: &Backend, password: &SecretString, found: Option<&Found>) -> Done<Verified> {
    let _place = backend
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
            vault::password::verify_dummy(&password)
        }
    })
    .await
    .map_err(|error| Failure::broken(error.to_string()))
}
