//! Several methods over the same ballots: what each funds, what that costs, who stays empty-handed, and how satisfied
//! voters are on average.

use super::field::{Field, Reading};
use crate::{Amount, Ballot, CountError, Method, Options, Outcome, count};
use num_bigint::BigUint;
use num_rational::Ratio;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// What one method comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// The method with all its parameters.
    pub method: Method,
    /// The count.
    pub outcome: Outcome,
    /// What it means for voters.
    pub effect: Effect,
}

/// What a choice of projects means for those who voted. A voter is content with each funded project that the ballot
/// names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// What the funded projects cost together.
    pub cost: Amount,
    /// How many ballots there are.
    pub voters: u64,
    /// Voters none of whose projects is funded; blank ballots are among them.
    pub empty_handed: u64,
    /// Funded projects of the own ballot, on average.
    pub projects_each: Amount,
    /// The cost of the funded projects of the own ballot, on average.
    pub cost_each: Amount,
    /// Voters for whom the first method funds more projects of the own ballot than this one.
    pub prefer_first: u64,
    /// Voters for whom this method funds more projects of the own ballot than the first one.
    pub prefer_this: u64,
}

/// Counts the same ballots by each method.
///
/// # Errors
/// When one of the methods cannot count them.
pub fn compare(
    methods: &[Method],
    options: &Options,
    ballots: &[Ballot],
) -> Result<Vec<Compared>, CountError> {
    let field = Field::new(options, ballots, &Amount::zero(), Reading::Names)?;
    let mut compared: Vec<Compared> = Vec::new();
    let mut first: Option<BTreeSet<usize>> = None;
    for method in methods {
        let outcome = count(method, options, ballots)?;
        let funded: BTreeSet<usize> = outcome.winners.iter().filter_map(|id| options.place(id)).collect();
        let effect = effect(&field, &funded, first.get_or_insert_with(|| funded.clone()));
        compared.push(Compared { method: method.clone(), outcome, effect });
    }
    Ok(compared)
}

fn effect(field: &Field<'_>, funded: &BTreeSet<usize>, first: &BTreeSet<usize>) -> Effect {
    let [mut empty_handed, mut prefer_first, mut prefer_this] = [0_u64; 3];
    let [mut projects, mut cost] = [BigUint::ZERO, BigUint::ZERO];
    for group in &field.groups {
        let own =
            |chosen: &BTreeSet<usize>| group.points.keys().filter(|place| chosen.contains(place)).count();
        let (mine, other) = (own(funded), own(first));
        let preferring = match mine.cmp(&other) {
            Ordering::Less => Some(&mut prefer_first),
            Ordering::Equal => None,
            Ordering::Greater => Some(&mut prefer_this),
        };
        if let Some(preferring) = preferring {
            *preferring = preferring.saturating_add(group.voters);
        }
        if mine == 0 {
            empty_handed = empty_handed.saturating_add(group.voters);
        }
        projects += BigUint::from(mine) * group.voters;
        let own_costs =
            group.points.keys().filter(|place| funded.contains(place)).map(|place| field.cost(*place));
        cost += own_costs.sum::<BigUint>() * group.voters;
    }
    let voters = BigUint::from(field.voters.max(1));
    Effect {
        cost: field.whole_amount(&funded.iter().map(|place| field.cost(*place)).sum()),
        voters: field.voters,
        empty_handed,
        projects_each: Amount(Ratio::new(projects, voters.clone())),
        cost_each: field.amount(&Ratio::new(cost, voters)),
        prefer_first,
        prefer_this,
    }
}
