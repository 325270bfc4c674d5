//! Each message of a book that does not open stands in `docs/operations.md`, with what to do about it; and no other stands there.

use crate::disk::{ROLL, anchored, copy, founded, grow, put_back};
use crate::run::{Ran, yishi_in};
use std::collections::BTreeSet;
use std::path::Path;
use yishi_sled::{JournalOptions, SledJournal};

/// The messages of the table, numbers as `N`.
fn documented() -> BTreeSet<String> {
    let text = include_str!("../../../../docs/operations.md");
    let (_, section) = text.split_once("\n## When a book does not open").unwrap();
    let (section, _) = section.split_once("\n### ").unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let first = rows.map(|row| row.split('|').nth(1).unwrap());
    first.flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned)).collect()
}

/// A message with what differs from case to case taken out.
fn plain(words: &str) -> String {
    let mut plain = String::new();
    let is_data = |word: &str| word.starts_with('/') && word.ends_with("/book");
    let words: Vec<&str> = words.split(' ').map(|word| if is_data(word) { "DIR" } else { word }).collect();
    for char in words.join(" ").chars() {
        match char {
            '0'..='9' if plain.ends_with('N') => {}
            '0'..='9' => plain.push('N'),
            other => plain.push(other),
        }
    }
    plain
}

const OPEN: [&str; 5] = ["export", "--data", "book", "--out", "out"];

/// A good book to spoil, an older state of it, another history, and another book.
struct Places {
    folder: tempfile::TempDir,
    other: tempfile::TempDir,
}

impl Places {
    fn new() -> Self {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        founded(other.path());
        let path = folder.path();
        founded(path);
        for name in ["book", "book.anchor"] {
            copy(&path.join(name), &path.join(format!("old-{name}")));
        }
        grow(path, "book", &format!("{ROLL}member,fork,grid-1\n"));
        copy(&path.join("book"), &path.join("fork-book"));
        for name in ["book", "book.anchor"] {
            put_back(&path.join(format!("old-{name}")), &path.join(name));
        }
        grow(path, "book", &format!("{ROLL}member,c,grid-1\n"));
        for name in ["book", "book.anchor", "book.keys"] {
            copy(&path.join(name), &path.join(format!("good-{name}")));
        }
        Self { folder, other }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn reset(&self) {
        for name in ["book", "book.anchor", "book.keys"] {
            put_back(&self.path(&format!("good-{name}")), &self.path(name));
        }
        for name in ["book.anchor.cosigned", "book.anchor.given-up"] {
            drop(std::fs::remove_file(self.path(name)));
        }
    }

    fn put(&self, from: &str, to: &str) {
        put_back(&self.path(from), &self.path(to));
    }

    /// Changes a byte within words that stand in a file once.
    fn flip(&self, name: &str, words: &[u8]) {
        let mut bytes = std::fs::read(self.path(name)).unwrap();
        let at = bytes.windows(words.len()).position(|window| window == words).unwrap();
        bytes[at + 3] ^= 1;
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn cosigned(&self, note: Vec<u8>) {
        let notes = serde_json::json!({ "notes": [String::from_utf8(note).unwrap()] });
        std::fs::write(self.path("book.anchor.cosigned"), notes.to_string()).unwrap();
    }
}

#[test]
fn every_message_of_a_book_that_does_not_open_stands_in_the_operators_guide_and_recover_knows_what_it_is() {
    let places = Places::new();
    let at = |name: &str| places.path(name);
    let newest = || anchored(&at("good-book.anchor")).unwrap();
    let theirs = |name: &str| places.other.path().join(name);
    let faults: [(&str, &dyn Fn(), &str); 13] = [
        ("is not a data folder of", &|| std::fs::remove_file(at("book/book.toml")).unwrap(), ""),
        ("cannot read key file", &|| std::fs::remove_file(at("book.keys/log.key")).unwrap(), "key"),
        (
            "key is not the one that the book names",
            &|| put_back(&theirs("book.keys/engine.key"), &at("book.keys/engine.key")),
            "not_opened",
        ),
        (
            "the store has N entries, but a checkpoint over N was given out: entries are missing",
            &|| places.put("old-book", "book"),
            "entries_missing",
        ),
        (
            "a witness has seen another book than this one",
            &|| {
                places.put("old-book", "book");
                places.put("old-book.anchor", "book.anchor");
                places.cosigned(newest());
            },
            "entries_missing",
        ),
        (
            "entry N of the store is not what was written",
            &|| places.put("fork-book", "book"),
            "other_history",
        ),
        (
            "the store cannot be opened",
            &|| places.flip("book/journal/db", b"\"kind\":\"create_book\""),
            "store_unreadable",
        ),
        (
            "the store has N entries, but no anchor stands beside it",
            &|| std::fs::remove_file(at("book.anchor")).unwrap(),
            "anchor_missing",
        ),
        (
            "both slots are damaged",
            &|| std::fs::write(at("book.anchor"), [7; 8192]).unwrap(),
            "anchor_damaged",
        ),
        (
            "the anchor is not a checkpoint of this book",
            &|| put_back(&theirs("book.anchor"), &at("book.anchor")),
            "anchor_foreign",
        ),
        (
            "is signed by a key that is not here",
            &|| put_back(&theirs("book.keys/log.key"), &at("book.keys/log.key")),
            "",
        ),
        (
            "a cosigned checkpoint cannot be read",
            &|| places.cosigned(anchored(&theirs("book.anchor")).unwrap()),
            "cosigned_unusable",
        ),
        (
            "the cosigned checkpoints cannot be read",
            &|| std::fs::write(at("book.anchor.cosigned"), "{").unwrap(),
            "cosigned_unusable",
        ),
    ];
    let mut documented = documented();
    for (message, spoil, problem) in faults {
        places.reset();
        spoil();
        let ran = yishi_in(places.folder.path(), &OPEN);
        is_said(&ran, 3, message);
        assert!(documented.remove(message), "{message} is not in docs/operations.md");
        if problem.is_empty() {
            continue;
        }
        places.reset();
        spoil();
        let ran = yishi_in(places.folder.path(), &["recover", "--data", "book", "--json"]);
        let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!((ran.code, &told["problems"][0]["problem"]), (1, &problem.into()), "{message}: {told}");
    }
    places.reset();
    let held = SledJournal::open(&at("book/journal"), JournalOptions::default()).unwrap();
    let in_use = "the book in DIR is in use by";
    is_said(&yishi_in(places.folder.path(), &OPEN), 3, in_use);
    drop(held);
    places.put("old-book", "book");
    give_up(places.folder.path());
    is_said(&yishi_in(places.folder.path(), &OPEN), 1, "was given up");
    for message in [in_use, "was given up"] {
        assert!(documented.remove(message), "{message} is not in docs/operations.md");
    }
    assert_eq!(documented, BTreeSet::new(), "messages that no fault brings up");
}

fn is_said(ran: &Ran, code: i32, message: &str) {
    assert_eq!(ran.code, code, "{message}: {ran:?}");
    assert!(plain(&ran.err).contains(message), "{message}: {}", ran.err);
}

fn give_up(folder: &Path) {
    let ran = yishi_in(folder, &["recover", "--data", "book", "--give-up"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}
