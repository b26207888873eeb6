//! The one error that travels. What happened inside never does: it is logged once, at the edge, with a reference.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::documents::SigningObstacle;

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Error {
    /// No live session (401).
    NotSignedIn,
    /// The link or the signing visit is not, or no longer, good for this (401).
    LinkNotValid,
    /// A second factor has to be given again first: the last is more than five minutes old (401, as RFC 9470 has it).
    StepUpNeeded,
    /// The caller's role does not carry the permission (403).
    Forbidden,
    /// Not there, or not the caller's to see: both answer alike (404).
    NotFound,
    /// Input that can't be taken, field by field (422).
    Invalid(Vec<FieldError>),
    /// The thing is no longer in the state that the request took for granted (409).
    Conflict(Conflict),
    /// The body is larger than allowed, in bytes (413).
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// Too many requests (429).
    TooManyRequests {
        /// Seconds until it makes sense to try again.
        retry_after: u32,
    },
    /// Too many failed sign-ins with this mail address: it takes none for a while (429). The same for an unknown address.
    Locked {
        /// Seconds until it takes one again.
        retry_after: u32,
    },
    /// A part that is needed does not answer now, and nothing was done (503).
    Unavailable,
    /// The answer to the last step was lost: it may have been done, or not (503).
    Unclear,
    /// A fault of ours (500).
    Internal {
        /// What the reader quotes to the office; the log has the rest.
        reference: String,
    },
    /// The request never reached the server, or its answer was lost.
    Connection,
}

/// What somebody else, or another tab, did first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conflict {
    /// The row was changed since it was read.
    ChangedMeanwhile,
    /// The envelope has been signed.
    AlreadySigned,
    /// The envelope was declined, voided or has expired.
    EnvelopeClosed,
    /// Consent to electronic records comes first.
    ConsentMissing,
    /// The document is not the one that was sent.
    DocumentChanged,
    /// A case needs at least one assigned person.
    LastAssignee,
    /// The responsible attorney stays on the case until another is named.
    ResponsibleStays,
    /// Somebody who is walled off from the case can't be assigned to it.
    WalledOff,
    /// Somebody who is assigned to the case can't be walled off from it.
    AssignedNotWalledOff,
    /// The responsible attorney can't be walled off from the case.
    ResponsibleNotWalledOff,
    /// The party is the signer of an open envelope.
    PartyIsSigning,
    /// Whoever works at the firm is not erased: their account is closed first.
    LiveNotErased,
    /// A legal hold keeps the person from being erased.
    HeldNotErased,
    /// Something that was sent by them or to them waits for a signature.
    OpenNotErased,
    /// What somebody signed is evidence, and what it stands on stays.
    EvidenceNotErased,
    /// What was erased stays erased.
    ErasedForGood,
    /// A firm needs at least one administrator whose account is open.
    LastAdministrator,
    /// Nobody changes their own role or closes their own account.
    OwnAccount,
    /// A person keeps at least one second factor.
    LastFactor,
    /// No more second factors of this kind fit.
    TooManyFactors,
    /// Somebody has answered the request for support access, or it was taken back.
    AnsweredMeanwhile,
    /// The firm has yet to answer what the operator asked before.
    AskedBefore,
    /// Another attack on the isolation is under way.
    AttackUnderWay,
    /// The attack on the isolation could not be carried through: it says nothing of the isolation.
    AttackUnfinished,
}

/// One field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The name of the form's field.
    pub field: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with a field; pages put it into the reader's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Nothing was entered.
    Required,
    /// More characters than fit.
    TooLong {
        /// The most that fit.
        max: u32,
    },
    /// Fewer characters than say anything.
    TooShort {
        /// The fewest.
        min: u32,
    },
    /// No case that can be opened by break-glass has this number. The same for one that the caller is walled off from.
    NoSuchCase,
    /// Not an e-mail address.
    NotAnEmail,
    /// Fewer characters than a password needs.
    PasswordTooShort {
        /// The fewest.
        min: u32,
    },
    /// A password that is guessed early.
    PasswordTooCommon,
    /// Mail address and password don't belong together. The same for an unknown address.
    WrongMailOrPassword,
    /// A code, where the firm asks for the passkey that the person has.
    PasskeyRequired,
    /// Not the present password, of somebody who is signed in.
    WrongPassword,
    /// Not the code of now, or used before.
    WrongCode,
    /// Not one of the recovery codes, or used before.
    WrongRecoveryCode,
    /// The passkey's answer was not accepted, or came too late.
    PasskeyNotAccepted,
    /// Passkeys are bound to a domain name, and the installation has none.
    PasskeysNeedADomain,
    /// The proof that no program sends the form is missing, was used before, or is too old.
    CaptchaNeeded,
    /// Taken already within the firm.
    Taken,
    /// Not a PDF, whatever its name says.
    NotAPdf,
    /// A PDF that is locked with a password.
    EncryptedPdf,
    /// A PDF that can't be read.
    DamagedPdf,
    /// More pages than can be handled.
    TooManyPages {
        /// The most.
        max: u32,
    },
    /// A document that can be read but not signed.
    NotSignable {
        /// What is in the way.
        obstacle: SigningObstacle,
    },
    /// Outside the page, or too small to sign in.
    OutsideThePage,
    /// Not one of the choices, or not a number or date in range.
    OutOfRange,
    /// The signature has no stroke or no letter.
    EmptySignature,
    /// A name with letters that a typed signature can't be set in.
    NoSuchLetters,
    /// Control characters or a line break where none belong.
    NotPlainText,
    /// Not a network, such as `203.0.113.0/24`.
    NotANetwork,
    /// More than there may be.
    TooMany {
        /// The most.
        max: u32,
    },
    /// Whoever saves it would be shut out by it.
    ShutsYouOut,
}

impl Error {
    /// One field, one problem.
    pub fn invalid(field: &str, problem: Problem) -> Self {
        Self::Invalid(vec![FieldError {
            field: field.to_owned(),
            problem,
        }])
    }

    /// The HTTP status (RFC 9110, section 15; 429 in RFC 6585).
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotSignedIn | Self::LinkNotValid | Self::StepUpNeeded => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict(_) => 409,
            Self::TooLarge { .. } => 413,
            Self::Invalid(_) => 422,
            Self::TooManyRequests { .. } | Self::Locked { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Unavailable | Self::Unclear | Self::Connection => 503,
        }
    }

    /// Seconds after which it makes sense to try again, for the `Retry-After` header (RFC 9110, section 10.2.3).
    pub const fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooManyRequests { retry_after } | Self::Locked { retry_after } => Some(*retry_after),
            _ => None,
        }
    }

    /// The problem of a field, if this error names one.
    pub fn problem_of(&self, field: &str) -> Option<Problem> {
        match self {
            Self::Invalid(fields) => fields.iter().find(|f| f.field == field).map(|f| f.problem),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internal { reference } => write!(f, "internal error {reference}"),
            other => write!(f, "{other:?}"),
        }
    }
}

impl core::error::Error for Error {}

#[cfg(feature = "wire")]
impl server_fn::error::FromServerFnError for Error {
    type Encoder = crate::wire::Text;

    fn from_server_fn_error(error: server_fn::error::ServerFnErrorErr) -> Self {
        use server_fn::error::ServerFnErrorErr as E;
        match error {
            // What can't be read as an answer is none of ours: something in between spoke.
            E::Request(_) | E::Response(_) | E::MiddlewareError(_) | E::Deserialization(_) => Self::Connection,
            E::Args(_) | E::MissingArg(_) | E::UnsupportedRequestMethod(_) => Self::Invalid(Vec::new()),
            E::Registration(_) | E::ServerError(_) | E::Serialization(_) => Self::Internal {
                reference: String::from("unknown"),
            },
        }
    }
}
