//! Parties: who takes part in a case.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, PartyId};

/// In what part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyRole {
    /// Whom the firm acts for.
    #[default]
    Client,
    /// The other side.
    Opposing,
    /// The other side's counsel.
    OpposingCounsel,
    /// A witness.
    Witness,
    /// A court or an authority.
    Authority,
    /// Anybody else.
    Other,
}

impl PartyRole {
    /// Every part, in the order of lists.
    pub const ALL: [Self; 6] = [
        Self::Client,
        Self::Opposing,
        Self::OpposingCounsel,
        Self::Witness,
        Self::Authority,
        Self::Other,
    ];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Opposing => "opposing",
            Self::OpposingCounsel => "opposing_counsel",
            Self::Witness => "witness",
            Self::Authority => "authority",
            Self::Other => "other",
        }
    }

    /// Reads what [`PartyRole::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Somebody who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The party.
    pub id: PartyId,
    /// In what part.
    pub role: PartyRole,
    /// Name of the person or body.
    pub name: String,
    /// Mail address, may be empty.
    pub email: String,
    /// Phone number, may be empty.
    pub phone: String,
    /// Counts changes.
    pub version: i32,
}

/// A party as typed: new where `id` is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyForm {
    /// The case.
    pub case: CaseId,
    /// The party to change.
    #[serde(default)]
    pub id: Option<PartyId>,
    /// The version that the change was made on.
    #[serde(default)]
    pub version: i32,
    /// In what part.
    pub role: PartyRole,
    /// Name of the person or body.
    pub name: String,
    /// Mail address.
    #[serde(default)]
    pub email: String,
    /// Phone number.
    #[serde(default)]
    pub phone: String,
}
