//! Changing one's own password: with the old one, and a second factor of the last five minutes.

use domain::audit::Event;
use domain::sessions::HowEnded;
use domain::{Error, Problem};
use secrecy::SecretString;
use vault::Verified;

use super::lockout::{AccountKey, Counter};
use super::new_password::store;
use super::password;
use super::register::{hash_password, password_problem};
use super::session;
use crate::caller::Caller;
use crate::database::{Account, Unlogged};
use crate::failure::Done;
use crate::letters::{self, Notice};

/// Changes the caller's password; every other session of theirs ends. Permission: the account's owner, with a fresh second factor.
///
/// # Errors
/// `StepUpNeeded`; `Invalid` on `password` for a new one that can't be taken, on `old_password` for a wrong one; `Locked` after five of
/// those; `NotSignedIn` when the session has ended meanwhile.
pub async fn change_password(caller: &Caller, old: SecretString, new: SecretString) -> Done<()> {
    let backend = caller.backend();
    let me = &caller.me;
    if let Some(problem) = password_problem(&new, &[&me.name, &me.email, &me.firm_name]) {
        return Err(Error::invalid("password", problem).into());
    }
    let mut tx = caller.visitor.begin().await?;
    session::require_fresh_factor(tx.conn(), caller).await?;
    let found = password::find(tx.conn(), &me.email).await?.ok_or(Error::NotSignedIn)?;
    let key = AccountKey::of(backend, &me.email);
    let attempt = Counter::of(backend, &key, caller.visitor.device.as_deref())
        .take(tx.conn(), true)
        .await?;
    tx.commit_unlogged(Unlogged::Counted).await?;
    let verified = password::verify(backend, &old, Some(&found)).await?;
    let account = Account {
        firm: me.firm,
        user: me.user,
        proven: true,
        session: Some(caller.session),
    };
    if verified == Verified::Wrong {
        let mut tx = caller.visitor.begin().await?;
        attempt.note_lock(backend, &mut tx, account).await?;
        tx.commit(account, Event::PasswordChangeRefused).await?;
        return Err(attempt.refusal("old_password", Problem::WrongPassword).into());
    }
    let hash = hash_password(backend, new).await?;

    let mut tx = caller.visitor.begin().await?;
    // Again, and the row held: what was checked before the hashing may be over.
    session::require_fresh_factor(tx.conn(), caller).await?;
    attempt.forget(tx.conn()).await?;
    store(tx.conn(), me.firm, me.user, &hash).await?;
    let ended_sessions = session::end_all(
        tx.conn(),
        me.firm,
        me.user,
        HowEnded::PasswordChanged,
        Some(caller.session),
    )
    .await?;
    letters::write(backend, &mut tx, me.firm, me.user, &Notice::PasswordChanged).await?;
    let how = "known".to_owned();
    tx.commit(account, Event::PasswordChanged { how, ended_sessions })
        .await?;
    Ok(())
}
