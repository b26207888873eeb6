//! Documents: the files of a case.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::ids::{CaseId, DocumentId, EnvelopeId};

/// Where a document comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentSource {
    /// Uploaded by somebody of the firm.
    Uploaded,
    /// Made by the signing of an envelope.
    Signed(EnvelopeId),
}

/// Why a document that can be read can't be sent for signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SigningObstacle {
    /// It is protected against changes: a mark could not be added.
    Protected,
    /// Somebody signed it digitally before: a mark would make that signature look broken.
    SignedBefore,
    /// Its structure is shown all the same, but is not sound enough to add to.
    Unsound,
}

impl SigningObstacle {
    /// Every obstacle.
    pub const ALL: [Self; 3] = [Self::Protected, Self::SignedBefore, Self::Unsound];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Protected => "protected",
            Self::SignedBefore => "signed_before",
            Self::Unsound => "unsound",
        }
    }

    /// Reads what [`SigningObstacle::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|obstacle| obstacle.name() == name)
    }
}

/// A line in a case's list of documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentSummary {
    /// The document.
    pub id: DocumentId,
    /// The file's name.
    pub file_name: String,
    /// Bytes of the original.
    pub size: u64,
    /// Pages.
    pub pages: u32,
    /// SHA-256 of the original's bytes, in hex.
    pub sha256: String,
    /// Who uploaded it; empty for a signed copy.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: Timestamp,
    /// Where it comes from.
    pub source: DocumentSource,
    /// Why it can't be sent for signature, where that was seen when it was uploaded.
    pub obstacle: Option<SigningObstacle>,
}

/// A page as it is shown: turned and cropped, in PDF points (1/72 inch).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageSize {
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
}

/// A document with all that its page shows; the pictures are fetched one by one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentPage {
    /// The case that it belongs to.
    pub case: CaseId,
    /// The case's name.
    pub case_title: String,
    /// Whether the case is of a kind that the law keeps from electronic signature.
    pub signature_warning: bool,
    /// The document.
    pub document: DocumentSummary,
    /// The size of every page.
    pub sizes: Vec<PageSize>,
    /// The text of every page, for readers who don't see the picture.
    pub texts: Vec<String>,
}

/// The widths in pixels in which page pictures are made.
pub const PICTURE_WIDTHS: [u32; 4] = [200, 720, 1080, 1600];
