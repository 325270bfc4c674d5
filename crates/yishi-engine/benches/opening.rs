//! How long a book of many ballots takes to open, with and without its snapshot, and what memory it takes.
//!
//! `cargo bench -p yishi-engine --bench opening -- ENTRIES RESIDENTS` (default 100,000 and 5,000); in memory, so
//! what the store adds is not in it. The slope between two numbers of entries is what grows with the book.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    missing_docs,
    reason = "a bench prints what it measured and stops where it cannot go on"
)]
#![expect(clippy::disallowed_methods, reason = "a bench measures real time")]

use std::sync::Arc;
use std::time::Instant;
use yishi_book::{Admission, Authentic};
use yishi_engine::memory::ManualClock;
use yishi_engine::{Engine, Ports};
use yishi_tally::Choice;
use yishi_testkit::{Cast, PaperBook, START, Stores};

/// A book in which every resident votes in one poll after another, until it has so many entries.
fn long_book(cast: &Cast, entries: u64) -> PaperBook {
    let mut paper = PaperBook::founded(cast);
    let desk = cast.desk();
    desk.count_from(1_000_000);
    while paper.book.size() < entries {
        let (orders, poll) = cast.poll(&desk, paper.book.size());
        for order in &orders {
            paper.must_admit(order);
        }
        for voter in &cast.residents {
            let envelope = desk.envelope(voter, poll.ballot(voter, Choice::For));
            let ballot = Authentic::sign(envelope, &voter.key()).unwrap();
            match paper.book.admit(&ballot, paper.now).unwrap() {
                Admission::Appended { leaf, .. } => paper.leaves.push(leaf),
                Admission::Replayed { .. } => panic!("not new"),
            }
        }
    }
    paper
}

fn open(cast: &Cast, stores: &Stores) -> Engine {
    let ports = Ports {
        journal: Box::new(stores.journal.clone()),
        anchor: Box::new(stores.anchor.clone()),
        clock: Arc::new(ManualClock::at(START)),
        blobs: Arc::new(stores.blobs.clone()),
        snapshots: Box::new(stores.snapshots.clone()),
        log_keys: cast.log_key().into(),
        engine_key: cast.engine_key(),
    };
    Engine::open(&cast.origin, ports).unwrap()
}

fn timed<T>(what: &str, entries: u64, run: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = run();
    let seconds = started.elapsed().as_secs_f64();
    println!("{what}: {seconds:.3} s, {:.0} entries/s", entries as f64 / seconds);
    result
}

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let entries = numbers.next().unwrap_or(100_000);
    let residents = usize::try_from(numbers.next().unwrap_or(5_000)).unwrap();
    let cast = Cast::new(residents);
    let paper = timed("signed and admitted", entries, || long_book(&cast, entries));
    let (entries, stores) = (paper.book.size(), Stores::default());
    let bytes: usize = paper.leaves.iter().map(Vec::len).sum();
    println!("{entries} entries, {residents} residents, {} bytes a leaf", bytes as u64 / entries);
    stores.anchor.set(Some(paper.checkpoint().into_bytes()));
    stores.journal.set_leaves(paper.leaves);
    // Kept, so that what is opened cannot grow into memory that this would free.
    let _kept = paper.book;
    let before = resident_kilobytes();
    let engine = timed("opened without a snapshot", entries, || open(&cast, &stores));
    report_growth(before, entries);
    timed("stopped with a snapshot", entries, || engine.shutdown());
    drop(engine);
    let snapshots = stores.snapshots.all();
    println!("snapshot: {} bytes", snapshots.values().next_back().map_or(0, Vec::len));
    let before = resident_kilobytes();
    let engine = timed("opened with the snapshot", entries, || open(&cast, &stores));
    report_growth(before, entries);
    drop(engine);
}

/// Memory of this process, as Linux shows it.
fn resident_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}

fn report_growth(before: u64, entries: u64) {
    let grown = resident_kilobytes().saturating_sub(before);
    println!("  memory grew by {grown} kB, {:.0} bytes an entry", grown as f64 * 1024.0 / entries as f64);
}
