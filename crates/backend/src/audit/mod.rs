//! Reading the log.

mod opening;
mod page;
mod proof;
mod sealing;

pub use page::{page, timeline};
pub use proof::{LogKind, Outside, Proven, VerifiedLog, export, grow_all, run_prover, verifier_key, verify_all};

pub(crate) use opening::{Kept, Opened};
pub(crate) use page::{LOG_OF_THE_CONSOLE, LOG_OF_THE_FIRM, describe, read};
pub(crate) use proof::every_change_is_found;
pub(crate) use sealing::{Actor, Sealed, Sealing, Speaker, bare};
