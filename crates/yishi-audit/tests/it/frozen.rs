//! Books written under format version 1 verify and replay for ever, byte for byte: one of ruleset 1, and of each later ruleset one for
//! each way of voting.
//!
//! `YISHI_WRITE_FROZEN=1` writes those that are not there yet; one that stands is never written over. A ruleset that no release has
//! adopted may still change its rules: then its folder is removed by hand and written anew (`cargo test -p yishi-audit --test it frozen`).

use crate::fixture::{ALL, Story, audit, choosing_under, story, story_under};
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
    assert_eq!(report.checked.polls, 1, "{name}");
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
        let name = format!("books-v1-ruleset-{}/{name}", ruleset.0);
        assert!(frozen(&name, &story).entries > 20);
        let book = std::fs::read(folder_of(&name).join("book.jsonl")).unwrap();
        let last = book.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap();
        assert_eq!(Leaf::parse(last).unwrap().ruleset, ruleset.0, "{name}");
    }
}

#[test]
fn the_frozen_book_of_ruleset_1_verifies_and_replays() {
    let checked = frozen("book-v1-ruleset-1", &story());
    assert!(checked.entries > 20 && checked.redacted == 1);
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
}
