//! Cases. Which of them exist for a caller, the database decides by assignment.

mod change;
mod dashboard;
mod glass;
mod hold;
mod holds;
mod open;
mod page;
mod parties;
mod reading;
mod team;
mod walls;

pub use change::change;
pub use dashboard::dashboard;
pub use glass::{break_glass, end_glass};
pub use holds::{lift_hold, place_hold};
pub use open::open;
pub use page::page;
pub use parties::{remove as remove_party, save as save_party};
pub use team::{assign, name_responsible, unassign};
pub use walls::{lift_wall, raise_wall};

pub(crate) use change::difference;
pub(crate) use dashboard::search_cases;
pub(crate) use glass::{Opened, open as open_by_glass};
pub(crate) use reading::log_reading;
pub(crate) use walls::raise as raise_wall_by;
