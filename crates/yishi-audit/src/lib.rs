//! Offline verification of exported books: verify, replay, show, receipts; reading and writing bundles.
//!
//! Trusts neither the server nor the bundle. Reaches no store, no network and no runtime; what the bytes mean is left to
//! `yishi-book` and `yishi-log`, whose checks the writer runs too.

pub mod bundle;
pub mod command;
mod findings;
mod progress;
mod report;
mod results;
mod together;
mod trust;
mod verify;

pub use findings::Findings;
pub use progress::Progress;
pub use report::{Report, Summary};
pub use results::{Plain, Results, results};
pub use together::{Apart, BookSeen, OneSided, Together, TogetherFinding, together};
pub use trust::Pin;
pub use verify::{Check, Plan, verify};
