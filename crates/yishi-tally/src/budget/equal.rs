//! The Method of Equal Shares as a counting method, with every parameter named.

use super::account::account;
use super::field::{Field, Reading, longest};
use super::order::{Order, Preference};
use super::shares::{Item, Ladder, Stop, climb};
use crate::{Amount, Ballot, CountError, InvalidMethod, Options, Outcome, TieRule};
use num_bigint::BigUint;
use num_traits::{One as _, Zero as _};
use serde::{Deserialize, Serialize};

/// Every voter gets the same purse; projects are paid for by their supporters, cheapest for what they are worth first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EqualShares {
    /// What may be spent, in the unit of the costs.
    pub budget: Amount,
    /// What a funded project is worth to a supporter; its cost unless said.
    #[serde(default)]
    pub satisfaction: Satisfaction,
    /// What is in each purse in the first run; an equal share unless said.
    #[serde(default)]
    pub start: Start,
    /// What each purse holds more in each further run; only one run unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Amount>,
    /// When the runs end; before overspending unless said.
    #[serde(default = "before_overspending")]
    pub stop: Stop,
    /// How many runs are made at most; 10,000 unless said. Where that ends them, the last run counts.
    #[serde(default = "most_runs")]
    pub most_runs: u32,
    /// What is preferred among equals, before the tie rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefer: Vec<Preference>,
    /// What decides among equals; the count stops unless said.
    #[serde(default)]
    pub tie: TieRule,
}

/// What a funded project is worth to those who support it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Satisfaction {
    /// What it costs: dear projects satisfy more.
    #[default]
    Cost,
    /// The same whatever it costs.
    Cardinality,
    /// The points that the ballot gives it.
    Points,
}

/// What is in each purse in the first run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// The budget divided by the number of voters, exactly.
    #[default]
    Share,
    /// The same, cut off to whole units of money.
    WholeShare,
    /// This much, but never more than an equal share.
    Amount(Amount),
}

/// How many runs are made at most unless said.
pub const MOST_RUNS: u32 = 10_000;

const fn most_runs() -> u32 {
    MOST_RUNS
}

const fn before_overspending() -> Stop {
    Stop::BeforeOverspending
}

impl EqualShares {
    /// With all parameters at their defaults.
    pub fn new(budget: Amount) -> Self {
        Self {
            budget,
            satisfaction: Satisfaction::default(),
            start: Start::default(),
            step: None,
            stop: before_overspending(),
            most_runs: most_runs(),
            prefer: Vec::new(),
            tie: TieRule::default(),
        }
    }

    /// Checks the parameters by themselves.
    pub(crate) fn check(&self) -> Result<(), InvalidMethod> {
        if self.step.as_ref().is_some_and(|step| step.0.is_zero()) {
            return Err(InvalidMethod::OutOfRange { parameter: "step", value: 0, least: 1, most: u64::MAX });
        }
        match &self.start {
            Start::Amount(start) if start.0 > self.budget.0 => {
                Err(InvalidMethod::Contradiction { parameter: "start", other: "budget" })
            }
            Start::Amount(_) | Start::Share | Start::WholeShare => Ok(()),
        }
    }

    fn ladder(&self, field: &Field<'_>) -> Ladder {
        let voters = BigUint::from(field.voters.max(1));
        let share = &self.budget.0 / &voters;
        let start = match &self.start {
            Start::Share => share,
            Start::WholeShare => share.trunc(),
            Start::Amount(start) => start.0.clone().min(share),
        };
        Ladder {
            start: field.units(&Amount(start)),
            step: self.step.as_ref().map(|step| field.units(step)),
            stop: self.stop,
            most_runs: self.most_runs,
        }
    }

    fn items(&self, field: &Field<'_>) -> Vec<Item> {
        let items = field.backers().into_iter().zip(field.standing()).map(|(backers, (place, standing))| {
            let cost = field.cost(place);
            let value = match self.satisfaction {
                // What costs nothing is bought first, whatever it is worth.
                Satisfaction::Cost if !cost.is_zero() => cost.clone(),
                Satisfaction::Cost | Satisfaction::Cardinality | Satisfaction::Points => BigUint::one(),
            };
            Item { cost, standing, value, backers }
        });
        items.collect()
    }
}

/// Counts by the Method of Equal Shares.
pub(crate) fn equal_shares(
    method: &EqualShares,
    options: &Options,
    ballots: &[Ballot],
) -> Result<Outcome, CountError> {
    let reading = match method.satisfaction {
        Satisfaction::Cost | Satisfaction::Cardinality => Reading::Names,
        Satisfaction::Points => Reading::Points { first: longest(ballots) },
    };
    let field = Field::new(options, ballots, &method.budget, reading)?;
    let items = method.items(&field);
    let order = Order::new(&field, &method.prefer, &method.tie);
    let budget = field.units(&method.budget).to_integer();
    let climb = climb(&items, field.groups.len(), &budget, &method.ladder(&field), &order);
    Ok(account(&field, &items, &order, climb))
}
