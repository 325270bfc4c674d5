//! The command as people and programs meet it: transcripts, exit codes, files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that cannot go on must stop"
)]

mod backups;
mod boards;
mod book;
mod charters;
mod count;
mod disk;
mod https;
mod inputs;
mod keys;
mod messages;
mod packs;
mod polis;
mod programs;
mod projecting;
mod recovering;
mod registries;
mod restoring;
mod rolls;
mod rotated;
mod run;
mod serving;
mod tiles;
mod transcripts;
mod votes;
mod whole;
mod witnesses;
