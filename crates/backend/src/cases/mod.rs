//! Cases. Which of them exist for a caller, the database decides by assignment.

mod change;
mod dashboard;
mod open;
mod page;
mod parties;
mod reading;
mod team;

pub use change::change;
pub use dashboard::dashboard;
pub use open::open;
pub use page::page;
pub use parties::{remove as remove_party, save as save_party};
pub use team::{assign, unassign};

pub(crate) use change::difference;
pub(crate) use dashboard::search_cases;
pub(crate) use reading::read_before;
