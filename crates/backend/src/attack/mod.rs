//! The attack on the isolation (promise I6): throw-away firms, whoever must not see what is Ana's, and what they try.
//!
//! What is tried over HTTP stands with the router that it is tried on, in the server; what is tried in SQL stands here, in [`sql`]. Why it is
//! done as it is: docs/decisions/0020-the-attack.md.

pub mod apart;
mod dice;
mod ground;
mod runs;
pub mod sql;
mod tally;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::Permission;
use domain::attack::{AttackForm, AttackRun};
use domain::audit::Event;
use domain::checks::SecurityPage;
use vault::random;

use crate::Backend;
use crate::caller::AtTheConsole;
use crate::checks::Verdict;
use crate::console;
use crate::failure::{Done, Failure};

pub use dice::Dice;
pub use ground::{Attacker, Ground, Hidden, Marks, Secret, Side, Things};
pub use runs::keep;
pub use tally::Tally;

pub(crate) use runs::report;

/// The check that stands for it on the page of promises.
pub const CHECK: &str = "I6.attack";

/// How long the first run of an installation is waited for by a check that comes second.
const FIRST_MAY_TAKE: Duration = Duration::from_mins(5);

/// How much is to be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orders {
    /// The name of the amount.
    pub form: AttackForm,
    /// HTTP requests at least. Every case is asked once, whatever stands here.
    pub http: u32,
    /// SQL statements at least.
    pub sql: u32,
    /// What the generated part is generated from.
    pub seed: u32,
}

impl Orders {
    /// The short form, from a seed of chance.
    pub fn short() -> Self {
        Self {
            form: AttackForm::Short,
            http: 0,
            sql: 600,
            seed: u32::from_be_bytes(random::bytes::<4>()),
        }
    }
}

/// Why an attack did not come to its end. It says nothing of the isolation.
#[derive(Debug, thiserror::Error)]
pub enum Hindrance {
    /// Another one is under way.
    #[error("another attack is under way")]
    Busy,
    /// Something can be asked that nobody has thought about how to ask.
    #[error("nothing is tried at: {}", .0.join(", "))]
    Uncovered(Vec<String>),
    /// Ana did not see what is hers, or somebody lost what they tried with: nothing would have been seen.
    #[error("the attack was blind: {0}")]
    Blind(String),
    /// The product itself failed.
    #[error("{0}")]
    Failed(#[from] Failure),
}

impl From<sqlx::Error> for Hindrance {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// A run on its way.
pub type Underway = Pin<Box<dyn Future<Output = Result<AttackRun, Hindrance>> + Send>>;

/// What attacks this installation: the server makes it, which has the router.
pub type Attack = Box<dyn Fn(Orders, Arc<Tally>) -> Underway + Send + Sync>;

/// The one attack of an installation, once the server has made it.
#[derive(Default)]
pub(crate) struct Arsenal {
    attack: OnceLock<Attack>,
}

impl Backend {
    /// Says what attacks this installation. Once; a second call changes nothing.
    pub fn add_attack(&self, attack: Attack) {
        let _first = self.arsenal.attack.set(attack);
    }

    /// Attacks this installation, and keeps what came of it.
    ///
    /// # Errors
    /// [`Hindrance`]: the attack did not come to its end.
    pub async fn attack(&self, orders: Orders, tally: Arc<Tally>) -> Result<AttackRun, Hindrance> {
        let attack = self
            .arsenal
            .attack
            .get()
            .ok_or_else(|| Failure::broken("nothing attacks here"))?;
        let run = attack(orders, tally).await?;
        keep(self, &run).await?;
        Ok(run)
    }

    /// The check of promise I6: the short form now; while another is under way, the last run's figures, or those of the one under way where it
    /// is the first.
    pub async fn check_by_attack(&self) -> Verdict {
        match self.attack(Orders::short(), Arc::default()).await {
            Ok(run) => runs::verdict(&run),
            Err(Hindrance::Busy) => {
                for _ in 0..FIRST_MAY_TAKE.as_secs() {
                    if let Some(run) = runs::latest(self).await.map_err(|error| error.to_string())? {
                        return runs::verdict(&run);
                    }
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                Err("the first attack does not come to its end".to_owned())
            }
            Err(error) => Err(format!("the attack did not come to its end: {error}")),
        }
    }
}

/// Runs the short form now and answers with the page of checks; where one is under way, with the page that says so. Stands in the console's
/// log. Permission: [`Permission::RunChecks`].
///
/// # Errors
/// `NotSignedIn`, `Forbidden`.
pub async fn run_by(at: &AtTheConsole) -> Done<SecurityPage> {
    let mut tx = at.begin().await?;
    tx.may(Permission::RunChecks).await?;
    drop(tx);
    let backend = at.backend();
    match backend.attack(Orders::short(), Arc::default()).await {
        Ok(run) => {
            let event = Event::ChecksRun {
                held: u32::from(run.leaked == 0),
                broken: u32::from(run.leaked > 0),
            };
            at.begin().await?.commit(event).await?;
        }
        Err(Hindrance::Busy) => {}
        Err(Hindrance::Failed(failure)) => return Err(failure),
        Err(error) => {
            // What an administrator can do about it stands with the check, which every run of the checks writes.
            tracing::error!(%error, "the attack did not come to its end");
            runs::keep_broken(backend, &error.to_string()).await?;
        }
    }
    console::checks(at).await
}
