//! The rules of deliberation, one behaviour per test: given a community, when a command, then events or a rejection.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests"
)]

mod community;
mod founding;
