//! Support access: an operator asks, the firm's administrator grants it for one case and some hours, and takes it back at any time (promise I5).

use core::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::ids::{CaseId, FirmId, SupportId};

/// For how many hours it can be granted.
pub const HOURS: RangeInclusive<u16> = 1..=72;

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupportEnd {
    /// The firm said no.
    Declined,
    /// The operator took the request back.
    Withdrawn,
    /// The operator gave back what was granted.
    GivenBack,
    /// The firm took it back.
    Revoked,
    /// The operator's account was closed.
    OperatorClosed,
    /// Its time was over.
    Over,
}

impl SupportEnd {
    /// Every end that somebody made.
    pub const MADE: [Self; 5] = [
        Self::Declined,
        Self::Withdrawn,
        Self::GivenBack,
        Self::Revoked,
        Self::OperatorClosed,
    ];

    /// As stored; an end by time is not.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::GivenBack => "given_back",
            Self::Revoked => "revoked",
            Self::OperatorClosed => "operator_closed",
            Self::Over => "over",
        }
    }

    /// Reads what the database wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::MADE.into_iter().find(|end| end.name() == name)
    }
}

/// What was granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// By whom, for the firm; operators are not told.
    pub by: Option<String>,
    /// When it ends by itself, or would have.
    pub until: Timestamp,
    /// Whether the case may be changed.
    pub changing: bool,
    /// The case's number, for whoever may know it.
    pub number: Option<String>,
}

/// How far a request is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupportStage {
    /// The firm has yet to answer.
    Asked,
    /// Granted, and going on.
    Live(Granted),
    /// Over.
    Ended {
        /// How.
        how: SupportEnd,
        /// When.
        at: Timestamp,
        /// What it was, where it was granted.
        was: Option<Granted>,
    },
}

/// A request, as its two sides read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportRow {
    /// The request.
    pub id: SupportId,
    /// Which firm was asked; empty where it is the reader's.
    pub firm_name: String,
    /// Who asks.
    pub operator: String,
    /// Whether that is the reader.
    pub own: bool,
    /// Why.
    pub reason: String,
    /// The number of a case that the operator was told; empty where none was.
    pub told: String,
    /// When.
    pub asked_at: Timestamp,
    /// How far it is.
    pub stage: SupportStage,
}

impl SupportRow {
    /// What the frame of the console says of it, while it goes on: who and until when. Cases are not the console's.
    pub fn now(self) -> Option<SupportNow> {
        let SupportStage::Live(Granted { until, changing, .. }) = self.stage else {
            return None;
        };
        Some(SupportNow {
            id: self.id,
            case: None,
            operator: self.operator,
            changing,
            until,
            own: false,
        })
    }
}

/// The operators' page: what was asked for, and who can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportDesk {
    /// Requests: what goes on first, then what waits for an answer, then the latest.
    pub rows: Vec<SupportRow>,
    /// Every firm.
    pub firms: Vec<(FirmId, String)>,
}

/// Access that goes on, as the frames of the office and the console say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportNow {
    /// The request.
    pub id: SupportId,
    /// Which case, with its number: for those on it, and for whoever is in by it.
    pub case: Option<(CaseId, String)>,
    /// Who.
    pub operator: String,
    /// Whether they may change it.
    pub changing: bool,
    /// When it ends by itself.
    pub until: Timestamp,
    /// Whether the reader is who is in by it.
    pub own: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_ends_round_trip() {
        for end in SupportEnd::MADE {
            assert_eq!(SupportEnd::from_name(end.name()), Some(end));
        }
        assert_eq!(SupportEnd::from_name("over"), None);
    }

    #[test]
    fn i5_the_consoles_frame_says_what_goes_on_and_no_case() {
        let granted = Granted {
            by: None,
            until: Timestamp(9),
            changing: true,
            number: Some("2026-0001".to_owned()),
        };
        let row = |stage| SupportRow {
            id: SupportId(uuid::Uuid::nil()),
            firm_name: String::new(),
            operator: "Olga".to_owned(),
            own: false,
            reason: "a reason".to_owned(),
            told: String::new(),
            asked_at: Timestamp(1),
            stage,
        };
        let now = row(SupportStage::Live(granted.clone())).now().unwrap();
        assert_eq!((now.until, now.case, now.own), (Timestamp(9), None, false));
        assert_eq!(row(SupportStage::Asked).now(), None);
        let ended = SupportStage::Ended {
            how: SupportEnd::Over,
            at: Timestamp(9),
            was: Some(granted),
        };
        assert_eq!(row(ended).now(), None);
    }
}
