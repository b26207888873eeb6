//! Reading the log.

mod opening;
mod page;
mod sealing;

pub use page::{page, timeline};

pub(crate) use opening::{Kept, Opened};
pub(crate) use page::{LOG_OF_THE_CONSOLE, LOG_OF_THE_FIRM, describe, read};
pub(crate) use sealing::{Actor, Sealed, Sealing, Speaker, bare};
