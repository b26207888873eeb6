//! The second factor, given again in a session: what is sensitive asks for one of the last five minutes.

use domain::audit::{Event, Refusal};
use domain::factors::{Ceremony, CeremonyAnswer};
use domain::ids::{FirmId, UserId};
use domain::{Error, Problem};

use super::finish::field_of;
use super::lockout::{AccountKey, Counter, Try};
use super::offered::takes_no_code;
use super::session::{self, Renewed};
use crate::caller::Caller;
use crate::database::{Account, AuthTx, Unlogged};
use crate::factors::authenticators::{Which, use_code};
use crate::factors::{Purpose, ask, prove};
use crate::failure::Done;
use crate::place::Place;

/// Takes a code of an authenticator app, notes with the session that it was given now, and gives the session a new cookie. Permission: the session's owner.
///
/// # Errors
/// `Invalid` on `code` for a code that is not of now, or was used; `Locked` after five such codes; `NotSignedIn` when the
/// session has ended meanwhile.
pub async fn step_up(caller: &Caller, code: &str) -> Done<Option<Renewed>> {
    let mut tx = caller.visitor.begin().await?;
    let owner = (caller.me.firm, caller.me.user);
    // Not counted: nothing was guessed.
    if caller.visitor.place == Place::Office && takes_no_code(tx.conn(), owner).await? {
        return Err(Error::invalid("code", Problem::PasskeyRequired).into());
    }
    let again = Again::take(&mut tx, caller).await?;
    let used = use_code(caller.backend(), tx.conn(), again.owner(), Which::Confirmed, code).await?;
    again.finish(tx, used, Problem::WrongCode).await
}

/// Asks for one of the caller's passkeys.
///
/// # Errors
/// `Invalid` on `passkey` where the installation can have none.
pub async fn begin_step_up(caller: &Caller) -> Done<Ceremony> {
    let mut tx = caller.visitor.begin().await?;
    let purpose = Purpose::StepUp(caller.session.0);
    let owner = Some((caller.me.firm, caller.me.user));
    let ceremony = ask(caller.backend(), tx.conn(), purpose, owner).await?;
    tx.commit_unlogged(Unlogged::FactorBegun).await?;
    Ok(ceremony)
}

/// Takes a passkey's answer instead of a code. Permission: the session's owner.
///
/// # Errors
/// `Invalid` on `passkey` for an answer that is wrong, too late, or was given without asking its owner; else as [`step_up`].
pub async fn step_up_with_passkey(caller: &Caller, answer: &CeremonyAnswer) -> Done<Option<Renewed>> {
    let mut tx = caller.visitor.begin().await?;
    let again = Again::take(&mut tx, caller).await?;
    let purpose = Purpose::StepUp(caller.session.0);
    let proven = prove(caller.backend(), tx.conn(), purpose, again.owner(), answer).await?;
    again.finish(tx, proven, Problem::PasskeyNotAccepted).await
}

/// A factor that is about to be compared, in a session.
struct Again<'a> {
    caller: &'a Caller,
    taken: Try,
}

impl<'a> Again<'a> {
    /// Takes a try, before anything is compared.
    async fn take(tx: &mut AuthTx, caller: &'a Caller) -> Done<Self> {
        let open: Option<bool> = sqlx::query_scalar(
            "select app.has_second_factor(firm_id, id) from users where firm_id = $1 and id = $2 and active",
        )
        .bind(caller.me.firm.0)
        .bind(caller.me.user.0)
        .fetch_optional(tx.conn())
        .await?;
        if open != Some(true) {
            return Err(Error::NotSignedIn.into());
        }
        let key = AccountKey::of(caller.backend(), &caller.me.email);
        let taken = Counter::of(caller.backend(), &key, caller.visitor.device.as_deref())
            .take(tx.conn(), true)
            .await?;
        Ok(Self { caller, taken })
    }

    fn owner(&self) -> (FirmId, UserId) {
        (self.caller.me.firm, self.caller.me.user)
    }

    /// Counts it as wrong, or notes with the session that it was given now and renews it; in the log too.
    async fn finish(self, mut tx: AuthTx, given: Result<(), Refusal>, wrong: Problem) -> Done<Option<Renewed>> {
        let caller = self.caller;
        let account = Account {
            firm: caller.me.firm,
            user: caller.me.user,
            proven: true,
            session: Some(caller.session),
        };
        if let Err(why) = given {
            self.taken.note_lock(caller.backend(), &mut tx, account).await?;
            tx.commit(account, Event::StepUpRefused { why }).await?;
            return Err(self.taken.refusal(field_of(why), wrong).into());
        }
        self.taken.forget(tx.conn()).await?;
        let renewed = session::step_up(tx.conn(), caller).await?;
        tx.commit(account, Event::SteppedUp).await?;
        Ok(renewed)
    }
}
