//! Texts are stored once, read only if their bytes hash to their name, and destroyed for good.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on must stop"
)]

use std::error::Error;
use std::path::{Path, PathBuf};
use yishi_core::TextRef;
use yishi_engine::{BlobStore, Text};
use yishi_sled::{FileBlobs, MAX_TEXT_BYTES};

fn texts() -> [Text; 3] {
    let data = "路灯坏了".as_bytes().to_vec();
    [
        Text::Document(data.clone()),
        Text::Statement { salt: [7; 32], data: data.clone() },
        Text::Vault { salt: [7; 32], data },
    ]
}

fn path(folder: &Path, text: &TextRef) -> PathBuf {
    match text {
        TextRef::Document(hash) => folder.join("documents").join(hash.to_string()),
        TextRef::Statement(commitment) => folder.join("statements").join(commitment.to_string()),
        TextRef::Vault(commitment) => folder.join("vault").join(commitment.to_string()),
    }
}

fn files(folder: &Path) -> usize {
    ["documents", "statements", "vault"]
        .iter()
        .map(|class| std::fs::read_dir(folder.join(class)).unwrap().count())
        .sum()
}

#[test]
fn texts_of_each_class_come_back_and_lie_under_their_hash() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::open(folder.path()).unwrap();
    for text in texts() {
        let reference = blobs.put(&text).unwrap();
        assert!(blobs.contains(&reference).unwrap());
        assert_eq!(blobs.get(&reference).unwrap(), Some(text));
        assert!(path(folder.path(), &reference).is_file());
    }
    let again = FileBlobs::open(folder.path()).unwrap();
    for text in texts() {
        assert_eq!(again.put(&text).unwrap(), blobs.put(&text).unwrap());
    }
    assert_eq!(files(folder.path()), 3, "putting the same text twice stores it once");
}

#[test]
fn a_file_is_the_frame_of_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::open(folder.path()).unwrap();
    let words = "路灯坏了".as_bytes();
    let frames = [
        [[0].as_slice(), words].concat(),
        [[1].as_slice(), &[7; 32], words].concat(),
        [[2].as_slice(), &[7; 32], words].concat(),
    ];
    for (text, frame) in texts().iter().zip(frames) {
        let reference = blobs.put(text).unwrap();
        assert_eq!(std::fs::read(path(folder.path(), &reference)).unwrap(), frame);
    }
}

#[test]
fn the_same_words_with_another_salt_have_another_name() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::open(folder.path()).unwrap();
    let [_, statement, _] = texts();
    let other = Text::Statement { salt: [8; 32], data: "路灯坏了".as_bytes().to_vec() };
    assert_ne!(blobs.put(&statement).unwrap(), blobs.put(&other).unwrap());
}

#[test]
fn every_flipped_byte_and_every_cut_is_found_and_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::open(folder.path()).unwrap();
    for text in texts() {
        let reference = blobs.put(&text).unwrap();
        let file = path(folder.path(), &reference);
        let whole = std::fs::read(&file).unwrap();
        let flips = (0..whole.len()).map(|at| {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            flipped
        });
        for damaged in flips.chain((0..whole.len()).map(|length| whole[..length].to_vec())) {
            std::fs::write(&file, &damaged).unwrap();
            let refused = blobs.get(&reference).unwrap_err();
            let reason = refused.source().unwrap().to_string();
            assert!(reason.contains(file.to_str().unwrap()), "{reason}");
        }
        assert_eq!(blobs.put(&text).unwrap(), reference, "the text sent again repairs it");
        assert_eq!(blobs.get(&reference).unwrap(), Some(text));
    }
}

#[test]
fn a_destroyed_text_is_gone_and_can_be_destroyed_again() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::open(folder.path()).unwrap();
    for text in texts() {
        let reference = blobs.put(&text).unwrap();
        blobs.destroy(&reference).unwrap();
        assert!(!blobs.contains(&reference).unwrap());
        assert_eq!(blobs.get(&reference).unwrap(), None);
        blobs.destroy(&reference).unwrap();
    }
    assert_eq!(files(folder.path()), 0);
}

#[test]
fn the_largest_text_is_stored_and_one_byte_more_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::open(folder.path()).unwrap();
    let largest = Text::Document(vec![1; usize::try_from(MAX_TEXT_BYTES).unwrap()]);
    let reference = blobs.put(&largest).unwrap();
    assert_eq!(blobs.get(&reference).unwrap(), Some(largest));
    let over = Text::Document(vec![1; usize::try_from(MAX_TEXT_BYTES).unwrap() + 1]);
    assert!(blobs.put(&over).is_err());
    assert_eq!(files(folder.path()), 1);
}

#[test]
fn what_a_dying_process_left_is_removed_when_opened() {
    let folder = tempfile::tempdir().unwrap();
    drop(FileBlobs::open(folder.path()).unwrap());
    let unfinished = folder.path().join("vault").join("abc.0.unfinished");
    std::fs::write(&unfinished, b"half").unwrap();
    drop(FileBlobs::open(folder.path()).unwrap());
    assert!(!unfinished.exists());
}

#[test]
fn many_threads_may_put_the_same_text() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FileBlobs::open(folder.path()).unwrap();
    let [_, statement, _] = texts();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| blobs.put(&statement).unwrap());
        }
    });
    assert_eq!(files(folder.path()), 1);
}
