//! Entries as they are read.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::Timestamp;
use crate::origin::AddressSource;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// Somebody of the firm.
    User,
    /// A signer.
    Signer,
    /// The product itself.
    Server,
    /// Somebody who has not proven who they are.
    Stranger,
}

impl ActorKind {
    /// Reads the stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "user" => Some(Self::User),
            "signer" => Some(Self::Signer),
            "server" => Some(Self::Server),
            "stranger" => Some(Self::Stranger),
            _ => None,
        }
    }
}

/// An entry as it is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// The entry's number within the firm: 1, 2, 3 without a gap.
    pub number: i64,
    /// When, by the database's clock.
    pub at: Timestamp,
    /// What kind of actor.
    pub actor_kind: ActorKind,
    /// The actor's name as it was then.
    pub actor: String,
    /// What happened.
    pub event: Event,
    /// The case's number, if the entry belongs to a case.
    pub case_number: Option<String>,
    /// The address, if there was a request.
    pub address: Option<String>,
    /// How the address is known.
    pub address_source: AddressSource,
    /// Browser and system, as they said.
    pub device: String,
}
