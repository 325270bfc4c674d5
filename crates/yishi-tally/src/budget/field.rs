//! Projects and ballots as the methods of this folder need them: whole numbers, places instead of names, and equal
//! ballots together.

use super::shares::Backer;
use crate::{Amount, Ballot, CountError, Marks, OptionId, Options};
use num_bigint::BigUint;
use num_integer::Integer as _;
use num_rational::Ratio;
use num_traits::{One as _, Zero as _};
use std::collections::BTreeMap;

/// Equal ballots: the points that each gives to projects, by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Points above 0.
    pub points: BTreeMap<usize, u64>,
    /// How many ballots there are.
    pub voters: u64,
}

/// How points are read from a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Every option that the ballot names, unless its score is 0, has one.
    Names,
    /// Scores as they are; of a ranking the first rank has so many points, each later one less by one, down to 0.
    Points {
        /// What the first rank has.
        first: u64,
    },
}

/// Ballots over projects.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// The options.
    pub options: &'a Options,
    /// How many units one unit of the given amounts is, so that all costs are whole.
    unit: BigUint,
    /// The cost of each option in units.
    pub costs: Vec<BigUint>,
    /// The different ballots.
    pub groups: Vec<Group>,
    /// How many ballots there are, blank ones included.
    pub voters: u64,
}

impl<'a> Field<'a> {
    /// Reads the ballots.
    ///
    /// # Errors
    /// When the points add up to more than 64 bits.
    pub fn new(
        options: &'a Options,
        ballots: &[Ballot],
        budget: &Amount,
        reading: Reading,
    ) -> Result<Self, CountError> {
        let costs: Vec<Amount> =
            options.list().iter().map(|option| option.cost.clone().unwrap_or_else(Amount::zero)).collect();
        let unit = costs.iter().chain([budget]).fold(BigUint::one(), |unit, cost| unit.lcm(cost.0.denom()));
        let costs = costs.iter().map(|cost| (&cost.0 * &unit).to_integer()).collect();
        let mut field = Self { options, unit, costs, groups: Vec::new(), voters: 0 };
        field.group(ballots, reading)?;
        Ok(field)
    }

    fn group(&mut self, ballots: &[Ballot], reading: Reading) -> Result<(), CountError> {
        let mut groups: BTreeMap<BTreeMap<usize, u64>, u64> = BTreeMap::new();
        let mut all = 0_u64;
        for ballot in ballots.iter().filter(|ballot| ballot.weight > 0) {
            let points = self.points(&ballot.marks, reading);
            let most = points.values().max().copied().unwrap_or(0).max(1);
            let weight = ballot.weight.checked_mul(most).ok_or(CountError::TooManyVotes)?;
            all = all.checked_add(weight).ok_or(CountError::TooManyVotes)?;
            let voters = groups.entry(points).or_default();
            *voters = voters.saturating_add(ballot.weight);
            self.voters = self.voters.saturating_add(ballot.weight);
        }
        self.groups = groups.into_iter().map(|(points, voters)| Group { points, voters }).collect();
        Ok(())
    }

    fn points(&self, marks: &Marks, reading: Reading) -> BTreeMap<usize, u64> {
        let named: Vec<(&OptionId, u64)> = match (marks, reading) {
            (Marks::Scores(scores), Reading::Points { .. }) => {
                scores.iter().map(|(id, n)| (id, *n)).collect()
            }
            (Marks::Scores(scores), Reading::Names) => {
                scores.iter().map(|(id, n)| (id, (*n).min(1))).collect()
            }
            (Marks::Ranking(ranks), Reading::Points { first }) => {
                let worth = std::iter::successors(Some(first), |points| Some(points.saturating_sub(1)));
                ranks.iter().zip(worth).flat_map(|(rank, n)| rank.iter().map(move |id| (id, n))).collect()
            }
            _ => marks.options().map(|id| (id, 1)).collect(),
        };
        let mut points = BTreeMap::new();
        for (id, worth) in named.into_iter().filter(|(_, worth)| *worth > 0) {
            let standing = self
                .options
                .place(id)
                .filter(|place| self.options.list().get(*place).is_some_and(|option| !option.withdrawn));
            if let Some(place) = standing {
                // A ballot that names an option twice gives it its better place only.
                points.entry(place).or_insert(worth);
            }
        }
        points
    }

    /// An amount in units.
    pub fn units(&self, amount: &Amount) -> Ratio<BigUint> {
        &amount.0 * &self.unit
    }

    /// Units as an amount.
    pub fn amount(&self, units: &Ratio<BigUint>) -> Amount {
        Amount(units / &self.unit)
    }

    /// Whole units as an amount.
    pub fn whole_amount(&self, units: &BigUint) -> Amount {
        self.amount(&Ratio::from_integer(units.clone()))
    }

    /// The name of an option.
    pub fn id(&self, place: usize) -> OptionId {
        self.options.list().get(place).map_or_else(|| "".into(), |option| option.id.clone())
    }

    /// Which options are in the count: at their places, whether they stand.
    pub fn standing(&self) -> impl Iterator<Item = (usize, bool)> + '_ {
        self.options.list().iter().enumerate().map(|(place, option)| (place, !option.withdrawn))
    }

    /// The cost of an option in units.
    pub fn cost(&self, place: usize) -> BigUint {
        self.costs.get(place).cloned().unwrap_or_else(BigUint::zero)
    }

    /// Who supports each option.
    pub fn backers(&self) -> Vec<Vec<Backer>> {
        let mut backers = vec![Vec::new(); self.options.list().len()];
        for (group, ballots) in self.groups.iter().enumerate() {
            for (place, points) in &ballots.points {
                if let Some(list) = backers.get_mut(*place) {
                    list.push(Backer { group, voters: ballots.voters, points: *points });
                }
            }
        }
        backers
    }

    /// The points of each option together.
    pub fn support(&self) -> Vec<u64> {
        self.backers().iter().map(|backers| backers.iter().map(Backer::weight).sum()).collect()
    }

    /// How many voters support each option.
    pub fn votes(&self) -> Vec<u64> {
        self.backers().iter().map(|backers| backers.iter().map(|backer| backer.voters).sum()).collect()
    }
}

/// How many ranks the longest ranking has.
pub fn longest(ballots: &[Ballot]) -> u64 {
    let ranks = ballots.iter().map(|ballot| match &ballot.marks {
        Marks::Ranking(ranks) => ranks.len(),
        Marks::One(_) | Marks::Set(_) | Marks::Scores(_) | Marks::Reviews(_) => 0,
    });
    ranks.max().and_then(|ranks| u64::try_from(ranks).ok()).unwrap_or(0)
}
