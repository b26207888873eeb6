//! Unlocking on a trusted device: trust stands in for the password, and the second factor is asked as ever.

use domain::Error;
use domain::audit::Event;
use domain::ids::{FirmId, UserId};
use domain::sessions::UnlockOffer;

use super::alike;
use super::captcha::{self, Form};
use super::challenge::{self, Begun, Owed};
use super::lockout::{AccountKey, Counter};
use super::session::timestamp;
use super::trust::unlockable;
use crate::caller::{Challenged, Visitor};
use crate::database::Account;
use crate::failure::{Done, Failure};

/// Whom this browser may let in with the second factor alone, if anybody. Said only to the browser that was trusted.
pub async fn unlock_offer(visitor: &Visitor) -> Done<Option<UnlockOffer>> {
    let (Some(trust), Some(browser)) = (&visitor.trust, &visitor.device) else {
        return Ok(None);
    };
    let mut tx = visitor.begin().await?;
    let found = unlockable(tx.conn(), trust, browser).await?;
    Ok(found.map(|found| UnlockOffer {
        name: found.name,
        until: timestamp(found.trusted_until),
    }))
}

/// Lets trust stand in for the password: begins the half of a sign-in that the second factor ends.
///
/// # Errors
/// `NotSignedIn` for a trust that is none, has ended, or whose owner was last signed in elsewhere or has signed out; `Locked` after five
/// failures; `Invalid` on `captcha` where a human has to be proven next. All of them after the same time.
pub async fn unlock(visitor: &Visitor, captcha: &str) -> Done<Begun> {
    // Boxed: turnstile's connection makes it large.
    let work = Box::pin(begin(visitor, captcha));
    alike::answer(&visitor.backend, work).await
}

async fn begin(visitor: &Visitor, captcha: &str) -> Done<Begun> {
    let backend = &visitor.backend;
    let human = captcha::is_human(visitor, Form::SignIn, captcha).await?;
    let (Some(trust), Some(browser)) = (&visitor.trust, &visitor.device) else {
        return Err(Error::NotSignedIn.into());
    };
    let mut tx = visitor.begin().await?;
    let found = unlockable(tx.conn(), trust, browser).await?.ok_or(Error::NotSignedIn)?;
    let account = Account {
        firm: FirmId(found.firm_id),
        user: UserId(found.user_id),
        proven: false,
        session: None,
    };
    // Nothing is compared here that could fail; but whoever is locked, or has to prove a human, is so here too.
    let key = AccountKey::of(backend, &found.email);
    let attempt = Counter::of(backend, &key, Some(browser)).take(tx.conn(), human).await?;
    attempt.give_back(tx.conn()).await?;
    let begun = challenge::begin(
        backend,
        visitor.door(),
        tx.conn(),
        account.firm,
        account.user,
        Owed::Factor,
    )
    .await?;
    let challenged = Challenged::from_cookie(visitor, &begun.cookie)
        .ok_or_else(|| Failure::broken("a cookie of our own was not read"))?;
    // No password was shown: a half that is left there is nothing to be told of.
    sqlx::query("update challenges set trusted_device_id = $3, told_at = app.now() where firm_id = $1 and id = $2")
        .bind(account.firm.0)
        .bind(challenged.id.0)
        .bind(trust.device.0)
        .execute(tx.conn())
        .await?;
    tx.commit(account, Event::DeviceRecognised).await?;
    Ok(begun)
}
