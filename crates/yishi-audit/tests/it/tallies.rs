//! One poll counted again: the list that was sealed, what became of each ballot, and somebody who says that theirs is missing.

use crate::fixture::{Exported, Story, choosing, exported, story};
use crate::mutants::signed_anew;
use crate::receipts::run;
use crate::voting::{every_channel, reviews, sealed_ballots, together};
use serde_json::Value;
use yishi_audit::command::{EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE};
use yishi_core::{NEWEST_RULESET, PollId};

fn poll(story: &Story) -> String {
    PollId::first(story.index_of("open_poll")).to_string()
}

fn counted(story: &Story, bundle: &Exported, arguments: &[&str], code: u8) -> Value {
    let (folder, vkey) = (bundle.folder.to_string_lossy().into_owned(), story.cast.verifier().to_vkey());
    let poll = poll(story);
    let given = ["tally", &folder, "--poll", &poll, "--vkey", &vkey, "--json"];
    let (found, out, err) = run(&[&given, arguments].concat());
    assert_eq!(found, code, "{arguments:?}: {out}{err}");
    serde_json::from_str(&out).unwrap()
}

fn checks(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["check"].as_str().unwrap()).collect()
}

/// The entries whose ballots have a fate.
fn with_fate(report: &Value, fate: &str) -> Vec<u64> {
    let ballots = report["ballots"].as_array().unwrap().iter();
    ballots.filter(|row| row["fate"]["fate"] == fate).map(|row| row["index"].as_u64().unwrap()).collect()
}

fn receipt(story: &Story, bundle: &Exported, index: u64) -> String {
    let path = bundle.folder.with_file_name("receipt");
    std::fs::write(&path, story.receipt(index)).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn the_list_that_was_sealed_comes_out_again_for_every_kind_of_vote() {
    for story in [
        story(),
        choosing(),
        every_channel(NEWEST_RULESET),
        sealed_ballots(NEWEST_RULESET),
        together(NEWEST_RULESET),
        reviews(NEWEST_RULESET),
    ] {
        let bundle = exported(&story);
        let report = counted(&story, &bundle, &[], EXIT_CLEAN);
        let (derived, sealed) = (&report["derived"], &report["sealed"]);
        assert_eq!(sealed["agrees"], true);
        assert_eq!(derived["counted"].as_array().unwrap().len() as u64, sealed["counted"].as_u64().unwrap());
        assert_eq!(derived["counted_digest"], sealed["counted_digest"]);
        assert_eq!(derived["replaced_digest"], sealed["replaced_digest"]);
        assert!(!report["trace"].as_array().unwrap().is_empty());
    }
}

#[test]
fn of_each_ballot_that_does_not_count_the_reason_is_told() {
    let story = story();
    let bundle = exported(&story);
    let report = counted(&story, &bundle, &[], EXIT_CLEAN);
    let [earlier] = with_fate(&report, "replaced")[..] else { panic!("{report}") };
    let asked = counted(&story, &bundle, &["--entry", &earlier.to_string()], EXIT_CLEAN);
    assert_eq!(asked["asked"]["fate"]["by"], earlier + 2);
    let sealed = sealed_ballots(NEWEST_RULESET);
    let report = counted(&sealed, &exported(&sealed), &[], EXIT_CLEAN);
    assert_eq!((with_fate(&report, "unopened").len(), with_fate(&report, "counted").len()), (1, 2));
}

#[test]
fn whoever_has_a_receipt_learns_whether_their_ballot_was_counted() {
    let story = story();
    let bundle = exported(&story);
    let last = *with_fate(&counted(&story, &bundle, &[], EXIT_CLEAN), "counted").last().unwrap();
    let held = receipt(&story, &bundle, last);
    let report = counted(&story, &bundle, &["--receipt", &held], EXIT_CLEAN);
    assert_eq!(
        (report["asked"]["index"].as_u64(), &report["asked"]["fate"]["fate"]),
        (Some(last), &"counted".into())
    );
    let held = receipt(&story, &bundle, 2);
    let report = counted(&story, &bundle, &["--receipt", &held], EXIT_FINDINGS);
    assert_eq!((checks(&report), &report["asked"]["kind"]), (vec!["ballot"], &"import_roll_part".into()));
}

#[test]
fn a_ballot_that_an_operator_dropped_is_proven_by_its_receipt() {
    let story = story();
    let bundle = exported(&story);
    let at = *with_fate(&counted(&story, &bundle, &[], EXIT_CLEAN), "counted").last().unwrap();
    let held = receipt(&story, &bundle, at);
    let mut leaves = story.leaves.clone();
    leaves.remove(at as usize);
    signed_anew(&story, &leaves, &bundle);
    let report = counted(&story, &bundle, &["--receipt", &held], EXIT_FINDINGS);
    assert!(checks(&report).contains(&"inclusion") && checks(&report).contains(&"tally"), "{report}");
    leaves.truncate(at as usize);
    signed_anew(&story, &leaves, &bundle);
    let report = counted(&story, &bundle, &["--receipt", &held], EXIT_FINDINGS);
    assert!(checks(&report).contains(&"missing"), "{report}");
    assert!(report["sealed"].is_null());
}

/// Index and proof of a receipt are signed by nobody: what does not fit the book that the log signed accuses nobody.
#[test]
fn a_receipt_that_was_changed_accuses_no_honest_log() {
    let story = story();
    let bundle = exported(&story);
    let at = *with_fate(&counted(&story, &bundle, &[], EXIT_CLEAN), "counted").last().unwrap();
    let (good, size) = (story.receipt(at), story.leaves.len());
    let note = good.split_once("\n\n").unwrap().1;
    let index = |index: u64| good.replacen(&format!("index {at}"), &format!("index {index}"), 1);
    let without_proof = format!("c2sp.org/tlog-proof@v1\nindex {at}\n\n{note}");
    let path = bundle.folder.with_file_name("changed");
    for (changed, words) in [
        (index(at - 1), "look for the file as you were given it"),
        (without_proof, "look for the file as you were given it"),
        (index(size as u64), "none of which is entry"),
        (index(5000), "none of which is entry"),
    ] {
        std::fs::write(&path, &changed).unwrap();
        let report = counted(&story, &bundle, &["--receipt", &path.to_string_lossy()], EXIT_FINDINGS);
        let about = report["findings"].as_array().unwrap().iter().find(|found| found["check"] == "receipt");
        assert!(
            about.is_some_and(|found| found["message"].as_str().unwrap().contains(words)),
            "{changed}{report}"
        );
        assert!(!checks(&report).iter().any(|check| ["inclusion", "split_view", "missing"].contains(check)));
    }
    let mut leaves = story.leaves.clone();
    let last = String::from_utf8(leaves[size - 1].clone()).unwrap();
    leaves[size - 1] = last.replacen("recorded_at\":", "recorded_at\":1", 1).into_bytes();
    signed_anew(&story, &leaves, &bundle);
    let held = receipt(&story, &bundle, at);
    let report = counted(&story, &bundle, &["--receipt", &held], EXIT_FINDINGS);
    assert!(checks(&report).contains(&"split_view"), "the same entry of another book: {report}");
}

#[test]
fn a_lie_in_the_sealing_is_told_for_this_poll() {
    let story = story();
    let bundle = exported(&story);
    let at = story
        .leaves
        .iter()
        .position(|leaf| String::from_utf8_lossy(leaf).contains("\"poll_sealed\""))
        .unwrap();
    for (truth, lie) in [("\"counted\":3", "\"counted\":2"), ("\"replaced\":1", "\"replaced\":0")] {
        let mut leaves = story.leaves.clone();
        let text = String::from_utf8(leaves[at].clone()).unwrap();
        assert!(text.contains(truth), "{truth} is not in {text}");
        leaves[at] = text.replacen(truth, lie, 1).into_bytes();
        signed_anew(&story, &leaves, &bundle);
        let report = counted(&story, &bundle, &[], EXIT_FINDINGS);
        assert!(checks(&report).contains(&"tally"), "{report}");
    }
}

#[test]
fn people_read_the_count_in_their_language_and_an_unknown_poll_is_wrong_usage() {
    let story = every_channel(NEWEST_RULESET);
    let bundle = exported(&story);
    let (folder, poll) = (bundle.folder.to_string_lossy().into_owned(), poll(&story));
    let given = ["tally", &folder, "--poll", &poll, "--unpinned", "--ballots"];
    let (_, english, _) = run(&given);
    for words in ["derived", "replaced by entry", "paper", "proxy", "the same", "No findings."] {
        assert!(english.contains(words), "{words}: {english}");
    }
    let (_, chinese, _) = run(&[&given[..], &["--language", "zh"]].concat());
    for words in ["重算", "被第", "纸质", "受托", "一致", "未核对", "没有发现问题。"] {
        assert!(chinese.contains(words), "{words}: {chinese}");
    }
    assert_eq!(run(&["tally", &folder, "--poll", "poll_9999", "--unpinned"]).0, EXIT_USAGE);
    assert_eq!(run(&["tally", &folder, "--unpinned"]).0, EXIT_USAGE);
}
