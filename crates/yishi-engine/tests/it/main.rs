//! The engine over memory: what it promises to those who submit and those who read, also when its ports fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that cannot go on must stop"
)]

mod clock;
mod erasure;
mod faults;
mod past;
mod races;
mod random;
mod reading_back;
mod refusals;
mod reopening;
mod rules;
mod submitting;
mod support;
mod texts;
mod timers;
mod witnesses;
