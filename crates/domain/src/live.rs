//! What an event stream tells: ids only. Whoever hears it asks again, and sees what the rules let them see.

use serde::{Deserialize, Serialize};

use crate::ids::CaseId;

/// When a page was drawn, in milliseconds since 1970, by the server's clock. Says nothing of anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Drawn(pub u64);

/// A message on the stream of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum LiveEvent {
    /// Something happened in a case of the caller.
    Case {
        /// The case.
        case: CaseId,
    },
    /// Something happened in the firm that belongs to no case.
    Firm,
    /// Anything may have changed, or be the reader's to see no more: look at all of it again.
    Again,
    /// The session is over; ask for its state.
    SessionEnded,
}
