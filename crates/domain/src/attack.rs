//! The attack on the isolation (promise I6): what was tried by whom it must not work for, and what got through.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::checks::{CheckReport, Outcome};

/// How much is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttackForm {
    /// Every case that somebody thought of, once: with the checks, at every start and every night.
    Short,
    /// As much as was asked for at the terminal, generated from a seed.
    Long,
}

impl AttackForm {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Short, Self::Long];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
        }
    }

    /// Reads what [`AttackForm::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// Something that got through: who got it, by what, and what it was. Enough to do it again; no secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Leak {
    /// As whom, such as "another firm's administrator".
    pub who: String,
    /// The request or statement.
    pub by: String,
    /// What they got, changed or could tell.
    pub what: String,
}

/// A run that came to its end, in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttackRun {
    /// How much was tried.
    pub form: AttackForm,
    /// What the generated part was generated from: the same seed tries the same.
    pub seed: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Timestamp,
    /// HTTP requests that were answered.
    pub http: u32,
    /// SQL statements that were run as a role of the application.
    pub sql: u32,
    /// Requests that the limit of signing in held back; they count as nothing tried.
    pub held_back: u32,
    /// Server functions and routes that were asked.
    pub endpoints: u32,
    /// How many got through.
    pub leaked: u32,
    /// Which, the first of them; empty for strangers.
    pub leaks: Vec<Leak>,
}

impl AttackRun {
    /// The most leaks that are kept with a run. Their number is kept whatever it is.
    pub const LEAKS_KEPT: usize = 100;

    /// How long it took, in seconds.
    pub const fn seconds(&self) -> i64 {
        (self.finished_at.0 - self.started_at.0) / 1000
    }
}

/// The attack, as a page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttackReport {
    /// Whether one is under way.
    pub running: bool,
    /// The last run of each form, the latest first.
    pub last: Vec<AttackRun>,
}

impl AttackReport {
    /// Whether what was tried last came to no end: the check is broken, and not by what these runs found, or long after the last of them. What
    /// the others showed proves nothing then.
    pub fn is_unfinished(&self, reports: &[CheckReport]) -> bool {
        let found = self.last.iter().any(|run| run.leaked > 0);
        let ended = self.last.iter().map(|run| run.finished_at.0).max();
        let later = |at: Timestamp| ended.is_some_and(|ended| at.0 > ended + Self::KEPT_WITHIN_MS);
        let broken = |report: &&CheckReport| report.promise == "I6" && report.outcome == Outcome::Broken;
        let mut broken = reports.iter().filter(broken);
        broken.any(|report| !found || report.at.is_some_and(later))
    }

    /// How long after a run its result is kept at the latest, in milliseconds: its accounts are closed first.
    const KEPT_WITHIN_MS: i64 = 60_000;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for form in AttackForm::ALL {
            assert_eq!(AttackForm::from_name(form.name()), Some(form));
        }
        assert_eq!(AttackForm::from_name("half"), None);
    }

    #[test]
    fn i6_figures_of_before_prove_nothing_where_the_last_attack_came_to_no_end() {
        let run = |leaked| AttackRun {
            form: AttackForm::Short,
            seed: 7,
            started_at: Timestamp(0),
            finished_at: Timestamp(9_000),
            http: 900,
            sql: 600,
            held_back: 2,
            endpoints: 150,
            leaked,
            leaks: Vec::new(),
        };
        let report = |leaked| AttackReport {
            running: false,
            last: vec![run(leaked)],
        };
        let check = |promise: &str, outcome| CheckReport {
            promise: promise.to_owned(),
            check: format!("{promise}.attack"),
            outcome,
            at: None,
            took_ms: 0,
            attempts: 0,
            detail: String::new(),
        };
        assert!(report(0).is_unfinished(&[check("I6", Outcome::Broken)]));
        assert!(!report(0).is_unfinished(&[check("I6", Outcome::Held), check("I5", Outcome::Broken)]));
        let much_later = CheckReport {
            at: Some(Timestamp(100_000)),
            ..check("I6", Outcome::Broken)
        };
        assert!(report(1).is_unfinished(&[much_later]));
        // What got through is said by its own figures.
        assert!(!report(1).is_unfinished(&[check("I6", Outcome::Broken)]));
    }
}
