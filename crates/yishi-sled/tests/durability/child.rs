//! The child: opens the book, founds it if it is new, and submits the load from several threads until it is ended.

use crate::ack::{Ack, OPENED, OPENING};
use crate::load::Load;
use crate::place::Place;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use yishi_engine::Engine;
use yishi_testkit::block_on;

/// Names the child's folder; without it there is nothing to do.
pub const FOLDER: &str = "YISHI_DURABILITY_FOLDER";
/// The number of the child's first command.
pub const FIRST: &str = "YISHI_DURABILITY_FIRST";
/// What the child does: the load, or the control without our own sync.
pub const MODE: &str = "YISHI_DURABILITY_MODE";

const THREADS: usize = 6;

/// Runs only as a child of the other tests.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let first = std::env::var(FIRST).unwrap().parse().unwrap();
    match std::env::var(MODE).as_deref() {
        Ok("control") => control(&folder, first),
        _ => work(&Place(folder), first),
    }
}

/// One line at once, past the capture of the test harness.
fn say(line: &str) {
    std::io::stdout().lock().write_all(format!("{line}\n").as_bytes()).expect("the parent listens");
}

fn work(place: &Place, first: u64) {
    let load = Load::get();
    // The test harness has begun a line of its own.
    say(&format!("\n{OPENING}"));
    let engine = place.open(&load.cast).expect("the book opens");
    let size = engine.version().size as usize;
    for order in load.founding.iter().skip(size) {
        block_on(engine.submit(order.command.clone(), order.texts.clone())).expect("founding");
    }
    say(OPENED);
    let next = AtomicU64::new(first);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| submit_for_ever(&engine, &next));
        }
    });
}

fn submit_for_ever(engine: &Engine, next: &AtomicU64) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let order = Load::get().order(number);
        let accepted = block_on(engine.submit(order.command, order.texts)).expect("accepted");
        say(&Ack { number, index: accepted.index, leaf_hash: accepted.leaf_hash.to_string() }.to_string());
    }
}

/// sled with its own flush alone, to show that the trial of power loss sees what it should see.
fn control(folder: &std::path::Path, first: u64) {
    let db = sled::Config::new().path(folder.join("control")).flush_every_ms(None).open().unwrap();
    say(&format!("\n{OPENED}"));
    for number in first.. {
        db.insert(number.to_be_bytes(), vec![7; 900]).unwrap();
        db.flush().unwrap();
        say(&Ack { number, index: number, leaf_hash: "0".repeat(64) }.to_string());
    }
}
