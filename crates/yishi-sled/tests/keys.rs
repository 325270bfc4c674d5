//! Texts lie under the keys of those whom they concern: made before them, private, told from damage, and destroyed for good.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on must stop"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use yishi_core::{Commitment, MemberId, TextRef};
use yishi_engine::{BlobError, BlobStore, Text};
use yishi_sled::{FileBlobs, PersonKeys};

/// Never the same bytes twice, and the same in every run.
fn draw(bytes: &mut [u8]) -> std::io::Result<()> {
    static DRAWN: AtomicU64 = AtomicU64::new(0);
    let number = DRAWN.fetch_add(1, Ordering::SeqCst).to_be_bytes();
    blake3::Hasher::new().update(b"keys").update(&number).finalize_xof().fill(bytes);
    Ok(())
}

struct Store {
    folder: tempfile::TempDir,
    blobs: FileBlobs,
}

impl Store {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let blobs = open(folder.path());
        Self { folder, blobs }
    }

    /// As after a restart.
    fn reopened(self) -> Self {
        let blobs = open(self.folder.path());
        Self { folder: self.folder, blobs }
    }

    fn persons(&self) -> PathBuf {
        self.folder.path().join("book.persons")
    }

    fn key(&self, name: &str) -> PathBuf {
        self.persons().join(format!("{name}.key"))
    }

    fn keys(&self) -> Vec<String> {
        let names = std::fs::read_dir(self.persons()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn path(&self, text: &TextRef) -> PathBuf {
        let class = match text {
            TextRef::Document(_) => "documents",
            TextRef::Statement(_) => "statements",
            TextRef::Vault(_) => "vault",
        };
        self.folder.path().join("book/texts").join(class).join(text.hash())
    }
}

fn open(folder: &Path) -> FileBlobs {
    let keys = PersonKeys::open(&folder.join("book.persons"), draw).unwrap();
    FileBlobs::open(&folder.join("book/texts"), keys).unwrap()
}

fn member(name: &str) -> MemberId {
    name.parse().unwrap()
}

fn statement(words: &str) -> Text {
    Text::Statement { salt: [7; 32], data: words.as_bytes().to_vec() }
}

fn vault(words: &str) -> Text {
    Text::Vault { salt: [8; 32], data: words.as_bytes().to_vec() }
}

fn reason(error: &BlobError) -> String {
    error.source().unwrap().to_string()
}

#[test]
fn a_member_has_one_key_which_only_the_owner_of_the_files_can_read() {
    let store = Store::new();
    let someone = member("member_1");
    let said = store.blobs.put(&statement("路灯坏了"), Some(&someone)).unwrap();
    let kept = store.blobs.put(&vault("13800138000"), Some(&someone)).unwrap();
    let minutes = store.blobs.put(&statement("会议记录"), None).unwrap();
    let mut expected = vec!["member_1.key".to_owned(), format!("{}.key", minutes.hash())];
    expected.sort();
    assert_eq!(store.keys(), expected);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&store.persons()), mode(&store.key("member_1"))), (0o700, 0o600));
    let store = store.reopened();
    assert_eq!(store.blobs.get(&said).unwrap(), Some(statement("路灯坏了")));
    assert_eq!(store.blobs.get(&kept).unwrap(), Some(vault("13800138000")));
    for text in [said, kept] {
        let bytes = std::fs::read(store.path(&text)).unwrap();
        assert_eq!(&bytes[1..10], b"\x08member_1", "a file says whose it is and nothing else");
    }
}

#[test]
fn every_flipped_byte_and_every_cut_of_a_text_or_its_key_is_found_and_names_the_file() {
    let store = Store::new();
    let someone = member("member_1");
    let text = store.blobs.put(&statement("路灯坏了"), Some(&someone)).unwrap();
    for file in [store.path(&text), store.key("member_1")] {
        let whole = std::fs::read(&file).unwrap();
        let flips = (0..whole.len()).flat_map(|at| [1, 0x20, 0x80].map(|bit| (at, bit))).map(|(at, bit)| {
            let mut flipped = whole.clone();
            flipped[at] ^= bit;
            flipped
        });
        for damaged in flips.chain((0..whole.len()).map(|length| whole[..length].to_vec())) {
            std::fs::write(&file, &damaged).unwrap();
            let reason = reason(&store.blobs.get(&text).unwrap_err());
            assert!(reason.contains(file.to_str().unwrap()), "{reason}");
        }
        std::fs::write(&file, &whole).unwrap();
        assert_eq!(store.blobs.get(&text).unwrap(), Some(statement("路灯坏了")));
    }
    std::fs::write(store.key("member_1"), b"damaged").unwrap();
    let refused = store.blobs.put(&statement("再说一遍"), Some(&someone)).unwrap_err();
    assert!(
        reason(&refused).contains("member_1.key"),
        "no key is made over one that is damaged: {refused:?}"
    );
}

#[test]
fn a_text_whose_key_is_gone_is_erased_or_lost_and_stands_again_when_it_is_sent_again() {
    let store = Store::new();
    let someone = member("member_1");
    let text = store.blobs.put(&statement("路灯坏了"), Some(&someone)).unwrap();
    std::fs::remove_file(store.key("member_1")).unwrap();
    let lost = store.blobs.get(&text).unwrap_err();
    assert!(lost.lost && reason(&lost).contains("member_1.key"), "{lost:?}");
    assert!(!store.blobs.contains(&text).unwrap());
    store.blobs.put(&statement("路灯坏了"), Some(&someone)).unwrap();
    assert!(store.blobs.contains(&text).unwrap());
    assert_eq!(store.blobs.get(&text).unwrap(), Some(statement("路灯坏了")));
}

#[test]
fn an_erased_member_has_no_key_and_no_copy_of_their_texts_can_be_read() {
    let store = Store::new();
    let (someone, other) = (member("member_1"), member("member_2"));
    let said = store.blobs.put(&statement("路灯坏了"), Some(&someone)).unwrap();
    let others = store.blobs.put(&statement("车位不够"), Some(&other)).unwrap();
    let copy = std::fs::read(store.path(&said)).unwrap();
    store.blobs.erase(&someone).unwrap();
    store.blobs.destroy(&said).unwrap();
    store.blobs.erase(&someone).unwrap();
    assert_eq!(store.keys(), ["member_2.key"]);
    let refused = store.blobs.put(&statement("又说"), Some(&someone)).unwrap_err();
    assert!(reason(&refused).contains("not taken back"), "{refused:?}");
    // A copy of the data from before, put back.
    std::fs::write(store.path(&said), copy).unwrap();
    let store = store.reopened();
    assert!(store.blobs.get(&said).unwrap_err().lost);
    assert_eq!(store.blobs.get(&others).unwrap(), Some(statement("车位不够")));
}

#[test]
fn a_destroyed_text_takes_its_own_key_along_and_is_not_taken_back() {
    let store = Store::new();
    let minutes = store.blobs.put(&statement("会议记录"), None).unwrap();
    store.blobs.destroy(&minutes).unwrap();
    assert!(store.keys().is_empty());
    let refused = store.blobs.put(&statement("会议记录"), None).unwrap_err();
    assert!(reason(&refused).contains("not taken back"), "{refused:?}");
    assert_eq!(store.blobs.get(&minutes).unwrap(), None);
}

#[test]
fn what_was_uploaded_ahead_moves_under_the_key_of_whom_it_concerns() {
    let store = Store::new();
    let someone = member("member_1");
    for words in ["一", "二"] {
        let text = store.blobs.put(&statement(words), None).unwrap();
        assert_eq!(store.keys().len(), 1 + usize::from(words == "二"));
        match words {
            "一" => store.blobs.assign(&text, &someone).unwrap(),
            _ => drop(store.blobs.put(&statement(words), Some(&someone)).unwrap()),
        }
        store.blobs.assign(&text, &someone).unwrap();
        assert_eq!(store.keys(), ["member_1.key"]);
        assert_eq!(store.blobs.get(&text).unwrap(), Some(statement(words)));
    }
    store.blobs.assign(&statement("三").reference(), &someone).unwrap();
    // Whoever stores it again without knowing whom it concerns changes nothing.
    store.blobs.put(&statement("一"), None).unwrap();
    assert_eq!(store.keys(), ["member_1.key"]);
}

#[test]
fn a_store_in_the_clear_is_read_and_put_under_keys_once() {
    let store = Store::new();
    let someone = member("member_1");
    let texts = [statement("路灯坏了"), vault("13800138000"), statement("会议记录")];
    for text in &texts {
        let (class, salt) = if matches!(text, Text::Vault { .. }) { (2, [8; 32]) } else { (1, [7; 32]) };
        let clear = [&[class], salt.as_slice(), text.data()].concat();
        std::fs::write(store.path(&text.reference()), clear).unwrap();
        assert_eq!(store.blobs.get(&text.reference()).unwrap().as_ref(), Some(text));
    }
    let damaged = statement("损坏").reference();
    std::fs::write(store.path(&damaged), [1; 40]).unwrap();
    let concerned: BTreeMap<Commitment, MemberId> =
        texts[..2].iter().map(|text| (text.reference().commitment().unwrap(), someone.clone())).collect();
    store.blobs.settle(&|| concerned.clone()).unwrap();
    for text in &texts {
        let bytes = std::fs::read(store.path(&text.reference())).unwrap();
        assert!(!bytes.windows(6).any(|six| text.data().starts_with(six)), "{text:?} lies in the clear");
        assert_eq!(store.blobs.get(&text.reference()).unwrap().as_ref(), Some(text));
    }
    assert_eq!(store.keys().len(), 2);
    assert!(store.blobs.get(&damaged).is_err(), "what is damaged stays and is named");
    let store = store.reopened();
    store.blobs.settle(&|| panic!("nobody asks a second time")).unwrap();
}

#[test]
fn a_sealed_text_does_not_pass_for_another_one() {
    let store = Store::new();
    let someone = member("member_1");
    let one = store.blobs.put(&statement("赞成"), Some(&someone)).unwrap();
    let other = store.blobs.put(&statement("反对"), Some(&someone)).unwrap();
    std::fs::copy(store.path(&one), store.path(&other)).unwrap();
    let refused = store.blobs.get(&other).unwrap_err();
    assert!(!refused.lost && reason(&refused).contains("does not open"), "{refused:?}");
}

#[test]
fn without_randomness_nothing_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let none = |_: &mut [u8]| Err(std::io::Error::other("no randomness"));
    let keys = PersonKeys::open(&folder.path().join("persons"), none).unwrap();
    let blobs = FileBlobs::open(&folder.path().join("texts"), keys).unwrap();
    let text = statement("路灯坏了");
    assert!(blobs.put(&text, Some(&member("member_1"))).is_err());
    assert!(!blobs.contains(&text.reference()).unwrap());
    assert_eq!(std::fs::read_dir(folder.path().join("persons")).unwrap().count(), 0);
}

#[test]
fn texts_that_arrive_together_lie_under_one_key_and_none_outlives_an_erasure() {
    let store = Store::new();
    let someone = member("member_1");
    std::thread::scope(|scope| {
        for number in 0..8 {
            let (store, someone) = (&store, &someone);
            scope.spawn(move || {
                let text = statement(&format!("第{number}条"));
                store.blobs.put(&text, if number % 2 == 0 { None } else { Some(someone) }).unwrap();
                store.blobs.put(&text, Some(someone)).unwrap();
                store.blobs.put(&text, None).unwrap();
            });
        }
    });
    assert_eq!(store.keys(), ["member_1.key"]);
    std::thread::scope(|scope| {
        for number in 0..8 {
            let (store, someone) = (&store, &someone);
            scope.spawn(move || {
                // Refused or erased: which of the two is a race, that it cannot be read afterwards is none.
                let _raced = store.blobs.put(&statement(&format!("又第{number}条")), Some(someone));
            });
        }
        store.blobs.erase(&someone).unwrap();
    });
    let store = store.reopened();
    assert!(store.keys().is_empty());
    for number in 0..8 {
        for text in [format!("第{number}条"), format!("又第{number}条")] {
            let read = store.blobs.get(&statement(&text).reference());
            assert!(read.as_ref().map_or_else(|error| error.lost, Option::is_none), "{read:?}");
        }
    }
}

#[test]
fn what_a_dying_process_left_of_a_key_is_removed_when_opened() {
    let store = Store::new();
    let unfinished = store.persons().join("member_1.key.unfinished");
    std::fs::write(&unfinished, b"yishi-text-key/v1 member_1").unwrap();
    let store = store.reopened();
    assert!(store.keys().is_empty());
}
