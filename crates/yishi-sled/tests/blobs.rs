//! Texts are stored once, read only if their bytes hash to their name, and destroyed for good.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on must stop"
)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use yishi_core::TextRef;
use yishi_engine::{BlobStore, Text};
use yishi_sled::{FileBlobs, MAX_TEXT_BYTES, PersonKeys};

/// Never the same bytes twice, and the same in every run.
fn draw(bytes: &mut [u8]) -> std::io::Result<()> {
    static DRAWN: AtomicU64 = AtomicU64::new(0);
    let number = DRAWN.fetch_add(1, Ordering::SeqCst).to_be_bytes();
    blake3::Hasher::new().update(&number).finalize_xof().fill(bytes);
    Ok(())
}

fn open(folder: &Path) -> FileBlobs {
    FileBlobs::open(folder, PersonKeys::open(&folder.join("persons"), draw).unwrap()).unwrap()
}

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
    let blobs = open(folder.path());
    for text in texts() {
        let reference = blobs.put(&text, None).unwrap();
        assert!(blobs.contains(&reference).unwrap());
        assert_eq!(blobs.get(&reference).unwrap(), Some(text));
        assert!(path(folder.path(), &reference).is_file());
    }
    let again = open(folder.path());
    for text in texts() {
        assert_eq!(again.put(&text, None).unwrap(), blobs.put(&text, None).unwrap());
    }
    assert_eq!(files(folder.path()), 3, "putting the same text twice stores it once");
}

#[test]
fn a_document_lies_in_the_clear_and_nothing_of_another_text_does() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    let words = "路灯坏了".as_bytes();
    for (class, text) in (0x10..).zip(&texts()) {
        let reference = blobs.put(text, None).unwrap();
        let bytes = std::fs::read(path(folder.path(), &reference)).unwrap();
        match text {
            Text::Document(_) => assert_eq!(bytes, [[0].as_slice(), words].concat()),
            Text::Statement { .. } | Text::Vault { .. } => {
                assert_eq!(bytes[..2], [class, 0]);
                assert_eq!(bytes.len(), 2 + 24 + 32 + words.len() + 16);
                assert!(!bytes.windows(4).any(|four| words.starts_with(four) || four == [7; 4]));
            }
        }
    }
}

#[test]
fn the_same_words_with_another_salt_have_another_name() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    let [_, statement, _] = texts();
    let other = Text::Statement { salt: [8; 32], data: "路灯坏了".as_bytes().to_vec() };
    assert_ne!(blobs.put(&statement, None).unwrap(), blobs.put(&other, None).unwrap());
}

#[test]
fn every_flipped_byte_and_every_cut_is_found_and_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    for text in texts() {
        let reference = blobs.put(&text, None).unwrap();
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
        assert_eq!(blobs.put(&text, None).unwrap(), reference, "the text sent again repairs it");
        assert_eq!(blobs.get(&reference).unwrap(), Some(text));
    }
}

#[test]
fn a_destroyed_text_is_gone_and_can_be_destroyed_again() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    // A statement and a vault text of the same words and salt have one commitment, and a redaction ends both.
    let references = texts().map(|text| blobs.put(&text, None).unwrap());
    for reference in references {
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
    let blobs = open(folder.path());
    let largest = Text::Document(vec![1; usize::try_from(MAX_TEXT_BYTES).unwrap()]);
    let reference = blobs.put(&largest, None).unwrap();
    assert_eq!(blobs.get(&reference).unwrap(), Some(largest));
    let over = Text::Document(vec![1; usize::try_from(MAX_TEXT_BYTES).unwrap() + 1]);
    assert!(blobs.put(&over, None).is_err());
    assert_eq!(files(folder.path()), 1);
}

#[test]
fn what_a_dying_process_left_is_removed_when_opened() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    let unfinished = folder.path().join("vault").join("abc.0.unfinished");
    std::fs::write(&unfinished, b"half").unwrap();
    drop(open(folder.path()));
    assert!(!unfinished.exists());
}

#[test]
fn many_threads_may_put_the_same_text() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path());
    let [_, statement, _] = texts();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| blobs.put(&statement, None).unwrap());
        }
    });
    assert_eq!(files(folder.path()), 1);
}
