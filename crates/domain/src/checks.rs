//! The promises and the state of their checks.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::attack::AttackReport;
use crate::proof::ProofRun;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The promise held.
    Held,
    /// It did not.
    Broken,
    /// The check has not run yet on this installation.
    NotRun,
}

/// One promise and its last live check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckReport {
    /// The promise's name for ever, such as `S4`.
    pub promise: String,
    /// The check's name, such as `S4.sign_out`.
    pub check: String,
    /// How it ended.
    pub outcome: Outcome,
    /// When it last ran.
    pub at: Option<Timestamp>,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// What was tried, counted: attempts that a broken promise would have let through.
    pub attempts: u32,
    /// What exactly was seen; empty for strangers.
    pub detail: String,
}

/// The public security page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityPage {
    /// Every check, in the order of the promises.
    pub reports: Vec<CheckReport>,
    /// Whether a result is older than 26 hours: what held then is not known to hold.
    pub late: bool,
    /// Whether the reader sees detail and may run the checks.
    pub administrator: bool,
    /// The attack on the isolation, in figures.
    pub attack: AttackReport,
    /// The last proof of the logs, in figures, once there was one.
    pub proof: Option<ProofRun>,
}
