//! The order in which equal projects are taken: stated preferences first, then the tie rule.

use super::field::Field;
use super::shares::Chooser;
use crate::tie::{Picked, Side, Ties};
use crate::{Step, TieRule};
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// What is preferred among projects with the same figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preference {
    /// The cheapest.
    LeastCost,
    /// The dearest.
    MostCost,
    /// The one with the most supporters.
    MostVotes,
}

impl Preference {
    const fn name(self) -> &'static str {
        match self {
            Self::LeastCost => "least_cost",
            Self::MostCost => "most_cost",
            Self::MostVotes => "most_votes",
        }
    }
}

/// Preferences and the tie rule behind them, over the projects of one vote.
pub struct Order<'a> {
    /// The projects.
    pub field: &'a Field<'a>,
    preferences: &'a [Preference],
    tie: &'a TieRule,
    votes: Vec<u64>,
}

impl<'a> Order<'a> {
    /// The order for these projects.
    pub fn new(field: &'a Field<'a>, preferences: &'a [Preference], tie: &'a TieRule) -> Self {
        Self { field, preferences, tie, votes: field.votes() }
    }

    /// The first of several equal projects, and the rule that says so.
    pub fn pick(&self, equal: &[usize]) -> Option<Picked> {
        let mut left = equal.to_vec();
        for preference in self.preferences {
            match preference {
                Preference::LeastCost => keep_least(&mut left, |place| self.field.cost(place)),
                Preference::MostCost => keep_least(&mut left, |place| Reverse(self.field.cost(place))),
                Preference::MostVotes => {
                    keep_least(&mut left, |place| Reverse(self.votes.get(place).copied().unwrap_or(0)));
                }
            }
            if let [place] = left.as_slice() {
                return Some(Picked { place: *place, by: preference.name() });
            }
        }
        Ties { rule: self.tie, options: self.field.options }.pick::<BigUint>(Side::Best, &left, &[])
    }

    /// The step that says how a tie was broken; none when there was none.
    pub fn step(&self, round: u32, equal: &[usize]) -> Option<Step> {
        if equal.len() < 2 {
            return None;
        }
        Some(self.pick(equal)?.step(round, equal, self.field.options))
    }
}

impl Chooser for Order<'_> {
    fn choose(&self, equal: &[usize]) -> Option<usize> {
        self.pick(equal).map(|picked| picked.place)
    }
}

fn keep_least<K: Ord>(left: &mut Vec<usize>, key: impl Fn(usize) -> K) {
    if let Some(least) = left.iter().map(|place| key(*place)).min() {
        left.retain(|place| key(*place) == least);
    }
}
