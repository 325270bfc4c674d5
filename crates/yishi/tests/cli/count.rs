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
fn cases_that_cannot_be_counted_end_with_1_after_the_others_were() {
    let folder = folder("cases.json", "[{}]");
    let said = expect(folder.path(), 1, &["count", "cases.json", "--rule", "owners"]);
    assert!(said.out.contains("missing field"), "{}", said.out);
    std::fs::write(folder.path().join("none.json"), "[]").unwrap();
    expect(folder.path(), 1, &["count", "none.json", "--rule", "owners"]);
}

#[test]
fn a_ballot_file_that_is_not_there_ends_with_3() {
    expect(Path::new("."), 3, &["count", "nonexistent.blt", "--rule", "irv"]);
}

#[test]
fn an_exported_book_lists_its_polls_and_counts_a_motion_by_its_own_rule_or_by_another() {
    let folder = tempfile::tempdir().unwrap();
    expect(folder.path(), 0, &["demo", "--once", "--out", "bundle"]);
    let listed = json(folder.path(), &["count", "bundle", "--json"]);
    let polls = listed["polls"].as_array().unwrap();
    assert_eq!((&listed["origin"], polls.len()), (&"demo.yishi.example/weiyang-d3300000".into(), 5));
    assert_eq!(
        (&polls[3]["verdict"], &polls[3]["method"]),
        (&serde_json::Value::Null, &serde_json::Value::Null)
    );
    let text = expect(folder.path(), 0, &["count", "bundle"]).out;
    assert!(text.lines().count() == 6 && text.contains("  passed  motion under `"), "{text}");
    let lift = polls.iter().find(|poll| poll["title"].as_str().unwrap().contains("电梯")).unwrap();
    let lift = lift["poll"].as_str().unwrap();
    let own = json(folder.path(), &["count", "bundle", "--poll", lift, "--json"]);
    assert_eq!(
        (&own["binding"], &own["sealed"], &own["verdict"]),
        (&true.into(), &true.into(), &"passed".into())
    );
    assert_eq!(own["tally"]["requirements"][0]["numerator"], 134_225);
    let said = expect(folder.path(), 0, &["count", "bundle", "--poll", lift]).out;
    assert!(said.starts_with(&format!("{lift}: passed\n")), "{said}");
    assert!(said.contains("134225 / 153400 at least 2/3: met"), "{said}");
    let tried = ["count", "bundle", "--poll", lift, "--rule", "cc279_unanimous"];
    let said = expect(folder.path(), 0, &tried).out;
    assert!(said.starts_with("WHAT IF: "), "{said}");
    let tried = json(folder.path(), &[&tried[..], &["--json"]].concat());
    assert_eq!((&tried["binding"], &tried["verdict"]), (&false.into(), &"no_quorum".into()));
    let archive = folder.path().join("bundle.tar");
    yishi_audit::bundle::BundleWriter::pack(&folder.path().join("bundle"), &archive).unwrap();
    assert_eq!(json(folder.path(), &["count", "bundle.tar", "--poll", lift, "--json"]), own);
    let open = polls[3]["poll"].as_str().unwrap();
    let said = expect(folder.path(), 0, &["count", "bundle", "--poll", open, "--language", "zh"]).out;
    assert!(said.starts_with("尚未截止"), "{said}");
    let err = |code, arguments: &[&str]| expect(folder.path(), code, arguments).err;
    assert!(err(2, &["count", "bundle", "--poll", lift, "--rule", "irv"]).contains("for or against"));
    assert!(err(2, &["count", "bundle", "--rule", "irv"]).contains("--poll POLL"));
    let seats = polls[0]["poll"].as_str().unwrap();
    let area = err(2, &["count", "bundle", "--poll", seats, "--rule", "cc278_special"]);
    assert!(area.contains("cannot be tried") && area.contains("nobody on the roll"), "{area}");
    assert!(err(1, &["count", "bundle", "--poll", "poll_1"]).contains("no poll_1"));
    std::fs::write(folder.path().join("ward.blt"), WARD).unwrap();
    assert!(err(2, &["count", "ward.blt", "--poll", lift]).contains("exported books"));
}

#[test]
fn a_book_that_was_changed_or_cut_is_not_counted() {
    let folder = tempfile::tempdir().unwrap();
    expect(folder.path(), 0, &["demo", "--once", "--out", "bundle"]);
    let file = folder.path().join("bundle/book.jsonl");
    let book = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = book.lines().collect();
    let cut = lines[..lines.len() - 1].iter().map(|line| format!("{line}\n")).collect::<String>();
    std::fs::write(&file, cut).unwrap();
    let ran = expect(folder.path(), 1, &["count", "bundle"]);
    assert!(ran.err.contains("its checkpoint covers"), "{}", ran.err);
    let changed = book.replacen("\"choice\":\"for\"", "\"choice\":\"against\"", 1);
    std::fs::write(&file, changed).unwrap();
    let ran = expect(folder.path(), 1, &["count", "bundle"]);
    assert!(ran.err.contains("is not in order: entry"), "{}", ran.err);
}
