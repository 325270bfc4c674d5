//! Bundles written, read, changed and audited.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::print_stdout,
    reason = "a test that cannot go on must stop"
)]

mod bundle;
mod bundles;
mod commands;
mod compare;
mod coverage;
mod eventful;
mod fixture;
mod frozen;
mod guide;
mod lies;
mod members;
mod mutants;
mod mutation;
mod oracle;
mod projects;
mod quorum;
mod receipts;
mod rosters;
mod rotations;
mod served;
mod sheets;
mod since;
mod stories;
mod tallies;
mod texts;
mod tiles;
mod vectors;
mod voting;
mod witnessed;
mod wording;
