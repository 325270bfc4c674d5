//! Greedy: projects in the order of their support, each funded if the budget still pays for it.

use super::field::{Field, Reading, longest};
use super::order::{Order, Preference};
use crate::tie::names;
use crate::{Amount, Ballot, CountError, Options, Outcome, Round, Step, TieRule};
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};

/// Funds projects in the order of their support.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Greedy {
    /// What may be spent, in the unit of the costs.
    pub budget: Amount,
    /// What happens at a project that the budget no longer pays for.
    pub unfit: Unfit,
    /// What support is; points unless said.
    #[serde(default)]
    pub support: Support,
    /// The points of a first rank, each later rank has one less; as many as the longest ranking has ranks unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_rank: Option<u64>,
    /// The support without which no project is funded; none unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_support: Option<u64>,
    /// What is preferred among equals, before the tie rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefer: Vec<Preference>,
    /// What decides among equals; the count stops unless said.
    #[serde(default)]
    pub tie: TieRule,
}

/// What happens at the first project that costs more than is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unfit {
    /// It is skipped, and the next ones are tried.
    Skip,
    /// Nothing is funded any more.
    Stop,
}

/// What counts as support.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// The points given: one for each name on an approval ballot, the scores, or points by rank.
    #[default]
    Points,
    /// The voters who name it at all.
    Votes,
}

struct Purse<'a> {
    field: &'a Field<'a>,
    left: BigUint,
    outcome: Outcome,
    round: Round,
}

/// Counts by the greedy rule.
pub(crate) fn greedy(method: &Greedy, options: &Options, ballots: &[Ballot]) -> Result<Outcome, CountError> {
    let first = method.first_rank.unwrap_or_else(|| longest(ballots));
    let reading = match method.support {
        Support::Points => Reading::Points { first },
        Support::Votes => Reading::Names,
    };
    let field = Field::new(options, ballots, &method.budget, reading)?;
    let support = field.support();
    let order = Order::new(&field, &method.prefer, &method.tie);
    let standing = field.standing().zip(&support).filter(|((_, stands), _)| *stands);
    let mut open: Vec<(usize, u64)> = standing.map(|((place, _), points)| (place, *points)).collect();
    let figures = open.iter().map(|(place, points)| (field.id(*place), Amount::from(*points))).collect();
    let left = field.units(&method.budget).to_integer();
    let mut purse = Purse {
        field: &field,
        left,
        outcome: Outcome::default(),
        round: Round { number: 1, figures, ..Round::default() },
    };
    open.retain(|(_, points)| *points >= method.least_support.unwrap_or(0));
    while let Some(most) = open.iter().map(|(_, points)| *points).max() {
        let equal: Vec<usize> =
            open.iter().filter(|(_, points)| *points == most).map(|(place, _)| *place).collect();
        let Some(next) = purse.next(&equal, &order) else { break };
        open.retain(|(place, _)| *place != next);
        if !purse.consider(next, most) && method.unfit == Unfit::Stop {
            purse.stop(next);
            break;
        }
    }
    purse.outcome.rounds.push(purse.round);
    Ok(purse.outcome)
}

impl Purse<'_> {
    /// The next project. Equal ones need no order when the budget pays for all of them.
    fn next(&mut self, equal: &[usize], order: &Order<'_>) -> Option<usize> {
        let together: BigUint = equal.iter().map(|place| self.field.cost(*place)).sum();
        if together <= self.left {
            return equal.first().copied();
        }
        match equal {
            [only] => Some(*only),
            _ => match order.pick(equal) {
                Some(picked) => {
                    self.outcome.trace.push(picked.step(1, equal, self.field.options));
                    Some(picked.place)
                }
                None => {
                    self.outcome.tied = names(equal, self.field.options);
                    self.outcome.trace.push(Step::TieStands { round: 1, among: self.outcome.tied.clone() });
                    None
                }
            },
        }
    }

    /// Funds a project if the budget pays for it; says whether it does.
    fn consider(&mut self, place: usize, points: u64) -> bool {
        let (option, price) = (self.field.id(place), self.field.cost(place));
        let cost = self.field.whole_amount(&price);
        if price > self.left {
            let left = self.field.whole_amount(&self.left);
            self.round.excluded.push(option.clone());
            self.outcome.trace.push(Step::Unfit { round: 1, option, cost, left });
            return false;
        }
        self.left -= price;
        self.round.elected.push(option.clone());
        self.outcome.winners.push(option.clone());
        self.outcome.trace.push(Step::Funded { round: 1, option, cost, figure: points.into() });
        true
    }

    fn stop(&mut self, place: usize) {
        self.outcome.trace.push(Step::Halted { round: 1, option: self.field.id(place) });
    }
}
