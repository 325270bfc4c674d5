//! Nothing that was acknowledged is lost: not when the process dies at any moment, not when the power fails.
//!
//! A child process (this test binary again) runs the real engine on sled under load and prints each acknowledgement;
//! the parent ends it, opens what is left and holds it against the acknowledgements. `tests/durability/long.sh` runs the
//! long mode: ten times as many kills, and loss of power, which needs root and loop devices.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    missing_docs,
    reason = "a test that cannot go on must stop"
)]

mod ack;
mod check;
mod child;
mod damage;
mod disk;
mod kill;
mod load;
mod parent;
mod place;
mod power;
mod random;
