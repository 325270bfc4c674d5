//! Damage to the files of a whole book, as the engine sees it.

use crate::load::Load;
use crate::place::Place;
use std::path::{Path, PathBuf};
use yishi_engine::OpenError;
use yishi_testkit::block_on;

/// A book with its founding, closed in order.
fn founded() -> (tempfile::TempDir, Place, u64) {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::from(folder.path());
    let load = Load::get();
    let engine = place.open(&load.cast).unwrap();
    for order in &load.founding {
        block_on(engine.submit(order.command.clone(), order.texts.clone())).unwrap();
    }
    let size = engine.version().size;
    engine.shutdown();
    drop(engine);
    (folder, place, size)
}

fn flip(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

fn only_file(folder: &Path) -> PathBuf {
    let mut paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.next().unwrap()
}

#[test]
fn a_flipped_byte_in_the_journal_is_a_rollback_with_both_numbers() {
    let (_folder, place, size) = founded();
    flip(&place.journal().join("db"), 9_000);
    match place.open(&Load::get().cast) {
        Err(OpenError::RolledBack { found, anchored }) => assert!(found < anchored && anchored == size),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_flipped_byte_in_the_newest_slot_of_the_anchor_leaves_an_older_checkpoint_and_the_whole_book() {
    for slot in [0, 4096] {
        let (_folder, place, size) = founded();
        flip(&place.anchor(), slot + 100);
        let engine = place.open(&Load::get().cast).unwrap();
        assert_eq!(engine.version().size, size, "what stands beyond the anchor is replayed with every check");
        engine.shutdown();
    }
}

#[test]
fn a_lost_anchor_is_not_made_up() {
    let (_folder, place, size) = founded();
    std::fs::remove_file(place.anchor()).unwrap();
    match place.open(&Load::get().cast) {
        // The very first batch can be durable before its anchor, so a book of at most one batch is replayed instead.
        Ok(engine) => assert!(size <= 256 && engine.version().size == size),
        Err(OpenError::AnchorMissing { found }) => assert!(size > 0 && found == size),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn snapshots_can_be_damaged_or_deleted_and_nothing_changes() {
    let (_folder, place, size) = founded();
    let before = only_file(&place.snapshots());
    flip(&before, 200);
    let engine = place.open(&Load::get().cast).unwrap();
    let root = engine.version().root;
    assert_eq!(engine.version().size, size);
    engine.shutdown();
    drop(engine);
    std::fs::remove_dir_all(place.snapshots()).unwrap();
    assert_eq!(place.open(&Load::get().cast).unwrap().version().root, root);
}
