//! The tree over the entries, of RFC 6962 and RFC 9162 (section 2.1): its root, and proofs that a leaf is in it and that it grew out of a
//! smaller one.
//!
//! Every walk down the tree is one of [`Span`]s: runs of leaves that a proof names, one hash each. Making a proof reads those spans'
//! hashes, checking it puts them together again.

mod consistency;
mod frontier;
mod inclusion;
mod span;

#[cfg(test)]
pub(crate) mod naive;

pub use consistency::{ConsistencyProof, consistency_spans};
pub use frontier::{Frontier, NotAFrontier};
pub use inclusion::{InclusionProof, inclusion_spans};
pub use span::{HashReader, Span, Subtree};

use crate::TreeHash;

/// The most leaves that a tree may have here: more than anybody writes, and few enough that no sum of sizes overflows.
pub const MOST_LEAVES: u64 = 1 << 62;

/// There is no such leaf, or no such tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such leaf or tree")]
pub struct OutOfRange;

/// Why a proof was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotMade<E> {
    /// There is no such leaf, or no such tree.
    #[error("there is no such leaf or tree")]
    OutOfRange,
    /// A stored hash could not be read.
    #[error("a stored hash can't be read: {0}")]
    Read(E),
}

impl<E> From<OutOfRange> for NotMade<E> {
    fn from(_: OutOfRange) -> Self {
        Self::OutOfRange
    }
}

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotProven {
    /// There is no such leaf, or no such tree.
    #[error("there is no such leaf or tree")]
    OutOfRange,
    /// It has too few or too many hashes.
    #[error("a proof of this kind has another number of hashes")]
    Length,
    /// Its hashes lead to another root.
    #[error("the hashes lead to another root")]
    Root,
}

impl From<OutOfRange> for NotProven {
    fn from(_: OutOfRange) -> Self {
        Self::OutOfRange
    }
}

/// The root of the tree over these leaves.
pub fn root_of(leaves: &[TreeHash]) -> TreeHash {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.append(*leaf);
    }
    frontier.root()
}
