//! The top level holds what was agreed and nothing else.

use std::collections::BTreeSet;
use std::process::Command;

const AGREED: &[&str] =
    &["Cargo.lock", "Cargo.toml", "LICENSE", "README.md", "crates", "docs", "schema.graphql", "tests"];

#[test]
fn the_top_level_holds_what_was_agreed() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let listing = Command::new("git").args(["ls-files"]).current_dir(root).output();
    let Some(listing) = listing.ok().filter(|output| output.status.success()) else {
        eprintln!("NOT RUN: the top level is read from git, and this is no checkout");
        return;
    };
    let listing = String::from_utf8(listing.stdout).expect("UTF-8 paths");
    let found: BTreeSet<&str> = listing
        .lines()
        .filter_map(|path| path.split('/').next())
        .filter(|name| !name.starts_with('.'))
        .collect();
    assert_eq!(found, AGREED.iter().copied().collect());
}
