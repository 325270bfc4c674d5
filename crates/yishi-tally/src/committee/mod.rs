//! Approval committees: several seats filled so that groups of voters are represented by their size.
//!
//! The Method of Equal Shares, Phragmén's sequential rule and sequential proportional approval voting, as defined by
//! Martin Lackner and Piotr Skowron: Multi-Winner Voting with Approval Preferences (Springer 2023). Committees whose
//! every seat takes its own majority are left to `simple`.

mod all;
mod gains;
mod increment;
mod loads;
mod sequence;
mod stage;

pub use all::{TooManyCommittees, all_committees};
pub(crate) use sequence::{pav_sequential, phragmen, shares_committee};

use crate::TieRule;
use crate::budget::MOST_RUNS;
use crate::simple::one_seat;
use serde::{Deserialize, Serialize};

/// Phragmén's sequential rule: each seat is a load of 1 on those who approve of its holder, and the next seat goes where
/// the largest load stays smallest (Edvard Phragmén, 1894).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phragmen {
    /// How many places are filled; 1 unless said.
    #[serde(default = "one_seat")]
    pub seats: u32,
    /// What decides among equals; the count stops unless said.
    #[serde(default)]
    pub tie: TieRule,
}

/// Sequential proportional approval voting: a ballot of whose names n are elected counts as 1/(n+1) for the next
/// (Thorvald Thiele, 1895).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PavSequential {
    /// How many places are filled; 1 unless said.
    #[serde(default = "one_seat")]
    pub seats: u32,
    /// What decides among equals; the count stops unless said.
    #[serde(default)]
    pub tie: TieRule,
}

/// The Method of Equal Shares for committees: each seat costs 1, each voter has an equal share of the seats, and the
/// cheapest for its supporters comes next (Dominik Peters and Piotr Skowron, 2020).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharesCommittee {
    /// How many places are filled; 1 unless said.
    #[serde(default = "one_seat")]
    pub seats: u32,
    /// How the seats are filled that supporters cannot pay for; by Phragmén's rule unless said.
    #[serde(default)]
    pub completion: Completion,
    /// How many runs completion by increment makes at most, before approvals fill what is left; 10,000 unless said.
    #[serde(default = "most_runs")]
    pub most_runs: u32,
    /// What decides among equals; the count stops unless said.
    #[serde(default)]
    pub tie: TieRule,
}

/// How the seats are filled that supporters cannot pay for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// By Phragmén's sequential rule, with what voters have spent as their loads.
    #[default]
    Phragmen,
    /// By the number of approvals.
    Approval,
    /// By counting again as if there were one seat more to share out, until all seats are paid for.
    Increment,
    /// They stay empty.
    Nothing,
}

const fn most_runs() -> u32 {
    MOST_RUNS
}

impl SharesCommittee {
    /// For so many seats, with all other parameters at their defaults.
    pub fn new(seats: u32) -> Self {
        Self { seats, completion: Completion::default(), most_runs: most_runs(), tie: TieRule::default() }
    }
}
