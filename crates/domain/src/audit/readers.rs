//! Who has opened something.

use serde::{Deserialize, Serialize};

use super::{ActorKind, ArchivedUpTo, LogEntry};
use crate::Timestamp;
use crate::ids::{CaseId, DocumentId};

/// Somebody who has opened a case or a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Somebody of the firm, or a signer.
    pub kind: ActorKind,
    /// What they were called when they last did.
    pub name: String,
    /// The first time.
    pub first: Timestamp,
    /// The last time.
    pub last: Timestamp,
    /// How often, as far as the log counts: what is read again within ten minutes stands in it once.
    pub times: u32,
    /// How often they took a file with them.
    pub downloads: u32,
}

/// Who has opened a case, or one of its documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadersPage {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub case_number: String,
    /// Its name.
    pub case_title: String,
    /// The document and its name, where it is about one.
    pub document: Option<(DocumentId, String)>,
    /// Everybody who has, whoever did so last first.
    pub readers: Vec<Reader>,
    /// Whether there are more of them than are listed. The entries tell of everybody.
    pub more: bool,
    /// Each time, newest first, at most [`super::LogPage::SIZE`].
    pub entries: Vec<LogEntry>,
    /// Where the next page of entries starts, if there is one.
    pub next: Option<i64>,
    /// Up to where the log was archived and removed, where what is looked at was there by then: who opened it until then is not listed.
    pub archived: Option<ArchivedUpTo>,
    /// When it was read.
    pub read_at: Timestamp,
}

impl ReadersPage {
    /// The events of opening something. Those of the log are of a case only where its entries alone were asked for.
    pub const EVENTS: &'static [&'static str] = &[
        "case_read",
        "document_read",
        "document_downloaded",
        "signed_copy_downloaded",
        "envelope_read",
        "log_read",
        "log_searched",
        "log_exported",
        "evidence_taken",
    ];
    /// Those of them by which a file leaves.
    pub const DOWNLOADS: &'static [&'static str] = &[
        "document_downloaded",
        "signed_copy_downloaded",
        "log_exported",
        "evidence_taken",
    ];
}
