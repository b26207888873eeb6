//! Erasure of people: whom a firm's administrator finds, what keeps them, and what was done.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::ids::{ErasureId, SubjectId};

/// The most that one erasure takes: what one person has left in a firm.
pub const MOST_AT_ONCE: usize = 200;

/// As what somebody stands in the firm's books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// Somebody who worked there.
    Colleague,
    /// Somebody who takes part in a case.
    Party,
    /// Somebody who was asked to sign.
    Signer,
    /// Somebody who was invited to the firm.
    Invitation,
}

impl SubjectKind {
    /// Every kind, in the order of lists.
    pub const ALL: [Self; 4] = [Self::Colleague, Self::Party, Self::Signer, Self::Invitation];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Colleague => "colleague",
            Self::Party => "party",
            Self::Signer => "signer",
            Self::Invitation => "invitation",
        }
    }

    /// Reads what [`SubjectKind::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What keeps somebody from being erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptBy {
    /// Their account is open.
    Live,
    /// A legal hold, on a case of which nothing is told here.
    Held,
    /// Something that was sent by them or to them waits for a signature.
    Open,
    /// They signed: what the signature stands on is kept.
    Evidence,
}

impl KeptBy {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Live, Self::Held, Self::Open, Self::Evidence];

    /// As the database says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Held => "held",
            Self::Open => "open",
            Self::Evidence => "evidence",
        }
    }

    /// Reads what the database says.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kept| kept.name() == name)
    }
}

/// Somebody who was found by their name or address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// As what.
    pub kind: SubjectKind,
    /// Under which id the log and the books know them.
    pub id: SubjectId,
    /// Their name.
    pub name: String,
    /// Their mail address; may be empty.
    pub email: String,
    /// Since when they stand there.
    pub since: Timestamp,
    /// What keeps them from being erased, if anything does.
    pub kept: Option<KeptBy>,
}

/// Whom a name or a mail address leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// At most [`MOST_AT_ONCE`].
    pub subjects: Vec<Subject>,
    /// Whether there are more.
    pub more: bool,
}

/// An erasure that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Which.
    pub id: ErasureId,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: String,
    /// On what ground, in their words.
    pub ground: String,
    /// What was erased.
    pub subjects: Vec<(SubjectKind, SubjectId)>,
    /// How many signers were kept, because what they signed is evidence.
    pub kept: u32,
}

impl Erasure {
    /// How many of a kind were erased.
    pub fn count(&self, kind: SubjectKind) -> usize {
        self.subjects.iter().filter(|(of, _)| *of == kind).count()
    }
}

/// The receipt of an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// What was done.
    pub erasure: Erasure,
    /// The number of its entry in the console's log.
    pub entry: u64,
    /// How many entries the checkpoint covers that proves it.
    pub checkpoint: u64,
    /// The signed statement, to be kept.
    pub note: String,
}
