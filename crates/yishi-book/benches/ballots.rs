//! What one ballot costs on its way into a book, piece by piece; the signature is the limit to hide behind.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench that cannot go on must stop"
)]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use yishi_book::{
    Authentic, Book, Envelope, KeyCache, NoKeyCache, SignatureCheck, SignedCommand, authenticate_with,
};
use yishi_core::PublicKey;
use yishi_log::dsse::{COMMAND_TYPE, pae};
use yishi_log::key::{KeyError, VerifyingKey};
use yishi_tally::Choice;
use yishi_testkit::{Cast, PaperBook};

const BALLOTS: usize = 256;
const RESIDENTS: usize = 2_000;

/// One decoded key, as from a warm cache.
struct OneKey(VerifyingKey);

impl KeyCache for OneKey {
    fn verifying_key(&self, _: &PublicKey) -> Result<VerifyingKey, KeyError> {
        Ok(self.0.clone())
    }
}

/// A book with an open poll, and ballots for it.
fn poll_and_ballots() -> (PaperBook, Vec<SignedCommand>) {
    let cast = Cast::new(RESIDENTS);
    let mut paper = PaperBook::founded(&cast);
    let desk = cast.desk();
    desk.count_from(1_000_000);
    let (orders, poll) = cast.poll(&desk, paper.book.size());
    for order in &orders {
        paper.must_admit(order);
    }
    let head = paper.book.head();
    desk.see(head.size, head.root);
    let voters = cast.residents.iter().step_by(RESIDENTS / BALLOTS).take(BALLOTS);
    let ballots = voters.map(|voter| desk.sign(voter, poll.ballot(voter, Choice::For))).collect();
    (paper, ballots)
}

fn authentication(bench: &mut Criterion) {
    let (_, ballots) = poll_and_ballots();
    let ballot = &ballots[0];
    let envelope = Envelope::parse(&ballot.bytes).unwrap();
    let key = VerifyingKey::from_bytes(&envelope.key.0).unwrap();
    let mut group = bench.benchmark_group("one ballot");
    group.bench_function("verify only", |b| {
        b.iter(|| key.verify(&pae(COMMAND_TYPE, black_box(&ballot.bytes)), &ballot.signature));
    });
    group.bench_function("parse", |b| b.iter(|| Envelope::parse(black_box(&ballot.bytes))));
    group.bench_function("encode", |b| b.iter(|| black_box(&envelope).encode()));
    let warm = OneKey(key.clone());
    group.bench_function("authenticate, key cached", |b| {
        b.iter_batched(|| ballot.clone(), |ballot| authenticate_with(ballot, &warm), BatchSize::SmallInput);
    });
    group.bench_function("authenticate", |b| {
        b.iter_batched(
            || ballot.clone(),
            |ballot| authenticate_with(ballot, &NoKeyCache),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn admission(bench: &mut Criterion) {
    let (paper, ballots) = poll_and_ballots();
    let at = paper.now;
    let ballots: Vec<Authentic> =
        ballots.into_iter().map(|ballot| authenticate_with(ballot, &NoKeyCache).unwrap()).collect();
    let mut group = bench.benchmark_group("a batch of ballots");
    group.throughput(Throughput::Elements(BALLOTS as u64));
    group.bench_function("admit", |b| {
        b.iter_batched(
            || paper.book.clone(),
            |mut book| ballots.iter().for_each(|ballot| drop(black_box(book.admit(ballot, at)))),
            BatchSize::SmallInput,
        );
    });
    let mut book = paper.book.clone();
    let leaves: Vec<Vec<u8>> = ballots.iter().map(|ballot| leaf(&mut book, ballot, at)).collect();
    println!("leaf of a ballot: {} bytes, command {}", leaves[1].len(), ballots[1].signed().bytes.len());
    for (name, run) in [
        (
            "replay, signatures elsewhere",
            (|book, leaf| drop(book.replay_with(leaf, SignatureCheck::Done))) as fn(&mut Book, &[u8]),
        ),
        ("restore", |book, leaf| book.restore(leaf).unwrap()),
    ] {
        group.bench_function(name, |b| {
            b.iter_batched(
                || paper.book.clone(),
                |mut book| leaves.iter().for_each(|leaf| run(&mut book, leaf)),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

fn leaf(book: &mut Book, ballot: &Authentic, at: yishi_core::TimeMs) -> Vec<u8> {
    match book.admit(ballot, at).unwrap() {
        yishi_book::Admission::Appended { leaf, .. } => leaf,
        yishi_book::Admission::Replayed { .. } => panic!("not new"),
    }
}

criterion_group!(benches, authentication, admission);
criterion_main!(benches);
