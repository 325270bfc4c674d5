//! Polls of an exported book, counted again from its entries alone, by their own rules or by others.
//!
//! Whether the entries were signed, and by whom, is left to `yishi audit`.

mod book;
mod list;
mod poll;

pub use book::BundleBook;
pub use list::{PollLine, list};
pub use poll::{Counted, PRESETS, Recount, RecountFault, compare_budgets, recount};
