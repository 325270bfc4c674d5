//! Opening a large book, without and with a snapshot.

use crate::arguments::Arguments;
use crate::hosts::{self, Founded};
use crate::report;
use std::path::Path;
use std::time::Instant;
use yishi_book::{Admission, Authentic, Book};
use yishi_engine::{Anchor, Engine, Journal, Version};
use yishi_log::checkpoint::Checkpoint;
use yishi_sled::{FileAnchor, JournalOptions, SledJournal};
use yishi_tally::Choice;
use yishi_testkit::{Desk, START};

const RESIDENTS: usize = 5_000;
const BATCH: usize = 256;
/// Entries that are reached one by one at each place.
const REACHED: u64 = 1_000;

/// Measures and prints.
pub fn run(arguments: &Arguments) {
    report::machine();
    let folder = tempfile::tempdir().unwrap();
    let founded = Founded::with(arguments.residents.unwrap_or(RESIDENTS));
    write(&founded, folder.path(), arguments.entries);
    let before = resident_megabytes();
    open(&founded, folder.path(), arguments.entries, "without a snapshot", before);
    open(&founded, folder.path(), arguments.entries, "with a snapshot", before);
}

/// Writes a book of so many entries straight into the store, signed and admitted as ever.
fn write(founded: &Founded, folder: &Path, entries: u64) {
    let started = Instant::now();
    let journal = SledJournal::open(&folder.join("journal"), JournalOptions::default()).unwrap();
    let mut book = Book::new(&founded.cast.origin);
    let mut batch = Vec::new();
    let desk = founded.cast.desk();
    desk.count_from(1 << 32);
    let mut admit = |book: &mut Book, command: &Authentic| {
        match book.admit(command, START).unwrap() {
            Admission::Appended { leaf, .. } => batch.push(leaf),
            Admission::Replayed { .. } => panic!("each command is new"),
        }
        if batch.len() == BATCH || book.size() == entries {
            journal.append(book.size() - batch.len() as u64, &batch).unwrap();
            batch.clear();
        }
    };
    for order in founded.orders() {
        admit(&mut book, &yishi_book::authenticate(order.command.clone()).unwrap());
    }
    while book.size() < entries {
        let number = book.size();
        admit(&mut book, &ballot(founded, &desk, number));
    }
    let head = book.head();
    let checkpoint = Checkpoint { origin: founded.cast.origin.clone(), size: head.size, root: head.root };
    let anchor = FileAnchor::open(&folder.join("book.anchor")).unwrap();
    anchor.replace(None, checkpoint.sign(&founded.cast.log_key()).as_bytes()).unwrap();
    let bytes = journal.health().unwrap().disk_bytes;
    println!("written: {entries} entries in {:.1} s, {bytes} bytes on disk", started.elapsed().as_secs_f64());
}

fn ballot(founded: &Founded, desk: &Desk, number: u64) -> Authentic {
    let residents = &founded.cast.residents;
    let resident = &residents[number as usize % residents.len()];
    let choice = if number.is_multiple_of(3) { Choice::Against } else { Choice::For };
    Authentic::sign(desk.envelope(resident, founded.poll.ballot(resident, choice)), &resident.key()).unwrap()
}

fn open(founded: &Founded, folder: &Path, entries: u64, how: &str, before: u64) {
    let started = Instant::now();
    let engine = Engine::open(&founded.cast.origin, hosts::on_disk(&founded.cast, folder)).unwrap();
    let took = started.elapsed().as_secs_f64();
    assert_eq!(engine.version().size, entries);
    println!(
        "opened {how}: {took:.2} s, {:.0} entries/s; memory {} MB (before {before} MB, peak {} MB)",
        entries as f64 / took,
        resident_megabytes(),
        peak_megabytes(),
    );
    reach(&engine, entries);
    engine.shutdown();
}

/// Single entries with their receipts, at the beginning, at the end and anywhere: the first has to be as quick to reach as the last.
fn reach(engine: &Engine, entries: u64) {
    let version = engine.version();
    let spread = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % entries;
    let places: [(&str, &dyn Fn(u64) -> u64); 3] = [
        ("the first 1,000", &|number| number),
        ("the last 1,000", &|number| entries - 1 - number),
        ("1,000 anywhere", &spread),
    ];
    for (what, place) in places {
        let mut took: Vec<f64> =
            (0..REACHED.min(entries)).map(|number| reach_one(engine, &version, place(number))).collect();
        took.sort_by(f64::total_cmp);
        let at = |share: usize| took[(took.len() - 1) * share / 100];
        println!("  {what}, each with its receipt: median {:.3} ms, p99 {:.3} ms", at(50), at(99));
    }
}

/// Milliseconds for one entry and its receipt.
fn reach_one(engine: &Engine, version: &Version, index: u64) -> f64 {
    let started = Instant::now();
    let leaves = engine.leaves(index, index + 1).unwrap();
    let receipt = engine.receipt(index, version).unwrap();
    let took = started.elapsed().as_secs_f64() * 1_000.0;
    assert_eq!((leaves.len(), receipt.index), (1, index));
    took
}

fn status(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1024
}

fn resident_megabytes() -> u64 {
    status("VmRSS:")
}

fn peak_megabytes() -> u64 {
    status("VmHWM:")
}
