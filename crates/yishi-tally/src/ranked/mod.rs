//! Methods that count rankings.

mod irv;
mod orders;
mod profile;
mod schulze;
mod stv;
mod tree;

pub(crate) use irv::irv;
pub use irv::{Irv, OvervoteRule, WinnerMode};
pub use schulze::Schulze;
pub(crate) use schulze::schulze;
pub use stv::{StvMeek, StvWig};
pub(crate) use stv::{stv_meek, stv_wig};
