//! How much of a log is no longer in it.

use serde::{Deserialize, Serialize};

/// Up to where a log was archived and removed, as retention does after its years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedUpTo {
    /// The number of the last entry that is gone.
    pub number: i64,
    /// The year that it was of: all entries up to that year's end are gone.
    pub year: i32,
}
