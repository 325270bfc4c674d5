//! The load bench: real ballots, signed beforehand, over GraphQL on loopback, generator included. One command:
//!
//! `cargo bench -p yishi-tests --bench load -- ballots|reads|open [--connections 1,16,64,256] [--rounds 3] …`
//!
//! Numbers from a shared machine mean little; the ratios between the modes of one run, taken in turns, mean more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench measures time and stops at the first fault"
)]

mod arguments;
mod ballots;
mod disk;
mod generator;
mod hosts;
mod open;
mod orders;
mod reads;
mod report;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments = arguments::Arguments::read();
    match arguments.what.as_str() {
        "ballots" => ballots::run(&arguments),
        "reads" => reads::run(&arguments),
        "open" => open::run(&arguments),
        "spin" => disk::spin(),
        other => panic!("`{other}` is none of ballots, reads, open"),
    }
}
