//! The tamper-evident log, as pure code: no database, no clock, no randomness, no async. It runs in the server, in the browser and in a
//! verifier on somebody's desk, and all three judge alike because they are the same lines.
//!
//! An [`Entry`] has exactly one sequence of [canonical bytes](canonical). Their hash is a leaf of a Merkle tree ([`merkle`], RFC 6962),
//! kept in [`tiles`]. A [`SignedCheckpoint`] is the log's signed word: "after so many entries the root is this one". Whoever keeps a
//! checkpoint can tell later, with [`verify`], whether anybody edited, removed, added, reordered or cut off entries that it covers, with
//! whatever rights they had on the database. [`export`] is the file that such a verifier reads.
//!
//! The formats are those that others read too: RFC 6962 and RFC 9162 (section 2.1) for the tree, and C2SP's signed-note, tlog-checkpoint
//! and tlog-tiles for the rest.
#![forbid(unsafe_code)]

mod checkpoint;
mod entry;
mod hash;
mod keys;
mod log;
mod name;
mod note;
mod opened;

pub mod archive;
pub mod canonical;
pub mod export;
pub mod merkle;
pub mod receipt;
pub mod tiles;
pub mod verify;

pub use checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use entry::{Entry, Sealed};
pub use hash::{NotAHash, TreeHash};
pub use keys::{NotAKey, SignerKey, VerifierKey};
pub use log::Log;
pub use name::{Name, NotAName};
pub use opened::{Commitment, NotASalt, Opened, OpenedValue, Salt};

#[cfg(test)]
mod sample;
