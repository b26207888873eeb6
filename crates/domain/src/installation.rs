//! The installation as its operators see it: which firms there are, how it does, and what asks for somebody's attention. Numbers and
//! states; nothing that a firm works on.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::ids::{AlertId, FirmId, SetupLinkId};

/// A firm, from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmRow {
    /// The firm.
    pub firm: FirmId,
    /// Its name.
    pub name: String,
    /// When it registered.
    pub since: Timestamp,
    /// How many of its people have an open account.
    pub people: u32,
    /// How many of them are signed in.
    pub signed_in: u32,
    /// When somebody of it last signed in.
    pub last_sign_in: Option<Timestamp>,
    /// Bytes of its documents, as they were uploaded.
    pub document_bytes: u64,
}

/// A link with which a firm registers, and that nobody has used yet. Its secret was shown once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSetupLink {
    /// The link.
    pub id: SetupLinkId,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// Whether somebody is on the way: it was asked for an address, and a mail went there.
    pub asked: bool,
}

/// A link that was made a moment ago, as it is handed over: shown once, and its secret is kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLink {
    /// The address with the secret in its fragment.
    pub url: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// The firms of the installation, and the links with which others may register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmsPage {
    /// Every firm, by name.
    pub firms: Vec<FirmRow>,
    /// Links that work, the latest first.
    pub links: Vec<OpenSetupLink>,
}

/// Work of one kind that waits to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    /// The kind of job, by its stored name.
    pub kind: String,
    /// How many are not done.
    pub waiting: u32,
    /// How many of them have failed [`GIVEN_TROUBLE`] times or more and are tried on.
    pub failing: u32,
    /// When the oldest of them was to be done.
    pub oldest: Option<Timestamp>,
}

/// How often a job fails before somebody is told.
pub const GIVEN_TROUBLE: i32 = 6;

/// Room on the disk that the documents stand on, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskSpace {
    /// What can still be written.
    pub free: u64,
    /// All of it.
    pub total: u64,
}

impl DiskSpace {
    /// Whether so little is left that somebody has to do something: under five per cent, or under a gibibyte.
    pub const fn is_low(self) -> bool {
        self.free < 1 << 30 || self.free < self.total / 20
    }
}

/// How mail leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailGoes {
    /// Through a mail server.
    OverSmtp,
    /// Into a folder of this machine: nobody has set up a mail server.
    IntoFolder(String),
}

/// How the installation does, at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthPage {
    /// When it was looked at.
    pub at: Timestamp,
    /// Which version serves.
    pub version: String,
    /// Since when this server serves.
    pub started_at: Timestamp,
    /// Milliseconds that the database took to answer.
    pub database_ms: u32,
    /// Bytes of the database.
    pub database_bytes: u64,
    /// Whether the store of documents can be written to.
    pub store_answers: bool,
    /// Room for documents, where the store is a folder of this machine.
    pub disk: Option<DiskSpace>,
    /// How mail leaves.
    pub mail: MailGoes,
    /// What waits to be done.
    pub queue: Vec<QueueRow>,
    /// Promise checks that held when they last ran.
    pub checks_held: u32,
    /// Promise checks that did not, or never ran.
    pub checks_not_held: u32,
    /// When they last ran.
    pub checks_at: Option<Timestamp>,
    /// Accounts and devices that take no sign-in now, after too many that failed.
    pub locked: u32,
}

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// A promise did not hold when it was last checked. The subject is the check's name.
    CheckBroken,
    /// The promises were not checked for more than a day.
    ChecksLate,
    /// Jobs of one kind go on failing. The subject is the kind.
    JobsFailing,
    /// The disk of the documents is nearly full.
    DiskLow,
    /// Many accounts are locked at the same time: somebody tries passwords.
    SignInsAttacked,
    /// The time-stamp authority has stamped nothing for a day, though there was something to stamp.
    StampsFailing,
}

impl AlertKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::CheckBroken,
        Self::ChecksLate,
        Self::JobsFailing,
        Self::DiskLow,
        Self::SignInsAttacked,
        Self::StampsFailing,
    ];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CheckBroken => "check_broken",
            Self::ChecksLate => "checks_late",
            Self::JobsFailing => "jobs_failing",
            Self::DiskLow => "disk_low",
            Self::SignInsAttacked => "sign_ins_attacked",
            Self::StampsFailing => "stamps_failing",
        }
    }

    /// Reads what [`AlertKind::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Something that asks for attention, or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRow {
    /// The alert.
    pub id: AlertId,
    /// What it is about.
    pub kind: AlertKind,
    /// About which of them; empty where there is only one.
    pub subject: String,
    /// How many, or how much: failing jobs, locked accounts, free bytes. Zero where there is nothing to count.
    pub figure: u64,
    /// Since when.
    pub opened_at: Timestamp,
    /// Who said that they have seen it, and when.
    pub acknowledged: Option<(String, Timestamp)>,
    /// Since when it is over.
    pub closed_at: Option<Timestamp>,
}

/// Alerts: those that are on, then those of the last days that are over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertsPage {
    /// On now, the latest first.
    pub open: Vec<AlertRow>,
    /// Over, the latest first: of the last thirty days.
    pub closed: Vec<AlertRow>,
}

#[cfg(test)]
mod tests {
    use super::{AlertKind, DiskSpace};

    #[test]
    fn names_round_trip() {
        for kind in AlertKind::ALL {
            assert_eq!(AlertKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(AlertKind::from_name("fire"), None);
    }

    #[test]
    fn a_disk_is_low_by_share_and_by_size() {
        let gib = 1 << 30;
        for (free, total, low) in [
            (gib, 20 * gib, false),
            (gib - 1, 20 * gib, true),
            (gib, 21 * gib, true),
            (50 * gib, 1000 * gib, false),
            (49 * gib, 1000 * gib, true),
            (0, 0, true),
        ] {
            assert_eq!(DiskSpace { free, total }.is_low(), low, "{free} of {total}");
        }
    }
}
