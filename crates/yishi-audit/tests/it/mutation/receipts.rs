//! Receipts: each byte of one, of the entry beside it and of the text that was kept; and what a receipt says against a book.

use super::bench::{Bench, Expected, Row, must};
use super::bytes::{CHANGES, Change};
use super::ground::Ground;
use crate::bundle::Exported;
use crate::receipts::run;
use std::path::PathBuf;
use yishi_book::{Entry, Finding};
use yishi_core::TextRef;
use yishi_engine::Text;
use yishi_log::receipt::Receipt;

/// A receipt, the entry that it is for, and the text that its author kept, as files.
pub struct Held {
    _guard: tempfile::TempDir,
    receipt: PathBuf,
    leaf: PathBuf,
    text: PathBuf,
    salt: String,
    /// `--vkey` or `--policy` with what it wants.
    trust: [String; 2],
}

impl Held {
    fn of(ground: &Ground, index: u64) -> Self {
        Self::trusting(ground, index, ["--vkey".to_owned(), ground.story.cast.verifier().to_vkey()])
    }

    /// The same by somebody who holds a policy.
    pub fn under(ground: &Ground, index: u64, policy: &str) -> Self {
        let mut held = Self::of(ground, index);
        let path = held.receipt.with_file_name("policy");
        std::fs::write(&path, policy).unwrap();
        held.trust = ["--policy".to_owned(), path.to_str().unwrap().to_owned()];
        held
    }

    fn trusting(ground: &Ground, index: u64, trust: [String; 2]) -> Self {
        let guard = tempfile::tempdir().unwrap();
        let [receipt, leaf, text] = ["receipt", "leaf", "text"].map(|name| guard.path().join(name));
        let entry = Entry::parse(&ground.story.leaves[index as usize]).unwrap();
        let wanted =
            entry.envelope.command.texts().into_iter().find(|text| matches!(text, TextRef::Statement(_)));
        let Some(Text::Statement { salt, data }) = wanted.map(|text| ground.story.texts[&text].clone())
        else {
            panic!("an entry with a statement")
        };
        std::fs::write(&receipt, ground.story.receipt(index)).unwrap();
        std::fs::write(&leaf, &ground.story.leaves[index as usize]).unwrap();
        std::fs::write(&text, data).unwrap();
        Self { _guard: guard, receipt, leaf, text, salt: hex::encode(salt), trust }
    }

    fn check(&self) -> Vec<Finding> {
        let [receipt, leaf, text] =
            [&self.receipt, &self.leaf, &self.text].map(|path| path.to_str().unwrap());
        let [option, value] = &self.trust;
        findings(&["receipt", receipt, "--leaf", leaf, "--text", text, "--salt", &self.salt, option, value])
    }
}

/// The findings of a command line.
fn findings(arguments: &[&str]) -> Vec<Finding> {
    let (code, out, err) = run(&[arguments, &["--json"]].concat());
    let report: serde_json::Value =
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("{arguments:?}: {code} {err}"));
    let findings: Vec<Finding> = serde_json::from_value(report["findings"].clone()).unwrap();
    assert_eq!(code, u8::from(!findings.is_empty()), "{arguments:?}");
    findings
}

/// What the receipt of an entry, given before, says of the book that stands in the ground now.
pub fn held_against(ground: &Ground, index: u64) -> Vec<Finding> {
    held_against_bundle(ground, index, &ground.bundle)
}

/// The same of another bundle.
pub fn held_against_bundle(ground: &Ground, index: u64, bundle: &Exported) -> Vec<Finding> {
    let guard = tempfile::tempdir().unwrap();
    let receipt = guard.path().join("receipt");
    std::fs::write(&receipt, ground.story.receipt(index)).unwrap();
    let (receipt, bundle) = (receipt.to_str().unwrap(), bundle.folder.to_str().unwrap());
    findings(&["receipt", receipt, "--bundle", bundle, "--vkey", &ground.story.cast.verifier().to_vkey()])
}

/// Every byte of a receipt, in each way.
pub fn every_byte(ground: &Ground, index: u64) -> Bench {
    let mut bench = Bench::default();
    let held = Held::of(ground, index);
    every_byte_of(&mut bench, "receipt", &held, index);
    beside(&mut bench, &held, index);
    bench
}

/// Every byte of the receipt that somebody holds.
pub fn every_byte_of(bench: &mut Bench, place: &'static str, held: &Held, index: u64) {
    assert_eq!(held.check(), vec![], "the receipt is good");
    let good = std::fs::read(&held.receipt).unwrap();
    for change in CHANGES {
        for at in 0..good.len() {
            let changed = change.of(&good, at);
            std::fs::write(&held.receipt, &changed).unwrap();
            let expected = of_receipt(&good, &changed, index);
            bench.judge((place, change.words()), &format!("byte {at}"), &held.check(), &expected);
        }
    }
    std::fs::write(&held.receipt, &good).unwrap();
}

fn of_receipt(good: &[u8], changed: &[u8], index: u64) -> Expected {
    let parsed = std::str::from_utf8(changed).ok().and_then(|text| Receipt::parse(text).ok());
    let Some(parsed) = parsed else { return must([(None, "receipt")]) };
    let honest = Receipt::parse(std::str::from_utf8(good).unwrap()).unwrap();
    if parsed.checkpoint != honest.checkpoint {
        return must([(Some(parsed.index), "checkpoint")]);
    }
    let own_index = (parsed.index != index).then_some((Some(parsed.index), "index"));
    must(std::iter::once((Some(parsed.index), "inclusion")).chain(own_index))
}

/// The entry and the text that are shown with it.
fn beside(bench: &mut Bench, held: &Held, index: u64) {
    let (leaf, text) = (std::fs::read(&held.leaf).unwrap(), std::fs::read(&held.text).unwrap());
    let row: Row = ("receipt", "a byte of the entry that is shown with it");
    for at in 0..leaf.len() {
        let changed = Change::Flip.of(&leaf, at);
        std::fs::write(&held.leaf, &changed).unwrap();
        let own = ["leaf", "index", "origin", "text"].map(|check| (Some(index), check));
        bench.judge(row, &format!("byte {at}"), &held.check(), &must([(Some(index), "inclusion")]).or(own));
    }
    std::fs::write(&held.leaf, [&leaf[..], b"\n"].concat()).unwrap();
    let reason = "a newline at the end of the entry's file is no part of it";
    bench.neutral(row, "a newline", &held.check(), reason);
    std::fs::write(&held.leaf, &leaf).unwrap();
    for change in CHANGES {
        for at in 0..text.len() {
            std::fs::write(&held.text, change.of(&text, at)).unwrap();
            let expected = must([(Some(index), "text")]);
            bench.judge(
                ("text that its author kept", change.words()),
                &format!("byte {at}"),
                &held.check(),
                &expected,
            );
        }
    }
    std::fs::write(&held.text, &text).unwrap();
}

/// A receipt of each entry held against each other entry: none holds.
pub fn of_others(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let guard = tempfile::tempdir().unwrap();
    let [receipt, leaf] = ["receipt", "leaf"].map(|name| guard.path().join(name));
    let vkey = ground.story.cast.verifier().to_vkey();
    for of in 0..ground.size() {
        std::fs::write(&receipt, ground.story.receipt(of)).unwrap();
        for shown in (0..ground.size()).filter(|shown| *shown != of) {
            std::fs::write(&leaf, &ground.story.leaves[shown as usize]).unwrap();
            let [receipt, leaf] = [&receipt, &leaf].map(|path| path.to_str().unwrap());
            let found = findings(&["receipt", receipt, "--leaf", leaf, "--vkey", &vkey]);
            let expected = must([(Some(of), "inclusion"), (Some(of), "index")]);
            bench.judge(("receipt", "of another entry"), &format!("{of} for {shown}"), &found, &expected);
        }
    }
    bench
}
