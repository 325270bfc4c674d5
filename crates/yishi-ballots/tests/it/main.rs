//! Counts of real files, and files at fault.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    reason = "a test that cannot go on must stop"
)]

mod abcvoting;
mod burlington;
mod compare;
mod faults;
mod files;
mod mutations;
mod pabulib;
mod rctab;
mod scottish;
mod settings;
mod writers;
