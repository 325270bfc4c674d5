//! One poll with its tally in a large community, read over 16 connections while ballots come in.

use crate::arguments::Arguments;
use crate::disk::Spinner;
use crate::generator;
use crate::hosts::{self, Founded, Mode};
use crate::orders;
use crate::report::{self, Cell};
use std::sync::atomic::{AtomicBool, Ordering};

const RESIDENTS: usize = 60_000;
const READERS: usize = 16;
const VOTERS: usize = 4;
const BALLOTS: usize = 2_000;

/// Measures and prints.
pub fn run(arguments: &Arguments) {
    report::machine();
    let _spinner = Spinner::start(arguments.spinner);
    let folder = tempfile::tempdir().unwrap();
    let founded = Founded::with(arguments.residents.unwrap_or(RESIDENTS));
    let server = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let host = hosts::start(&server, &founded, Mode::Durable, folder.path());
    println!("founded: {} residents, {} entries", founded.cast.residents.len(), founded.orders().len());
    let read = orders::poll(&founded.poll);
    let ballots = orders::ballots(&founded.cast, &founded.poll, 0, BALLOTS);
    let stop = AtomicBool::new(false);
    let (voted, readers) = std::thread::scope(|scope| {
        let readers = scope.spawn(|| generator::repeat(host.address, &read, READERS, r#""tally":{"#, &stop));
        let voted = generator::send(host.address, ballots, VOTERS, r#""replayed":false"#);
        stop.store(true, Ordering::Relaxed);
        (voted, readers.join().unwrap())
    });
    let (mut reading, mut voting) = (Cell::default(), Cell::default());
    reading.add(readers);
    voting.add(voted);
    println!(
        "reads at {READERS} connections: {:.0}/s, p50 {:.2} ms, p99 {:.2} ms; meanwhile ballots at {VOTERS}: {:.0}/s, p50 {:.2} ms, p99 {:.2} ms",
        reading.rate(),
        reading.percentile_ms(50),
        reading.percentile_ms(99),
        voting.rate(),
        voting.percentile_ms(50),
        voting.percentile_ms(99),
    );
    host.engine.shutdown();
}
