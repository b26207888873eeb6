//! How the tree is kept, as in C2SP's tlog-tiles: 256 hashes of one level to a tile.
//!
//! A tile of level 0 holds hashes of leaves, a tile of level 1 roots over 256 leaves each, one of level 2 over 65,536, and so on; a hash
//! comes into the tile above when its own tile is full. Full tiles never change, and the last one of each level only grows. So a log costs
//! one row in 256 entries, a proof reads at most one or two tiles a level, and whatever was once read of a tile stays true.
//!
//! All of this is calculation. Who keeps tiles elsewhere asks first which ones are needed ([`tiles_of`], [`tiles_to_grow`]), fetches them,
//! and hands them over as a [`TileReader`], such as a map.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::TreeHash;
use crate::merkle::{HashReader, Span, Subtree, root_of};

/// Hashes in a full tile.
pub const WIDTH: u64 = 256;
/// Levels of the tree in a tile.
const HEIGHT: u32 = 8;

/// Which tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// Its level: 0 holds leaves.
    pub level: u32,
    /// Which of its level, from 0.
    pub index: u64,
}

/// A tile: up to 256 hashes of one level that follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Which one.
    pub id: TileId,
    /// Its hashes, as many as there are so far.
    pub hashes: Vec<TreeHash>,
}

impl TileId {
    /// How many hashes the tile holds when the log has so many leaves.
    pub fn width(self, size: u64) -> u64 {
        let of_level = size.checked_shr(self.level.saturating_mul(HEIGHT)).unwrap_or(0);
        of_level.saturating_sub(self.index.saturating_mul(WIDTH)).min(WIDTH)
    }
}

impl Tile {
    /// The tile as it is stored: its hashes, one after another.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
    }

    /// Reads what [`Tile::to_bytes`] wrote: 1 to 256 hashes, or `None`.
    pub fn from_bytes(id: TileId, bytes: &[u8]) -> Option<Self> {
        let (hashes, rest) = bytes.as_chunks::<{ TreeHash::LENGTH }>();
        let whole = rest.is_empty() && (1..=WIDTH).contains(&(hashes.len() as u64));
        whole.then(|| Self {
            id,
            hashes: hashes.iter().copied().map(TreeHash::from_bytes).collect(),
        })
    }
}

/// Where tiles are at hand.
pub trait TileReader {
    /// The tile's hashes, as many as there are. More than a log of some size needs do no harm: a log is read at any of its earlier sizes.
    fn tile(&self, id: TileId) -> Option<&[TreeHash]>;
}

impl TileReader for BTreeMap<TileId, Vec<TreeHash>> {
    fn tile(&self, id: TileId) -> Option<&[TreeHash]> {
        self.get(&id).map(Vec::as_slice)
    }
}

/// Why tiles can't be worked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// A tile, or a part of it, is not there.
    #[error("tile {} of level {} is not there, or not all of it", .0.index, .0.level)]
    Missing(TileId),
    /// A tile at the right edge holds more than a log of this size has written: somebody else appended meanwhile.
    #[error("tile {} of level {} holds more than a log of this size has written", .0.index, .0.level)]
    Wider(TileId),
}

/// Tiles as a place where hashes of subtrees are kept, for [proofs](crate::merkle) and frontiers.
#[derive(Clone, Copy, Debug)]
pub struct Tiles<'a, R>(pub &'a R);

impl<R: TileReader> HashReader for Tiles<'_, R> {
    type Error = TileError;

    fn hash(&self, subtree: Subtree) -> Result<TreeHash, TileError> {
        let (id, first, count) = place(subtree);
        self.0
            .tile(id)
            .and_then(|hashes| hashes.get(first..first + count))
            .map(root_of)
            .ok_or(TileError::Missing(id))
    }
}

/// The tile that knows about a subtree, and the place and number of the hashes in it that the subtree is made of: 1 to 128.
fn place(subtree: Subtree) -> (TileId, usize, usize) {
    let (level, rest) = (subtree.level / HEIGHT, subtree.level % HEIGHT);
    let first = subtree.index << rest;
    let [.., within] = first.to_be_bytes();
    let id = TileId {
        level,
        index: first >> HEIGHT,
    };
    (id, usize::from(within), 1 << rest)
}

/// The tiles that hold the hashes of these spans: what has to be at hand for a proof, or for a frontier.
pub fn tiles_of(spans: impl IntoIterator<Item = Span>) -> BTreeSet<TileId> {
    spans
        .into_iter()
        .flat_map(Span::subtrees)
        .map(|subtree| place(subtree).0)
        .collect()
}

/// The tiles that have to be at hand for [`grow`], when so many leaves are appended to a log of this size.
pub fn tiles_to_grow(size: u64, appended: u64) -> Vec<TileId> {
    let (mut size, mut appended, mut needed) = (size, appended, Vec::new());
    for level in 0.. {
        if appended == 0 {
            break;
        }
        let begun = size % WIDTH;
        if begun > 0 {
            let index = size / WIDTH;
            needed.push(TileId { level, index });
        }
        appended = begun.saturating_add(appended) / WIDTH;
        size /= WIDTH;
    }
    needed
}

/// The tiles that change when these leaves are appended to a log of this size: each as it is then, by level and index.
pub fn grow<R: TileReader>(tiles: &R, size: u64, leaves: &[TreeHash]) -> Result<Vec<Tile>, TileError> {
    let (mut size, mut appended, mut changed) = (size, leaves.to_vec(), Vec::new());
    for level in 0.. {
        if appended.is_empty() {
            break;
        }
        let mut tile = begun(tiles, level, size)?;
        let mut above = Vec::new();
        for hash in appended {
            tile.hashes.push(hash);
            if tile.hashes.len() as u64 == WIDTH {
                above.push(root_of(&tile.hashes));
                let next = TileId {
                    level,
                    index: tile.id.index + 1,
                };
                changed.push(std::mem::replace(&mut tile, Tile::empty(next)));
            }
        }
        if !tile.hashes.is_empty() {
            changed.push(tile);
        }
        appended = above;
        size /= WIDTH;
    }
    Ok(changed)
}

impl Tile {
    fn empty(id: TileId) -> Self {
        Self { id, hashes: Vec::new() }
    }
}

/// The tile that the next hash of a level belongs to, with the hashes that it has.
fn begun<R: TileReader>(tiles: &R, level: u32, size: u64) -> Result<Tile, TileError> {
    let id = TileId {
        level,
        index: size / WIDTH,
    };
    let width = size % WIDTH;
    if width == 0 {
        return Ok(Tile::empty(id));
    }
    let hashes = tiles.tile(id).unwrap_or_default();
    match (hashes.len() as u64).cmp(&width) {
        Ordering::Less => Err(TileError::Missing(id)),
        Ordering::Equal => Ok(Tile {
            id,
            hashes: hashes.to_vec(),
        }),
        Ordering::Greater => Err(TileError::Wider(id)),
    }
}

#[cfg(test)]
mod tests;
