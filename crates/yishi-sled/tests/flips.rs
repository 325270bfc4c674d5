//! A flipped byte anywhere in sled's files is found and named, or changes nothing that is read.
//!
//! Four outcomes are possible: opening fails; the journal is shorter (the engine sees it by the anchor); reading fails at a
//! named entry; or all is as it was, because the byte lies in space that nothing refers to any more. Never: other bytes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on must stop"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use yishi_engine::Journal;
use yishi_sled::{JournalOptions, SledJournal};
use yishi_testkit::journal::read_all;

const ENTRIES: u64 = 120;

/// Bytes of the header of a segment of sled.
const SEGMENT_HEADER: usize = 20;

fn leaf(number: u64) -> Vec<u8> {
    format!("{{\"entry\":{number}}}").into_bytes().repeat(60)
}

fn fill(folder: &Path) {
    let journal = SledJournal::open(folder, JournalOptions::default()).unwrap();
    let mut from = 0;
    for count in [1, 3, 1, 20, 5].iter().cycle().copied() {
        let count = u64::min(count, ENTRIES - from);
        if count == 0 {
            break;
        }
        journal.append(from, &(from..from + count).map(leaf).collect::<Vec<_>>()).unwrap();
        from += count;
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Outcome {
    NotOpened,
    Shorter,
    Named,
    Unchanged,
}

/// Opens a damaged journal and reads all of it; panics if it tells anything but the truth.
fn outcome(folder: &Path) -> Outcome {
    let Ok(journal) = SledJournal::open(folder, JournalOptions::default()) else { return Outcome::NotOpened };
    let size = journal.size().unwrap();
    assert!(size <= ENTRIES, "{size}");
    match read_all(&journal, 0, size) {
        Err(_) => Outcome::Named,
        Ok(leaves) => {
            let truth = (0..size).map(|number| (number, leaf(number))).collect::<Vec<_>>();
            assert!(leaves == truth, "the journal tells something that was never written");
            if size == ENTRIES { Outcome::Unchanged } else { Outcome::Shorter }
        }
    }
}

/// Every how many bytes a byte is flipped; the long mode flips twenty times as many.
fn stride(bytes: usize) -> usize {
    if std::env::var_os("YISHI_LONG").is_some() { bytes.div_ceil(20) } else { bytes }
}

/// Flips single bytes of one file of a whole store, each in a copy of its own; where each outcome was met.
fn flip_each(
    whole: &Path,
    file: &Path,
    places: impl Iterator<Item = usize>,
) -> BTreeMap<Outcome, Vec<usize>> {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(file).unwrap();
    let mut outcomes = BTreeMap::<_, Vec<usize>>::new();
    for at in places.take_while(|at| *at < bytes.len()) {
        let damaged = folder.path().join(at.to_string());
        copy(whole, &damaged);
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        std::fs::write(damaged.join(file.file_name().unwrap()), flipped).unwrap();
        outcomes.entry(outcome(&damaged)).or_default().push(at);
        std::fs::remove_dir_all(&damaged).unwrap();
    }
    outcomes
}

fn named(folder: &Path, start: &str) -> Option<PathBuf> {
    let mut paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.find(|path| path.file_name().unwrap().to_string_lossy().starts_with(start))
}

/// A filled store, opened once more or not, so that its log lies before or after sled's page table.
fn filled(reopened: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    if reopened {
        drop(SledJournal::open(folder.path(), JournalOptions::default()).unwrap());
    }
    folder
}

fn written(folder: &Path) -> usize {
    let table = named(folder, "snap.").unwrap();
    let end = table.extension().unwrap().to_string_lossy().into_owned();
    usize::from_str_radix(&end, 16).unwrap()
}

/// sled reads these pages when it opens, and their CRC does not hold.
#[test]
fn a_flipped_byte_in_the_log_before_the_page_table_prevents_opening() {
    let folder = filled(true);
    let end = written(folder.path());
    let db = named(folder.path(), "db").unwrap();
    let seen = flip_each(folder.path(), &db, (SEGMENT_HEADER..end).step_by(stride(9_973)));
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), vec![Outcome::NotOpened], "{seen:?}");
}

/// Everything after the flipped byte is taken for torn: the engine, which knows the anchor, calls it a rollback.
#[test]
fn a_flipped_byte_in_the_log_after_the_page_table_shortens_the_journal() {
    let folder = filled(false);
    let db = named(folder.path(), "db").unwrap();
    let end = usize::try_from(std::fs::metadata(&db).unwrap().len()).unwrap();
    let seen = flip_each(folder.path(), &db, (0..end).step_by(stride(9_973)));
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), vec![Outcome::Shorter], "{seen:?}");
}

/// What sled wrote beyond the last entry is padding, and the header of a segment is read only without a page table.
#[test]
fn a_flipped_byte_in_unused_space_of_the_log_changes_nothing() {
    let folder = filled(true);
    let end = written(folder.path()) + 1;
    let db = named(folder.path(), "db").unwrap();
    let padding = (end..16 * 1024 * 1024).step_by(stride(1_999_993));
    let seen = flip_each(folder.path(), &db, (0..SEGMENT_HEADER).step_by(stride(7)).chain(padding));
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), vec![Outcome::Unchanged], "{seen:?}");
}

/// Found by its CRC before sled reads it; a warning names the file, which is kept under another name.
#[test]
fn a_flipped_byte_in_the_page_table_changes_nothing_as_the_log_takes_its_place() {
    let folder = filled(true);
    let table = named(folder.path(), "snap.").unwrap();
    let seen = flip_each(folder.path(), &table, (0..).step_by(stride(11)));
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), vec![Outcome::Unchanged], "{seen:?}");
}

/// The last four bytes are the CRC of the settings; sled warns of them and goes by the settings, which are compared.
#[test]
fn a_flipped_byte_in_the_settings_prevents_opening_except_in_their_checksum() {
    let folder = filled(true);
    let settings = named(folder.path(), "conf").unwrap();
    let length = usize::try_from(std::fs::metadata(&settings).unwrap().len()).unwrap();
    let seen = flip_each(folder.path(), &settings, 0..);
    assert_eq!(seen[&Outcome::Unchanged], (length - 4..length).collect::<Vec<_>>());
    assert_eq!(seen[&Outcome::NotOpened].len(), length - 4);
}
