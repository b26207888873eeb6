//! What travels between the server and the confined child: requests, answers and their parts.

use serde::{Deserialize, Serialize};

use crate::certificate::CertificateInput;

/// Largest file that is opened, in bytes: 20 MiB. Signed copies are opened too, so it stands above what is taken in for signing
/// by all that marks and certificate may add.
pub const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;
/// Largest number of pages of a file that is opened; above what is taken in for signing for the same reason.
pub const MAX_PAGES: u32 = 2500;
/// Widest page image that is drawn, in pixels.
pub const MAX_IMAGE_WIDTH: u32 = 2400;
/// Longest text kept of one page, in bytes of UTF-8.
pub const MAX_PAGE_TEXT_BYTES: usize = 64 * 1024;
/// Most fields that one job stamps.
pub const MAX_FIELDS: usize = 500;

/// The language of everything that is printed for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Spanish, as written in Costa Rica.
    Es,
    /// English.
    En,
}

/// What was learned from reading a file once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// SHA-256 of the bytes that were read, as 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// The pages in order; never empty.
    pub pages: Vec<PageInfo>,
}

/// One page of an inspected file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageInfo {
    /// Width as displayed (crop box, after `/Rotate`), in points of 1/72 inch.
    pub width: f32,
    /// Height as displayed, in points.
    pub height: f32,
    /// The page's text, lines separated by `\n`; empty when the page has none or it could not be read.
    pub text: String,
}

/// Why a file that can be read cannot be stamped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StampObstacle {
    /// It is protected: an update would have to know its key.
    Encrypted,
    /// Somebody signed it digitally before; stamping would make that signature look broken.
    AlreadySigned,
    /// Readers repair it on the fly, but its structure is not sound enough to append to.
    Damaged,
}

/// A page as an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageImage {
    /// The image as PNG, opaque, on white.
    pub png: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Everything needed to turn a document into its signed copy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StampJob {
    /// What the signers filled in; at most [`MAX_FIELDS`].
    pub fields: Vec<StampedField>,
    /// What the certificate pages and the embedded JSON say.
    pub certificate: CertificateInput,
    /// Language of the certificate pages.
    pub language: Language,
}

/// One filled field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StampedField {
    /// Page number, from 1.
    pub page: u32,
    /// Where on the page.
    pub area: Area,
    /// What is drawn there.
    pub content: FieldContent,
    /// For signatures: whose mark it is, printed small beneath it.
    pub caption: Option<Caption>,
}

impl StampedField {
    /// Whether its place is on the page and its strokes are made of numbers.
    pub fn is_sound(&self) -> bool {
        let finite = match &self.content {
            FieldContent::Ink { strokes } => strokes.iter().flatten().all(|(x, y)| x.is_finite() && y.is_finite()),
            _ => true,
        };
        finite && self.area.is_on_page()
    }
}

/// A rectangle in fractions (0 to 1) of the page as displayed, from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Distance from the left edge.
    pub x: f32,
    /// Distance from the top edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl Area {
    /// Whether it is a real rectangle inside the page (a thousandth of tolerance for rounding).
    pub fn is_on_page(&self) -> bool {
        let inside = |from: f32, size: f32| {
            from.is_finite() && size.is_finite() && from >= 0.0 && size > 0.0 && from + size <= 1.001
        };
        inside(self.x, self.w) && inside(self.y, self.h)
    }
}

/// What a signer put into a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldContent {
    /// A drawn signature: strokes of points from 0 to 1 in the field's box, y downwards.
    Ink {
        /// Each stroke from pen down to pen up.
        strokes: Vec<Vec<(f32, f32)>>,
    },
    /// A typed signature, set in a script face.
    Typed {
        /// The name as typed.
        text: String,
    },
    /// A date, already written as the reader writes it.
    Date {
        /// The date's text.
        text: String,
    },
    /// Free text.
    Text {
        /// The text as typed.
        text: String,
    },
    /// A ticked box.
    Check,
}

/// Whose signature it is and when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    /// The signer's name.
    pub name: String,
    /// Milliseconds since the Unix epoch, from the server's clock.
    pub signed_at_ms: i64,
    /// The short envelope id that also stands on the certificate.
    pub envelope: String,
}

/// Which walls stand around the child, as the child found after building them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// Limits on processor time, memory, open files, written files and processes.
    pub resource_limits: Layer,
    /// `PR_SET_NO_NEW_PRIVS`, and every capability dropped.
    pub no_new_privileges: Layer,
    /// Landlock: no path of the file system, no TCP port, no signals outwards.
    pub landlock: Layer,
    /// seccomp: a short list of allowed system calls; any other kills the process.
    pub seccomp: Layer,
}

impl Confinement {
    /// Whether every layer is in force.
    pub fn is_complete(&self) -> bool {
        [
            &self.resource_limits,
            &self.no_new_privileges,
            &self.landlock,
            &self.seccomp,
        ]
        .into_iter()
        .all(|layer| matches!(layer, Layer::InForce { .. }))
    }
}

/// One layer of confinement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Layer {
    /// It holds.
    InForce {
        /// What exactly holds.
        detail: String,
    },
    /// The kernel gave only a part of it.
    Partial {
        /// Which part.
        detail: String,
    },
    /// It is not there.
    Missing {
        /// Why not.
        reason: String,
    },
}

/// Something that a compromised child would try first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attempt {
    /// Read `/etc/passwd`.
    ReadFile,
    /// Create a file in `/tmp`.
    WriteFile,
    /// Open a TCP connection to the machine itself.
    Connect,
    /// Start another program.
    StartProcess,
}

impl Attempt {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::ReadFile, Self::WriteFile, Self::Connect, Self::StartProcess];
}

/// How an [`Attempt`] inside the child ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum AttemptOutcome {
    /// The kernel ended the process at the system call.
    Killed {
        /// The signal's number (31 is `SIGSYS`).
        signal: i32,
    },
    /// The system call came back with an error.
    Refused {
        /// The error in words.
        error: String,
    },
    /// It worked: the wall has a hole.
    Succeeded,
}

impl AttemptOutcome {
    /// Whether the wall held.
    pub fn held(&self) -> bool {
        !matches!(self, Self::Succeeded)
    }
}
