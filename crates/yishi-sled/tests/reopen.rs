//! What stands when a journal is opened again, and who may hold it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on must stop"
)]

use std::error::Error;
use std::path::Path;
use yishi_engine::Journal;
use yishi_sled::{JournalOptions, SledJournal};
use yishi_testkit::journal::read_all;

fn open(folder: &Path) -> Result<SledJournal, yishi_engine::JournalError> {
    SledJournal::open(folder, JournalOptions::default())
}

fn leaf(number: u64) -> Vec<u8> {
    number.to_be_bytes().repeat(100)
}

#[test]
fn what_was_appended_stands_when_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut written = Vec::new();
    for round in 0..5_u64 {
        let journal = open(folder.path()).unwrap();
        assert_eq!(journal.size().unwrap(), round * 40);
        let batch: Vec<Vec<u8>> = (round * 40..(round + 1) * 40).map(leaf).collect();
        for (at, pair) in batch.chunks(2).enumerate() {
            journal.append(round * 40 + 2 * at as u64, pair).unwrap();
        }
        written.extend((round * 40..).zip(batch));
        assert_eq!(read_all(&journal, 0, journal.size().unwrap()).unwrap(), written);
        assert!(journal.health().unwrap().is_writable());
    }
}

#[test]
fn a_second_writer_is_refused_and_told_who_holds_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path()).unwrap();
    let refused = open(folder.path()).unwrap_err();
    let reason = refused.source().unwrap().to_string();
    assert!(reason.contains(&format!("in use by process {}", std::process::id())), "{reason}");
    drop(first);
    open(folder.path()).unwrap();
}

#[test]
fn a_page_outside_the_synced_file_stops_all_writing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).unwrap();
    journal.append(0, &[leaf(0)]).unwrap();
    std::fs::write(folder.path().join("blobs").join("99999999999"), b"a large page").unwrap();
    assert!(!journal.health().unwrap().is_writable());

    let refused = journal.append(1, &[leaf(1)]).unwrap_err();

    assert!(refused.source().unwrap().to_string().contains("1 file(s)"));
    assert_eq!(journal.size().unwrap(), 1, "nothing unsafe is acknowledged");
    let again = journal.append(1, &[leaf(1)]).unwrap_err();
    assert!(again.source().unwrap().to_string().contains("open the store again"));
    assert!(journal.health().unwrap().stopped.is_some());
    assert_eq!(read_all(&journal, 0, 1).unwrap(), vec![(0, leaf(0))], "reading goes on");
}

#[test]
fn thirty_two_largest_values_in_one_page_stay_in_the_synced_file() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).unwrap();
    let largest = vec![7; yishi_log::leaf::MAX_LEAF_BYTES];
    for number in 0..150 {
        journal.append(number, std::slice::from_ref(&largest)).unwrap();
    }
    assert_eq!(journal.health().unwrap().large_pages, 0);
    drop(journal);
    let journal = open(folder.path()).unwrap();
    assert_eq!(journal.size().unwrap(), 150);
    assert_eq!(journal.health().unwrap().large_pages, 0);
}

#[test]
fn a_page_table_that_was_never_finished_does_not_prevent_opening() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path()).unwrap();
    journal.append(0, &[leaf(0), leaf(1)]).unwrap();
    drop(journal);
    drop(open(folder.path()).unwrap());
    std::fs::write(folder.path().join("snap.FFFFFFFFFFFFFFFF.generating"), b"half of a page table").unwrap();
    assert_eq!(open(folder.path()).unwrap().size().unwrap(), 2);
}

#[test]
fn a_damaged_page_table_is_set_aside_and_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..3 {
        open(folder.path()).unwrap().append(number, &[leaf(number)]).unwrap();
    }
    let table = page_table(folder.path()).expect("sled writes one when it opens over entries");
    let mut bytes = std::fs::read(&table).unwrap();
    bytes[3] ^= 1;
    std::fs::write(&table, bytes).unwrap();

    let journal = open(folder.path()).unwrap();

    let expected = (0..3).map(|number| (number, leaf(number))).collect::<Vec<_>>();
    assert_eq!(read_all(&journal, 0, 3).unwrap(), expected);
    let aside = format!("damaged-{}", table.file_name().unwrap().to_string_lossy());
    assert!(folder.path().join(aside).is_file(), "the damaged one is kept for inspection");
}

fn page_table(folder: &Path) -> Option<std::path::PathBuf> {
    let mut entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.find(|path| path.file_name().unwrap().to_string_lossy().starts_with("snap."))
}

#[test]
fn a_journal_can_be_opened_again_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..25 {
        open(folder.path()).unwrap().append(number, &[leaf(number)]).unwrap();
    }
    assert_eq!(open(folder.path()).unwrap().size().unwrap(), 25);
}
