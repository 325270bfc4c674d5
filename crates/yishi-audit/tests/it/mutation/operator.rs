//! An operator who holds the keys of log and engine, and numbers, chains, hashes and signs everything anew: what is left is the rules, and what people hold.

use super::bench::{Bench, Expected, Mark, must};
use super::ground::{EVERYTHING, Ground, rechained};
use super::json::{self, Part};
use super::receipts;
use yishi_audit::NotChecked;
use yishi_book::Entry;
use yishi_log::leaf::Leaf;

/// Everything that can be wrong with one entry by itself.
const OF_AN_ENTRY: [&str; 12] = [
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
];
/// What may be the first to show a change that was signed anew.
const BY_RULES: [&str; 10] =
    ["replay", "timer", "time", "key", "expiry", "tally", "founding", "text", "leaf", "nonce"];

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

/// Entries left out, doubled, moved and brought in from another book.
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
        if index + 1 < size {
            let mut dropped = ground.story.leaves.clone();
            dropped.remove(index);
            shown(&mut bench, ground, (place, "an entry dropped"), &dropped, index);
            let mut swapped = ground.story.leaves.clone();
            swapped.swap(index, index + 1);
            shown(&mut bench, ground, (place, "two commands in another order"), &swapped, index);
        }
    }
    ground.restore();
    bench
}

/// Either the rules show it, or whoever holds the receipt of the entry does.
fn shown(
    bench: &mut Bench,
    ground: &Ground,
    row: (&'static str, &'static str),
    leaves: &[Vec<u8>],
    index: usize,
) {
    let findings = ground.signed_anew(leaves).findings;
    let name = format!("entry {index}");
    if findings.is_empty() {
        let held = receipts::held_against(ground, index as u64);
        bench.found_from(row, &name, &held, index as u64, &["inclusion"]);
    } else {
        bench.found_from(row, &name, &findings, index as u64, &BY_RULES);
    }
}

/// Timers that are left out: what stands after them is found; nothing shows that the last ones were due but the clock.
pub fn timers(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let leaves = &ground.story.leaves;
    for index in 0..leaves.len() {
        if !is_timer(&leaves[index]) {
            continue;
        }
        let mut skipped = leaves.clone();
        skipped.remove(index);
        let report = ground.signed_anew(&skipped);
        let row = ("whole book, signed anew", "a timer left out");
        if index + 1 == leaves.len() {
            let clock = (NotChecked::Clock, "that it was due already, at the end of the book");
            bench.open(row, &format!("timer {index}"), &report, clock);
            continue;
        }
        let at = index as u64;
        let expected = with_consequences(must([(Some(at), "timer")]), at);
        bench.judge(row, &format!("timer {index}"), &report.findings, &expected);
    }
    ground.restore();
    bench
}

fn is_timer(leaf: &[u8]) -> bool {
    String::from_utf8_lossy(leaf).contains(r#""command":{"due_at_ms""#)
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
            bench.found_from(row, &name, &report.findings, from as u64, &["replay", "expiry"]);
        }
    }
    ground.restore();
    bench
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
        bench.found_from(row, &name, &of_check(since, "since"), u64::MAX, &["since"]);
        let held = receipts::held_against(ground, size as u64);
        bench.found_from(("receipt", "for an entry beyond the cut"), &name, &held, size as u64, &["receipt"]);
    }
    ground.restore();
    bench
}

fn of_check(findings: Vec<yishi_book::Finding>, check: &str) -> Vec<yishi_book::Finding> {
    findings.into_iter().filter(|finding| finding.check == check).collect()
}
