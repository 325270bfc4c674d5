//! The rules of deliberation as two pure functions, [`decide`] and [`evolve`].
//!
//! Every input is an argument and every effect a return value: no clock, no randomness, no I/O.
//! Bytes, signatures and proofs are left to `yishi-log`; joining a command to its leaf to `yishi-book`.

mod action;
mod actor;
mod bounds;
mod calendar;
mod canonical;
mod charter;
mod command;
mod committed;
mod council;
mod decide;
mod evaluation;
mod event;
mod evolve;
mod founding;
mod hearing;
mod id;
mod limits;
mod matter;
mod notice;
mod obligation;
mod pack;
mod poll;
mod proposal;
mod registrar;
mod rejection;
mod resolution;
mod roll;
mod routing;
mod state;
mod submission;
mod text;
mod units;

pub use action::*;
pub use actor::*;
pub use calendar::*;
pub use canonical::*;
pub use charter::*;
pub use command::*;
pub use council::*;
pub use decide::*;
pub use evaluation::*;
pub use event::*;
pub use evolve::*;
pub use founding::*;
pub use hearing::*;
pub use id::*;
pub(crate) use limits::*;
pub use matter::*;
pub use notice::*;
pub use obligation::*;
pub use pack::*;
pub use poll::*;
pub use proposal::*;
pub use registrar::*;
pub use rejection::*;
pub use resolution::*;
pub use roll::*;
pub use routing::*;
pub use state::*;
pub use submission::*;
pub use text::*;
pub use units::*;
