//! The schema over a running book in memory: what it answers, to whom, and what it refuses.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on must stop"
)]

mod asof;
mod assisted;
mod custody;
mod guide;
mod house;
mod kinds;
mod listings;
mod live;
mod owed;
mod pages;
mod prepare;
mod problems;
mod reads;
mod recorded;
mod roles;
mod schema;
mod sign_in;
mod similar;
mod story;
