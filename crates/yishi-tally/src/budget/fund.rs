//! Funding in the order of a figure: each project that the budget still pays for.

use super::order::Order;
use crate::tie::names;
use crate::{Amount, Outcome, Round, Step};
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};

/// What happens at the first project that costs more than is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unfit {
    /// It is skipped, and the next ones are tried.
    Skip,
    /// Nothing is funded any more.
    Stop,
}

struct Purse<'a> {
    order: &'a Order<'a>,
    left: BigUint,
    outcome: Outcome,
    round: Round,
}

/// Funds the projects with at least the `least` figure, the highest figure first.
pub(crate) fn fund(
    order: &Order<'_>,
    budget: &Amount,
    unfit: Unfit,
    mut open: Vec<(usize, Amount)>,
    least: &Amount,
) -> Outcome {
    let figures = open.iter().map(|(place, figure)| (order.field.id(*place), figure.clone())).collect();
    let mut purse = Purse {
        order,
        left: order.field.units(budget).to_integer(),
        outcome: Outcome::default(),
        round: Round { number: 1, figures, ..Round::default() },
    };
    open.retain(|(_, figure)| figure >= least);
    while let Some(most) = open.iter().map(|(_, figure)| figure).max().cloned() {
        let equal: Vec<usize> =
            open.iter().filter(|(_, figure)| *figure == most).map(|(place, _)| *place).collect();
        let Some(next) = purse.next(&equal) else { break };
        open.retain(|(place, _)| *place != next);
        if !purse.consider(next, most) && unfit == Unfit::Stop {
            let option = order.field.id(next);
            purse.outcome.trace.push(Step::Halted { round: 1, option });
            break;
        }
    }
    purse.outcome.rounds.push(purse.round);
    purse.outcome
}

impl Purse<'_> {
    /// The next project. Equal ones need no order when the budget pays for all of them, or for none.
    fn next(&mut self, equal: &[usize]) -> Option<usize> {
        let field = self.order.field;
        let together: BigUint = equal.iter().map(|place| field.cost(*place)).sum();
        if together <= self.left || equal.iter().all(|place| field.cost(*place) > self.left) {
            return equal.first().copied();
        }
        match equal {
            [only] => Some(*only),
            _ => match self.order.pick(equal) {
                Some(picked) => {
                    self.outcome.trace.push(picked.step(1, equal, field.options));
                    Some(picked.place)
                }
                None => {
                    self.outcome.tied = names(equal, field.options);
                    self.outcome.trace.push(Step::TieStands { round: 1, among: self.outcome.tied.clone() });
                    None
                }
            },
        }
    }

    /// Funds a project if the budget pays for it; says whether it does.
    fn consider(&mut self, place: usize, figure: Amount) -> bool {
        let field = self.order.field;
        let (option, price) = (field.id(place), field.cost(place));
        let cost = field.whole_amount(&price);
        if price > self.left {
            let left = field.whole_amount(&self.left);
            self.round.excluded.push(option.clone());
            self.outcome.trace.push(Step::Unfit { round: 1, option, cost, left });
            return false;
        }
        self.left -= price;
        self.round.elected.push(option.clone());
        self.outcome.winners.push(option.clone());
        self.outcome.trace.push(Step::Funded { round: 1, option, cost, figure });
        true
    }
}
