//! Recorded votes of people and cantons: the book counts them, and comes to what the authorities did.

use crate::run::{expect, json, yishi_in};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Votes brought in by `cargo test`: all of them would take a minute without optimisation, and `.ci/run` does.
const PREFIX: usize = 24;

fn source() -> Option<PathBuf> {
    yishi_testkit::test_data("import of Swiss votes").map(|data| data.join("swissvotes/votes.jsonl"))
}

fn lines(file: &Path) -> Vec<Value> {
    std::fs::read_to_string(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn write(file: &Path, votes: &[Value]) {
    std::fs::write(file, votes.iter().map(|vote| format!("{vote}\n")).collect::<String>()).unwrap();
}

/// What the authorities say, held against what the book counted.
fn check(votes: &[Value], report: &Value) {
    let counted = report["votes"].as_array().unwrap();
    assert_eq!(counted.len(), votes.len());
    for (vote, counted) in votes.iter().zip(counted) {
        assert_eq!(vote["anr"], counted["anr"]);
        for word in ["people", "cantons", "accepted"] {
            assert_eq!(vote["official"][word], counted[word], "vote {}: {word}", vote["anr"]);
        }
    }
}

/// Votes in which people and cantons disagree, those of people alone, and the first ones.
fn chosen(all: &[Value]) -> Vec<Value> {
    let disagree = |vote: &&Value| {
        vote["official"]["cantons"].is_boolean() && vote["official"]["people"] != vote["official"]["cantons"]
    };
    let mut chosen: Vec<Value> = all.iter().filter(disagree).cloned().collect();
    assert!(!chosen.is_empty());
    let rest = all.iter().filter(|vote| !disagree(vote)).step_by(all.len() / PREFIX);
    chosen.extend(rest.take(PREFIX.saturating_sub(chosen.len())).cloned());
    chosen
}

#[test]
fn recorded_votes_come_to_their_official_outcome_in_a_book_that_verifies_once_and_twice() {
    let Some(source) = source() else { return };
    let folder = tempfile::tempdir().unwrap();
    let votes = chosen(&lines(&source));
    write(&folder.path().join("votes.jsonl"), &votes);
    let import = ["import-votes", "votes.jsonl", "--data", "book", "--json"];
    let first = json(folder.path(), &import);
    check(&votes, &first);
    assert_eq!((&first["brought_in"], &first["already"]), (&votes.len().into(), &0.into()));
    assert_eq!(first["differing"], 0);
    let again = json(folder.path(), &import);
    assert_eq!((&again["brought_in"], &again["already"]), (&0.into(), &votes.len().into()));
    assert_eq!((&again["entries"], &again["votes"]), (&first["entries"], &first["votes"]));
    let vkey =
        json(folder.path(), &["export", "--data", "book", "--out", "bundle", "--json"])["vkey"].clone();
    let vkey = vkey.as_str().unwrap();
    expect(folder.path(), 0, &["audit", "verify", "bundle", "--vkey", vkey]);
    expect(folder.path(), 0, &["audit", "replay", "bundle", "--vkey", vkey]);
}

#[test]
fn a_longer_file_goes_on_in_the_same_book_and_amends_the_charter() {
    let Some(source) = source() else { return };
    let folder = tempfile::tempdir().unwrap();
    let all = lines(&source);
    // The first votes have 25 cantons, the last ones 26.
    let (early, late) = (vec![all[0].clone()], vec![all[0].clone(), all[339].clone(), all[300].clone()]);
    for (votes, new) in [(early, 1), (late, 2)] {
        write(&folder.path().join("votes.jsonl"), &votes);
        let report = json(folder.path(), &["import-votes", "votes.jsonl", "--data", "book", "--json"]);
        check(&votes, &report);
        assert_eq!(report["brought_in"], new);
    }
}

#[test]
fn without_a_folder_the_book_is_proven_and_goes_away() {
    let folder = tempfile::tempdir().unwrap();
    let canton = |name: &str, half: bool, yes: u64, no: u64| serde_json::json!({"canton": name, "half": half, "yes": yes, "no": no, "accepted": yes > no});
    let vote = |anr: &str, yes: u64, no: u64, cantons: Vec<Value>, needed: bool| {
        serde_json::json!({"anr": anr, "date": "1.1.2026", "title_de": "Frage", "yes": yes, "no": no,
            "entitled": null, "needs_cantons": needed, "cantons": cantons})
    };
    let votes = [
        vote("1", 30, 20, vec![canton("a", false, 20, 10), canton("b", true, 5, 5)], true),
        vote("2", 30, 20, vec![canton("a", true, 20, 10), canton("b", true, 5, 5)], true),
        vote("3", 30, 30, vec![], false),
        vote("4", 31, 30, vec![canton("a", true, 1, 10)], false),
    ];
    write(&folder.path().join("votes.jsonl"), &votes);
    let report = json(folder.path(), &["import-votes", "votes.jsonl", "--json"]);
    let told: Vec<_> = report["votes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|vote| {
            (
                vote["people"].clone(),
                vote["cantons"].clone(),
                vote["accepted"].clone(),
                vote["cantons_for"].clone(),
            )
        })
        .collect();
    let row = |people: bool, cantons: Option<bool>, accepted: bool, votes: Option<&str>| {
        (people.into(), cantons.into(), accepted.into(), votes.into())
    };
    assert_eq!(
        told,
        [
            row(true, Some(true), true, Some("1")),
            // Half of one vote is not more than half.
            row(true, Some(false), false, Some("0.5")),
            row(false, None, false, None),
            row(true, None, true, Some("0")),
        ]
    );
    let table = expect(folder.path(), 0, &["import-votes", "votes.jsonl"]).out;
    assert!(table.contains("4 vote(s): 4 brought in"), "{table}");
}

#[test]
fn a_malformed_line_is_told_and_founds_no_book() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("votes.jsonl"), "{\"anr\":\"1\",\"date\":3}\n").unwrap();
    let ran = yishi_in(folder.path(), &["import-votes", "votes.jsonl", "--data", "book"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("votes.jsonl:1:19: invalid type"), "{}", ran.err);
    assert!(!folder.path().join("book").exists());
}
