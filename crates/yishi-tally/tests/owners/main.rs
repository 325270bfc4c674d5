//! Owners' votes: who counts as which head, which ballots stand, and laws that any count obeys.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on must stop"
)]

mod laws;
mod rules;
mod vote;
