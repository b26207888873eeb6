//! Legal holds: while one stands on a case, nobody in the case is erased.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A legal hold on a case. Those on the case see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Who placed it.
    pub placed_by: String,
    /// When.
    pub placed_at: Timestamp,
    /// Why.
    pub reason: String,
}
