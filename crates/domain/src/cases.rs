//! Cases: the matters that a firm works on.

use serde::{Deserialize, Serialize};

use crate::documents::DocumentSummary;
use crate::holds::Hold;
use crate::ids::{CaseId, UserId};
use crate::parties::Party;
use crate::signing::EnvelopeSummary;
use crate::walls::{BrokenGlass, Wall};
use crate::{Role, Timestamp};

/// What kind of matter it is. Some kinds may not be signed electronically: see [`CaseKind::signature_warning`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// Civil claims and contracts.
    #[default]
    Civil,
    /// Companies and commerce.
    Commercial,
    /// Work and employment.
    Labour,
    /// Family law.
    Family,
    /// Wills and succession.
    Succession,
    /// Land and property.
    Property,
    /// Criminal defence.
    Criminal,
    /// Administrative and tax law.
    Administrative,
}

impl CaseKind {
    /// Every kind, in the order of lists.
    pub const ALL: [Self; 8] = [
        Self::Civil,
        Self::Commercial,
        Self::Labour,
        Self::Family,
        Self::Succession,
        Self::Property,
        Self::Criminal,
        Self::Administrative,
    ];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Civil => "civil",
            Self::Commercial => "commercial",
            Self::Labour => "labour",
            Self::Family => "family",
            Self::Succession => "succession",
            Self::Property => "property",
            Self::Criminal => "criminal",
            Self::Administrative => "administrative",
        }
    }

    /// Reads what [`CaseKind::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether acts of this kind are among those that the law keeps from electronic signature:
    /// Costa Rica, Ley 8454 (2005), art. 5; US ESIGN, 15 USC 7003(a).
    pub const fn signature_warning(self) -> bool {
        matches!(self, Self::Family | Self::Succession)
    }
}

/// How far a case is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Being taken in.
    #[default]
    Intake,
    /// Being worked on.
    Active,
    /// Waiting for a court, a client or the other side.
    Waiting,
    /// Being settled or closed.
    Closing,
    /// Closed.
    Closed,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 5] = [Self::Intake, Self::Active, Self::Waiting, Self::Closing, Self::Closed];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Active => "active",
            Self::Waiting => "waiting",
            Self::Closing => "closing",
            Self::Closed => "closed",
        }
    }

    /// Reads what [`Stage::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }
}

/// A line of the dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSummary {
    /// The case.
    pub id: CaseId,
    /// The firm's own number, `2026-0014`.
    pub number: String,
    /// Its name.
    pub title: String,
    /// What kind it is.
    pub kind: CaseKind,
    /// How far it is.
    pub stage: Stage,
    /// Clients' names, joined.
    pub clients: String,
    /// Documents in it.
    pub documents: u32,
    /// Envelopes out for signature.
    pub pending_signatures: u32,
    /// The last entry in its log.
    pub last_activity: Timestamp,
}

/// Cases by stage, after the search, before the stage filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageCount {
    /// The stage.
    pub stage: Stage,
    /// How many cases.
    pub cases: u32,
}

/// The dashboard of the caller's cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dashboard {
    /// The cases found, latest activity first, at most [`Dashboard::LIMIT`].
    pub cases: Vec<CaseSummary>,
    /// Counts for the filter, every stage, in order.
    pub stages: Vec<StageCount>,
    /// Envelopes that wait for a signature, in all of the caller's cases.
    pub pending_signatures: u32,
    /// All of the caller's cases, before search and filter.
    pub total: u32,
    /// Whether more were found than are listed.
    pub more: bool,
}

impl Dashboard {
    /// The most cases in one answer; the search narrows.
    pub const LIMIT: u32 = 100;
}

/// Somebody of the firm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Whether they are assigned to the case that was asked about.
    pub assigned: bool,
}

/// A case with all that its page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CasePage {
    /// The case.
    pub id: CaseId,
    /// The firm's own number.
    pub number: String,
    /// Its name.
    pub title: String,
    /// What kind it is.
    pub kind: CaseKind,
    /// How far it is.
    pub stage: Stage,
    /// What it is about.
    pub summary: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Counts up with every change; sent back with a change so that nobody's is lost.
    pub version: i32,
    /// The firm's people; who is assigned is marked.
    pub colleagues: Vec<Colleague>,
    /// Who of those assigned answers for it.
    pub responsible: UserId,
    /// Who is walled off from it.
    pub walls: Vec<Wall>,
    /// The legal hold on it, if there is one.
    pub hold: Option<Hold>,
    /// Who sees it by break-glass now.
    pub broken_glass: Vec<BrokenGlass>,
    /// Who takes part.
    pub parties: Vec<Party>,
    /// The files, newest first.
    pub documents: Vec<DocumentSummary>,
    /// What is or was out for signature, newest first.
    pub envelopes: Vec<EnvelopeSummary>,
}

/// A new case, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCase {
    /// Its name.
    pub title: String,
    /// What kind it is.
    pub kind: CaseKind,
    /// What it is about.
    #[serde(default)]
    pub summary: String,
    /// The client's name.
    #[serde(default)]
    pub client_name: String,
    /// The client's mail address.
    #[serde(default)]
    pub client_email: String,
}

/// A change to a case, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseChange {
    /// The case.
    pub id: CaseId,
    /// The version that the change was made on.
    pub version: i32,
    /// Its name.
    pub title: String,
    /// What kind it is.
    pub kind: CaseKind,
    /// How far it is.
    pub stage: Stage,
    /// What it is about.
    #[serde(default)]
    pub summary: String,
}
