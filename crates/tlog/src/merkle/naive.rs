//! The tree as RFC 6962 defines it in section 2.1, word by word and without regard to cost: what the real one is compared with.

use super::{HashReader, Subtree};
use crate::TreeHash;

/// The eight leaves that Certificate Transparency's own tests have used from the beginning.
pub(crate) fn published() -> Vec<TreeHash> {
    [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    .map(|leaf| TreeHash::of_leaf(&hex::decode(leaf).unwrap()))
    .to_vec()
}

/// As many leaves, no two alike: the number of each, in eight bytes.
pub(crate) fn leaves(count: usize) -> Vec<TreeHash> {
    (0..count as u64).map(|n| TreeHash::of_leaf(&n.to_be_bytes())).collect()
}

/// The largest power of two below.
fn k(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

/// `MTH(D)`, the leaves being hashed already.
pub(crate) fn root(d: &[TreeHash]) -> TreeHash {
    match d {
        [] => TreeHash::of_nothing(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = d.split_at(k(d.len()));
            TreeHash::of_node(&root(left), &root(right))
        }
    }
}

/// `PATH(m, D)`.
pub(crate) fn path(m: usize, d: &[TreeHash]) -> Vec<TreeHash> {
    if d.len() == 1 {
        return vec![];
    }
    let (left, right) = d.split_at(k(d.len()));
    let (mut path, sibling) = if m < left.len() {
        (path(m, left), root(right))
    } else {
        (path(m - left.len(), right), root(left))
    };
    path.push(sibling);
    path
}

/// `SUBPROOF(m, D, whole)`.
pub(crate) fn subproof(m: usize, d: &[TreeHash], whole: bool) -> Vec<TreeHash> {
    if m == d.len() {
        return if whole { vec![] } else { vec![root(d)] };
    }
    let (left, right) = d.split_at(k(d.len()));
    let (mut proof, sibling) = if m <= left.len() {
        (subproof(m, left, whole), root(right))
    } else {
        (subproof(m - left.len(), right, false), root(left))
    };
    proof.push(sibling);
    proof
}

/// All leaves, as a place where hashes are kept.
pub(crate) struct Leaves<'a>(pub(crate) &'a [TreeHash]);

impl HashReader for Leaves<'_> {
    type Error = Subtree;

    fn hash(&self, subtree: Subtree) -> Result<TreeHash, Subtree> {
        let start = usize::try_from(subtree.index << subtree.level).unwrap();
        let leaves = self.0.get(start..start + (1 << subtree.level)).ok_or(subtree)?;
        Ok(root(leaves))
    }
}
