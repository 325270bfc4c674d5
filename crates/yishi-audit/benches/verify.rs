//! What `audit verify` costs beside the work that cannot be avoided: bare `verify_strict`, and bare hashing, of the same entries on
//! the same processors in the same run.
//!
//! `cargo bench -p yishi-audit --bench verify -- [ROUNDS]`. The measurements take turns, so that whatever else the machine does
//! meets all of them alike; the ratios are those of the minima, of the medians and of the processor time of all rounds.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench measures real time, prints it, and stops where it cannot go on"
)]

mod bare;

use bare::{Signed, hash, on_threads, signed};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};
use yishi_audit::bundle::{Bundle, BundleWriter};
use yishi_audit::{Check, Pin, Plan, Progress, verify};
use yishi_book::Entry;
use yishi_log::chain::ChainHash;
use yishi_log::leaf::Leaf;
use yishi_log::tree::leaf_hash;
use yishi_tally::Choice;
use yishi_testkit::{Cast, PaperBook};

/// As in the programs that verify, `yishi` and `yishi-audit`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RESIDENTS: usize = 200;
const BALLOTS_EACH: usize = 100;
const ROUNDS: usize = 9;
/// Ticks of the processor time that Linux shows in `/proc`.
const TICK: Duration = Duration::from_millis(10);

/// A book of ballots, most of them replacing earlier ones.
fn book() -> (Cast, PaperBook) {
    let cast = Cast::new(RESIDENTS);
    let desk = cast.desk();
    let mut paper = PaperBook::empty(&cast);
    for order in cast.founding(&desk) {
        paper.must_admit(&order);
    }
    let next = u64::try_from(paper.leaves.len()).unwrap();
    let (orders, poll) = cast.poll(&desk, next);
    for order in orders {
        paper.must_admit(&order);
    }
    for round in 0..BALLOTS_EACH {
        let choice = [Choice::For, Choice::Against, Choice::Abstain][round % 3];
        for resident in &cast.residents {
            paper.must_admit(&desk.order(resident, poll.ballot(resident, choice), vec![]));
        }
    }
    (cast, paper)
}

fn export(cast: &Cast, paper: &PaperBook, folder: &Path) {
    let mut writer = BundleWriter::create(folder).unwrap();
    paper.leaves.iter().for_each(|leaf| writer.leaf(leaf).unwrap());
    writer.finish(&paper.checkpoint(), &cast.verifier()).unwrap();
}

fn audit(bundle: &Bundle, cast: &Cast, checks: &[Check], threads: usize) {
    let checks: BTreeSet<Check> = checks.iter().copied().collect();
    let plan = Plan { checks, pin: Pin::Key(cast.verifier()), limit: 10, threads };
    let report = verify(bundle, &plan, &Progress::hidden()).unwrap();
    assert!(report.is_clean(), "{:?}", report.findings);
}

/// Processor time of this process so far; none where there is no `/proc`.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program may hold spaces; user and system time are the 12th and 13th fields after its bracket.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    let ticks: u32 = fields.skip(11).take(2).filter_map(|field| field.parse::<u32>().ok()).sum();
    TICK * ticks
}

/// One thing that is measured, and how long each round of it took.
struct Measured<'a> {
    name: &'static str,
    work: Box<dyn Fn() + 'a>,
    wall: Vec<Duration>,
    processor: Duration,
}

impl<'a> Measured<'a> {
    fn new(name: &'static str, work: impl Fn() + 'a) -> Self {
        Self { name, work: Box::new(work), wall: Vec::new(), processor: Duration::ZERO }
    }

    fn round(&mut self) {
        let (processor, started) = (processor_time(), Instant::now());
        (self.work)();
        self.wall.push(started.elapsed());
        self.processor += processor_time() - processor;
    }

    fn least(&self) -> f64 {
        self.wall.iter().min().unwrap().as_secs_f64()
    }

    fn median(&self) -> f64 {
        let mut wall = self.wall.clone();
        wall.sort_unstable();
        wall[wall.len() / 2].as_secs_f64()
    }

    fn print(&self, entries: usize) {
        println!(
            "{:<34} least {:7.1} ms, median {:7.1} ms, processor {:7.1} ms, {:9.0} entries/s",
            self.name,
            self.least() * 1e3,
            self.median() * 1e3,
            self.processor.as_secs_f64() * 1e3 / self.wall.len() as f64,
            entries as f64 / self.median(),
        );
    }

    /// How much of what `self` costs is the unavoidable `bare`.
    fn print_share(&self, bare: &Self) {
        println!(
            "`{}` is {:.0} % of `{}` by minima, {:.0} % by medians, {:.0} % by processor time",
            bare.name,
            100.0 * bare.least() / self.least(),
            self.name,
            100.0 * bare.median() / self.median(),
            100.0 * bare.processor.as_secs_f64() / self.processor.as_secs_f64(),
        );
    }
}

/// What one thread spends on an entry, part by part.
fn parts(leaves: &[Vec<u8>], signed: &[Signed]) {
    let part = |name: &str, work: &dyn Fn(usize)| {
        let rounds = (0..5).map(|_| {
            let started = Instant::now();
            (0..leaves.len()).for_each(work);
            started.elapsed()
        });
        let least = rounds.min().unwrap().as_secs_f64();
        println!("  {name:<22} {:6.2} µs", least * 1e6 / leaves.len() as f64);
    };
    println!("an entry on one thread, the least of five rounds:");
    part("verify_strict", &|at| signed[at].0.verify(&signed[at].1, &signed[at].2).unwrap());
    part("BLAKE3", &|at| {
        black_box(ChainHash::of(&leaves[at]));
    });
    part("RFC 6962 leaf", &|at| {
        black_box(leaf_hash(&leaves[at]));
    });
    part("form of the leaf", &|at| {
        black_box(Leaf::parse(&leaves[at]).unwrap());
    });
    part("leaf, command, events", &|at| {
        black_box(Entry::parse(&leaves[at]).unwrap());
    });
}

fn main() {
    let rounds = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS);
    let threads = std::thread::available_parallelism().unwrap().get();
    let (cast, paper) = book();
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path().join("bundle");
    export(&cast, &paper, &folder);
    let bundle = Bundle::open(&folder).unwrap();
    let leaves = &paper.leaves;
    let signed: Vec<Signed> = leaves.iter().map(|leaf| signed(leaf)).collect();
    let bytes: usize = leaves.iter().map(Vec::len).sum();
    println!(
        "{} entries of {} bytes, {threads} threads, {rounds} rounds",
        leaves.len(),
        bytes / leaves.len()
    );

    let with_signatures = [Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures];
    let mut all = [
        Measured::new("verify_strict alone", || {
            on_threads(&signed, threads, |part| {
                part.iter().for_each(|(key, message, signature)| key.verify(message, signature).unwrap());
            });
        }),
        Measured::new("audit verify with signatures", || audit(&bundle, &cast, &with_signatures, threads)),
        Measured::new("hashing alone", || on_threads(leaves, threads, hash)),
        Measured::new("audit verify --check chain,tree", || {
            audit(&bundle, &cast, &[Check::Chain, Check::Tree], threads);
        }),
        Measured::new("audit replay", || {
            audit(&bundle, &cast, &[Check::Chain, Check::Tree, Check::Replay], threads);
        }),
    ];
    for _ in 0..rounds {
        all.iter_mut().for_each(Measured::round);
    }
    all.iter().for_each(|measured| measured.print(leaves.len()));
    let [alone, verified, hashed, chained, _] = &all;
    verified.print_share(alone);
    chained.print_share(hashed);
    parts(leaves, &signed);
}
