use uuid::Uuid;

use crate::archive::{Fingerprint, StatementError};
use crate::export::LineProblem;
use crate::receipt::ReceiptError;
use crate::{CheckpointError, Name};

/// Something that is wrong. In English here; [`Finding::code`] is what translations go by.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// Entries are not there: the one after them follows the one before them.
    #[error("Entries are missing: {first} to {last}.")]
    Missing {
        /// The first that is missing.
        first: u64,
        /// The last that is missing.
        last: u64,
    },
    /// An entry's number was there before.
    #[error("Number {number} is there twice.")]
    Duplicate {
        /// The number.
        number: u64,
    },
    /// An entry is not where its number belongs, although the number that belongs there exists.
    #[error("Entry {found} is in the place of entry {expected}.")]
    OutOfOrder {
        /// The number that belongs there.
        expected: u64,
        /// The number that is there.
        found: u64,
    },
    /// An entry is another firm's.
    #[error("Entry {number} belongs to another firm, {firm}.")]
    OtherFirm {
        /// Its number.
        number: u64,
        /// That firm.
        firm: Uuid,
    },
    /// An entry is of another log.
    #[error("Entry {number} belongs to another log, {log}.")]
    OtherLog {
        /// Its number.
        number: u64,
        /// That log.
        log: Name,
    },
    /// An entry is not as it was written: its stored hash differs, and the next checkpoint was signed over that one.
    #[error("Entry {number} was changed after it was written.")]
    EntryChanged {
        /// The first such entry since the checkpoint before.
        number: u64,
    },
    /// The stored hash of an entry was changed: the next checkpoint was signed over the entry as it is.
    #[error("The stored hash of entry {number} was changed; the entry itself is as it was written.")]
    StoredHashChanged {
        /// The first such entry since the checkpoint before.
        number: u64,
    },
    /// An entry and its stored hash differ, and no checkpoint tells which of them was changed.
    #[error("Entry {number} and its stored hash do not belong together: one of them was changed.")]
    EntryOrHashChanged {
        /// The first such entry since the checkpoint before.
        number: u64,
    },
    /// The entries up to a checkpoint are not those that it was signed over. Up to the checkpoint before, they are.
    #[error("Of the entries {} to {checkpoint}, at least one was changed after it was written.", .after + 1)]
    RootMismatch {
        /// The last entry of which it is known that it is right, or after which the file begins.
        after: u64,
        /// The checkpoint's size.
        checkpoint: u64,
    },
    /// A file that begins later than with the first entry begins with hashes of another log than the checkpoint was signed over.
    #[error("The file begins with hashes that do not lead to the checkpoint at entry {checkpoint}.")]
    StartMismatch {
        /// The checkpoint's size.
        checkpoint: u64,
    },
    /// A checkpoint was signed over more entries than there are: the end was cut off.
    #[error("The log ends with entry {last}, but a checkpoint was signed at entry {checkpoint}: the end was cut off.")]
    TailCut {
        /// The last entry that is there.
        last: u64,
        /// The size of the newest checkpoint.
        checkpoint: u64,
    },
    /// A note is not a checkpoint.
    #[error("A checkpoint can't be read.")]
    CheckpointMalformed,
    /// A checkpoint names a known key that did not sign it.
    #[error("The checkpoint at entry {size} was forged, or changed after it was signed.")]
    CheckpointForged {
        /// The size that it claims.
        size: u64,
    },
    /// A checkpoint is signed by no key that is known.
    #[error("The checkpoint at entry {size} was signed by nobody who is known here.")]
    CheckpointUnknownKey {
        /// The size that it claims.
        size: u64,
    },
    /// A checkpoint is of another log.
    #[error("A checkpoint belongs to another log, {log}.")]
    CheckpointOtherLog {
        /// That log.
        log: Name,
    },
    /// A checkpoint came after entries that it does not cover, when it could not be compared any more.
    #[error("The checkpoint at entry {size} comes too late to be compared.")]
    CheckpointLate {
        /// Its size.
        size: u64,
    },
    /// Two checkpoints were signed that can't both be true of one log.
    #[error("Two signed checkpoints contradict each other, at entry {smaller} and at entry {larger}.")]
    CheckpointsContradict {
        /// The size of the one that the entries do not lead to, or of both.
        smaller: u64,
        /// The size of the one that they lead to.
        larger: u64,
    },
    /// A proof does not show that its entry is in the log.
    #[error("Entry {number} is not in the log as the checkpoint was signed, or its proof was changed.")]
    ProofWrong {
        /// The entry's number.
        number: u64,
    },
    /// A value that is shown is not the one that was sealed in the entry, or nothing tells that it is.
    #[error("What is shown of entry {number} is not what was written in it.")]
    ShownWrong {
        /// The entry's number.
        number: u64,
    },
    /// A proof is for a checkpoint that is not there, or that does not count.
    #[error("The proof of entry {number} is for a checkpoint at entry {size}, which is not there.")]
    ProofWithoutCheckpoint {
        /// The entry's number.
        number: u64,
        /// The checkpoint's size.
        size: u64,
    },
    /// An earlier checkpoint in the file does not belong to the log that its entries are proven for, or the proof that it does was changed.
    #[error("The log at entry {larger} is not proven to have grown out of the one at entry {smaller}.")]
    NotGrown {
        /// The size of the earlier one.
        smaller: u64,
        /// The size of the one that it is to have grown to.
        larger: u64,
    },
    /// A receipt does not count.
    #[error("The receipt does not count: {problem}.")]
    Receipt {
        /// What is wrong with it.
        problem: ReceiptError,
    },
    /// The statement on an archived year does not count.
    #[error("The statement does not count: {problem}.")]
    Statement {
        /// What is wrong with it.
        problem: StatementError,
    },
    /// A file is not the archive that a statement is of, or was changed since.
    #[error("The file is not the one that the statement is of: it has the SHA-256 and length {found}.")]
    OtherArchive {
        /// What the file is known by.
        found: Fingerprint,
    },
    /// A file is the one that was signed as an archive, and not what the statement says.
    #[error("The file is the one that was signed, and does not hold what the statement says.")]
    ArchiveDiffers,
    /// A line of the file is not what it has to be. Nothing after it was read.
    #[error("Line {line} of the file is wrong: {problem}.")]
    FileLine {
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        problem: LineProblem,
    },
    /// The file's last line is not there.
    #[error("The file ends after {lines} lines, before its own end.")]
    FileCut {
        /// How many lines there are.
        lines: u64,
    },
}

impl Finding {
    /// Its name, for translations and for other programs. Never changes.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Duplicate { .. } => "duplicate",
            Self::OutOfOrder { .. } => "out_of_order",
            Self::OtherFirm { .. } => "other_firm",
            Self::OtherLog { .. } => "other_log",
            Self::EntryChanged { .. } => "entry_changed",
            Self::StoredHashChanged { .. } => "stored_hash_changed",
            Self::EntryOrHashChanged { .. } => "entry_or_hash_changed",
            Self::RootMismatch { .. } => "root_mismatch",
            Self::StartMismatch { .. } => "start_mismatch",
            Self::TailCut { .. } => "tail_cut",
            Self::CheckpointMalformed => "checkpoint_malformed",
            Self::CheckpointForged { .. } => "checkpoint_forged",
            Self::CheckpointUnknownKey { .. } => "checkpoint_unknown_key",
            Self::CheckpointOtherLog { .. } => "checkpoint_other_log",
            Self::CheckpointLate { .. } => "checkpoint_late",
            Self::CheckpointsContradict { .. } => "checkpoints_contradict",
            Self::ProofWrong { .. } => "proof_wrong",
            Self::ShownWrong { .. } => "shown_wrong",
            Self::ProofWithoutCheckpoint { .. } => "proof_without_checkpoint",
            Self::NotGrown { .. } => "not_grown",
            Self::Receipt { .. } => "receipt",
            Self::Statement { .. } => "statement",
            Self::OtherArchive { .. } => "other_archive",
            Self::ArchiveDiffers => "archive_differs",
            Self::FileLine { .. } => "file_line",
            Self::FileCut { .. } => "file_cut",
        }
    }

    /// The entry that is wrong, where it is known which one: for missing ones, the first of them.
    pub const fn entry(&self) -> Option<u64> {
        match *self {
            Self::Missing { first: number, .. }
            | Self::Duplicate { number }
            | Self::OutOfOrder { expected: number, .. }
            | Self::OtherFirm { number, .. }
            | Self::OtherLog { number, .. }
            | Self::EntryChanged { number }
            | Self::EntryOrHashChanged { number }
            | Self::ProofWrong { number }
            | Self::ShownWrong { number }
            | Self::ProofWithoutCheckpoint { number, .. } => Some(number),
            Self::RootMismatch { after, checkpoint } if after + 1 == checkpoint => Some(checkpoint),
            Self::TailCut { last, .. } => Some(last + 1),
            _ => None,
        }
    }
}

impl From<CheckpointError> for Finding {
    fn from(error: CheckpointError) -> Self {
        match error {
            CheckpointError::Malformed => Self::CheckpointMalformed,
            CheckpointError::OtherLog { log } => Self::CheckpointOtherLog { log },
            CheckpointError::UnknownKey { size } => Self::CheckpointUnknownKey { size },
            CheckpointError::Forged { size } => Self::CheckpointForged { size },
        }
    }
}
