//! Snapshots are a cache: damage is passed over, and nothing depends on them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on must stop"
)]

use yishi_engine::SnapshotStore;
use yishi_sled::FileSnapshots;

#[test]
fn the_newest_at_or_below_a_size_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = FileSnapshots::open(folder.path()).unwrap();
    assert_eq!(snapshots.newest_at_most(u64::MAX).unwrap(), None);
    snapshots.put(10, b"ten").unwrap();
    snapshots.put(20, b"twenty").unwrap();
    assert_eq!(snapshots.newest_at_most(9).unwrap(), None);
    assert_eq!(snapshots.newest_at_most(10).unwrap(), Some((10, b"ten".to_vec())));
    assert_eq!(snapshots.newest_at_most(19).unwrap(), Some((10, b"ten".to_vec())));
    assert_eq!(snapshots.newest_at_most(20).unwrap(), Some((20, b"twenty".to_vec())));
    let again = FileSnapshots::open(folder.path()).unwrap();
    assert_eq!(again.newest_at_most(u64::MAX).unwrap(), Some((20, b"twenty".to_vec())));
}

#[test]
fn every_flipped_byte_is_found_and_an_older_snapshot_takes_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = FileSnapshots::open(folder.path()).unwrap();
    snapshots.put(10, b"ten").unwrap();
    snapshots.put(20, b"twenty").unwrap();
    let path = folder.path().join("00000000000000000020.snap");
    let whole = std::fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        std::fs::write(&path, flipped).unwrap();
        assert_eq!(snapshots.newest_at_most(20).unwrap(), Some((10, b"ten".to_vec())), "byte {at}");
    }
    for length in 0..whole.len() {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(snapshots.newest_at_most(20).unwrap(), Some((10, b"ten".to_vec())), "cut at {length}");
    }
}

#[test]
fn a_snapshot_under_another_size_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = FileSnapshots::open(folder.path()).unwrap();
    snapshots.put(10, b"ten").unwrap();
    let at = |size: &str| folder.path().join(format!("{size}.snap"));
    std::fs::rename(at("00000000000000000010"), at("00000000000000000030")).unwrap();
    assert_eq!(snapshots.newest_at_most(u64::MAX).unwrap(), None);
}

#[test]
fn what_a_dying_process_left_is_removed_and_strange_files_are_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let unfinished = folder.path().join("00000000000000000010.snap.unfinished");
    std::fs::write(&unfinished, b"half").unwrap();
    std::fs::write(folder.path().join("notes.txt"), b"not ours").unwrap();
    let snapshots = FileSnapshots::open(folder.path()).unwrap();
    assert!(!unfinished.exists());
    assert_eq!(snapshots.newest_at_most(u64::MAX).unwrap(), None);
}

#[test]
fn old_snapshots_are_thinned() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = FileSnapshots::open(folder.path()).unwrap();
    for number in 1..=64_u64 {
        snapshots.put(number * 4096, &number.to_be_bytes()).unwrap();
    }
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert!((5..=16).contains(&files), "{files} files");
    assert_eq!(snapshots.newest_at_most(u64::MAX).unwrap().unwrap().0, 64 * 4096);
}
