use serde::{Deserialize, Serialize};

use super::{HashReader, NotMade, NotProven, OutOfRange, Span};
use crate::TreeHash;

/// The proof that a tree grew out of a smaller one: that the smaller one's leaves are its first ones, unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsistencyProof {
    /// How many leaves the smaller tree has: at least 1, since of an empty tree there is nothing to prove.
    pub smaller: u64,
    /// How many leaves the larger tree has.
    pub larger: u64,
    /// The hashes.
    pub hashes: Vec<TreeHash>,
}

/// The leaves that each hash of the proof stands for, in the proof's order.
pub fn consistency_spans(smaller: u64, larger: u64) -> Result<Vec<Span>, OutOfRange> {
    let mut under = Span::all(larger)?;
    if smaller == 0 || smaller > larger {
        return Err(OutOfRange);
    }
    let mut spans = Vec::new();
    // Down along the edge between the last leaf of the smaller tree and the first leaf after it.
    while under.end != smaller {
        let Some((left, right)) = under.halves() else { break };
        let (way, other) = if smaller <= left.end {
            (left, right)
        } else {
            (right, left)
        };
        spans.push(other);
        under = way;
    }
    // What is left ends with the smaller tree. If it is all of it, its hash is the root that the reader knows already.
    if under.start != 0 {
        spans.push(under);
    }
    spans.reverse();
    Ok(spans)
}

impl ConsistencyProof {
    /// Makes the proof between two sizes of one log.
    pub fn make<R: HashReader>(reader: &R, smaller: u64, larger: u64) -> Result<Self, NotMade<R::Error>> {
        let hashes = consistency_spans(smaller, larger)?
            .into_iter()
            .map(|span| span.hash(reader))
            .collect::<Result<_, _>>()
            .map_err(NotMade::Read)?;
        Ok(Self {
            smaller,
            larger,
            hashes,
        })
    }

    /// Whether it proves that the tree with the root `larger` begins with all leaves of the one with the root `smaller`.
    pub fn check(&self, smaller: &TreeHash, larger: &TreeHash) -> Result<(), NotProven> {
        let spans = consistency_spans(self.smaller, self.larger)?;
        if spans.len() != self.hashes.len() {
            return Err(NotProven::Length);
        }
        let mut steps = spans.iter().zip(&self.hashes);
        // Where the smaller tree is one complete subtree its root is where both ways up begin, otherwise the proof's first hash is.
        let begin = if self.smaller.is_power_of_two() {
            *smaller
        } else {
            steps.next().map_or(*smaller, |(_, hash)| *hash)
        };
        let (old, new) = steps.fold((begin, begin), |(old, new), (span, beside)| {
            if span.start < self.smaller {
                (TreeHash::of_node(beside, &old), TreeHash::of_node(beside, &new))
            } else {
                (old, TreeHash::of_node(&new, beside))
            }
        });
        if old == *smaller && new == *larger {
            Ok(())
        } else {
            Err(NotProven::Root)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::MOST_LEAVES;
    use crate::merkle::naive::{self, Leaves};
    use proptest::prelude::*;

    #[test]
    fn the_proofs_are_those_of_certificate_transparency() {
        let leaves = naive::published();
        for (smaller, larger, expected) in [
            (1, 1, vec![]),
            (
                1,
                8,
                vec![
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ],
            ),
            (
                6,
                8,
                vec![
                    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ],
            ),
            (
                2,
                5,
                vec![
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ],
            ),
        ] {
            let proof = ConsistencyProof::make(&Leaves(&leaves), smaller, larger).unwrap();
            let hashes: Vec<_> = proof.hashes.iter().map(|hash| hex::encode(hash.as_bytes())).collect();
            assert_eq!(hashes, expected, "{smaller} to {larger}");
        }
    }

    #[test]
    fn no_tree_grew_out_of_none_or_out_of_a_larger_one() {
        let leaves = naive::leaves(5);
        let hash = leaves[0];
        for (smaller, larger) in [(0, 0), (0, 5), (6, 5), (1, MOST_LEAVES + 1), (u64::MAX, u64::MAX)] {
            assert_eq!(
                ConsistencyProof::make(&Leaves(&leaves), smaller, larger),
                Err(NotMade::OutOfRange)
            );
            let proof = ConsistencyProof {
                smaller,
                larger,
                hashes: vec![],
            };
            assert_eq!(proof.check(&hash, &hash), Err(NotProven::OutOfRange));
        }
        assert!(matches!(
            ConsistencyProof::make(&Leaves(&leaves), 3, 6),
            Err(NotMade::Read(_))
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn every_growth_has_the_definitions_proof_and_no_other(larger in 1..300_usize, at in any::<prop::sample::Index>(), change in any::<prop::sample::Index>()) {
            let leaves = naive::leaves(larger);
            let smaller = at.index(larger) + 1;
            let (old, new) = (naive::root(&leaves[..smaller]), naive::root(&leaves));
            let proof = ConsistencyProof::make(&Leaves(&leaves), smaller as u64, larger as u64).unwrap();
            prop_assert_eq!(&proof.hashes, &naive::subproof(smaller, &leaves, true));
            prop_assert_eq!(proof.check(&old, &new), Ok(()));

            let wrong = TreeHash::of_leaf(b"other");
            prop_assert_eq!(proof.check(&wrong, &new), Err(NotProven::Root));
            prop_assert_eq!(proof.check(&old, &wrong), Err(NotProven::Root));
            if old != new {
                prop_assert_eq!(proof.check(&new, &old), Err(NotProven::Root));
            }

            // A leaf of the smaller tree that was changed since.
            let mut rewritten = leaves.clone();
            rewritten[change.index(smaller)] = wrong;
            let rewritten_root = naive::root(&rewritten);
            let forged = ConsistencyProof::make(&Leaves(&rewritten), smaller as u64, larger as u64).unwrap();
            prop_assert_eq!(forged.check(&old, &rewritten_root), Err(NotProven::Root));

            for at in 0..proof.hashes.len() {
                let mut changed = proof.clone();
                changed.hashes[at] = wrong;
                prop_assert_eq!(changed.check(&old, &new), Err(NotProven::Root));
            }
            let mut longer = proof.clone();
            longer.hashes.push(wrong);
            prop_assert_eq!(longer.check(&old, &new), Err(NotProven::Length));
            let mut shorter = proof.clone();
            if shorter.hashes.pop().is_some() {
                prop_assert_eq!(shorter.check(&old, &new), Err(NotProven::Length));
            }
        }
    }
}
