//! Some 5,500 bytes of a large book, changed and found: in its entries, its tiles, its checkpoint, its store, and receipts. Run by `.ci/run`, with other
//! seeds by `tests/durability/long.sh`, or alone:
//!
//!     cargo run --release -p yishi-audit --example large_book [ENTRIES [SEED]]
//!
//! Without arguments 20,000 entries with real signatures. A thousand of them are changed at once, no two of them neighbours, so that what follows
//! from one is told from the next. The entries that found the book are not drawn: of a founding every byte is changed by the tests, in a small book.
//! Receipts and checkpoints are judged by the commands that an auditor runs, store values by a node.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a program that tests must stop where it cannot go on"
)]

mod shown;
mod stored;
mod tiled;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use yishi_audit::bundle::Bundle;
use yishi_audit::{Check, Pin, Plan, Progress, verify};
use yishi_book::Entry;
use yishi_testkit::{Cast, PaperBook};

/// Of the entries; with those of tiles, receipts, checkpoint and store some 5,500 in all.
const ENTRY_BYTES: usize = 4_000;
const AT_ONCE: usize = 1_000;
const CHECKS: [Check; 4] = [Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures];

/// Where something is found, by which check.
type Marks = BTreeSet<(Option<u64>, String)>;

/// xorshift64* (Vigna): the same bytes for the same seed.
struct Random(u64);

impl Random {
    const fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound
    }

    /// Another byte in its place: with one bit flipped, or any. None becomes a newline, which would move all later lines: the tests have those.
    fn other(&mut self, byte: u8) -> u8 {
        let bit = byte ^ (1 << self.below(8));
        let any = self.below(256) as u8;
        let other = if any.is_multiple_of(2) || any == byte { bit } else { any };
        if other == b'\n' { byte ^ 0x40 } else { other }
    }
}

struct Large {
    leaves: Vec<Vec<u8>>,
    founding: usize,
    checkpoint: String,
    cast: Cast,
    folder: tempfile::TempDir,
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>().expect("a number"));
    let (entries, seed) = (arguments.next().unwrap_or(20_000), arguments.next().unwrap_or(1));
    let mut random = Random(seed | 1 << 40);
    let large = Large::written(entries as usize);
    println!("{entries} entries written, {} bytes", large.leaves.iter().map(Vec::len).sum::<usize>());
    assert_eq!(large.audited(&CHECKS), Marks::new(), "the honest book is good");
    large.entries(&mut random);
    large.tiles(&mut random);
    large.receipts(&mut random);
    large.checkpoints(&mut random);
    large.store(&mut random);
}

impl Large {
    fn written(entries: usize) -> Self {
        let cast = Cast::new(3);
        let desk = cast.desk();
        let mut paper = PaperBook::founded(&cast);
        desk.count_from(1 << 32);
        let founding = paper.leaves.len();
        while paper.leaves.len() < entries {
            paper.must_admit(&cast.submission(&desk, paper.leaves.len() as u64));
        }
        let (checkpoint, folder) = (paper.checkpoint(), tempfile::tempdir().unwrap());
        let large = Self { checkpoint, leaves: paper.leaves, founding, cast, folder };
        large.set("book.jsonl", &lines(&large.leaves));
        large.set("checkpoint", large.checkpoint.as_bytes());
        large.set("policy", format!("log {}\nquorum none\n", large.vkey()).as_bytes());
        large
    }

    fn vkey(&self) -> String {
        self.cast.verifier().to_vkey()
    }

    fn set(&self, name: &str, content: &[u8]) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    fn audited(&self, checks: &[Check]) -> Marks {
        self.audited_in(self.folder.path(), checks)
    }

    fn audited_in(&self, folder: &Path, checks: &[Check]) -> Marks {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        let pin = Pin::Key(self.cast.verifier());
        let plan = Plan { checks: checks.iter().copied().collect(), pin, limit: u64::MAX, threads };
        let bundle = Bundle::open(folder).unwrap();
        let findings = verify(&bundle, &plan, &Progress::hidden()).unwrap().findings;
        findings.into_iter().map(|finding| (finding.index, finding.check)).collect()
    }

    fn entries(&self, random: &mut Random) {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for _ in 0..ENTRY_BYTES / AT_ONCE {
            let mut leaves = self.leaves.clone();
            let mut expected = Marks::from([(None, "tree".to_owned())]);
            let mut raised = u64::MAX;
            for index in self.drawn(random) {
                let (honest, at) = (&self.leaves[index], random.below(self.leaves[index].len()));
                leaves[index][at] = random.other(honest[at]);
                let checks = checks_of(honest, &leaves[index]);
                *counts.entry(checks.first().copied().unwrap_or("chain at the next entry")).or_default() += 1;
                let index = index as u64;
                expected.extend(checks.iter().map(|check| (Some(index), (*check).to_owned())));
                expected.insert((Some(index + 1), "chain".to_owned()));
                if is_raised(honest, &leaves[index as usize]) {
                    raised = raised.min(index);
                }
            }
            self.set("book.jsonl", &lines(&leaves));
            let mut found = self.audited(&CHECKS);
            // A time that was raised stands above those of all entries after it.
            for marks in [&mut found, &mut expected] {
                marks.retain(|(index, check)| check != "time" || index.is_some_and(|index| index <= raised));
            }
            same(&found, &expected);
        }
        self.set("book.jsonl", &lines(&self.leaves));
        println!("entries: {ENTRY_BYTES} bytes, each found at its entry: {counts:?}");
    }

    /// So many entries beyond the founding, no two of them neighbours, and not the last.
    fn drawn(&self, random: &mut Random) -> BTreeSet<usize> {
        let slots = (self.leaves.len() - 1 - self.founding) / 2;
        let mut drawn = BTreeSet::new();
        while drawn.len() < AT_ONCE.min(slots) {
            drawn.insert(self.founding + 2 * random.below(slots));
        }
        drawn
    }
}

fn lines(leaves: &[Vec<u8>]) -> Vec<u8> {
    leaves.iter().flat_map(|leaf| leaf.iter().copied().chain([b'\n'])).collect()
}

/// By which checks of its own a changed entry is found: none where only events, ruleset or a later time were changed, which the chain shows.
fn checks_of(honest: &[u8], changed: &[u8]) -> Vec<&'static str> {
    let (was, Ok(is)) = (Entry::parse(honest).unwrap(), Entry::parse(changed)) else { return vec!["leaf"] };
    let (before, after) = (&was.leaf, &is.leaf);
    let (signed, names) = (&was.envelope, &is.envelope);
    let differs = [
        (before.command != after.command || before.signature != after.signature, "signature"),
        (before.key != after.key || signed.key != names.key || signed.actor != names.actor, "key"),
        (before.index != after.index, "index"),
        (before.origin != after.origin || signed.origin != names.origin, "origin"),
        (before.prev != after.prev, "chain"),
        (before.recorded_at_ms > after.recorded_at_ms, "time"),
    ];
    differs.iter().filter(|(differs, _)| *differs).map(|(_, check)| *check).collect()
}

fn is_raised(honest: &[u8], changed: &[u8]) -> bool {
    let was = Entry::parse(honest).unwrap().leaf.recorded_at_ms;
    Entry::parse(changed).is_ok_and(|is| is.leaf.recorded_at_ms > was)
}

fn same(found: &Marks, expected: &Marks) {
    let missing: Vec<_> = expected.difference(found).take(10).collect();
    let strange: Vec<_> = found.difference(expected).take(10).collect();
    assert!(missing.is_empty() && strange.is_empty(), "not found {missing:?}, not expected {strange:?}");
}
