//! 5,000 bytes of a large book, changed and found: in its entries, its tiles, its checkpoint, and receipts. Run by `.ci/run`, with other seeds
//! by `tests/durability/long.sh`, or alone:
//!
//!     cargo run --release -p yishi-audit --example large_book [ENTRIES [SEED]]
//!
//! Without arguments 20,000 entries with real signatures. A thousand of them are changed at once, no two of them neighbours, so that what follows
//! from one is told from the next. The entries that found the book are not drawn: of a founding every byte is changed by the tests, in a small book.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a program that tests must stop where it cannot go on"
)]

use std::collections::{BTreeMap, BTreeSet};
use yishi_audit::bundle::Bundle;
use yishi_audit::{Check, Pin, Plan, Progress, verify};
use yishi_book::Entry;
use yishi_log::checkpoint::LogVerifier;
use yishi_log::receipt::Receipt;
use yishi_log::tile::{TileKind, TilePath, Tiling};
use yishi_log::tree::{Tree, leaf_hash};
use yishi_testkit::{Cast, PaperBook};

/// Entries, tiles, receipts and checkpoint: 5,000 bytes in all.
const ENTRY_BYTES: usize = 4_000;
const AT_ONCE: usize = 1_000;
const TILE_BYTES: usize = 600;
const RECEIPT_BYTES: usize = 300;
const CHECKPOINT_BYTES: usize = 100;
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
    log: LogVerifier,
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
    large.checkpoint(&mut random);
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
        let large = Self { checkpoint, leaves: paper.leaves, founding, log: cast.verifier(), folder };
        large.set("book.jsonl", &lines(&large.leaves));
        large.set("checkpoint", large.checkpoint.as_bytes());
        large.set("policy", format!("log {}\nquorum none\n", large.log.to_vkey()).as_bytes());
        large
    }

    fn set(&self, name: &str, content: &[u8]) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    fn audited(&self, checks: &[Check]) -> Marks {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        let pin = Pin::Key(self.log.clone());
        let plan = Plan { checks: checks.iter().copied().collect(), pin, limit: u64::MAX, threads };
        let bundle = Bundle::open(self.folder.path()).unwrap();
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

    /// One byte in each tile at a time, as often as it takes.
    fn tiles(&self, random: &mut Random) {
        let tiles = hash_tiles(&self.leaves);
        let mut tried = 0;
        while tried < TILE_BYTES {
            // The bundles of entries are not laid out here: each is missed, at its first entry.
            let bundles =
                TilePath::all(self.leaves.len() as u64).filter(|path| path.kind() == TileKind::Entries);
            let mut expected: Marks = bundles.map(|path| (Some(path.first()), "tile".to_owned())).collect();
            for (tile, good) in &tiles {
                let at = random.below(good.len());
                let mut bad = good.clone();
                bad[at] = random.other(bad[at]);
                self.set(&tile.to_string(), &bad);
                expected.insert((Some(first_under(tile, at / 32)), "tile".to_owned()));
                tried += 1;
            }
            same(&self.audited(&[Check::Tree]), &expected);
        }
        std::fs::remove_dir_all(self.folder.path().join("tile")).unwrap();
        println!("tiles: {tried} bytes in {} tiles, each found at its hash", tiles.len());
    }

    fn receipts(&self, random: &mut Random) {
        let mut tree = Tree::default();
        self.leaves.iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
        for _ in 0..RECEIPT_BYTES {
            let index = random.below(self.leaves.len());
            let proof = tree.inclusion(index as u64, tree.size()).unwrap();
            let receipt = Receipt { index: index as u64, proof, checkpoint: self.checkpoint.clone() };
            let good = receipt.encode();
            let holds = |text: &str| {
                Receipt::parse(text).is_ok_and(|it| it.verify(&self.log, &self.leaves[index]).is_ok())
            };
            assert!(holds(&good));
            let mut bad = good.into_bytes();
            let at = random.below(bad.len());
            bad[at] = random.other(bad[at]);
            assert!(!holds(&String::from_utf8_lossy(&bad)), "entry {index}, byte {at}");
        }
        println!("receipts: {RECEIPT_BYTES} bytes, none holds");
    }

    fn checkpoint(&self, random: &mut Random) {
        for _ in 0..CHECKPOINT_BYTES {
            let mut bad = self.checkpoint.clone().into_bytes();
            let at = random.below(bad.len());
            bad[at] = random.other(bad[at]);
            assert!(self.log.open(&bad).is_err(), "byte {at}");
        }
        println!("checkpoint: {CHECKPOINT_BYTES} bytes, none opens");
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

fn hash_tiles(leaves: &[Vec<u8>]) -> BTreeMap<TilePath, Vec<u8>> {
    let mut tiling = Tiling::default();
    let mut tiles = BTreeMap::new();
    for leaf in leaves {
        tiles.extend(tiling.push(leaf_hash(leaf)));
    }
    tiles.extend(tiling.unfinished().map(|(path, hashes)| (path, hashes.to_vec())));
    let bytes = |hashes: Vec<yishi_log::tree::TreeHash>| hashes.iter().flat_map(|hash| hash.0).collect();
    tiles.into_iter().map(|(path, hashes)| (path, bytes(hashes))).collect()
}

/// The first entry under a hash of a tile.
fn first_under(tile: &TilePath, place: usize) -> u64 {
    let TileKind::Hashes { level } = tile.kind() else { return tile.first() + place as u64 };
    (tile.first() + place as u64) << (8 * u32::from(level))
}

fn same(found: &Marks, expected: &Marks) {
    let missing: Vec<_> = expected.difference(found).take(10).collect();
    let strange: Vec<_> = found.difference(expected).take(10).collect();
    assert!(missing.is_empty() && strange.is_empty(), "not found {missing:?}, not expected {strange:?}");
}
