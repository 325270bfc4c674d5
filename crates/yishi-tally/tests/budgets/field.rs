//! Small random votes over projects, and their forms for the library.

use proptest::prelude::*;
use std::collections::BTreeMap;
use yishi_tally::{Amount, Ballot, Marks, OptionId, Options, VotingOption};

/// A vote: costs by project, and each voter's points for them.
#[derive(Clone, Debug)]
pub struct Vote {
    pub costs: Vec<u64>,
    pub voters: Vec<Vec<u64>>,
    pub budget: u64,
}

pub fn vote(most_points: u64) -> impl Strategy<Value = Vote> {
    (1..7_usize, 0..9_usize).prop_flat_map(move |(projects, voters)| {
        let costs = proptest::collection::vec(0..40_u64, projects);
        let ballot = proptest::collection::vec(0..=most_points, projects);
        let voters = proptest::collection::vec(ballot, voters);
        (costs, voters, 1..90_u64).prop_map(|(costs, voters, budget)| Vote { costs, voters, budget })
    })
}

pub fn name(place: usize) -> OptionId {
    format!("p{place}").as_str().into()
}

pub fn place(id: &OptionId) -> usize {
    id.0[1..].parse().unwrap()
}

pub fn places(ids: &[OptionId]) -> Vec<usize> {
    ids.iter().map(place).collect()
}

impl Vote {
    pub fn options(&self) -> Options {
        let list = self.costs.iter().enumerate();
        Options::new(
            list.map(|(at, cost)| VotingOption::new(name(at)).at_cost(Amount::from(*cost))).collect(),
        )
        .unwrap()
    }

    /// Ballots with sets where every point is 1 or 0, with scores otherwise.
    pub fn ballots(&self) -> Vec<Ballot> {
        self.voters.iter().map(|points| Ballot::new(marks(points))).collect()
    }

    /// The same with equal neighbours put together.
    pub fn grouped(&self) -> Vec<Ballot> {
        let mut groups: BTreeMap<Vec<u64>, u64> = BTreeMap::new();
        for points in &self.voters {
            *groups.entry(points.clone()).or_default() += 1;
        }
        groups.into_iter().rev().map(|(points, voters)| Ballot::times(marks(&points), voters)).collect()
    }
}

fn marks(points: &[u64]) -> Marks {
    let named = points.iter().enumerate().filter(|(_, points)| **points > 0);
    if points.iter().all(|points| *points <= 1) {
        Marks::Set(named.map(|(at, _)| name(at)).collect())
    } else {
        Marks::Scores(named.map(|(at, points)| (name(at), *points)).collect())
    }
}
