//! Failed sign-ins (promise S5): the fifth locks the account for 15 minutes, from the third on a human has to be proven. Counted for
//! addresses that nobody has as well, so that a lock tells nothing.

use domain::audit::Event;
use domain::error::FieldError;
use domain::{Error, Problem};
use vault::keyed;

use super::device::Device;
use crate::Backend;
use crate::database::{Account, AuthTx, Conn};
use crate::failure::Done;
use crate::letters::{self, Notice};

/// Failures that lock.
pub(crate) const TRIES: i32 = 5;
/// Failures after which a human has to be proven.
pub(crate) const UNPROVEN_TRIES: i32 = 3;
/// Seconds for which a lock lasts.
pub(crate) const LOCK_SECONDS: u32 = 15 * 60;

/// A mail address, as what fails with it is counted: it says nothing without the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccountKey([u8; 32]);

impl AccountKey {
    /// Of the stored address where there is an account: the database holds more spellings for the same than we do, and each would
    /// be counted by itself.
    pub(crate) fn of(backend: &Backend, email: &str) -> Self {
        let normal = email.trim().to_lowercase();
        Self(keyed::name(&backend.rate_limit, "account", &[normal.as_bytes()]))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// What counts the failures of one account: for everybody together, or for one device that its owner has signed in from.
#[derive(Clone, Debug)]
pub(crate) struct Counter {
    key: [u8; 32],
    known_device: bool,
}

/// A try that was taken: failed, unless it is given back.
#[derive(Debug)]
#[must_use]
pub(crate) struct Try {
    counter: Counter,
    failures: i32,
}

impl Counter {
    /// The counter for somebody who shows this device, or none.
    pub(crate) fn of(backend: &Backend, account: &AccountKey, device: Option<&Device>) -> Self {
        match device.filter(|device| device.knows(account)) {
            Some(device) => Self {
                key: keyed::name(&backend.rate_limit, "device", &[account.bytes(), device.id()]),
                known_device: true,
            },
            None => Self {
                key: *account.bytes(),
                known_device: false,
            },
        }
    }

    /// Takes a try before anything is compared. One upsert: of many at once no more get one than may fail.
    ///
    /// # Errors
    /// `Locked`; or `Invalid` on `captcha` where a human has to be proven and was not.
    pub(crate) async fn take(self, conn: &mut Conn, human: bool) -> Done<Try> {
        let (failures, wait): (i32, i32) =
            sqlx::query_as("select failures, wait from app.take_try($1, $2, $3, $4, make_interval(secs => $5))")
                .bind(self.key.as_slice())
                .bind(human)
                .bind(UNPROVEN_TRIES)
                .bind(TRIES)
                .bind(f64::from(LOCK_SECONDS))
                .fetch_one(conn)
                .await?;
        match (failures, u32::try_from(wait).unwrap_or_default()) {
            (0, 0) => Err(Error::invalid("captcha", Problem::CaptchaNeeded).into()),
            (0, retry_after) => Err(Error::Locked { retry_after }.into()),
            _ => Ok(Try {
                counter: self,
                failures,
            }),
        }
    }
}

impl Try {
    /// It did not fail, though nobody has signed in yet.
    pub(crate) async fn give_back(&self, conn: &mut Conn) -> Done<()> {
        sqlx::query("select app.give_try_back($1, $2)")
            .bind(self.counter.key.as_slice())
            .bind(TRIES)
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Somebody has signed in: what failed before is forgotten.
    pub(crate) async fn forget(self, conn: &mut Conn) -> Done<()> {
        sqlx::query("select app.forget_failures($1)")
            .bind(self.counter.key.as_slice())
            .execute(conn)
            .await?;
        Ok(())
    }

    /// What whoever failed is told: what was wrong; or that this locked.
    pub(crate) fn refusal(&self, field: &str, problem: Problem) -> Error {
        if self.failures >= TRIES {
            Error::Locked {
                retry_after: LOCK_SECONDS,
            }
        } else {
            Error::invalid(field, problem)
        }
    }

    /// The same with a form that can prove a human, which is told when that comes next.
    pub(crate) fn refusal_of_a_password(&self, field: &str, problem: Problem) -> Error {
        let wrong = |field: &str, problem| FieldError {
            field: field.to_owned(),
            problem,
        };
        if (UNPROVEN_TRIES..TRIES).contains(&self.failures) {
            Error::Invalid(vec![wrong(field, problem), wrong("captcha", Problem::CaptchaNeeded)])
        } else {
            self.refusal(field, problem)
        }
    }

    /// Puts the lock that this failure began, if it did, into the log and into a letter to the owner: once a lock, since nobody gets a
    /// further try.
    pub(crate) async fn note_lock(&self, backend: &Backend, tx: &mut AuthTx, account: Account) -> Done<()> {
        if self.failures < TRIES {
            return Ok(());
        }
        let known_device = self.counter.known_device;
        let until = backend.now().plus_seconds(i64::from(LOCK_SECONDS));
        let notice = Notice::Locked { known_device };
        letters::write(backend, tx, account.firm, account.user, &notice).await?;
        tx.append(account, &Event::AccountLocked { until, known_device })
            .await?;
        Ok(())
    }
}
