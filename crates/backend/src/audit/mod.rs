//! Reading the log.

mod page;

pub use page::{page, timeline};

pub(crate) use page::{LOG_OF_THE_CONSOLE, LOG_OF_THE_FIRM, describe, read};
