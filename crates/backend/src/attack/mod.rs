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
use domain::error::Conflict;
use vault::random;

use crate::Backend;
use crate::caller::AtTheConsole;
use crate::checks::Verdict;
use crate::console;
use crate::failure::{Done, Failure, conflict};

pub use dice::Dice;
pub use ground::{Asks, Attacker, Belongings, Ground, Hidden, Marks, Secret, Side, Things};
pub use runs::keep;
pub use tally::Tally;

pub(crate) use runs::report;

/// The check that stands for it on the page of promises.
pub const CHECK: &str = "I6.attack";

/// How long a run that is under way is waited for by a check: longer than the long form takes.
const OTHER_MAY_TAKE: Duration = Duration::from_mins(30);

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
        match attack(orders, tally).await {
            Ok(run) => {
                keep(self, &run).await?;
                Ok(run)
            }
            Err(Hindrance::Busy) => Err(Hindrance::Busy),
            // Whoever asked for it: a promise that can't be tried is not held.
            Err(why) => {
                runs::keep_broken(self, &format!("the attack did not come to its end: {why}")).await?;
                Err(why)
            }
        }
    }

    /// The check of promise I6: the short form now; while another is under way, what comes of that one, and of no earlier one.
    pub async fn check_by_attack(&self) -> Verdict {
        let since = self.now();
        match self.attack(Orders::short(), Arc::default()).await {
            Ok(run) => runs::standing(self, &run).await.map_err(|error| error.to_string())?,
            Err(Hindrance::Busy) => {
                for _ in 0..OTHER_MAY_TAKE.as_secs() {
                    let run = runs::latest(self).await.map_err(|error| error.to_string())?;
                    if let Some(run) = run.filter(|run| run.finished_at >= since) {
                        return runs::standing(self, &run).await.map_err(|error| error.to_string())?;
                    }
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                Err("another attack does not come to its end".to_owned())
            }
            Err(error) => Err(format!("the attack did not come to its end: {error}")),
        }
    }
}

/// Runs the short form now and answers with the page of checks. Stands in the console's log, also where it did not come to its end: the check is
/// broken then. Permission: [`Permission::RunChecks`].
///
/// # Errors
/// `Conflict(AttackUnderWay)` where somebody has begun before; `Conflict(AttackUnfinished)` where it did not come to its end; `NotSignedIn`,
/// `Forbidden`.
pub async fn run_by(at: &AtTheConsole) -> Done<SecurityPage> {
    let mut tx = at.begin().await?;
    tx.may(Permission::RunChecks).await?;
    drop(tx);
    // On a task of its own: whoever leaves the page leaves no attack behind that was cut off half-way.
    let theirs = at.clone();
    let underway = tokio::spawn(async move {
        let backend = &theirs.caller.visitor.backend;
        let (held, refusal) = match backend.attack(Orders::short(), Arc::default()).await {
            Ok(run) => (run.leaked == 0, None),
            Err(Hindrance::Busy) => return Err(conflict(Conflict::AttackUnderWay)),
            // What was in its way stands with the check.
            Err(error) => {
                tracing::error!(%error, "the attack did not come to its end");
                (false, Some(conflict(Conflict::AttackUnfinished)))
            }
        };
        let event = Event::ChecksRun {
            held: u32::from(held),
            broken: u32::from(!held),
        };
        theirs.begin().await?.commit(event).await?;
        refusal.map_or(Ok(()), Err)
    });
    underway.await.map_err(|error| Failure::broken(error.to_string()))??;
    console::checks(at).await
}
