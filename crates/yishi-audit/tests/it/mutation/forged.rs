//! A forger founds the whole book anew under its name, with people and keys of their own: every rule is kept, and only what the auditor has from
//! elsewhere shows it.

use super::bench::{Bench, Expected, must};
use super::ground::{EVERYTHING, Ground};
use super::receipts;
use crate::fixture::{Story, exported, forged_by};
use crate::stories::{next_log_key, rotated_by};
use yishi_audit::{NotChecked, Pin, Report, Since};
use yishi_log::checkpoint::Checkpoint;
use yishi_log::policy::Policy;
use yishi_testkit::Cast;

const PLACE: &str = "whole book, founded anew by a forger";
const STOLEN: &str = "whole book, founded anew with the log's own key";
const ROTATED: &str = "whole book, founded anew for the pinned key and rotated away from it";

/// All forgers, against whoever has the honest book's key, a policy, a checkpoint, a receipt, or nothing.
pub fn every_forger(honest: &Ground) -> Bench {
    let mut bench = Bench::default();
    of_own_keys(&mut bench, honest);
    of_the_stolen_key(&mut bench, honest);
    rotating(&mut bench, honest);
    bench
}

/// The forger's bundle, as whoever believes this sees it.
fn shown(forged: &Story, pin: Pin) -> Ground {
    Ground { story: forged.clone(), bundle: exported(forged), pin, fork: Vec::new() }
}

fn people() -> Cast {
    Cast::new(4).under(super::books::RULES).forged()
}

fn policy_of(honest: &Ground) -> Pin {
    let policy = Policy::of_log(&honest.story.cast.verifier());
    Pin::Policy(Policy::parse(policy.as_bytes()).unwrap())
}

fn of_own_keys(bench: &mut Bench, honest: &Ground) {
    let forged = forged_by(people());
    let audited = |pin: Pin| -> Report { shown(&forged, pin).audit(&EVERYTHING) };
    let not_signed: Expected = must([(None, "checkpoint")]);
    let pinned = audited(honest.pin.clone()).findings;
    bench.judge((PLACE, "the log's key is pinned"), "", &pinned, &not_signed);
    bench.judge((PLACE, "a policy is at hand"), "", &audited(policy_of(honest)).findings, &not_signed);
    let by_itself = (NotChecked::LogKey, "whether the log's key is the right one");
    bench.open((PLACE, "nothing is pinned, knowingly"), "", &audited(Pin::Waived), by_itself);
    let absent = audited(Pin::Absent).findings;
    bench.judge((PLACE, "nothing is pinned"), "", &absent, &must([(None, "pin")]));
    let unpinned = shown(&forged, Pin::Waived);
    earlier_checkpoints(bench, PLACE, honest, &unpinned);
    held_receipts(bench, PLACE, honest, &unpinned);
}

/// Who pins a stolen key has nothing against its thief but what was signed before.
fn of_the_stolen_key(bench: &mut Bench, honest: &Ground) {
    let forged = shown(&forged_by(people().with_stolen_keys()), honest.pin.clone());
    let split = (NotChecked::SplitView, "which of two books under one log key is the true one");
    bench.open((STOLEN, "the log's key is pinned"), "", &forged.audit(&EVERYTHING), split);
    earlier_checkpoints(bench, STOLEN, honest, &forged);
    held_receipts(bench, STOLEN, honest, &forged);
}

/// The key in a founding is public: anybody can found a book for it and rotate it with registrars of their own.
fn rotating(bench: &mut Bench, honest: &Ground) {
    let story = rotated_by(people().under(super::books::NEWER_RULES).with_stolen_keys());
    let by_forger = Checkpoint::parse_unverified(story.checkpoint.as_bytes()).unwrap().sign(&next_log_key());
    let forged = shown(&Story { checkpoint: by_forger, ..story }, honest.pin.clone());
    let findings = forged.audit(&EVERYTHING).findings;
    bench.judge((ROTATED, "the log's key is pinned"), "", &findings, &must([(None, "checkpoint")]));
    earlier_checkpoints(bench, ROTATED, honest, &forged);
}

/// A checkpoint of each size that the honest log has signed.
fn earlier_checkpoints(bench: &mut Bench, place: &'static str, honest: &Ground, forged: &Ground) {
    for size in 1..=honest.story.leaves.len() {
        let note = honest.story.checkpoint_at(size);
        let checkpoint = Checkpoint::parse_unverified(note.as_bytes()).unwrap();
        let since = Since { checkpoint, note: Some(note.into_bytes()) };
        let findings = forged.going_on_from(&since, &EVERYTHING);
        let row = (place, "a checkpoint of an earlier audit is at hand");
        bench.judge(row, &size.to_string(), &findings, &must([(None, "since")]));
    }
}

/// A receipt of each entry of the honest book.
fn held_receipts(bench: &mut Bench, place: &'static str, honest: &Ground, forged: &Ground) {
    for index in 0..honest.size() {
        let held = receipts::held_against_bundle(honest, index, &forged.bundle);
        let expected = must([(Some(index), "inclusion"), (None, "tree")]);
        bench.judge((place, "a receipt is at hand"), &index.to_string(), &held, &expected);
    }
}
