//! The live checks: each tries to break one promise on the running installation, and says what it saw.
//!
//! What needs rows makes them in a transaction that rolls back: see [`ground`]. Nothing of a check stays but its result.
//! Where a check acts as the product does, it runs the product's own code: a copied statement would keep the condition that the
//! product has lost.

mod access;
mod accounts;
mod assignment;
mod case_file;
mod catalogue;
mod console;
mod drafts;
mod erasure;
mod export;
mod factors;
mod fresh;
mod ground;
mod isolation;
mod limits;
mod log;
mod one_commit;
mod operators;
mod passkeys;
mod permissions;
mod proof;
mod records;
mod retention;
mod secrets;
mod signing;
mod store;
mod support;
mod trust;
mod walls;

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

pub(crate) use records::{keep_report, page_with_detail, report};
pub use records::{page, run_all, run_by, run_of};

use domain::{Error, Timestamp};
use time::OffsetDateTime;
use tokio::sync::Mutex;

use crate::Backend;
use crate::failure::{Done, Failure};

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

/// What a check costs those who are at work meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Nobody notices it.
    Light,
    /// It takes every processor for some seconds: the attack does.
    Heavy,
}

/// What most checks may take: far longer than any does, and short of a night.
pub const MAY_TAKE: Duration = Duration::from_hours(1);

/// One check of one promise.
pub struct Check {
    /// The promise's name for ever, such as `S4`.
    pub promise: &'static str,
    /// The check's name, such as `S4.sign_out`.
    pub name: &'static str,
    /// What it costs those who are at work meanwhile.
    pub weight: Weight,
    /// After how long it counts as broken because it does not come to its end.
    pub may_take: Duration,
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
    /// Held by a run: they come one after the other, because the checks have one connection.
    turn: Mutex<()>,
    /// Since when they are run by themselves, once they are.
    expected_since: OnceLock<Timestamp>,
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

    /// Says that from now on the checks are run here every 24 hours: one that has no result by then alerts. Once; a second call changes nothing.
    pub fn expect_checks(&self) {
        let _first = self.checks.expected_since.set(self.now());
    }

    /// Which checks are run here by themselves, and since when; none where nobody runs them.
    pub(crate) fn expected_checks(&self) -> (Vec<&'static str>, Option<OffsetDateTime>) {
        let Some(since) = self.checks.expected_since.get() else {
            return (Vec::new(), None);
        };
        let known = self.all_checks().iter().map(|check| check.name).collect();
        let since = OffsetDateTime::from_unix_timestamp_nanos(i128::from(since.0) * 1_000_000);
        (known, since.ok())
    }

    pub(crate) fn all_checks(&self) -> Vec<&Check> {
        let mut all: Vec<&Check> = own().iter().collect();
        all.extend(self.checks.edge());
        all.sort_by_key(|check| check.name);
        all
    }
}

macro_rules! checks {
    ($($promise:literal, $name:expr => $run:path;)+) => {
        vec![$(Check { promise: $promise, name: $name, weight: Weight::Light, may_take: MAY_TAKE, run: Box::new(|backend| Box::pin($run(backend))) }),+]
    };
}

fn own() -> &'static [Check] {
    static OWN: OnceLock<Vec<Check>> = OnceLock::new();
    OWN.get_or_init(|| {
        checks! {
            "D1", "D1.once" => signing::a_link_signs_once;
            "D2", "D2.case_file" => case_file::every_event_is_in_the_case;
            "I1", "I1.catalogue" => catalogue::isolation_is_as_recorded;
            "I1", "I1.forced" => isolation::every_table_is_forced;
            "I1", "I1.nobody" => isolation::nobody_sees_nothing;
            "I1", "I1.role" => isolation::the_role_is_weak;
            "I2", "I2.bytes" => assignment::strangers_get_no_bytes;
            "I2", "I2.counts" => assignment::strangers_are_told_no_number;
            "I2", "I2.events" => assignment::strangers_hear_nothing;
            "I2", "I2.glass" => walls::glass_opens_one_case_for_a_while;
            "I2", "I2.rows" => isolation::strangers_see_no_case;
            "I2", "I2.search" => assignment::strangers_find_nothing;
            "I2", "I2.walls" => walls::a_walled_partner_is_kept_out;
            "I3", "I3.acts" => permissions::every_role_does_what_the_table_says;
            "I3", "I3.roles" => permissions::nobody_else_changes_a_role;
            "I3", "I3.table" => permissions::the_table_is_the_programs;
            "I4", "I4.apart" => console::the_two_places_are_apart;
            "I4", "I4.idle" => console::idle_sessions_see_nobody;
            "I4", "I4.operators" => operators::operators_reach_no_firm;
            "I5", "I5.granted" => support::a_grant_opens_one_case_for_a_while;
            "I5", "I5.nothing" => support::an_operator_reads_nothing;
            "K2", "K2.sealed" => secrets::secrets_are_sealed;
            "K2", "K2.store" => store::the_store_holds_ciphertext;
            "L1", "L1.atomic" => one_commit::an_action_and_its_entry_are_one;
            "L1", "L1.numbers" => log::numbers_have_no_gap;
            "L2", "L2.append_only" => log::nobody_changes_the_log;
            "L3", "L3.separate" => console::the_logs_are_separate;
            "L4", "L4.kept" => retention::the_log_is_kept_for_seven_years;
            "L5", "L5.export" => export::a_file_holds_what_its_reader_may_read;
            "L6", "L6.proven" => proof::the_log_is_as_it_was_signed;
            "L7", "L7.erased" => erasure::what_was_erased_does_not_open;
            "R5", fresh::CHECK => fresh::every_check_has_a_result_of_the_day;
            "S1", "S1.once" => factors::a_code_works_once;
            "S1", "S1.passkey" => factors::a_firm_that_asks_for_passkeys_gets_them;
            "S1", "S1.recovery" => factors::a_recovery_code_works_once;
            "S10", "S10.once" => passkeys::a_ceremony_counts_once;
            "S11", "S11.two" => factors::a_lost_factor_takes_two_and_a_day;
            "S12", "S12.sealed" => drafts::half_a_key_is_its_owners;
            "S2", "S2.death" => trust::trust_dies_with_what_it_rests_on;
            "S2", "S2.factor" => trust::trust_alone_signs_nobody_in;
            "S2", "S2.limits" => trust::nothing_outlasts_its_limit;
            "S3", "S3.idle" => access::idle_sessions_see_nothing;
            "S4", "S4.elsewhere" => trust::the_loser_is_told_from_where;
            "S4", "S4.one" => access::one_live_session;
            "S4", "S4.renewed" => access::a_copy_ends_with_a_step_up;
            "S4", "S4.sign_out" => access::signed_out_sees_nothing;
            "S5", "S5.lock" => limits::five_failures_lock;
            "S6", "S6.minute" => limits::the_eleventh_waits;
            "S7", "S7.once" => limits::a_proof_counts_once;
            "S8", "S8.argon2" => secrets::passwords_are_argon2id;
            "S8", "S8.same_answer" => accounts::nobody_learns_which_exist;
        }
    })
}

/// Turns a failure of the check itself into words: a check that can't run does not hold.
pub(crate) fn cannot(error: impl core::fmt::Display) -> String {
    format!("the check could not run: {error}")
}

/// That what was tried was refused with this answer, and not for another reason.
pub(crate) fn refused<T>(what: &str, done: Done<T>, with: &Error) -> Result<(), String> {
    match done {
        Err(Failure::Refused(error)) if error == *with => Ok(()),
        Err(error) => Err(format!("{what}: refused for another reason: {error}")),
        Ok(_) => Err(format!("{what} was not refused")),
    }
}
