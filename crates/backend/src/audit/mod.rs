//! Reading the log.

mod page;

pub use page::{page, timeline};

pub(crate) use page::read;
