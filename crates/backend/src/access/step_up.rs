//! The second factor, given again in a session: what is sensitive asks for one of the last five minutes.

use domain::audit::{Event, Refusal};
use domain::{Error, Problem};
use vault::TotpSecret;

use super::challenge::totp_binding;
use super::code::claim_step;
use super::lockout::{AccountKey, Counter};
use super::session::{self, Factor};
use crate::caller::Caller;
use crate::database::Account;
use crate::failure::{Done, Failure};

/// Takes a code of the authenticator app and notes with the session that it was given now. Permission: the session's owner.
///
/// # Errors
/// `Invalid` on `code` for a code that is not of now, or was used; `Locked` after five such codes; `NotSignedIn` when the
/// session has ended meanwhile.
pub async fn step_up(caller: &Caller, code: &str) -> Done<()> {
    let backend = caller.backend();
    let (firm, user) = (caller.me.firm, caller.me.user);
    let mut tx = caller.visitor.begin().await?;
    let (sealed, version, wrapped): (Vec<u8>, i32, Vec<u8>) = sqlx::query_as(
        "select u.totp_secret, k.version, k.wrapped
         from users u join firm_keys k on k.firm_id = u.firm_id
         where u.firm_id = $1 and u.id = $2 and u.active and u.totp_confirmed_at is not null
         order by k.version desc limit 1",
    )
    .bind(firm.0)
    .bind(user.0)
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotSignedIn)?;
    let plain = backend
        .firm_key(firm, version, &wrapped)?
        .open(&totp_binding(firm, user), &sealed)
        .map_err(|_| Failure::Sealed("authenticator secret"))?;
    let key = AccountKey::of(backend, &caller.me.email);
    let attempt = Counter::of(backend, &key, caller.visitor.device.as_deref())
        .take(tx.conn(), true)
        .await?;
    let secret = TotpSecret::from_bytes(&plain).ok_or(Failure::Sealed("authenticator secret"))?;
    let now = u64::try_from(backend.now().seconds()).unwrap_or_default();
    let refusal = match secret.matching_step(code, now) {
        None => Some(Refusal::Code),
        Some(step) => (!claim_step(tx.conn(), firm, user, step).await?).then_some(Refusal::CodeUsedBefore),
    };
    let account = Account {
        firm,
        user,
        proven: true,
        session: Some(caller.session),
    };
    if let Some(why) = refusal {
        attempt.note_lock(backend, &mut tx, account).await?;
        tx.commit(account, Event::StepUpRefused { why }).await?;
        return Err(attempt.refusal("code", Problem::WrongCode).into());
    }
    attempt.forget(tx.conn()).await?;
    session::touch(tx.conn(), caller, Factor::GivenNow).await?;
    tx.commit(account, Event::SteppedUp).await?;
    Ok(())
}
