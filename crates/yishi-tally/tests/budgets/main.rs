//! Budgets and approval committees against plain reckoning, and what the methods promise.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

mod committees;
mod examples;
mod field;
mod oracle;
mod shares;
