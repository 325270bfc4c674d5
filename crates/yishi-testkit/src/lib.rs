//! Fixtures and harnesses for tests; a dev-dependency only.
#![allow(
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

pub mod journal;

use std::path::PathBuf;

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
