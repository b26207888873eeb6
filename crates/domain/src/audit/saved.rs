//! Filters that people keep.

use serde::{Deserialize, Serialize};

use super::LogFilter;
use crate::ids::SavedFilterId;

/// A filter under a name that its owner gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFilter {
    /// The row.
    pub id: SavedFilterId,
    /// What its owner calls it.
    pub name: String,
    /// What it narrows by.
    pub filter: LogFilter,
}

impl SavedFilter {
    /// The most that a person keeps of each log. The table has room for no more.
    pub const MOST: u32 = 20;
    /// The longest name, in characters.
    pub const NAME_MAX: u32 = 60;
}
