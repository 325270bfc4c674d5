//! `yishi count` as people and programs meet it.

use crate::run::{expect, json};
use std::path::Path;
use tempfile::TempDir;

/// Two places, four candidates, one of whom is withdrawn.
const WARD: &str =
    "4 2\n-4\n5 1 2 0\n3 2 3 0\n1 3 0\n1 4 3 0\n0\n\"Li\"\n\"Wang\"\n\"Zhao\"\n\"Qian\"\n\"Court 3\"\n";

fn folder(file: &str, text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(file), text).unwrap();
    folder
}

#[test]
fn a_file_is_counted_with_winners_rounds_and_words() {
    let folder = folder("ward.blt", WARD);
    let out = expect(folder.path(), 0, &["count", "ward.blt", "--rule", "stv-wig"]).out;
    insta::assert_snapshot!(out);
}

#[test]
fn steps_are_told_in_chinese_too() {
    let folder = folder("ward.blt", WARD);
    let arguments = ["count", "ward.blt", "--rule", "irv", "--seats", "1", "--language", "zh"];
    insta::assert_snapshot!(expect(folder.path(), 0, &arguments).out);
}

#[test]
fn json_holds_winners_as_in_the_file_with_rounds_and_trace() {
    let folder = folder("ward.blt", WARD);
    let found = json(folder.path(), &["count", "ward.blt", "--rule", "stv-wig", "--json"]);
    assert_eq!(found["winners"], serde_json::json!([1, 2]));
    assert_eq!(found["tied"], serde_json::json!([]));
    assert!(found["rounds"].as_array().is_some_and(|rounds| !rounds.is_empty()));
    assert!(found["trace"].as_array().is_some_and(|trace| !trace.is_empty()));
}

#[test]
fn a_malformed_file_is_refused_with_line_column_and_reason() {
    let folder = folder("ward.blt", "2 1\n1 1 2 0\n1 7 0\n0\n");
    let ran = expect(folder.path(), 1, &["count", "ward.blt", "--rule", "irv"]);
    assert!(ran.err.contains("ward.blt:3:3: candidate 7"), "{}", ran.err);
    let ran = expect(folder.path(), 1, &["count", "ward.blt", "--rule", "irv", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&found["faults"][0]["line"], &found["faults"][0]["column"]), (&3.into(), &3.into()));
}

#[test]
fn wrong_rules_and_settings_end_with_2_and_name_the_right_ones() {
    let folder = folder("ward.blt", WARD);
    let err = |arguments: &[&str]| expect(folder.path(), 2, arguments).err;
    assert!(err(&["count", "ward.blt", "--rule", "stv"]).contains("stv-wig"));
    assert!(err(&["count", "ward.blt"]).contains("name a rule"));
    assert!(err(&["count", "ward.blt", "--rule", "irv", "--set", "over=x"]).contains("overvote"));
    assert!(err(&["count", "ward.blt", "--rule", "irv", "--set", "overvote=x"]).contains("always_skip"));
    assert!(err(&["count", "ward.blt", "--rule", "irv", "--set", "overvote"]).contains("KEY=VALUE"));
}

#[test]
fn more_seats_than_candidates_are_refused() {
    let folder = folder("ward.blt", WARD);
    let ran = expect(folder.path(), 1, &["count", "ward.blt", "--rule", "stv-wig", "--seats", "4"]);
    assert!(ran.err.contains("4 seats but only 3 options"), "{}", ran.err);
}

#[test]
fn a_ballot_file_that_is_not_there_ends_with_3() {
    expect(Path::new("."), 3, &["count", "nonexistent.blt", "--rule", "irv"]);
}
