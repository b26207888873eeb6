//! Who may not see a case whatever their role, and who sees one for a while without being assigned to it.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::ids::{GlassId, UserId};

/// An ethical wall: somebody of the firm who is kept from a case. They are told nothing of it; those on the case see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wall {
    /// Who is walled off.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Who raised it.
    pub raised_by: String,
    /// When.
    pub raised_at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Access that somebody took for themselves, for a reason that those on the case read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenGlass {
    /// The access.
    pub id: GlassId,
    /// Who has it.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Why they took it.
    pub reason: String,
    /// When it ends by itself.
    pub until: Timestamp,
}
