//! An operator who holds the keys of log and engine, and numbers, chains, hashes and signs everything anew: what is left is the rules, and what people hold.

use super::bench::{Bench, Expected, Mark, must};
use super::ground::{EVERYTHING, Ground, rechained};
use super::json::{self, Part};
use super::receipts;
use yishi_audit::NotChecked;
use yishi_book::{Entry, Envelope};
use yishi_core::Party;
use yishi_log::leaf::Leaf;

const DAY_MS: u64 = 86_400_000;
/// Midnight in China, within a day of UTC.
const MIDNIGHT_MS: u64 = 16 * 60 * 60 * 1000;
/// Everything that can be wrong with one entry by itself.
const OF_AN_ENTRY: [&str; 16] = [
    "leaf",
    "origin",
    "key",
    "signature",
    "possession",
    "nonce",
    "expiry",
    "founding",
    "ruleset",
    "timer",
    "replay",
    "tally",
    "partners",
    "citation",
    "register",
    "pinned",
];

/// Whatever else is wrong with the entry, and with later ones.
fn whatever(at: u64) -> impl Iterator<Item = Mark> {
    OF_AN_ENTRY.into_iter().map(move |check| (Some(at), check)).chain([(None, "text"), (Some(at), "text")])
}

pub fn with_consequences(expected: Expected, at: u64) -> Expected {
    expected.or(whatever(at)).or([(Some(0), "checkpoint")]).and_later(at)
}

/// Each value in the events of each entry, and each part of them, changed or left out.
pub fn events(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    for index in 0..ground.story.leaves.len() {
        let leaf = ground.story.leaves[index].clone();
        let parsed = Leaf::parse(&leaf).unwrap();
        for (part, name, events) in json::changes(parsed.events) {
            let forged = replaced(&leaf, parsed.events, &events);
            let row = ("events, signed anew", words_of(part));
            rewritten(&mut bench, ground, row, (index, &name), forged, "replay");
        }
    }
    ground.restore();
    bench
}

/// The same of the commands, whose signatures the operator cannot make.
pub fn commands(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    for index in 0..ground.story.leaves.len() {
        let leaf = ground.story.leaves[index].clone();
        let parsed = Leaf::parse(&leaf).unwrap();
        for (part, name, command) in json::changes(parsed.command) {
            let forged = replaced(&leaf, parsed.command, &command);
            let row = ("command, signed anew by the operator", words_of(part));
            rewritten(&mut bench, ground, row, (index, &name), forged, "signature");
        }
    }
    ground.restore();
    bench
}

const fn words_of(part: Part) -> &'static str {
    match part {
        Part::Value => "each value changed",
        Part::Piece => "each field or element left out",
    }
}

/// One piece of a leaf in the place of another.
fn replaced(leaf: &[u8], piece: &str, by: &str) -> Vec<u8> {
    let text = std::str::from_utf8(leaf).unwrap();
    text.replacen(piece, by, 1).into_bytes()
}

fn rewritten(
    bench: &mut Bench,
    ground: &Ground,
    row: (&'static str, &'static str),
    (index, name): (usize, &str),
    forged: Vec<u8>,
    check: &'static str,
) {
    let at = index as u64;
    let is_entry = Entry::parse(&forged).is_ok();
    let leaves = ground.changed(index, |leaf| *leaf = forged);
    let findings = ground.signed_anew(&leaves).findings;
    let check = if is_entry { check } else { "leaf" };
    let chained = [(Some(at), "chain"), (Some(at), "index")];
    let expected =
        with_consequences(must([(Some(at), check)]), at).or(chained.into_iter().filter(|_| !is_entry));
    let expected = expected.or(ground.follows(index));
    bench.judge(row, &format!("entry {index}, {name}"), &findings, &expected);
}

/// The fields of the entry itself.
pub fn fields(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    for index in 0..ground.story.leaves.len() {
        let at = index as u64;
        let leaf = ground.story.leaves[index].clone();
        let parsed = Leaf::parse(&leaf).unwrap();
        let ruleset = Leaf { ruleset: parsed.ruleset + 1, ..parsed }.encode().unwrap();
        let findings = ground.signed_anew(&ground.changed(index, |leaf| *leaf = ruleset)).findings;
        let expected = with_consequences(must([(Some(at), "ruleset")]), at);
        bench.judge(
            ("fields, signed anew", "another ruleset"),
            &format!("entry {index}"),
            &findings,
            &expected,
        );
        let origin = Leaf { origin: "test.example/else-00000000", ..parsed }.encode().unwrap();
        let findings = ground.signed_anew(&ground.changed(index, |leaf| *leaf = origin)).findings;
        let expected = with_consequences(must([(Some(at), "origin")]), at);
        bench.judge(("fields, signed anew", "another book"), &format!("entry {index}"), &findings, &expected);
    }
    ground.restore();
    bench
}

/// Entries doubled and brought in from another book.
pub fn places(ground: &Ground, foreign: &[Vec<u8>]) -> Bench {
    let mut bench = Bench::default();
    let size = ground.story.leaves.len();
    let place = "whole book, signed anew";
    for index in 0..size {
        let (at, name) = (index as u64, format!("entry {index}"));
        let mut doubled = ground.story.leaves.clone();
        doubled.insert(index, doubled[index].clone());
        let expected = with_consequences(must([(Some(at + 1), "nonce")]), at + 1);
        let findings = ground.signed_anew(&doubled).findings;
        bench.judge((place, "an entry doubled (its nonce was used)"), &name, &findings, &expected);
        let foreign = ground.changed(index, |leaf| leaf.clone_from(&foreign[index]));
        let expected = with_consequences(must([(Some(at), "origin")]), at);
        let findings = ground.signed_anew(&foreign).findings;
        bench.judge((place, "an entry of another book in its place"), &name, &findings, &expected);
    }
    ground.restore();
    bench
}

/// From each entry on all were recorded a second later: what the rules make of the time shows it, and otherwise only witnesses can.
pub fn clock(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    for from in 0..ground.story.leaves.len() {
        let mut leaves = ground.story.leaves.clone();
        for leaf in &mut leaves[from..] {
            let parsed = Leaf::parse(leaf).unwrap();
            *leaf = Leaf { recorded_at_ms: parsed.recorded_at_ms + 1_000, ..parsed }.encode().unwrap();
        }
        let report = ground.signed_anew(&leaves);
        let (row, name) = (("fields, signed anew", "recorded a second later"), format!("from {from} on"));
        if report.is_clean() {
            bench.open(row, &name, &report, (NotChecked::Clock, "the clock, without cosignatures"));
        } else {
            let first = first_of_a_second(&ground.story.leaves, from);
            bench.first(row, &name, &report.findings, first.unwrap_or((None, "nothing")));
        }
    }
    ground.restore();
    bench
}

/// The first consequence where an entry and all behind it were recorded a second later: a command has seen a checkpoint that is another one now, or
/// events tell of a time that was reckoned from the record. What is reckoned in days ends at midnight as before.
pub fn first_of_a_second(leaves: &[Vec<u8>], from: usize) -> Option<Mark> {
    (from..leaves.len()).find_map(|at| {
        let parsed = Leaf::parse(&leaves[at]).unwrap();
        let envelope = Envelope::parse(parsed.command.as_bytes()).unwrap();
        // Timers see what stands before them, anew.
        let has_seen = envelope.actor != Party::Engine && envelope.seen.size > from as u64;
        let check = if has_seen { Some("expiry") } else { tells_of_time(&parsed).then_some("replay") };
        check.map(|check| (Some(at as u64), check))
    })
}

fn tells_of_time(leaf: &Leaf<'_>) -> bool {
    let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>();
    let mut times = leaf.events.split("_ms\":").skip(1).map(digits);
    let of_command = |time: &str| leaf.command.contains(time);
    times.any(|time| time.parse::<u64>().is_ok_and(|ms| ms % DAY_MS != MIDNIGHT_MS) && !of_command(&time))
}

/// The end cut off and signed: a book that is good as far as it goes. An earlier checkpoint and every receipt beyond the cut show it.
pub fn rolled_back(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    for size in 1..ground.story.leaves.len() {
        let leaves = rechained(&ground.story.leaves[..size]);
        let report = ground.signed_anew(&leaves);
        let row = ("whole book, signed anew", "the end cut off");
        let name = format!("after {size}");
        let texts: Vec<_> = report.findings.iter().filter(|found| found.check != "text").collect();
        assert!(texts.is_empty(), "a book that only ends earlier is good: {texts:?}");
        assert!(report.checked.not_checked.contains(&NotChecked::SplitView));
        let since = ground.since(&ground.story.leaves, &EVERYTHING);
        let texts = (0..ground.size()).map(|at| (Some(at), "text")).chain([(None, "text")]);
        bench.judge(row, &name, &since, &must([(None, "since")]).or(texts));
        let held = receipts::held_against(ground, size as u64);
        let expected = must([(Some(size as u64), "receipt")]);
        bench.judge(("receipt", "for an entry beyond the cut"), &name, &held, &expected);
    }
    ground.restore();
    bench
}
