//! Notes of more than one line: each byte of a checkpoint and of a receipt that two witnesses have cosigned, where a policy wants both, and of a
//! checkpoint that the old and the new key of a log have signed.

use super::bench::{Bench, must};
use super::books::NEWER_RULES;
use super::bytes::CHANGES;
use super::ground::{BYTES, Ground, checkpoint_over};
use super::receipts;
use crate::fixture::Story;
use crate::quorum::Quorum;
use crate::stories::{next_log_key, rotation};
use yishi_log::checkpoint::LogVerifier;
use yishi_log::note::Note;

/// The names of the witnesses.
pub const NAMES: [&str; 3] = ["a", "b", "c"];

/// Each byte of a cosigned note and of a receipt over it: both cosignatures are needed, so that every line counts.
pub fn every_byte(ground: &Ground, index: u64) -> Bench {
    let mut bench = Bench::default();
    let quorum = Quorum::of(&ground.story.cast.verifier(), NAMES);
    let checkpoint = checkpoint_over(&ground.story.cast.origin, &ground.story.leaves);
    let body = checkpoint.body();
    let note = format!("{}{}{}", ground.story.checkpoint, quorum.line(0, &body), quorum.line(1, &body));
    let story = Story { checkpoint: note.clone(), ..ground.story.clone() };
    let pinned = Ground { story, bundle: ground.bundle.again(), pin: quorum.pin(), fork: Vec::new() };
    pinned.restore();
    assert_eq!(pinned.audit(&BYTES).findings, vec![], "two of three are enough");
    for change in CHANGES {
        for at in 0..note.len() {
            pinned.bundle.set("checkpoint", &change.of(note.as_bytes(), at));
            let sizes = (0..=ground.size()).map(|at| (Some(at), "tree")).chain([(None, "tree")]);
            // No name is pinned but that of the checkpoint: of another name, the entries are not its own.
            let names = (0..ground.size()).map(|at| (Some(at), "origin"));
            let expected = must([(None, "checkpoint")]).or(sizes).or(names);
            let row = ("cosigned checkpoint, under a policy", change.words());
            let findings = pinned.audit(&BYTES).findings;
            bench.judge(row, &format!("byte {at}"), &findings, &expected);
        }
    }
    pinned.restore();
    let place = "cosigned receipt, under a policy";
    receipts::every_byte_of(&mut bench, place, &receipts::Held::under(&pinned, index, &quorum.policy), index);
    bench
}

/// A checkpoint of the old and the new log key while both are in force. A line that is made a stranger's says nothing; every other change of either
/// line spoils the note.
pub fn every_byte_of_two_keys() -> Bench {
    let mut bench = Bench::default();
    let ground = super::ground(rotation(NEWER_RULES));
    let note = ground.story.checkpoint.clone();
    let new = LogVerifier::new(&ground.story.cast.origin, &next_log_key().public()).unwrap();
    let old_line = note.lines().rev().nth(1).unwrap();
    for change in CHANGES {
        for at in 0..note.len() {
            let changed = change.of(note.as_bytes(), at);
            ground.bundle.set("checkpoint", &changed);
            let findings = ground.audit(&BYTES).findings;
            let (row, name) = (("checkpoint of two log keys", change.words()), format!("byte {at}"));
            let honest_lines = std::str::from_utf8(&changed).is_ok_and(|text| text.contains(old_line));
            let is_strangers = Note::parse(&changed)
                .is_ok_and(|note| honest_lines && !note.signatures.iter().any(|line| new.is_named(line)));
            if is_strangers {
                bench.neutral(row, &name, &findings, "the line of the new key has become a stranger's");
                continue;
            }
            let sizes = (0..=ground.size()).map(|at| (Some(at), "tree")).chain([(None, "tree")]);
            bench.judge(row, &name, &findings, &must([(None, "checkpoint")]).or(sizes));
        }
    }
    ground.restore();
    bench
}
