//! Charters in words and pictures, over the ready-made ones and what random amendments make of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

mod amended;
mod difference;
mod draft;
mod drawing;
mod explanation;

use yishi_core::{Charter, MINIMAL_CHARTER_TOML};

/// The text of a ready-made charter.
pub fn source(name: &str) -> String {
    match name {
        "minimal" => MINIMAL_CHARTER_TOML.to_owned(),
        name => {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../yishi/charters");
            std::fs::read_to_string(format!("{folder}/{name}.toml")).unwrap()
        }
    }
}

/// A ready-made charter.
pub fn charter(name: &str) -> Charter {
    yishi_charter::read(&source(name)).unwrap_or_else(|faults| panic!("{name}: {faults:#?}")).charter
}

/// The names of all ready-made charters; a form to fill in is none.
pub fn ready_made() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../yishi/charters");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> =
        files.map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.retain(|name| name != "roll-calls");
    names.push("minimal".to_owned());
    names.sort();
    assert!(names.len() >= 9, "{names:?}");
    names
}
