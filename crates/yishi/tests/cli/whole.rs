//! Whole ways: stories to verdicts, and a book from founding to audit.

use crate::disk::INIT;
use crate::run::{expect, json};

#[test]
fn the_demo_tells_its_stories_exports_verifies_and_replays() {
    let folder = tempfile::tempdir().unwrap();
    let out = expect(folder.path(), 0, &["demo", "--once", "--out", "bundle"]).out;
    for expected in [
        "1427 residents",
        "routing rule `small-to-grid` fires: council `grid-2`",
        "routing rule `big-to-community` fires: council `weiyang`",
        "opening the vote now is refused: `open_poll` was refused: 2 objection(s) wait for an answer",
        "No findings.",
        "134225 / 153400 at least 2/3: met",
        "12 / 13 at least 3/4: met",
        "2 / 3 more than 1/2: met",
        "routed by `small-to-grid` to `grid-2`, closed (Satisfied)",
        "routed by `owners-decide` to `compound`, acting",
    ] {
        assert!(out.contains(expected), "{expected}: {out}");
    }
    assert_eq!(out.matches(": PASSED").count(), 3, "{out}");
    let report = json(folder.path(), &["audit", "verify", "bundle", "--unpinned", "--json"]);
    assert_eq!(report["findings"], serde_json::json!([]));
    expect(folder.path(), 1, &["audit", "verify", "bundle"]);
    expect(folder.path(), 3, &["demo", "--once", "--out", "bundle"]);
}

#[test]
fn a_book_goes_from_founding_to_audit_as_folder_and_as_tar() {
    let folder = tempfile::tempdir().unwrap();
    let vkey = json(folder.path(), &INIT)["vkey"].as_str().unwrap().to_owned();
    let rows: String = (1..=250).map(|n| format!("member,r{n},grid-1\n")).collect();
    std::fs::write(folder.path().join("roll.csv"), format!("kind,ref,council\n{rows}")).unwrap();
    expect(folder.path(), 0, &["import", "roll", "roll.csv", "--data", "book"]);
    let written = json(folder.path(), &["export", "--data", "book", "--out", "bundle", "--json"]);
    assert_eq!((&written["entries"], &written["vkey"]), (&6.into(), &vkey.clone().into()));
    expect(folder.path(), 0, &["export", "--data", "book", "--out", "bundle.tar", "--tar"]);
    for bundle in ["bundle", "bundle.tar"] {
        expect(folder.path(), 0, &["audit", "verify", bundle, "--vkey", &vkey]);
        expect(folder.path(), 0, &["audit", "replay", bundle, "--vkey", &vkey]);
    }
    expect(folder.path(), 1, &["export", "--data", "book", "--out", "bundle.tar", "--tar"]);
    let labels = std::fs::read_to_string(folder.path().join("bundle/book.jsonl")).unwrap();
    assert!(!labels.contains("\"r17\""), "a label of the roll must not reach the book");
}

#[test]
fn the_schema_is_the_committed_one() {
    let committed =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema.graphql")).unwrap();
    let printed = expect(std::path::Path::new("."), 0, &["schema"]).out;
    assert_eq!(printed.trim_end(), committed.trim_end());
}

#[test]
fn audit_ends_with_2_for_wrong_usage_and_3_for_what_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    expect(folder.path(), 2, &["audit", "verify"]);
    expect(folder.path(), 3, &["audit", "verify", "nonexistent", "--unpinned"]);
}
