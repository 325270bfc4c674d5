//! A book written under format version 1 and ruleset 1 verifies and replays for ever, byte for byte.
//!
//! `YISHI_WRITE_FROZEN=1` writes it where there is none; one that stands is never written over.

use crate::fixture::{ALL, audit, story};
use std::path::Path;

const FROZEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/book-v1-ruleset-1");

#[test]
fn the_frozen_book_of_ruleset_1_verifies_and_replays() {
    let folder = Path::new(FROZEN);
    let story = story();
    if std::env::var_os("YISHI_WRITE_FROZEN").is_some() && !folder.exists() {
        story.export(folder);
    }
    let report = audit(folder, story.pinned(), &ALL);
    assert_eq!(report.findings, vec![], "old books must replay: gate the change by a new ruleset");
    assert!(report.checked.entries > 20 && report.checked.polls == 1 && report.checked.redacted == 1);
}
