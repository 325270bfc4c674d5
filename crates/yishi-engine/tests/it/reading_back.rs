//! What is no longer kept in memory is read again and held against what is: proofs and leaves of every age.

use std::sync::OnceLock;
use yishi_engine::{Engine, Version};
use yishi_log::tile::{TileKind, TilePath, Tiling, decode_entries};
use yishi_log::tree::{BLOCK_LEAVES, Tree, leaf_hash, verify_consistency};
use yishi_tally::Choice;
use yishi_testkit::Community;

/// A stopped community whose book has two full blocks and a part of a third.
fn long() -> Community {
    let (community, poll) = Community::voting(256);
    for choice in [Choice::For, Choice::Against] {
        for voter in &community.cast.residents {
            community.must(&community.desk.order(voter, poll.ballot(voter, choice), vec![]));
        }
    }
    community.engine.shutdown();
    assert!(community.engine.version().size > 2 * BLOCK_LEAVES);
    community
}

/// The same community, opened with its snapshot, so that no block is in memory.
fn reopened() -> &'static Community {
    static COMMUNITY: OnceLock<Community> = OnceLock::new();
    COMMUNITY.get_or_init(|| {
        let mut community = long();
        community.reopen().unwrap();
        community
    })
}

fn whole(community: &Community) -> Tree {
    let mut tree = Tree::default();
    community.stores.journal.leaves().iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
    tree
}

/// Positions at and around the borders of blocks.
fn positions(size: u64) -> Vec<u64> {
    let borders = (0..=size / BLOCK_LEAVES).map(|number| number * BLOCK_LEAVES);
    let around = borders.flat_map(|border| [border.saturating_sub(1), border, border + 1, border + 100]);
    around.chain([size - 1]).filter(|position| *position < size).collect()
}

fn check(
    engine: &Engine,
    version: &Version,
    tree: &Tree,
    leaves: &[Vec<u8>],
    verifier: &yishi_log::checkpoint::LogVerifier,
) {
    for index in positions(version.size) {
        let leaf = &leaves[usize::try_from(index).unwrap()];
        assert_eq!(engine.leaf_hash(index), tree.leaf(index));
        assert_eq!(engine.leaves(index, index + 1).unwrap(), std::slice::from_ref(leaf));
        engine.receipt(index, version).unwrap().verify(verifier, leaf).unwrap();
        if index > 0 {
            let proof = engine.consistency(index, version.size).unwrap();
            let old = tree.root_at(index).unwrap();
            verify_consistency(index, &old, version.size, &version.root, &proof).unwrap();
        }
    }
}

#[test]
fn every_entry_has_its_hash_its_leaf_and_its_proofs_however_old() {
    let community = reopened();
    let (tree, leaves) = (whole(community), community.stores.journal.leaves());
    check(&community.engine, &community.engine.version(), &tree, &leaves, &community.cast.verifier());
    let all = community.engine.leaves(BLOCK_LEAVES - 3, BLOCK_LEAVES + 3).unwrap();
    assert_eq!(all, leaves[253..259]);
}

#[test]
fn every_tile_is_made_of_what_was_written_however_old_and_none_beyond_the_head() {
    let community = reopened();
    let (engine, leaves) = (&community.engine, community.stores.journal.leaves());
    let size = engine.version().size;
    let mut tiling = Tiling::default();
    let mut tiles: Vec<_> = leaves.iter().flat_map(|leaf| tiling.push(leaf_hash(leaf))).collect();
    tiles.extend(tiling.unfinished().map(|(path, hashes)| (path, hashes.to_vec())));
    for (path, hashes) in tiles {
        assert_eq!(engine.tile(&path).unwrap(), Some(hashes), "{path}");
    }
    for path in TilePath::all(size).filter(|path| path.kind() == TileKind::Entries) {
        let bundle = engine.entry_bundle(&path).unwrap().unwrap();
        let read = decode_entries(path.width(), &bundle).unwrap();
        let first = usize::try_from(path.first()).unwrap();
        assert_eq!(read, leaves[first..first + read.len()], "{path}");
    }
    let width = u16::try_from(size % BLOCK_LEAVES).unwrap();
    for kind in [TileKind::Entries, TileKind::Hashes { level: 0 }] {
        let beyond = TilePath::new(kind, size / BLOCK_LEAVES, width + 1).unwrap();
        assert_eq!((engine.tile(&beyond).unwrap(), engine.entry_bundle(&beyond).unwrap()), (None, None));
    }
}

#[test]
fn without_a_snapshot_the_same_comes_out() {
    let mut community = long();
    community.stores.snapshots.set_all(Default::default());
    community.reopen().unwrap();
    let (tree, leaves) = (whole(&community), community.stores.journal.leaves());
    check(&community.engine, &community.engine.version(), &tree, &leaves, &community.cast.verifier());
}

#[test]
fn a_byte_that_flips_in_an_old_block_is_found_and_its_entry_named() {
    let mut community = long();
    community.reopen().unwrap();
    let good = community.stores.journal.leaves();
    for index in [0, 100, 255, 300] {
        let mut leaves = good.clone();
        let middle = leaves[index].len() / 2;
        leaves[index][middle] ^= 1;
        community.stores.journal.set_leaves(leaves);
        let position = u64::try_from(index).unwrap();
        let error = community.engine.leaves(position, position + 1).unwrap_err();
        assert!(error.to_string().ends_with(&format!("entry {index}")), "{error}");
        assert_eq!(community.engine.leaf_hash(position), None);
        assert!(community.engine.receipt(position, &community.engine.version()).is_none());
    }
    // What was right when it was read stays known: the damaged leaf itself is never handed out.
    community.stores.journal.set_leaves(good.clone());
    assert!(community.engine.leaf_hash(100).is_some());
    let mut leaves = good;
    leaves[100][20] ^= 1;
    community.stores.journal.set_leaves(leaves);
    assert!(community.engine.leaves(100, 101).unwrap_err().to_string().ends_with("entry 100"));
    assert!(community.engine.leaves(99, 100).is_ok());
}
