//! The rules of deliberation, one behaviour per test: given a community, when a command, then events or a rejection.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

mod action;
mod ballot;
mod community;
mod evaluation;
mod founding;
mod hearing;
mod lift;
mod notice;
mod owners_vectors;
mod poll_opening;
mod poll_rolls;
mod proposal;
mod races;
mod resolution;
mod sealing;
mod steps;
