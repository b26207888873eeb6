//! Where somebody is signed in and which of their devices are trusted: what travels between the pages and the server.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::ids::{SessionId, TrustedDeviceId};
use crate::origin::AddressSource;

/// From where, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The address, where there was a request.
    pub address: Option<String>,
    /// How it is known.
    pub source: AddressSource,
    /// The `User-Agent` header, which says what it likes.
    pub device: String,
}

/// Whom this browser may let in with the second factor alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlockOffer {
    /// The person's name.
    pub name: String,
    /// Until when the browser is trusted.
    pub until: Timestamp,
}

/// Which door a session opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// The office: cases and documents.
    Office,
    /// The firm's administration.
    Admin,
}

impl SessionKind {
    /// Reads the stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "office" => Some(Self::Office),
            "admin" => Some(Self::Admin),
            _ => None,
        }
    }
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HowEnded {
    /// The person signed out.
    SignedOut,
    /// The person signed in elsewhere.
    Elsewhere,
    /// Nothing was done for too long.
    Idle,
    /// It reached the longest time.
    TooOld,
    /// The person got another role.
    RoleChanged,
    /// The account was closed.
    AccountClosed,
    /// The password was changed.
    PasswordChanged,
    /// The person ended it from another session.
    ByOwner,
    /// An administrator ended it.
    ByAdministrator,
    /// What let them in is over: support access.
    SupportOver,
}

impl HowEnded {
    /// Every way.
    pub const ALL: [Self; 10] = [
        Self::SignedOut,
        Self::Elsewhere,
        Self::Idle,
        Self::TooOld,
        Self::RoleChanged,
        Self::AccountClosed,
        Self::PasswordChanged,
        Self::ByOwner,
        Self::ByAdministrator,
        Self::SupportOver,
    ];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Elsewhere => "elsewhere",
            Self::Idle => "idle",
            Self::TooOld => "too_old",
            Self::RoleChanged => "role_changed",
            Self::AccountClosed => "account_closed",
            Self::PasswordChanged => "password_changed",
            Self::ByOwner => "ended_by_owner",
            Self::ByAdministrator => "ended_by_administrator",
            Self::SupportOver => "support_over",
        }
    }

    /// Reads what [`HowEnded::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.name() == name)
    }
}

/// What is ended at once from the page of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// One session.
    Session,
    /// Every session but the one that asks.
    OtherSessions,
    /// The trust in one device.
    Device,
    /// The trust in every device.
    Devices,
}

impl Ending {
    /// As it travels.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::OtherSessions => "other_sessions",
            Self::Device => "device",
            Self::Devices => "devices",
        }
    }
}

/// A session, now or before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionEntry {
    /// Its row.
    pub id: SessionId,
    /// Which door it opens.
    pub kind: SessionKind,
    /// From where it was begun.
    pub place: Place,
    /// When it began.
    pub started: Timestamp,
    /// When something was last done in it.
    pub last_used: Timestamp,
    /// When it ends at the latest, however busy it is.
    pub ends: Timestamp,
    /// How it ended; nothing while it lives.
    pub ended: Option<(HowEnded, Timestamp)>,
    /// Whether it is the one that asks.
    pub mine: bool,
    /// Whether it runs on a device that was trusted.
    pub trusted: bool,
}

/// A device on which the password is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedDevice {
    /// Its row.
    pub id: TrustedDeviceId,
    /// From where it was trusted.
    pub place: Place,
    /// Since when.
    pub since: Timestamp,
    /// When somebody last signed in on it or unlocked it.
    pub last_used: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Whether it is the browser that asks.
    pub here: bool,
}

/// Somebody's sessions and trusted devices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sessions {
    /// Those that live, and those of the last 30 days, the latest first.
    pub sessions: Vec<SessionEntry>,
    /// Devices that are trusted now, the one used last first.
    pub devices: Vec<TrustedDevice>,
}

impl Sessions {
    /// Days for which sessions that ended are listed.
    pub const DAYS: i32 = 30;

    /// How many sessions live beside the one that asks.
    pub fn others(&self) -> usize {
        self.sessions
            .iter()
            .filter(|session| session.ended.is_none() && !session.mine)
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::HowEnded;

    #[test]
    fn every_way_to_end_is_read_as_it_was_written() {
        for how in HowEnded::ALL {
            assert_eq!(HowEnded::from_name(how.name()), Some(how));
        }
        assert_eq!(HowEnded::from_name("vanished"), None);
    }
}
