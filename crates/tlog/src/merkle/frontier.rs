use serde::{Deserialize, Serialize};

use super::span::join;
use super::{HashReader, MOST_LEAVES, NotMade, Span};
use crate::TreeHash;

/// The right edge of a tree: all that is needed to append leaves and to say the root. One hash for each complete subtree, so at most one
/// for each bit of the size.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Frontier {
    size: u64,
    /// The largest subtree's first.
    hashes: Vec<TreeHash>,
}

/// A size and hashes that are no frontier: there is one hash for each bit of the size that is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the number of hashes does not belong to this size")]
pub struct NotAFrontier;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    size: u64,
    hashes: Vec<TreeHash>,
}

impl Frontier {
    /// A frontier that was stored: its size, and its hashes from the largest subtree's to the smallest's.
    pub fn from_parts(size: u64, hashes: Vec<TreeHash>) -> Result<Self, NotAFrontier> {
        if size > MOST_LEAVES || hashes.len() != size.count_ones() as usize {
            return Err(NotAFrontier);
        }
        Ok(Self { size, hashes })
    }

    /// The frontier of a tree of this size whose hashes are kept.
    pub fn read<R: HashReader>(reader: &R, size: u64) -> Result<Self, NotMade<R::Error>> {
        let hashes = Span::all(size)?
            .subtrees()
            .map(|subtree| reader.hash(subtree))
            .collect::<Result<_, _>>()
            .map_err(NotMade::Read)?;
        Ok(Self { size, hashes })
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of its complete subtrees, the largest first.
    pub fn hashes(&self) -> &[TreeHash] {
        &self.hashes
    }

    /// Appends a leaf.
    pub fn append(&mut self, leaf: TreeHash) {
        let mut hash = leaf;
        // As in counting: each bit that carries joins two subtrees of the same height.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.hashes.pop() {
                hash = TreeHash::of_node(&left, &hash);
            }
        }
        self.hashes.push(hash);
        self.size += 1;
    }

    /// The tree's root.
    pub fn root(&self) -> TreeHash {
        join(&self.hashes)
    }
}

impl TryFrom<Parts> for Frontier {
    type Error = NotAFrontier;

    fn try_from(parts: Parts) -> Result<Self, NotAFrontier> {
        Self::from_parts(parts.size, parts.hashes)
    }
}

impl From<Frontier> for Parts {
    fn from(Frontier { size, hashes }: Frontier) -> Self {
        Self { size, hashes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::naive::{self, Leaves};
    use crate::merkle::root_of;
    use proptest::prelude::*;

    #[test]
    fn the_roots_are_those_of_certificate_transparency() {
        let leaves = naive::published();
        for (size, root) in [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(hex::encode(root_of(&leaves[..size]).as_bytes()), root, "{size}");
        }
    }

    #[test]
    fn a_tree_of_70_000_has_the_root_that_another_program_found() {
        assert_eq!(
            hex::encode(root_of(&naive::leaves(70_000)).as_bytes()),
            "0759167a0f98e35e802d46ff7c7d29d2c3f03a63a256deb6abbff357a91b63b1"
        );
    }

    #[test]
    fn only_as_many_hashes_as_the_size_has_bits_are_a_frontier() {
        let hash = TreeHash::of_leaf(b"");
        assert!(Frontier::from_parts(5, vec![hash; 2]).is_ok());
        assert_eq!(Frontier::from_parts(5, vec![hash; 1]), Err(NotAFrontier));
        assert_eq!(Frontier::from_parts(5, vec![hash; 3]), Err(NotAFrontier));
        assert_eq!(Frontier::from_parts(0, vec![hash; 1]), Err(NotAFrontier));
        assert!(Frontier::from_parts(MOST_LEAVES, vec![hash; 1]).is_ok());
        assert_eq!(Frontier::from_parts(MOST_LEAVES + 1, vec![hash; 2]), Err(NotAFrontier));
        assert_eq!(Frontier::from_parts(0, vec![]), Ok(Frontier::default()));
        assert!(serde_json::from_str::<Frontier>("{\"size\":1,\"hashes\":[]}").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn leaf_by_leaf_gives_the_definitions_root(size in 0..700_usize) {
            let leaves = naive::leaves(size);
            prop_assert_eq!(root_of(&leaves), naive::root(&leaves));
        }

        #[test]
        fn a_stored_frontier_goes_on_where_it_stopped(before in 0..300_usize, after in 0..300_usize) {
            let leaves = naive::leaves(before + after);
            let mut frontier = Frontier::default();
            leaves[..before].iter().for_each(|leaf| frontier.append(*leaf));
            prop_assert_eq!(&Frontier::read(&Leaves(&leaves), before as u64).unwrap(), &frontier);

            let json = serde_json::to_string(&frontier).unwrap();
            let mut stored: Frontier = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&stored, &frontier);
            prop_assert_eq!(&Frontier::from_parts(frontier.size(), frontier.hashes().to_vec()).unwrap(), &frontier);

            leaves[before..].iter().for_each(|leaf| stored.append(*leaf));
            prop_assert_eq!(stored.size(), leaves.len() as u64);
            prop_assert_eq!(stored.root(), naive::root(&leaves));
        }
    }
}
