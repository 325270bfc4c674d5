//! Books written under format version 1 verify and replay for ever, byte for byte: one of ruleset 1, and of ruleset 2 one for
//! each way of voting.
//!
//! `YISHI_WRITE_FROZEN=1` writes those that are not there yet; one that stands is never written over.

use crate::fixture::{ALL, Story, audit, choosing, story};
use crate::voting::{every_channel, reviews, sealed_ballots, together};
use std::path::Path;
use yishi_audit::Summary;

/// Audits the book; `now` is the same story told under today's rules, which is written where no book stands.
fn frozen(name: &str, now: &Story) -> Summary {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name);
    if std::env::var_os("YISHI_WRITE_FROZEN").is_some() && !folder.exists() {
        now.export(&folder);
    }
    let report = audit(&folder, now.pinned(), &ALL);
    assert_eq!(report.findings, vec![], "{name}: old books must replay: gate the change by a new ruleset");
    assert_eq!(report.checked.polls, 1, "{name}");
    report.checked
}

#[test]
fn the_frozen_book_of_ruleset_1_verifies_and_replays() {
    let checked = frozen("book-v1-ruleset-1", &story());
    assert!(checked.entries > 20 && checked.redacted == 1);
}

#[test]
fn the_frozen_books_of_ruleset_2_verify_and_replay() {
    let books = [
        ("motion", story()),
        ("choosing", choosing()),
        ("sealed", sealed_ballots()),
        ("every-channel", every_channel()),
        ("together", together()),
        ("reviews", reviews()),
    ];
    for (name, story) in books {
        assert!(frozen(&format!("books-v1-ruleset-2/{name}"), &story).entries > 20);
    }
}
