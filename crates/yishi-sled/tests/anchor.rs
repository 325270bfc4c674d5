//! The anchor survives torn writes, names damage, and is replaced only by who knows what stands.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on must stop"
)]

use std::error::Error;
use std::path::{Path, PathBuf};
use yishi_engine::Anchor;
use yishi_sled::FileAnchor;

const SLOT: usize = 4096;

struct Place {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("anchors").join("book.anchor");
    Place { _folder: folder, path }
}

fn with_three_checkpoints(path: &Path) {
    let anchor = FileAnchor::open(path).unwrap();
    anchor.replace(None, b"one").unwrap();
    anchor.replace(Some(b"one"), b"two").unwrap();
    anchor.replace(Some(b"two"), b"three").unwrap();
}

fn flip(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 0x10;
    std::fs::write(path, bytes).unwrap();
}

fn newest_slot(path: &Path) -> usize {
    let bytes = std::fs::read(path).unwrap();
    if bytes[..SLOT].windows(5).any(|window| window == b"three") { 0 } else { 1 }
}

#[test]
fn a_new_anchor_holds_nothing() {
    let place = place();
    let anchor = FileAnchor::open(&place.path).unwrap();
    assert_eq!(anchor.load().unwrap(), None);
    assert_eq!(anchor.torn_slot().unwrap(), None);
}

#[test]
fn what_was_replaced_last_stands_when_opened_again() {
    let place = place();
    with_three_checkpoints(&place.path);
    let length = std::fs::metadata(&place.path).unwrap().len();
    assert_eq!(length, 2 * SLOT as u64, "the file never grows");
    let anchor = FileAnchor::open(&place.path).unwrap();
    assert_eq!(anchor.load().unwrap(), Some(b"three".to_vec()));
}

#[test]
fn a_replacement_of_something_else_is_refused_and_changes_nothing() {
    let place = place();
    with_three_checkpoints(&place.path);
    let before = std::fs::read(&place.path).unwrap();
    let anchor = FileAnchor::open(&place.path).unwrap();
    for stale in [None, Some(b"two".as_slice()), Some(b"four"), Some(b"")] {
        assert!(anchor.replace(stale, b"five").is_err(), "{stale:?}");
    }
    assert_eq!(std::fs::read(&place.path).unwrap(), before);
}

#[test]
fn an_empty_or_too_long_checkpoint_is_refused() {
    let place = place();
    let anchor = FileAnchor::open(&place.path).unwrap();
    let longest = vec![b'x'; SLOT - 60];
    assert!(anchor.replace(None, b"").is_err());
    assert!(anchor.replace(None, &[longest.as_slice(), b"x"].concat()).is_err());
    anchor.replace(None, &longest).unwrap();
    assert_eq!(anchor.load().unwrap(), Some(longest));
}

#[test]
fn a_change_by_somebody_else_is_seen_before_the_next_write() {
    let place = place();
    let anchor = FileAnchor::open(&place.path).unwrap();
    anchor.replace(None, b"one").unwrap();
    let rolled_back = std::fs::read(&place.path).unwrap();
    anchor.replace(Some(b"one"), b"two").unwrap();
    std::fs::write(&place.path, rolled_back).unwrap();
    let refused = anchor.replace(Some(b"two"), b"three").unwrap_err();
    assert!(refused.source().unwrap().to_string().contains("changed by somebody else"));
}

#[test]
fn a_second_process_is_refused() {
    let place = place();
    let _first = FileAnchor::open(&place.path).unwrap();
    assert!(FileAnchor::open(&place.path).is_err());
}

#[test]
fn a_write_torn_anywhere_leaves_the_checkpoint_before_it() {
    let place = place();
    with_three_checkpoints(&place.path);
    let old = std::fs::read(&place.path).unwrap();
    FileAnchor::open(&place.path).unwrap().replace(Some(b"three"), b"four").unwrap();
    let new = std::fs::read(&place.path).unwrap();
    let free = 1 - {
        std::fs::write(&place.path, &old).unwrap();
        newest_slot(&place.path)
    };
    for sectors in 1..8 {
        let mut torn = old.clone();
        let range = free * SLOT..free * SLOT + sectors * 512;
        torn[range.clone()].copy_from_slice(&new[range]);
        std::fs::write(&place.path, torn).unwrap();
        let anchor = FileAnchor::open(&place.path).unwrap();
        assert_eq!(anchor.load().unwrap(), Some(b"three".to_vec()), "{sectors} sectors");
        assert!(anchor.torn_slot().unwrap().is_some());
        anchor.replace(Some(b"three"), b"again").unwrap();
        assert_eq!(anchor.torn_slot().unwrap(), None, "the torn slot is written over");
    }
}

#[test]
fn a_flipped_byte_in_either_slot_is_found_and_the_other_slot_stands() {
    let place = place();
    with_three_checkpoints(&place.path);
    let whole = std::fs::read(&place.path).unwrap();
    let newest = newest_slot(&place.path);
    for at in (0..2 * SLOT).step_by(61) {
        flip(&place.path, at);
        let anchor = FileAnchor::open(&place.path).unwrap();
        let standing = if at / SLOT == newest { b"two".to_vec() } else { b"three".to_vec() };
        assert_eq!(anchor.load().unwrap(), Some(standing), "byte {at}");
        assert!(anchor.torn_slot().unwrap().unwrap().contains("checksum"), "byte {at}");
        drop(anchor);
        std::fs::write(&place.path, &whole).unwrap();
    }
}

#[test]
fn two_damaged_slots_or_another_length_are_named_and_nothing_is_made_up() {
    let place = place();
    with_three_checkpoints(&place.path);
    let whole = std::fs::read(&place.path).unwrap();
    flip(&place.path, 50);
    flip(&place.path, SLOT + 50);
    let refused = FileAnchor::open(&place.path).unwrap_err();
    let reason = refused.source().unwrap().to_string();
    assert!(reason.contains("both slots are damaged") && reason.contains("book.anchor"), "{reason}");
    for length in [0, SLOT, 2 * SLOT - 1] {
        std::fs::write(&place.path, &whole[..length]).unwrap();
        assert!(FileAnchor::open(&place.path).is_err(), "{length} bytes");
    }
}
