//! The files beside the entries: checkpoint, policy, documents and statements.

use super::bench::{Bench, Expected, Row, must};
use super::bytes::CHANGES;
use super::ground::{BYTES, Ground};
use yishi_book::Entry;
use yishi_core::TextRef;

/// Each byte of the checkpoint, the policy, and every text.
pub fn every_byte(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let checkpoint = |_: &[u8], _: &[u8]| {
        // A size that was changed is also compared with the entries.
        let sizes = (0..=ground.size()).map(|at| (Some(at), "tree")).chain([(None, "tree")]);
        Some(must([(None, "checkpoint")]).or(sizes))
    };
    each_byte(&mut bench, ground, "checkpoint", "checkpoint", &checkpoint);
    let policy =
        |good: &[u8], changed: &[u8]| (words(good) != words(changed)).then(|| must([(None, "policy")]));
    each_byte(&mut bench, ground, "policy", "policy in the bundle", &policy);
    for name in ground.bundle.names() {
        let place = match name.split_once('/') {
            Some(("documents", _)) => "document",
            Some(("statements", _)) => "statement",
            _ => continue,
        };
        let index = brought_by(ground, &name);
        each_byte(&mut bench, ground, &name, place, &|_, _| Some(must([(Some(index), "text")])));
    }
    bench
}

/// What is expected of a changed file; none where it says the same.
type Judge<'a> = &'a dyn Fn(&[u8], &[u8]) -> Option<Expected>;

fn each_byte(bench: &mut Bench, ground: &Ground, name: &str, place: &'static str, judge: Judge<'_>) {
    let good = ground.bundle.get(name);
    for change in CHANGES {
        for at in 0..good.len() {
            let changed = change.of(&good, at);
            ground.bundle.set(name, &changed);
            let findings = ground.audit(&BYTES).findings;
            let (row, what): (Row, _) = ((place, change.words()), format!("{name} byte {at}"));
            match judge(&good, &changed) {
                Some(expected) => bench.judge(row, &what, &findings, &expected),
                None => bench.neutral(row, &what, &findings, "the policy's words are the same"),
            }
        }
    }
    ground.bundle.set(name, &good);
}

/// The words of a policy, line by line: blanks between them and empty lines say nothing.
fn words(policy: &[u8]) -> Vec<Vec<String>> {
    let text = String::from_utf8_lossy(policy).into_owned();
    let of_line = |line: &str| {
        let words = line.split([' ', '\t']).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    text.split('\n').map(of_line).filter(|words| !words.is_empty()).collect()
}

/// The entry that brings a text in.
fn brought_by(ground: &Ground, name: &str) -> u64 {
    let brings = |leaf: &Vec<u8>| {
        let texts = Entry::parse(leaf).unwrap().envelope.command.texts();
        texts.iter().any(|text| name.ends_with(&text.hash()))
    };
    ground.story.leaves.iter().position(brings).unwrap() as u64
}

/// Texts exchanged for one another, gone, put back after they were withheld, and files that belong to nobody.
pub fn blobs(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let names: Vec<String> = ground.bundle.names().into_iter().filter(|name| name.contains('/')).collect();
    for (number, name) in names.iter().enumerate() {
        let other = &names[(number + 1) % names.len()];
        let (own, others) = (ground.bundle.get(name), ground.bundle.get(other));
        let (here, there) = (brought_by(ground, name), brought_by(ground, other));
        ground.bundle.set(name, &others);
        ground.bundle.set(other, &own);
        let expected = must([(Some(here), "text"), (Some(there), "text")]);
        bench.judge(("texts", "swapped"), name, &ground.audit(&BYTES).findings, &expected);
        ground.bundle.set(other, &others);
        std::fs::remove_file(ground.bundle.folder.join(name)).unwrap();
        bench.judge(
            ("texts", "removed"),
            name,
            &ground.audit(&BYTES).findings,
            &must([(Some(here), "text")]),
        );
        ground.bundle.set(name, &own);
    }
    let withheld = ground.story.redacted;
    let name = format!("statements/{}", withheld.hash());
    let yishi_engine::Text::Statement { salt, data } = &ground.story.texts[&withheld] else { panic!() };
    ground.bundle.set(&name, &[&salt[..], data].concat());
    let expected = must([(Some(brought_by(ground, &name)), "text")]);
    bench.judge(
        ("texts", "back after an entry withheld it"),
        &name,
        &ground.audit(&BYTES).findings,
        &expected,
    );
    std::fs::remove_file(ground.bundle.folder.join(&name)).unwrap();
    strangers(&mut bench, ground);
    assert!(matches!(withheld, TextRef::Statement(_)));
    bench
}

fn strangers(bench: &mut Bench, ground: &Ground) {
    let hash = "0".repeat(64);
    for (name, check) in [
        (format!("documents/{hash}"), "text"),
        (format!("statements/{hash}"), "text"),
        ("documents/letter.txt".to_owned(), "bundle"),
        ("notes".to_owned(), "bundle"),
    ] {
        ground.bundle.set(&name, b"whatever");
        bench.judge(
            ("texts", "one that nobody brought in"),
            &name,
            &ground.audit(&BYTES).findings,
            &must([(None, check)]),
        );
        std::fs::remove_file(ground.bundle.folder.join(&name)).unwrap();
    }
}
