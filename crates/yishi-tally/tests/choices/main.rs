//! Counts among several options against naive oracles, and what each method promises.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a test that cannot go on must stop; the oracles are naive on purpose"
)]

mod committee;
mod golden;
mod methods;
mod oracle;
mod promises;
mod rest;
mod simple;
mod vote;
