//! Audits of a long book: time beside the work that cannot be avoided, and the memory of each.
//!
//! `cargo bench -p yishi-audit --bench scale -- [ENTRIES] [ROUNDS] [simulated]` makes a book of so many entries (1,000,000 if not given), each ballot
//! with a signature of its own by one of 200 residents, and runs every measurement in a process of its own, whose largest resident set the
//! system tells. `simulated` chains and hashes entries for real and signs none but the first thousand, so that ten million are made in minutes; only
//! chain and tree are audited then. The bare work is fed from the same file in pieces; reading and decoding them is not counted against it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench measures real time, prints it, and stops where it cannot go on"
)]

mod bare;

use bare::{hash, on_threads, signed};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use yishi_audit::bundle::{BOOK, Bundle, BundleWriter};
use yishi_audit::{Check, Pin, Plan, Progress, verify};
use yishi_book::Authentic;
use yishi_log::chain::ChainHash;
use yishi_log::checkpoint::Checkpoint;
use yishi_log::leaf::Leaf;
use yishi_log::tree::{Frontier, leaf_hash};
use yishi_tally::Choice;
use yishi_testkit::{Cast, PaperBook};

/// As in the programs that verify, `yishi` and `yishi-audit`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ENTRIES: u64 = 1_000_000;
const RESIDENTS: usize = 200;
/// How many leaves the bare work gets at a time.
const PIECE: usize = 20_000;
/// What a child process is called with.
const CHILD: &str = "child";
/// What an audit that keeps nothing of the entries may take, however long the book is, in MiB. Replay keeps the live state.
const MOST_MEMORY: u64 = 256;
/// The measurements, each after the one that it is compared with.
const MODES: [&str; 5] = ["bare hashing", "chain,tree", "bare verify_strict", "signatures", "replay"];
/// How many of them look at no signature.
const HASHING: usize = 2;
/// What the third argument says for entries that are not signed.
const SIMULATED: &str = "simulated";
/// Entries that are made by the rules before those that are simulated.
const TRUE_ENTRIES: u64 = 1_000;

/// Writes a book of ballots, most of them replacing earlier ones, leaf by leaf.
fn make(cast: &Cast, entries: u64, folder: &Path) {
    let desk = cast.desk();
    let mut paper = PaperBook::empty(cast);
    let mut writer = BundleWriter::create(folder).unwrap();
    cast.founding(&desk).iter().for_each(|order| {
        paper.must_admit(order);
    });
    let (orders, poll) = cast.poll(&desk, paper.book.head().size);
    orders.iter().for_each(|order| {
        paper.must_admit(order);
    });
    let keys: Vec<_> = cast.residents.iter().map(yishi_testkit::Person::key).collect();
    let mut round = 0;
    while paper.book.head().size < entries {
        let choice = [Choice::For, Choice::Against, Choice::Abstain][round % 3];
        for (resident, key) in cast.residents.iter().zip(&keys) {
            let ballot = desk.envelope(resident, poll.ballot(resident, choice));
            paper.admit_signed(&Authentic::sign(ballot, key).unwrap()).unwrap();
            paper.leaves.drain(..).for_each(|leaf| writer.leaf(&leaf).unwrap());
        }
        round += 1;
    }
    writer.finish(&paper.checkpoint(), &cast.verifier()).unwrap();
}

/// A book whose last entry stands again and again, each time in its own place: chained and hashed for real, signed only the first time.
fn simulate(cast: &Cast, entries: u64, folder: &Path) {
    let begun = folder.with_extension("begun");
    make(cast, TRUE_ENTRIES, &begun);
    let leaves: Vec<Vec<u8>> =
        BufReader::new(File::open(begun.join(BOOK)).unwrap()).split(b'\n').map(Result::unwrap).collect();
    let mut writer = BundleWriter::create(folder).unwrap();
    let (mut frontier, mut prev) = (Frontier::default(), ChainHash::START);
    let mut write = |bytes: &[u8]| {
        writer.leaf(bytes).unwrap();
        frontier.push(leaf_hash(bytes));
        ChainHash::of(bytes)
    };
    leaves.iter().for_each(|leaf| prev = write(leaf));
    let template = Leaf::parse(leaves.last().unwrap()).unwrap();
    for index in leaves.len() as u64..entries {
        prev = write(&Leaf { index, prev, ..template }.encode().unwrap());
    }
    let checkpoint = Checkpoint { origin: cast.origin.clone(), size: frontier.size(), root: frontier.root() };
    writer.finish(&checkpoint.sign(&cast.log_key()), &cast.verifier()).unwrap();
}

fn audit(folder: &Path, checks: &[Check], threads: usize) -> Duration {
    let pin = Pin::Key(Cast::new(RESIDENTS).verifier());
    let plan = Plan { checks: checks.iter().copied().collect::<BTreeSet<_>>(), pin, limit: 10, threads };
    let bundle = Bundle::open(folder).unwrap();
    let started = Instant::now();
    let report = verify(&bundle, &plan, &Progress::hidden()).unwrap();
    let took = started.elapsed();
    assert!(report.is_clean(), "{:?}", report.findings);
    took
}

/// The time that `work` needs for all leaves, reading them left out.
fn bare(folder: &Path, mut work: impl FnMut(Vec<Vec<u8>>) -> Duration) -> Duration {
    let mut lines = BufReader::new(File::open(folder.join(BOOK)).unwrap()).split(b'\n');
    let mut took = Duration::ZERO;
    loop {
        let leaves: Vec<Vec<u8>> = lines.by_ref().take(PIECE).map(Result::unwrap).collect();
        if leaves.is_empty() {
            return took;
        }
        took += work(leaves);
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

/// One measurement; prints milliseconds, and the largest resident set in MiB.
fn child(mode: &str, folder: &Path) {
    let threads = std::thread::available_parallelism().unwrap().get();
    let took = match mode {
        "bare verify_strict" => bare(folder, |leaves| {
            let signed: Vec<_> = leaves.iter().map(|leaf| signed(leaf)).collect();
            timed(|| {
                on_threads(&signed, threads, |part| {
                    part.iter().for_each(|(key, message, signature)| key.verify(message, signature).unwrap());
                });
            })
        }),
        "signatures" => {
            audit(folder, &[Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures], threads)
        }
        "bare hashing" => bare(folder, |leaves| timed(|| on_threads(&leaves, threads, hash))),
        "chain,tree" => audit(folder, &[Check::Chain, Check::Tree], threads),
        "replay" => audit(folder, &[Check::Chain, Check::Tree, Check::Replay], threads),
        other => panic!("no measurement is called {other}"),
    };
    println!("{} {}", took.as_millis(), largest_resident_set());
}

/// In MiB; none where there is no `/proc`.
fn largest_resident_set() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1024
}

fn in_a_child(mode: &str, folder: &Path) -> (u64, u64) {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program).args([CHILD, mode]).arg(folder).output().unwrap();
    assert!(output.status.success(), "{mode}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let (took, memory) = text.trim().split_once(' ').unwrap();
    (took.parse().unwrap(), memory.parse().unwrap())
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [first, mode, folder] = arguments.as_slice()
        && first == CHILD
    {
        return child(mode, Path::new(folder));
    }
    let number = |at: usize| arguments.get(at).map(|text| text.parse::<u64>().unwrap());
    let (entries, rounds) = (number(0).unwrap_or(ENTRIES), number(1).unwrap_or(3));
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path().join("bundle");
    let simulated = arguments.get(2).is_some_and(|third| third == SIMULATED);
    let cast = Cast::new(RESIDENTS);
    let made =
        timed(|| if simulated { simulate(&cast, entries, &folder) } else { make(&cast, entries, &folder) });
    let modes = if simulated { &MODES[..HASHING] } else { &MODES[..] };
    let bytes = std::fs::metadata(folder.join(BOOK)).unwrap().len();
    println!("{entries} entries, {bytes} bytes, made in {:.0} s; {rounds} rounds", made.as_secs_f64());
    let mut least = [u64::MAX; MODES.len()];
    for round in 0..rounds {
        for (least, mode) in least.iter_mut().zip(modes) {
            let (took, memory) = in_a_child(mode, &folder);
            *least = took.min(*least);
            println!("{round} {mode:<20} {took:>8} ms {memory:>6} MiB");
            assert!(*mode == "replay" || memory < MOST_MEMORY, "`{mode}` took {memory} MiB");
        }
    }
    let pairs = [("hashing", 0, 1), ("verify_strict", 2, 3)];
    for (name, bare, whole) in pairs.into_iter().take(modes.len().div_ceil(2).min(pairs.len())) {
        let share = 100.0 * least[bare] as f64 / least[whole] as f64;
        println!("bare {name} is {share:.0} % of `{}`, least times; wanted: 80 %", MODES[whole]);
    }
}
