//! Fixtures and harnesses for tests; a dev-dependency only.
#![allow(
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that cannot go on must stop"
)]

mod cast;
mod community;
mod desk;
pub mod journal;
mod mutant;
mod paper;
mod person;
mod qr;

pub use cast::{Cast, ORIGIN, OpenedPoll, START, statement, test_charter};
pub use community::{Community, Stores, block_on};
pub use desk::{Desk, Order};
pub use mutant::{Mutant, mutants, rechain, sign_again};
pub use paper::PaperBook;
pub use person::{Person, seed};
pub use qr::codes_of;

use std::path::PathBuf;
use yishi_ballots::owners::OwnersCase;

/// The folder of outside test data, from `YISHI_TEST_DATA`. Absent: says so in one loud line; with `CI=true` it panics.
pub fn test_data(what: &str) -> Option<PathBuf> {
    match std::env::var_os("YISHI_TEST_DATA").map(PathBuf::from).filter(|folder| folder.is_dir()) {
        Some(folder) => Some(folder),
        None if std::env::var("CI").is_ok_and(|ci| ci == "true") => {
            panic!("YISHI_TEST_DATA must name the test data for: {what}")
        }
        None => {
            eprintln!("NOT RUN: {what}: YISHI_TEST_DATA is not set");
            None
        }
    }
}

/// The vectors for owners' votes; absent as [`test_data`] says.
pub fn owners_vectors() -> Option<Vec<OwnersCase>> {
    let file = test_data("owners' vote vectors")?.join("rules/owners-vote-vectors.json");
    let cases = yishi_ballots::owners::read(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(cases.len(), 21, "the file of vectors changed");
    Some(cases)
}
