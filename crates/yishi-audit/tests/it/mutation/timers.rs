//! Timers, signed anew by an operator with the keys of log and engine: each of every kind that the stories hold is left out, fired late, fired
//! early and fired twice.

use super::bench::{Bench, Row, must};
use super::ground::Ground;
use super::operator::{first_of_a_second, with_consequences};
use std::collections::BTreeSet;
use yishi_audit::NotChecked;
use yishi_book::{Envelope, Nonce};
use yishi_core::{Command, FireTimer};
use yishi_log::leaf::Leaf;

/// The kinds of obligations of which some timer is tried. `docs/trust.md` names them.
pub const KINDS: [&str; 8] = [
    "deliberation",
    "hand_over_answer",
    "import_lapses",
    "opening_ends",
    "pin_due",
    "poll_closes",
    "request_lapses",
    "screening",
];

const fn row(change: &'static str) -> Row {
    ("timer, signed anew", change)
}

/// Every timer of the book.
pub fn every_timer(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let fired: Vec<Option<FireTimer>> = ground.story.leaves.iter().map(|leaf| timer_in(leaf)).collect();
    let timers = Timers { ground, fired };
    for (index, fired) in timers.fired.iter().enumerate() {
        let Some(fired) = fired else { continue };
        timers.left_out(&mut bench, index);
        timers.late(&mut bench, index);
        timers.a_second_late(&mut bench, index);
        timers.early(&mut bench, index, fired);
        timers.twice(&mut bench, index);
    }
    ground.restore();
    bench
}

/// The kinds of timers that fire in a book.
pub fn kinds_in(leaves: &[Vec<u8>]) -> BTreeSet<String> {
    let kind = |fired: FireTimer| fired.obligation.to_string().split(':').next().unwrap().to_owned();
    leaves.iter().filter_map(|leaf| timer_in(leaf)).map(kind).collect()
}

fn timer_in(leaf: &[u8]) -> Option<FireTimer> {
    let leaf = Leaf::parse(leaf).unwrap();
    match Envelope::parse(leaf.command.as_bytes()).unwrap().command {
        Command::FireTimer(fired) => Some(fired),
        _ => None,
    }
}

struct Timers<'a> {
    ground: &'a Ground,
    fired: Vec<Option<FireTimer>>,
}

impl Timers<'_> {
    fn recorded_at(&self, index: usize) -> u64 {
        Leaf::parse(&self.ground.story.leaves[index]).unwrap().recorded_at_ms
    }

    fn is_last(&self, index: usize) -> bool {
        index + 1 == self.fired.len()
    }

    /// Whatever stands after it comes while it is owed; nothing shows that the last one was due but the clock.
    fn left_out(&self, bench: &mut Bench, index: usize) {
        let mut leaves = self.ground.story.leaves.clone();
        leaves.remove(index);
        let (report, name) = (self.ground.signed_anew(&leaves), format!("timer {index}"));
        if self.is_last(index) {
            let clock = (NotChecked::Clock, "that it was due already, at the end of the book");
            return bench.open(row("left out"), &name, &report, clock);
        }
        let at = index as u64;
        let expected = with_consequences(must([(Some(at), "timer")]), at);
        bench.judge(row("left out"), &name, &report.findings, &expected);
    }

    /// After the entry that follows it.
    fn late(&self, bench: &mut Bench, index: usize) {
        if self.is_last(index) {
            return;
        }
        let mut leaves = self.ground.story.leaves.clone();
        leaves.swap(index, index + 1);
        let at = index as u64;
        let expected = with_consequences(must([(Some(at), "timer")]), at);
        let findings = self.ground.signed_anew(&leaves).findings;
        bench.judge(row("fired after the entry behind it"), &format!("timer {index}"), &findings, &expected);
    }

    /// It and all that stands after it, recorded a second later: an engine that was down fires late, and only what follows from the time shows it.
    fn a_second_late(&self, bench: &mut Bench, index: usize) {
        let mut leaves = self.ground.story.leaves.clone();
        for leaf in &mut leaves[index..] {
            let parsed = Leaf::parse(leaf).unwrap();
            *leaf = Leaf { recorded_at_ms: parsed.recorded_at_ms + 1_000, ..parsed }.encode().unwrap();
        }
        let (report, row) = (self.ground.signed_anew(&leaves), row("recorded a second late"));
        let name = format!("timer {index}");
        if report.is_clean() {
            bench.open(row, &name, &report, (NotChecked::Clock, "the clock, without cosignatures"));
        } else {
            let first = first_of_a_second(&self.ground.story.leaves, index);
            bench.first(row, &name, &report.findings, first.unwrap_or((None, "nothing")));
        }
    }

    /// A millisecond before it was due: another one may have been due by then, and else nothing was.
    fn early(&self, bench: &mut Bench, index: usize, fired: &FireTimer) {
        let early_ms = fired.due_at_ms.0 - 1;
        let mut leaves = self.ground.story.leaves.clone();
        let moved = leaves.remove(index);
        let moved = Leaf { recorded_at_ms: early_ms, ..Leaf::parse(&moved).unwrap() }.encode().unwrap();
        let place = (0..index).find(|before| self.recorded_at(*before) > early_ms).unwrap_or(index);
        leaves.insert(place, moved);
        let owed = |other: &Option<FireTimer>| other.as_ref().is_some_and(|it| it.due_at_ms.0 <= early_ms);
        let check = if self.fired[place..index].iter().any(owed) { "timer" } else { "replay" };
        let at = place as u64;
        let expected = with_consequences(must([(Some(at), check)]), at);
        let findings = self.ground.signed_anew(&leaves).findings;
        bench.judge(row("fired early"), &format!("timer {index}"), &findings, &expected);
    }

    /// The same command once more, and the same timer in another command.
    fn twice(&self, bench: &mut Bench, index: usize) {
        let (at, name) = (index as u64 + 1, format!("timer {index}"));
        let mut leaves = self.ground.story.leaves.clone();
        leaves.insert(index, leaves[index].clone());
        let findings = self.ground.signed_anew(&leaves).findings;
        let expected = with_consequences(must([(Some(at), "nonce")]), at);
        bench.judge(row("fired twice, by one command"), &name, &findings, &expected);
        leaves[index + 1] = self.signed_with_another_nonce(&leaves[index]);
        let findings = self.ground.signed_anew(&leaves).findings;
        let time = self.recorded_at(index);
        let next = self.fired.get(index + 1).and_then(Option::as_ref);
        let check = if next.is_some_and(|next| next.due_at_ms.0 <= time) { "timer" } else { "replay" };
        let expected = with_consequences(must([(Some(at), check)]), at);
        bench.judge(row("fired twice, by two commands"), &name, &findings, &expected);
    }

    fn signed_with_another_nonce(&self, leaf: &[u8]) -> Vec<u8> {
        let parsed = Leaf::parse(leaf).unwrap();
        let mut envelope = Envelope::parse(parsed.command.as_bytes()).unwrap();
        envelope.nonce = Nonce([0xee; 16]);
        let command = String::from_utf8(envelope.encode().unwrap()).unwrap();
        let signature = self.ground.story.cast.engine_key().sign_command(command.as_bytes());
        Leaf { command: &command, signature, ..parsed }.encode().unwrap()
    }
}
