//! What one more seat is worth by proportional approval voting.

use crate::budget::shares::Backer;
use num_bigint::BigUint;
use num_rational::Ratio;
use num_traits::Zero as _;
use std::collections::BTreeMap;

/// How many of the names on each group's ballots are elected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gains {
    elected: Vec<u64>,
}

impl Gains {
    /// Nobody is elected.
    pub fn none(groups: usize) -> Self {
        Self { elected: vec![0; groups] }
    }

    /// The sum of 1/(n+1) over the supporters of an option, n being how many of their names are elected.
    pub fn figure(&self, backers: &[Backer]) -> Ratio<BigUint> {
        let mut voters: BTreeMap<u64, u64> = BTreeMap::new();
        for backer in backers {
            let elected = self.elected.get(backer.group).copied().unwrap_or(0);
            let count = voters.entry(elected).or_default();
            *count = count.saturating_add(backer.voters);
        }
        let shares = voters.into_iter().map(|(elected, voters)| {
            Ratio::new(BigUint::from(voters), BigUint::from(elected.saturating_add(1)))
        });
        shares.fold(Ratio::zero(), |sum, share| sum + share)
    }

    /// Elects an option.
    pub fn elect(&mut self, backers: &[Backer]) {
        for backer in backers {
            if let Some(elected) = self.elected.get_mut(backer.group) {
                *elected = elected.saturating_add(1);
            }
        }
    }
}
