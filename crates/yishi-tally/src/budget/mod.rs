//! Sharing out a budget among projects: greedy, the Method of Equal Shares, and a comparison of methods.
//!
//! Costs, budget and purses are exact amounts in one unit, which is the caller's; nothing is rounded on the way.

mod account;
mod compare;
mod equal;
pub(crate) mod field;
mod fund;
mod greedy;
pub(crate) mod order;
mod sentence;
pub(crate) mod shares;

pub use compare::{Compared, Effect, compare};
pub(crate) use equal::equal_shares;
pub use equal::{EqualShares, MOST_RUNS, Satisfaction, Start};
pub use fund::Unfit;
pub(crate) use fund::fund;
pub(crate) use greedy::greedy;
pub use greedy::{Greedy, Support};
pub use order::Preference;
#[allow(unused_imports, reason = "the explanation of outcomes calls it")]
pub(crate) use sentence::sentence;
pub use shares::{End, Stop};
