use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::merkle::{ConsistencyProof, Frontier, InclusionProof, consistency_spans, inclusion_spans, naive};

type Store = BTreeMap<TileId, Vec<TreeHash>>;

/// Appends as a caller does that fetches only what it was told to, and stores what comes of it.
fn append(store: &mut Store, size: u64, leaves: &[TreeHash]) -> Vec<Tile> {
    let fetched: Store = tiles_to_grow(size, leaves.len() as u64)
        .into_iter()
        .map(|id| (id, store[&id].clone()))
        .collect();
    let changed = grow(&fetched, size, leaves).unwrap();
    for tile in &changed {
        store.insert(tile.id, tile.hashes.clone());
    }
    changed
}

/// What the definition says that tiles hold.
fn defined(leaves: &[TreeHash]) -> Store {
    let mut store = Store::new();
    let mut level_hashes = leaves.to_vec();
    for level in 0.. {
        if level_hashes.is_empty() {
            break;
        }
        for (index, hashes) in (0..).zip(level_hashes.chunks(256)) {
            store.insert(TileId { level, index }, hashes.to_vec());
        }
        level_hashes = level_hashes.chunks_exact(256).map(naive::root).collect();
    }
    store
}

fn only(store: &Store, ids: &BTreeSet<TileId>) -> Store {
    ids.iter().map(|id| (*id, store[id].clone())).collect()
}

#[test]
fn seventy_thousand_leaves_make_the_tiles_that_the_format_names() {
    let leaves = naive::leaves(70_000);
    let mut store = Store::new();
    append(&mut store, 0, &leaves);
    assert_eq!(store, defined(&leaves));
    let widths = |level| -> Vec<usize> {
        store
            .iter()
            .filter(|(id, _)| id.level == level)
            .map(|(_, hashes)| hashes.len())
            .collect()
    };
    assert_eq!(widths(0).len(), 274);
    assert_eq!(widths(0).last(), Some(&112));
    assert_eq!(widths(1), [256, 17]);
    assert_eq!(widths(2), [1]);
    assert_eq!(widths(3), [0_usize; 0]);
    for (id, hashes) in &store {
        assert_eq!(id.width(70_000), hashes.len() as u64, "{id:?}");
    }
    assert_eq!(TileId { level: 0, index: 274 }.width(70_000), 0);
    assert_eq!(TileId { level: 9, index: 0 }.width(u64::MAX), 0);

    let frontier = Frontier::read(&Tiles(&store), 70_000).unwrap();
    assert_eq!(frontier.root(), root_of(&leaves));
}

#[test]
fn a_tile_that_fills_begins_the_one_above() {
    let leaves = naive::leaves(257);
    let mut store = Store::new();
    let ids = |changed: &[Tile]| -> Vec<(u32, u64, usize)> {
        changed
            .iter()
            .map(|tile| (tile.id.level, tile.id.index, tile.hashes.len()))
            .collect()
    };
    assert_eq!(ids(&append(&mut store, 0, &leaves[..255])), [(0, 0, 255)]);
    assert_eq!(
        ids(&append(&mut store, 255, &leaves[255..256])),
        [(0, 0, 256), (1, 0, 1)]
    );
    assert_eq!(ids(&append(&mut store, 256, &leaves[256..])), [(0, 1, 1)]);
    assert!(append(&mut store, 257, &[]).is_empty());
}

#[test]
fn the_edge_has_to_be_exactly_there() {
    let leaves = naive::leaves(300);
    let mut store = Store::new();
    append(&mut store, 0, &leaves);
    let edge = TileId { level: 0, index: 1 };
    assert_eq!(grow(&store, 300, &leaves[..1]).map(|changed| changed.len()), Ok(1));
    assert_eq!(grow(&store, 301, &leaves[..1]), Err(TileError::Missing(edge)));
    assert_eq!(grow(&store, 299, &leaves[..1]), Err(TileError::Wider(edge)));
    store.remove(&edge);
    assert_eq!(grow(&store, 300, &leaves[..1]), Err(TileError::Missing(edge)));
    assert_eq!(
        Frontier::read(&Tiles(&store), 300),
        Err(crate::merkle::NotMade::Read(TileError::Missing(edge)))
    );
}

#[test]
fn a_tile_is_stored_as_its_hashes_in_a_row() {
    let id = TileId { level: 0, index: 3 };
    for count in [1, 2, 255, 256] {
        let tile = Tile {
            id,
            hashes: naive::leaves(count),
        };
        let bytes = tile.to_bytes();
        assert_eq!(bytes.len(), 32 * count);
        assert_eq!(bytes[..32], *tile.hashes[0].as_bytes());
        assert_eq!(Tile::from_bytes(id, &bytes), Some(tile));
    }
    for length in [0, 1, 31, 33, 32 * 257] {
        assert_eq!(Tile::from_bytes(id, &vec![0; length]), None, "{length}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn in_whatever_portions_a_log_grows_its_tiles_are_the_definitions(portions in proptest::collection::vec(0..700_usize, 0..9)) {
        let leaves = naive::leaves(portions.iter().sum());
        let (mut store, mut size) = (Store::new(), 0);
        for portion in portions {
            let changed = append(&mut store, size as u64, &leaves[size..size + portion]);
            let before = defined(&leaves[..size]);
            size += portion;
            prop_assert_eq!(&store, &defined(&leaves[..size]));
            // Exactly those that differ from before, once each, in order.
            let ids: Vec<_> = changed.iter().map(|tile| tile.id).collect();
            let differing: Vec<_> = store.iter().filter(|(id, hashes)| before.get(id) != Some(*hashes)).map(|(id, _)| *id).collect();
            prop_assert_eq!(ids, differing);
        }
    }

    #[test]
    fn proofs_from_tiles_are_the_definitions(size in 1..3000_usize, later in 0..600_usize, at in any::<prop::sample::Index>()) {
        // The tiles are those of a log that has grown since.
        let leaves = naive::leaves(size + later);
        let store = defined(&leaves);
        let leaves = &leaves[..size];
        let size_of_log = size as u64;
        prop_assert_eq!(Frontier::read(&Tiles(&store), size_of_log).unwrap().root(), naive::root(leaves));

        let index = at.index(size);
        let needed = only(&store, &tiles_of(inclusion_spans(index as u64, size_of_log).unwrap()));
        let proof = InclusionProof::make(&Tiles(&needed), index as u64, size_of_log).unwrap();
        prop_assert_eq!(&proof.hashes, &naive::path(index, leaves));
        prop_assert_eq!(proof.check(&leaves[index], &naive::root(leaves)), Ok(()));

        let smaller = index + 1;
        let needed = only(&store, &tiles_of(consistency_spans(smaller as u64, size_of_log).unwrap()));
        let proof = ConsistencyProof::make(&Tiles(&needed), smaller as u64, size_of_log).unwrap();
        prop_assert_eq!(&proof.hashes, &naive::subproof(smaller, leaves, true));
        prop_assert_eq!(proof.check(&naive::root(&leaves[..smaller]), &naive::root(leaves)), Ok(()));
    }
}
