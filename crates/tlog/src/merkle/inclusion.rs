use serde::{Deserialize, Serialize};

use super::{HashReader, NotMade, NotProven, OutOfRange, Span};
use crate::TreeHash;

/// The proof that a leaf is in a tree: the hashes beside its way up to the root, the lowest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InclusionProof {
    /// The leaf's index, from 0.
    pub index: u64,
    /// How many leaves the tree has.
    pub size: u64,
    /// The hashes.
    pub hashes: Vec<TreeHash>,
}

/// The leaves that each hash of a leaf's proof stands for, in the proof's order.
pub fn inclusion_spans(index: u64, size: u64) -> Result<Vec<Span>, OutOfRange> {
    let mut under = Span::all(size)?;
    if index >= size {
        return Err(OutOfRange);
    }
    let mut beside = Vec::new();
    while let Some((left, right)) = under.halves() {
        let (way, other) = if index < right.start {
            (left, right)
        } else {
            (right, left)
        };
        beside.push(other);
        under = way;
    }
    beside.reverse();
    Ok(beside)
}

impl InclusionProof {
    /// Makes the proof for a leaf.
    pub fn make<R: HashReader>(reader: &R, index: u64, size: u64) -> Result<Self, NotMade<R::Error>> {
        let hashes = inclusion_spans(index, size)?
            .into_iter()
            .map(|span| span.hash(reader))
            .collect::<Result<_, _>>()
            .map_err(NotMade::Read)?;
        Ok(Self { index, size, hashes })
    }

    /// Whether it proves that this leaf is in the tree with this root. Index and size are part of what is proven; where they come from with
    /// the proof, compare them with what is expected.
    pub fn check(&self, leaf: &TreeHash, root: &TreeHash) -> Result<(), NotProven> {
        let spans = inclusion_spans(self.index, self.size)?;
        if spans.len() != self.hashes.len() {
            return Err(NotProven::Length);
        }
        let reached = spans.iter().zip(&self.hashes).fold(*leaf, |hash, (span, beside)| {
            if span.start > self.index {
                TreeHash::of_node(&hash, beside)
            } else {
                TreeHash::of_node(beside, &hash)
            }
        });
        if reached == *root { Ok(()) } else { Err(NotProven::Root) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::MOST_LEAVES;
    use crate::merkle::naive::{self, Leaves};
    use proptest::prelude::*;

    #[test]
    fn the_paths_are_those_of_certificate_transparency() {
        let leaves = naive::published();
        for (index, size, path) in [
            (0, 1, vec![]),
            (
                0,
                8,
                vec![
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ],
            ),
            (
                5,
                8,
                vec![
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ],
            ),
            (
                2,
                3,
                vec!["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
            ),
            (
                1,
                5,
                vec![
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ],
            ),
        ] {
            let proof = InclusionProof::make(&Leaves(&leaves), index, size).unwrap();
            let hashes: Vec<_> = proof.hashes.iter().map(|hash| hex::encode(hash.as_bytes())).collect();
            assert_eq!(hashes, path, "{index} of {size}");
        }
    }

    #[test]
    fn what_is_in_no_tree_is_not_proven() {
        let leaves = naive::leaves(5);
        let hash = leaves[0];
        for (index, size) in [(0, 0), (5, 5), (6, 5), (0, MOST_LEAVES + 1), (u64::MAX, u64::MAX)] {
            assert_eq!(
                InclusionProof::make(&Leaves(&leaves), index, size),
                Err(NotMade::OutOfRange)
            );
            let proof = InclusionProof {
                index,
                size,
                hashes: vec![],
            };
            assert_eq!(proof.check(&hash, &hash), Err(NotProven::OutOfRange));
        }
        assert_eq!(inclusion_spans(MOST_LEAVES - 1, MOST_LEAVES).unwrap().len(), 62);
        // More leaves than are kept.
        assert!(matches!(
            InclusionProof::make(&Leaves(&leaves), 0, 6),
            Err(NotMade::Read(_))
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_leaf_has_the_definitions_proof_and_no_other(size in 1..300_usize, at in any::<prop::sample::Index>(), other in any::<prop::sample::Index>()) {
            let leaves = naive::leaves(size);
            let index = at.index(size);
            let root = naive::root(&leaves);
            let proof = InclusionProof::make(&Leaves(&leaves), index as u64, size as u64).unwrap();
            prop_assert_eq!(&proof.hashes, &naive::path(index, &leaves));
            prop_assert_eq!(proof.check(&leaves[index], &root), Ok(()));

            // Of another leaf, for another place, against another root.
            let wrong = TreeHash::of_leaf(b"other");
            prop_assert_eq!(proof.check(&wrong, &root), Err(NotProven::Root));
            prop_assert_eq!(proof.check(&leaves[index], &wrong), Err(NotProven::Root));
            let other = other.index(size);
            if other != index {
                prop_assert_eq!(proof.check(&leaves[other], &root), Err(NotProven::Root));
                let moved = InclusionProof { index: other as u64, ..proof.clone() };
                prop_assert!(moved.check(&leaves[index], &root).is_err());
            }

            // Each hash counts, and their number does.
            for at in 0..proof.hashes.len() {
                let mut changed = proof.clone();
                changed.hashes[at] = wrong;
                prop_assert_eq!(changed.check(&leaves[index], &root), Err(NotProven::Root));
            }
            let mut longer = proof.clone();
            longer.hashes.push(wrong);
            prop_assert_eq!(longer.check(&leaves[index], &root), Err(NotProven::Length));
            let mut shorter = proof.clone();
            if shorter.hashes.pop().is_some() {
                prop_assert_eq!(shorter.check(&leaves[index], &root), Err(NotProven::Length));
            }
        }
    }
}
