//! How a sign-in ends, whatever the second factor was: refused, or with a session.

use domain::audit::{Event, Refusal};
use domain::{Error, Problem};

use super::challenge::OpenChallenge;
use super::device::Device;
use super::lockout::{AccountKey, Counter, Try};
use super::session::{self, AfterSignIn, Beginning, SignedIn};
use super::trust::{self, Wish};
use crate::caller::Challenged;
use crate::database::{Account, AuthTx};
use crate::failure::Done;
use crate::letters::{self, Notice};

/// The field of the page that a refused factor stands at.
pub(super) const fn field_of(why: Refusal) -> &'static str {
    match why {
        Refusal::Passkey | Refusal::PasskeyCounter => "passkey",
        _ => "code",
    }
}

/// A second factor that is about to be compared.
pub(super) struct Attempt<'a> {
    challenged: &'a Challenged,
    pub(super) open: OpenChallenge,
    taken: Try,
}

impl<'a> Attempt<'a> {
    /// Takes a try, before anything is compared. In the transaction that answers: whoever tries at the same time queues at the
    /// challenge's row, and a wrong factor counts as it is answered.
    ///
    /// # Errors
    /// `NotSignedIn` when the challenge is over; `Locked`.
    pub(super) async fn take(tx: &mut AuthTx, challenged: &'a Challenged) -> Done<Self> {
        let backend = &challenged.visitor.backend;
        let open = OpenChallenge::find(tx, challenged).await?;
        let account = AccountKey::of(backend, &open.email);
        let taken = Counter::of(backend, &account, challenged.visitor.device.as_deref())
            .take(tx.conn(), true)
            .await?;
        Ok(Self {
            challenged,
            open,
            taken,
        })
    }

    fn account(&self) -> Account {
        Account {
            firm: self.open.firm(),
            user: self.open.user(),
            proven: false,
            session: None,
        }
    }

    /// Counts the factor as wrong, in the log too. Gives what the person is told.
    pub(super) async fn refuse(self, mut tx: AuthTx, why: Refusal, wrong: Problem) -> Done<Error> {
        sqlx::query("update challenges set attempts = attempts + 1 where firm_id = $1 and id = $2")
            .bind(self.open.firm().0)
            .bind(self.challenged.id.0)
            .execute(tx.conn())
            .await?;
        let backend = &self.challenged.visitor.backend;
        self.taken.note_lock(backend, &mut tx, self.account()).await?;
        tx.commit(self.account(), Event::SignInRefused { why }).await?;
        Ok(self.taken.refusal(field_of(why), wrong))
    }

    /// Signs in: uses the challenge up by compare-and-set, forgets what failed, settles whether the device is trusted, and ends the
    /// person's other sessions in the same commit. `event` is told how many.
    ///
    /// # Errors
    /// `NotSignedIn` when the challenge was used meanwhile, or the trust that stood in for the password has ended.
    pub(super) async fn sign_in(self, mut tx: AuthTx, event: impl FnOnce(u32) -> Event) -> Done<SignedIn> {
        let visitor = &self.challenged.visitor;
        let (firm, user) = (self.open.firm(), self.open.user());
        let used: Option<Wish> = sqlx::query_as(
            "update challenges set used_at = app.now() where firm_id = $1 and id = $2 and used_at is null
             returning wishes_trust, trusted_device_id",
        )
        .bind(firm.0)
        .bind(self.challenged.id.0)
        .fetch_optional(tx.conn())
        .await?;
        let wish = used.ok_or(Error::NotSignedIn)?;
        let account = AccountKey::of(&visitor.backend, &self.open.email);
        let device = Device::remembering(visitor.device.as_deref(), &account);
        let proven = Account {
            proven: true,
            ..self.account()
        };
        let known = visitor.device.as_ref().is_some_and(|device| device.knows(&account));
        self.taken.forget(tx.conn()).await?;
        let settled = trust::settle(visitor, tx.conn(), proven, &device, &wish).await?;
        let beginning = Beginning {
            door: visitor.door(),
            firm,
            user,
            standing: settled.standing,
        };
        let begun = session::begin(&visitor.backend, tx.conn(), beginning).await?;
        // Whoever sets the second factor up signs in for the first time: no device is known then.
        if (self.open.confirmed || self.open.recovery().is_some()) && !known {
            letters::write(&visitor.backend, &mut tx, firm, user, &Notice::NewDevice).await?;
        }
        let proven = Account {
            session: Some(begun.session),
            ..proven
        };
        if let Some(event) = settled.event {
            tx.append(proven, &event).await?;
        }
        let needs_passkey: bool = sqlx::query_scalar("select app.needs_passkey($1, $2)")
            .bind(firm.0)
            .bind(user.0)
            .fetch_one(tx.conn())
            .await?;
        tx.commit(proven, event(u32::try_from(begun.ended).unwrap_or(u32::MAX)))
            .await?;
        let mut signed_in = begun.on(&visitor.backend, &device, settled.cookie);
        if needs_passkey {
            signed_in.after = AfterSignIn::AddPasskey;
        }
        Ok(signed_in)
    }
}
