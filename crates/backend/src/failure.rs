//! What can go wrong inside, and what of it the caller learns.

use domain::error::Conflict;
use domain::rules::DOCUMENT_MAX_PAGES;
use domain::{Error, Problem};
use paper::PaperError;

/// Why a use case was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// For the caller's eyes.
    #[error("{0}")]
    Refused(#[from] Error),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// `COMMIT` was sent and its answer did not come: it may have been done.
    #[error("database, at the end of a transaction: {0}")]
    Unclear(#[source] sqlx::Error),
    /// The object store.
    #[error("object store: {0}")]
    Store(#[from] object_store::Error),
    /// A ciphertext that does not open: wrong key, wrong row, or tampered with.
    #[error("sealed data does not open: {0}")]
    Sealed(&'static str),
    /// The confined PDF worker.
    #[error("document worker: {0}")]
    Paper(#[from] PaperError),
    /// Mail, without the address: servers repeat it in what they refuse.
    #[error("mail: {0}")]
    Mail(String),
    /// Something that must not be.
    #[error("{0}")]
    Broken(String),
}

impl Failure {
    /// A broken expectation of ours.
    pub fn broken(what: impl Into<String>) -> Self {
        Self::Broken(what.into())
    }

    /// What the caller learns. Internals are logged here, once, with the reference that the caller sees.
    pub fn tell(self, reference: &str) -> Error {
        match self {
            Self::Refused(error) => error,
            Self::Paper(error) => tell_paper(&error, reference),
            Self::Database(sqlx::Error::RowNotFound) => Error::NotFound,
            Self::Database(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)) => {
                tracing::error!(reference, "the database does not answer");
                Error::Unavailable
            }
            Self::Unclear(_) => {
                tracing::error!(reference, "the database's last answer was lost");
                Error::Unclear
            }
            // It was theirs when the request began: glass that was ended and support that was taken back meanwhile.
            other if other.constraint() == Some("entry_of_ones_own_case") => Error::NotFound,
            other if other.disk_is_full() => {
                tracing::error!(reference, failure = %other, "the disk is full");
                Error::Unavailable
            }
            other => {
                tracing::error!(reference, failure = %other, "internal failure");
                Error::Internal {
                    reference: reference.to_owned(),
                }
            }
        }
    }

    /// Whether there was no room: for a file, or in the database (SQLSTATE 53100).
    fn disk_is_full(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Database(error)) => error.code().as_deref() == Some("53100"),
            Self::Store(error) => {
                let mut source: Option<&(dyn core::error::Error + 'static)> = Some(error);
                while let Some(cause) = source {
                    let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
                    if kind == Some(std::io::ErrorKind::StorageFull) {
                        return true;
                    }
                    source = cause.source();
                }
                false
            }
            _ => false,
        }
    }

    /// The name of the database constraint that refused, if one did.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Database(sqlx::Error::Database(error)) => error.constraint(),
            _ => None,
        }
    }
}

fn tell_paper(error: &PaperError, reference: &str) -> Error {
    match error {
        PaperError::NotAPdf => Error::invalid("file", Problem::NotAPdf),
        PaperError::Encrypted => Error::invalid("file", Problem::EncryptedPdf),
        PaperError::TooManyPages => too_many_pages(),
        PaperError::Damaged | PaperError::Crashed | PaperError::TimedOut => {
            tracing::warn!(reference, %error, "a document could not be read");
            Error::invalid("file", Problem::DamagedPdf)
        }
        other => {
            tracing::error!(reference, failure = %other, "document worker");
            Error::Unavailable
        }
    }
}

/// A file with more pages than are taken in.
pub(crate) fn too_many_pages() -> Error {
    Error::invalid(
        "file",
        Problem::TooManyPages {
            max: DOCUMENT_MAX_PAGES,
        },
    )
}

/// Short for a conflict.
pub(crate) fn conflict(what: Conflict) -> Failure {
    Failure::Refused(Error::Conflict(what))
}

/// What the database refuses because it was erased, in the words of the use case.
pub(crate) fn erased_for_good(failure: Failure) -> Failure {
    match failure.constraint() {
        Some("erased_stays_erased") => conflict(Conflict::ErasedForGood),
        _ => failure,
    }
}

/// Not there, or not the caller's: both answer alike.
pub(crate) fn not_found() -> Failure {
    Failure::Refused(Error::NotFound)
}

/// What use cases answer.
pub type Done<T> = Result<T, Failure>;
