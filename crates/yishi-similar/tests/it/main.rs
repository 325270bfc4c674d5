//! Look-alikes among short texts as residents write them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

mod difference;
mod likeness;
mod splice;
mod steps;
mod words;
