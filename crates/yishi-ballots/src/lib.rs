//! Ballot files as others publish them (BLT, Pabulib, RCTab, abcvoting, PrefLib), read and counted by `yishi-tally`.
//!
//! A file is read by the module of its format into an [`Election`]; a rule by name, with settings as text, becomes a
//! [`yishi_tally::Method`]; [`Request::run`] does both and answers a [`Report`].
//!
//! Pure: bytes in, ballots or an error with line, column and reason out. Opening files is left to the caller.

pub mod abcvoting;
pub mod blt;
mod compare;
mod election;
mod fault;
mod format;
pub mod owners;
pub mod pabulib;
pub mod preflib;
pub mod rctab;
mod report;
mod request;
mod rule;
mod setting;
mod show;
mod text;
mod write;

pub use compare::{ComparedRule, Comparison};
pub use election::{Election, Id};
pub use fault::ReadFault;
pub use format::{Companions, Format, NoCompanions, read};
pub use report::{Report, ReportRound};
pub use request::{Request, RequestError, Wish};
pub use rule::{Key, RULES, Rule};
pub use setting::{Setting, SettingError};
pub use write::{WriteFault, write_blt, write_csv, write_pabulib};
