//! The service over real sockets on loopback, with a small schema of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

mod board;
mod book;
mod connections;
mod console;
mod cop;
mod graphql;
mod results;
mod sockets;
mod stopping;
mod support;
mod tiles;
