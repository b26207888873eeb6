//! The console of a firm's administrators: its people, their sessions, the firm's rules.

use serde::{Deserialize, Serialize};

use crate::ids::UserId;
use crate::sessions::Sessions;
use crate::{Role, Timestamp};

/// Hours that a session on a device that nobody trusts may last at most, least and most.
pub const UNTRUSTED_HOURS: core::ops::RangeInclusive<u16> = 1..=12;
/// Days that a session on a trusted device may last at most, least and most.
pub const TRUSTED_DAYS: core::ops::RangeInclusive<u16> = 1..=7;
/// The most networks that a console may be opened from.
pub const NETWORKS_MAX: u32 = 50;

/// Where the checkpoints of a firm's logs are mailed to, once a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckpointMail {
    /// To everybody who administers the firm.
    #[default]
    Administrators,
    /// To one address, of whomever.
    Address,
    /// Nowhere.
    Off,
}

impl CheckpointMail {
    /// Every choice, in the order of lists.
    pub const ALL: [Self; 3] = [Self::Administrators, Self::Address, Self::Off];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrators => "administrators",
            Self::Address => "address",
            Self::Off => "off",
        }
    }

    /// Reads what [`CheckpointMail::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

/// Somebody of the firm, as its administrators see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// The person.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// Whether their account is open.
    pub active: bool,
    /// Whether they have set up a second factor.
    pub second_factor: bool,
    /// When they last signed in, at the office or at the console.
    pub last_sign_in: Option<Timestamp>,
    /// How many of their sessions live.
    pub sessions: u32,
    /// Whether it is the reader.
    pub myself: bool,
}

/// Somebody's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPage {
    /// Who it is.
    pub person: PersonRow,
    /// Where they are signed in, and what they trust.
    pub sessions: Sessions,
}

/// The rules that the firm works by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoliciesPage {
    /// The longest session on a device that nobody trusts, in hours.
    pub untrusted_hours: u16,
    /// The longest session on a trusted device, in days.
    pub trusted_days: u16,
    /// Whether everybody signs in with a passkey.
    pub passkey_required: bool,
    /// Whether this installation can have passkeys.
    pub passkeys_possible: bool,
    /// Where the firm's days begin and end.
    pub time_zone: String,
    /// Where they could: the names that the database knows.
    pub time_zones: Vec<String>,
    /// From where the console opens; from anywhere where it is empty.
    pub networks: Vec<String>,
    /// From where the reader asks.
    pub own_address: Option<String>,
    /// Where checkpoints of the logs are mailed to.
    pub checkpoint_mail: CheckpointMail,
    /// To which address, where it is one.
    pub checkpoint_address: Option<String>,
}

/// New rules for sessions and days, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoliciesForm {
    /// The longest session on a device that nobody trusts, in hours.
    pub untrusted_hours: u16,
    /// The longest session on a trusted device, in days.
    pub trusted_days: u16,
    /// Whether everybody signs in with a passkey.
    #[serde(default)]
    pub passkey_required: bool,
    /// Where the firm's days begin and end.
    pub time_zone: String,
}
