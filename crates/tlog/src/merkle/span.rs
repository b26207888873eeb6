use super::{MOST_LEAVES, OutOfRange};
use crate::TreeHash;

/// A subtree with all its leaves, `2^level` of them: the leaves from `index × 2^level` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subtree {
    /// Its height: 0 is a leaf.
    pub level: u32,
    /// Which of its level, from 0.
    pub index: u64,
}

/// Consecutive leaves that hang under one node of some tree. Only walks down a tree make them, so they always begin where their largest
/// subtree may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub(super) start: u64,
    pub(super) end: u64,
}

impl Span {
    /// All leaves of a tree of this size.
    pub fn all(size: u64) -> Result<Self, OutOfRange> {
        if size > MOST_LEAVES {
            return Err(OutOfRange);
        }
        Ok(Self { start: 0, end: size })
    }

    /// The complete subtrees that the span is made of, the largest first.
    pub fn subtrees(self) -> impl Iterator<Item = Subtree> {
        let mut start = self.start;
        std::iter::from_fn(move || {
            let level = (self.end - start).checked_ilog2()?;
            let subtree = Subtree {
                level,
                index: start >> level,
            };
            start += 1 << level;
            Some(subtree)
        })
    }

    /// The two spans under the node over this one; `None` if it is a leaf, or nothing. The left one is the largest complete subtree that
    /// leaves something to the right.
    pub(super) fn halves(self) -> Option<(Self, Self)> {
        let level = (self.end - self.start).checked_sub(1)?.checked_ilog2()?;
        let middle = self.start + (1 << level);
        Some((
            Self {
                start: self.start,
                end: middle,
            },
            Self {
                start: middle,
                end: self.end,
            },
        ))
    }

    /// The hash of the node over this span.
    pub(super) fn hash<R: HashReader>(self, reader: &R) -> Result<TreeHash, R::Error> {
        let subtrees: Vec<_> = self
            .subtrees()
            .map(|subtree| reader.hash(subtree))
            .collect::<Result<_, _>>()?;
        Ok(join(&subtrees))
    }
}

/// The hash over complete subtrees, the largest first: the smallest two are joined first.
pub(super) fn join(subtrees: &[TreeHash]) -> TreeHash {
    subtrees
        .iter()
        .copied()
        .rev()
        .reduce(|right, left| TreeHash::of_node(&left, &right))
        .unwrap_or_else(TreeHash::of_nothing)
}

/// Where the hashes of complete subtrees are kept.
pub trait HashReader {
    /// Why one can't be read.
    type Error;

    /// The hash of the node over this subtree.
    fn hash(&self, subtree: Subtree) -> Result<TreeHash, Self::Error>;
}
