//! What replay finds in a forged entry, and that nothing that is read can stop a reader.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

mod amending;
mod findings;
mod hand_over;
mod keys;
mod reading;
mod register;
