//! The live checks: each tries to break one promise on the running installation, and says what it saw.
//!
//! What needs rows makes them in a transaction that rolls back: see [`ground`]. Nothing of a check stays but its result.

mod access;
mod ground;
mod isolation;
mod log;
mod records;
mod secrets;
mod signing;

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;

pub use records::{page, run_all, run_by};

use crate::Backend;

/// What a check saw when the promise held.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Attempts that a broken promise would have let through.
    pub attempts: u32,
    /// What exactly was seen.
    pub detail: String,
}

/// Held with what was seen, or broken with why.
pub type Verdict = Result<Seen, String>;

/// A verdict on its way.
pub type Running<'a> = Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;

/// One check of one promise.
pub struct Check {
    /// The promise's name for ever, such as `S4`.
    pub promise: &'static str,
    /// The check's name, such as `S4.sign_out`.
    pub name: &'static str,
    /// Tries to break it.
    pub run: Box<dyn for<'a> Fn(&'a Backend) -> Running<'a> + Send + Sync>,
}

impl core::fmt::Debug for Check {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name)
    }
}

/// Every check of an installation: those of this crate, then those of the edge. Put together once, at start-up.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    edge: OnceLock<Vec<Check>>,
}

impl Registry {
    fn edge(&self) -> &[Check] {
        self.edge.get().map_or(&[], Vec::as_slice)
    }
}

impl Backend {
    /// Adds the checks of the edge, which only the server can make. Once; a second call changes nothing.
    pub fn add_edge_checks(&self, checks: Vec<Check>) {
        let _first = self.checks.edge.set(checks);
    }

    pub(crate) fn all_checks(&self) -> Vec<&Check> {
        let mut all: Vec<&Check> = own().iter().collect();
        all.extend(self.checks.edge());
        all.sort_by_key(|check| check.name);
        all
    }
}

macro_rules! checks {
    ($($promise:literal, $name:literal => $run:path;)+) => {
        vec![$(Check { promise: $promise, name: $name, run: Box::new(|backend| Box::pin($run(backend))) }),+]
    };
}

fn own() -> &'static [Check] {
    static OWN: OnceLock<Vec<Check>> = OnceLock::new();
    OWN.get_or_init(|| {
        checks! {
            "D1", "D1.once" => signing::a_link_signs_once;
            "I1", "I1.forced" => isolation::every_table_is_forced;
            "I1", "I1.nobody" => isolation::nobody_sees_nothing;
            "I1", "I1.role" => isolation::the_role_is_weak;
            "I2", "I2.rows" => isolation::strangers_see_no_case;
            "K2", "K2.sealed" => secrets::sealed_values_stay_shut;
            "K2", "K2.store" => secrets::the_store_holds_ciphertext;
            "L1", "L1.numbers" => log::numbers_have_no_gap;
            "L2", "L2.append_only" => log::nobody_changes_the_log;
            "S1", "S1.once" => access::a_code_works_once;
            "S3", "S3.idle" => access::idle_sessions_see_nothing;
            "S4", "S4.one" => access::one_live_session;
            "S4", "S4.sign_out" => access::signed_out_sees_nothing;
            "S8", "S8.argon2" => secrets::passwords_are_argon2id;
        }
    })
}

/// Turns a failure of the check itself into words: a check that can't run does not hold.
pub(crate) fn cannot(error: impl core::fmt::Display) -> String {
    format!("the check could not run: {error}")
}
