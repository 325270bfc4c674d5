//! What `audit verify` costs beside the work that cannot be avoided: bare `verify_strict`, and bare hashing, of the same entries on
//! the same processors in the same run.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on must stop"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;
use yishi_audit::bundle::{Bundle, BundleWriter};
use yishi_audit::{Check, Pin, Plan, Progress, verify};
use yishi_log::chain::ChainHash;
use yishi_log::dsse::{COMMAND_TYPE, pae};
use yishi_log::key::VerifyingKey;
use yishi_log::leaf::Leaf;
use yishi_log::tree::{Frontier, leaf_hash};
use yishi_tally::Choice;
use yishi_testkit::{Cast, PaperBook};

const RESIDENTS: usize = 200;
const ROUNDS: usize = 100;

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
    for round in 0..ROUNDS {
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

/// A signature with everything decoded beforehand.
type Signed = (VerifyingKey, Vec<u8>, [u8; 64]);

fn signed(leaf: &[u8]) -> Signed {
    let leaf = Leaf::parse(leaf).unwrap();
    let key = VerifyingKey::from_bytes(&leaf.key).unwrap();
    (key, pae(COMMAND_TYPE, leaf.command.as_bytes()), leaf.signature)
}

/// Splits the work over threads, as evenly as it goes.
fn on_threads<T: Sync>(items: &[T], threads: usize, work: impl Fn(&[T]) + Sync) {
    std::thread::scope(|scope| {
        for part in items.chunks(items.len().div_ceil(threads)) {
            scope.spawn(|| work(part));
        }
    });
}

fn signatures(criterion: &mut Criterion) {
    let threads = std::thread::available_parallelism().unwrap().get();
    let (cast, paper) = book();
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path().join("bundle");
    export(&cast, &paper, &folder);
    let bundle = Bundle::open(&folder).unwrap();
    let signed: Vec<Signed> = paper.leaves.iter().map(|leaf| signed(leaf)).collect();

    let entries = u64::try_from(paper.leaves.len()).unwrap();
    let bytes: usize = paper.leaves.iter().map(Vec::len).sum();
    let mut group =
        criterion.benchmark_group(format!("{entries} entries of {} bytes", bytes / paper.leaves.len()));
    group.throughput(Throughput::Elements(entries)).sample_size(10).measurement_time(Duration::from_secs(12));
    group.bench_function("verify_strict alone", |bencher| {
        bencher.iter(|| {
            on_threads(&signed, threads, |part| {
                part.iter().for_each(|(key, message, signature)| key.verify(message, signature).unwrap());
            });
        });
    });
    group.bench_function("audit verify with signatures", |bencher| {
        let checks = [Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures];
        bencher.iter(|| audit(&bundle, &cast, &checks, threads));
    });
    group.bench_function("hashing alone, one thread", |bencher| {
        bencher.iter(|| {
            let mut frontier = Frontier::default();
            for leaf in &paper.leaves {
                black_box(ChainHash::of(leaf));
                frontier.push(leaf_hash(leaf));
            }
            frontier.root()
        });
    });
    group.bench_function("hashing alone, all threads", |bencher| {
        bencher.iter(|| {
            on_threads(&paper.leaves, threads, |part| {
                let mut frontier = Frontier::default();
                for leaf in part {
                    black_box(ChainHash::of(leaf));
                    frontier.push(leaf_hash(leaf));
                }
                black_box(frontier.root());
            });
        });
    });
    group.bench_function("audit verify --check chain,tree", |bencher| {
        bencher.iter(|| audit(&bundle, &cast, &[Check::Chain, Check::Tree], threads));
    });
    group.bench_function("audit replay", |bencher| {
        bencher.iter(|| audit(&bundle, &cast, &[Check::Chain, Check::Tree, Check::Replay], threads));
    });
    group.finish();
}

criterion_group!(benches, signatures);
criterion_main!(benches);
