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
mod choosing;
mod community;
mod council;
mod election;
mod evaluation;
mod founding;
mod gate;
mod hearing;
mod lift;
mod matter;
mod notice;
mod owners_vectors;
mod poll_opening;
mod poll_rolls;
mod proposal;
mod races;
mod random;
mod registrar;
mod replay;
mod resolution;
mod roll;
mod routing;
mod sealing;
mod sheets;
mod steps;
mod submission;
mod text;
mod wire;
