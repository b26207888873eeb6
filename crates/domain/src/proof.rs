//! The proof of the logs (promise L6), in figures: sums over all logs of the installation, and nothing of any one of them.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// What the last proof of all logs came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofRun {
    /// When.
    pub at: Timestamp,
    /// How many logs there are: one for each firm and house, one for each console.
    pub logs: u64,
    /// Entries that were hashed again and compared with what was kept.
    pub entries: u64,
    /// Of them, those that a signed checkpoint covers.
    pub proven: u64,
    /// What was found wrong.
    pub wrong: u64,
    /// Changes of a log that was made for it, each of which was found; 0 where the proof did not get as far.
    pub drilled: u64,
}
