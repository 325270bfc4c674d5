//! Ballot files as others publish them (BLT, Pabulib, RCTab, abcvoting, PrefLib), read and counted by `yishi-tally`.
//!
//! Pure: bytes in, ballots or an error with line, column and reason out. Opening files is left to the caller.

mod fault;
pub mod owners;

pub use fault::ReadFault;
