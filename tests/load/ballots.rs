//! Ballots a second: durable, against the same server that only verifies and answers, and against memory.

use crate::arguments::Arguments;
use crate::disk::{self, Spinner};
use crate::generator;
use crate::hosts::{self, Founded, Host, MODES, Mode};
use crate::orders;
use crate::report::{self, Cell};
use std::collections::BTreeMap;

const RESIDENTS: usize = 5_000;

/// Ballots of one turn: about a second or two.
const fn ballots_in_turn(connections: usize) -> usize {
    match connections {
        0..4 => 1_500,
        4..32 => 6_000,
        _ => 8_000,
    }
}

/// Measures and prints.
pub fn run(arguments: &Arguments) {
    report::machine();
    let _spinner = Spinner::start(arguments.spinner);
    let folder = tempfile::tempdir().unwrap();
    let founded = Founded::with(arguments.residents.unwrap_or(RESIDENTS));
    let server = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let hosts = MODES.map(|mode| hosts::start(&server, &founded, mode, folder.path()));
    println!("founded: {} residents, {} entries", founded.cast.residents.len(), founded.orders().len());
    let mut cells: BTreeMap<(usize, Mode), Cell> = BTreeMap::new();
    let mut from = 0;
    for round in 0..arguments.rounds {
        for &connections in &arguments.connections {
            let count = ballots_in_turn(connections);
            let requests = orders::ballots(&founded.cast, &founded.poll, from, count);
            from += count as u64;
            for host in &hosts {
                let expected = r#""replayed":false"#;
                let run = generator::send(host.address, requests.clone(), connections, expected);
                println!(
                    "round {round} connections {connections} {:?}: {:.0}/s",
                    host.mode,
                    run.answered as f64 / run.took.as_secs_f64()
                );
                cells.entry((connections, host.mode)).or_default().add(run);
            }
        }
    }
    let leaf_bytes = leaf_bytes(&hosts);
    println!(
        "\nprobe of the disk: {:.0} writes of {leaf_bytes} bytes with fdatasync a second",
        disk::probe(folder.path(), leaf_bytes)
    );
    println!("leaf of a ballot: {leaf_bytes} bytes (mean)\n");
    table(arguments, &cells);
    for host in &hosts {
        host.engine.shutdown();
    }
}

fn leaf_bytes(hosts: &[Host]) -> usize {
    let durable = hosts.iter().find(|host| host.mode == Mode::Durable).unwrap();
    let size = durable.engine.version().size;
    let leaves = durable.engine.leaves(size - 256, size).unwrap();
    leaves.iter().map(Vec::len).sum::<usize>() / leaves.len()
}

fn table(arguments: &Arguments, cells: &BTreeMap<(usize, Mode), Cell>) {
    println!(
        "| connections | accept/s | durable/s | memory/s | durable ÷ accept | durable ÷ memory | durable p50 ms | p99 ms | accept p50 | p99 | memory p50 | p99 |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for &connections in &arguments.connections {
        let cell = |mode: Mode| &cells[&(connections, mode)];
        let (accept, durable, memory) = (cell(Mode::Accept), cell(Mode::Durable), cell(Mode::Memory));
        println!(
            "| {connections} | {:.0} | {:.0} | {:.0} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
            accept.rate(),
            durable.rate(),
            memory.rate(),
            durable.rate() / accept.rate(),
            durable.rate() / memory.rate(),
            durable.percentile_ms(50),
            durable.percentile_ms(99),
            accept.percentile_ms(50),
            accept.percentile_ms(99),
            memory.percentile_ms(50),
            memory.percentile_ms(99),
        );
    }
}
