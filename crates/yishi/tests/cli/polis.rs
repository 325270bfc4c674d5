//! The real deliberation: 197 comments and 49,997 votes of vTaiwan's on Uber.
//!
//! The whole of it runs in `.ci/run` with the release binary; here the votes are cut to a prefix, whose counts are
//! written into the comments so that the sign of the votes can still be checked.

use crate::run::{expect, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Votes brought in by `cargo test`: all of them would take a minute without optimisation.
const PREFIX: usize = 3_000;

/// A source with the first votes only, in the order of the file, and the counts that belong to them.
fn prefix(from: &Path, to: &Path) {
    let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(from.join("votes.csv")).unwrap();
    let mut votes = csv::Writer::from_path(to.join("votes.csv")).unwrap();
    votes.write_record(reader.headers().unwrap()).unwrap();
    for record in reader.records().take(PREFIX) {
        let record = record.unwrap();
        let (plus, minus) = counts.entry(record[2].to_owned()).or_default();
        match &record[4] {
            "1" => *plus += 1,
            "-1" => *minus += 1,
            _ => {}
        }
        votes.write_record(&record).unwrap();
    }
    let mut reader = csv::Reader::from_path(from.join("comments.csv")).unwrap();
    let mut comments = csv::Writer::from_path(to.join("comments.csv")).unwrap();
    comments.write_record(reader.headers().unwrap()).unwrap();
    for record in reader.records() {
        let mut fields: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        let (plus, minus) = counts.get(&fields[2]).copied().unwrap_or_default();
        fields[4] = plus.to_string();
        fields[5] = minus.to_string();
        comments.write_record(&fields).unwrap();
    }
}

fn source() -> Option<PathBuf> {
    yishi_testkit::test_data("import of vTaiwan's deliberation").map(|data| data.join("polis/vtaiwan.uberx"))
}

#[test]
fn the_whole_source_is_read_and_its_signs_explained() {
    let Some(source) = source() else { return };
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["import", "submissions", source.to_str().unwrap(), "--data", "b", "--dry-run", "--json"];
    let report = json(folder.path(), &arguments);
    assert_eq!(report["members"], 1921);
    assert_eq!(report["submissions"], 197);
    assert_eq!(report["stances"], 49_997);
    assert_eq!((&report["accepted"], &report["returned"]), (&119.into(), &78.into()));
    assert!(!folder.path().join("b").exists());
}

#[test]
fn the_deliberation_comes_in_once_and_goes_on_where_it_stopped() {
    let Some(from) = source() else { return };
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("cut");
    std::fs::create_dir(&cut).unwrap();
    prefix(&from, &cut);
    let import = ["import", "submissions", "cut", "--data", "book", "--json"];
    let first = json(folder.path(), &import);
    assert_eq!((&first["submissions"], &first["stances"]), (&197.into(), &PREFIX.into()));
    let again = json(folder.path(), &import);
    assert_eq!((&again["submissions"], &again["stances"]), (&0.into(), &0.into()));
    assert_eq!(again["already"], 197 + PREFIX + 197);
    check_book(folder.path());
    let err =
        expect(folder.path(), 1, &[&import[..4], &["book", "--key", "book.keys/host.key"]].concat()).err;
    assert!(err.contains("another clerk's key"), "{err}");
}

/// The book verifies and replays, holds every row once, and keeps their order.
fn check_book(folder: &Path) {
    let vkey = json(folder, &["export", "--data", "book", "--out", "bundle", "--json"])["vkey"].clone();
    let vkey = vkey.as_str().unwrap();
    expect(folder, 0, &["audit", "verify", "bundle", "--vkey", vkey]);
    expect(folder, 0, &["audit", "replay", "bundle", "--vkey", vkey]);
    let book = std::fs::read_to_string(folder.join("bundle/book.jsonl")).unwrap();
    let mut times = Vec::new();
    for line in book.lines() {
        let leaf: serde_json::Value = serde_json::from_str(line).unwrap();
        let events = leaf["events"].as_array().unwrap();
        times.extend(events.iter().filter_map(|event| event["occurred_at_ms"].as_u64()));
    }
    assert_eq!(times.len(), 197 + PREFIX);
    assert!(times.is_sorted(), "the order of the source must be kept");
    assert_eq!(book.matches("\"kind\":\"submission_accepted\"").count(), 119);
    assert_eq!(book.matches("\"kind\":\"submission_returned\"").count(), 78);
    assert!(book.matches("\"rule\":\"others\"").count() > 0);
}
