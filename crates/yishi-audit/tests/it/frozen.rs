//! Books written under format version 1 verify and replay for ever, byte for byte: one of ruleset 1, of each later ruleset one for
//! each way of voting, and from ruleset 4 on one for each kind of book that it brought.
//!
//! `YISHI_WRITE_FROZEN=1` writes those that are not there yet; one that stands is never written over. A ruleset that no release has
//! adopted may still change its rules: then its folder is removed by hand and written anew (`cargo test -p yishi-audit --test it frozen`).

use crate::fixture::{ALL, Story, audit, choosing_under, story, story_under};
use crate::stories;
use crate::voting::{every_channel, reviews, sealed_ballots, together};
use std::path::{Path, PathBuf};
use yishi_audit::Summary;
use yishi_core::{NEWEST_RULESET, Ruleset};
use yishi_log::leaf::Leaf;

fn folder_of(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name)
}

/// Audits the book; `now` is the same story told by today's program, which is written where no book stands.
fn frozen(name: &str, now: &Story) -> Summary {
    let folder = folder_of(name);
    if std::env::var_os("YISHI_WRITE_FROZEN").is_some() && !folder.exists() {
        now.export(&folder);
    }
    let report = audit(&folder, now.pinned(), &ALL);
    assert_eq!(report.findings, vec![], "{name}: old books must replay: gate the change by a new ruleset");
    report.checked
}

/// One book for each way of voting, each under these rules from its first entry to its last.
fn frozen_under(ruleset: Ruleset) {
    let books = [
        ("motion", story_under(ruleset)),
        ("choosing", choosing_under(ruleset)),
        ("sealed", sealed_ballots(ruleset)),
        ("every-channel", every_channel(ruleset)),
        ("together", together(ruleset)),
        ("reviews", reviews(ruleset)),
    ];
    for (name, story) in books {
        let checked = frozen_in(ruleset, name, &story);
        assert!(checked.entries > 20 && checked.polls == 1, "{name}");
    }
}

/// One book of the folder of a ruleset, to the last entry under it.
fn frozen_in(ruleset: Ruleset, name: &str, story: &Story) -> Summary {
    let name = format!("books-v1-ruleset-{}/{name}", ruleset.0);
    let checked = frozen(&name, story);
    let book = std::fs::read(folder_of(&name).join("book.jsonl")).unwrap();
    let last = book.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap();
    assert_eq!(Leaf::parse(last).unwrap().ruleset, ruleset.0, "{name}");
    checked
}

/// Registries, rotated keys, erasures and matters between books, each book with every kind of entry that it is for.
fn frozen_of_ruleset_4(ruleset: Ruleset) {
    for (name, story) in stories::of_ruleset_4(ruleset) {
        assert!(frozen_in(ruleset, name, &story).entries > 13, "{name}");
        let folder = folder_of(&format!("books-v1-ruleset-{}/{name}", ruleset.0));
        let book = std::fs::read_to_string(folder.join("book.jsonl")).unwrap();
        for kind in kinds_of(name) {
            assert!(book.contains(&format!("\"kind\":\"{kind}\"")), "{name}: no `{kind}`");
        }
    }
}

/// The events for whose sake a book is frozen.
fn kinds_of(name: &str) -> &'static [&'static str] {
    match name {
        "registry" => &[
            "book_registered",
            "checkpoint_pinned",
            "pin_conflict_recorded",
            "pin_overdue",
            "registered_book_frozen",
            "registered_key_rotated",
            "registered_policy_changed",
            "successor_named",
        ],
        "rotation" => &["log_key_rotated", "book_frozen", "text_redacted"],
        "erasure" => &["member_erased"],
        "handing-over" => &["matter_handed_over", "hand_over_confirmed", "hand_over_lapsed"],
        "taking-over" => &["matter_received"],
        other => panic!("say what `{other}` is frozen for"),
    }
}

#[test]
fn the_frozen_book_of_ruleset_1_verifies_and_replays() {
    let checked = frozen("book-v1-ruleset-1", &story());
    assert!(checked.entries > 20 && checked.redacted == 1 && checked.polls == 1);
}

#[test]
fn the_frozen_books_of_ruleset_2_verify_and_replay() {
    frozen_under(Ruleset(2));
}

#[test]
fn the_frozen_books_of_ruleset_3_verify_and_replay() {
    frozen_under(Ruleset(3));
}

#[test]
fn the_frozen_books_of_the_newest_ruleset_verify_and_replay() {
    assert_eq!(NEWEST_RULESET, Ruleset(4), "a new ruleset needs frozen books and a line here");
    frozen_under(NEWEST_RULESET);
    frozen_of_ruleset_4(NEWEST_RULESET);
}
