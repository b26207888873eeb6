//! Why PDF work did not happen.

use serde::{Deserialize, Serialize};

use crate::types::StampObstacle;

/// The outcome of a request to [`crate::PaperShop`] that gave no result.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The bytes are not a PDF, whatever their name says.
    #[error("the file is not a PDF")]
    NotAPdf,
    /// A password is needed to read it, or, when stamping, its protection forbids an update.
    #[error("the PDF is encrypted")]
    Encrypted,
    /// It says that it is a PDF but cannot be read or safely extended.
    #[error("the PDF is damaged")]
    Damaged,
    /// More pages than this product handles.
    #[error("the PDF has too many pages")]
    TooManyPages,
    /// More bytes than this product handles.
    #[error("the file is larger than {max_bytes} bytes")]
    TooLarge {
        /// The limit, in bytes.
        max_bytes: usize,
    },
    /// The page asked for does not exist.
    #[error("the PDF has no such page")]
    NoSuchPage,
    /// It carries a digital signature that stamping would break.
    #[error("the PDF is already digitally signed")]
    AlreadySigned,
    /// The job contradicts itself or the file; a mistake of the caller.
    #[error("the job cannot be carried out: {0}")]
    InvalidJob(String),
    /// The child died: the file broke the parser, or it tried something forbidden.
    #[error("the PDF could not be processed: the confined process died")]
    Crashed,
    /// The child took longer than the limit and was killed.
    #[error("the PDF took too long to process")]
    TimedOut,
    /// The child could not be started or could not confine itself; nothing was read.
    #[error("PDF processing is unavailable")]
    Unavailable(#[from] std::io::Error),
}

/// The refusals that a child can report itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refusal", content = "detail", rename_all = "snake_case")]
pub(crate) enum Refusal {
    NotAPdf,
    Encrypted,
    Damaged,
    TooManyPages,
    TooLarge,
    NoSuchPage,
    AlreadySigned,
    InvalidJob(String),
    Panicked,
}

impl From<Refusal> for PaperError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotAPdf => Self::NotAPdf,
            Refusal::Encrypted => Self::Encrypted,
            Refusal::Damaged => Self::Damaged,
            Refusal::TooManyPages => Self::TooManyPages,
            Refusal::TooLarge => Self::TooLarge {
                max_bytes: crate::types::MAX_FILE_BYTES,
            },
            Refusal::NoSuchPage => Self::NoSuchPage,
            Refusal::AlreadySigned => Self::AlreadySigned,
            Refusal::InvalidJob(why) => Self::InvalidJob(why),
            Refusal::Panicked => Self::Crashed,
        }
    }
}

impl From<StampObstacle> for Refusal {
    fn from(obstacle: StampObstacle) -> Self {
        match obstacle {
            StampObstacle::Encrypted => Self::Encrypted,
            StampObstacle::AlreadySigned => Self::AlreadySigned,
            StampObstacle::Damaged => Self::Damaged,
        }
    }
}
