//! The Method of Equal Shares: every voter gets the same purse, and projects are paid for by those who support them.
//!
//! Dominik Peters, Grzegorz Pierczyński, Piotr Skowron: Proportional Participatory Budgeting with Additive Utilities
//! (NeurIPS 2021).

mod ladder;
mod purses;
mod run;

pub use ladder::{Climb, End, Ladder, Rung, Stop, climb};
pub use purses::{Payment, Price, Purses};
pub use run::{Chooser, Item, Purchase, Standstill, prices, run};

/// A group of equal ballots that supports a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backer {
    /// Which group.
    pub group: usize,
    /// How many voters it has.
    pub voters: u64,
    /// How many points each of them gives.
    pub points: u64,
}

impl Backer {
    /// The points of all voters of the group.
    pub const fn weight(&self) -> u64 {
        self.voters.saturating_mul(self.points)
    }
}
