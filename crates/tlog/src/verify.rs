//! The verifier: reads a log once, from beginning to end, and says what is wrong with it and where that begins.
//!
//! It holds the right edge of the tree and the checkpoints that are still ahead, never the log. What it can say depends on what it is
//! given:
//!
//! - Entries alone: whether numbers follow one another, and whether all are of this log.
//! - With [checkpoints](crate::SignedCheckpoint): whether the entries up to each are those that it was signed over. If not, the changed one
//!   is somewhere after the checkpoint before. The best ones are those that were kept where nobody who may have changed the log could
//!   reach.
//! - With the stored hashes of the leaves as well: which entry is the first that was changed; and, as the next checkpoint tells, whether it
//!   was the entry or the hash.
//!
//! A log that lost its end looks whole by itself, however it is linked together: only a checkpoint from outside tells that there was more. A file of it
//! that ends with a checkpoint of its own may only be older than that one; that is told, and is neither a fault nor right.

mod file;
mod finding;
mod kept;
mod notes;
mod range;
mod receipt;
mod report;
mod selection;
mod statement;
mod verdict;

pub use file::{FileVerifier, Trust};
pub use finding::Finding;
pub use notes::notes_in;
pub use range::RangeVerifier;
pub use report::{Contents, Extent, Notice, Report};
pub use selection::SelectionVerifier;
pub use statement::ArchiveVerifier;
pub use verdict::Verdict;

#[cfg(test)]
mod bench;
#[cfg(test)]
mod tests;
