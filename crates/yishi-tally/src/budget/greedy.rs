//! Greedy: projects in the order of their support, each funded if the budget still pays for it.

use super::field::{Field, Reading, longest};
use super::fund::{Unfit, fund};
use super::order::{Order, Preference};
use crate::{Amount, Ballot, CountError, Options, Outcome, TieRule};
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

/// Counts by the greedy rule.
pub(crate) fn greedy(method: &Greedy, options: &Options, ballots: &[Ballot]) -> Result<Outcome, CountError> {
    let first = method.first_rank.unwrap_or_else(|| longest(ballots));
    let reading = match method.support {
        Support::Points => Reading::Points { first },
        Support::Votes => Reading::Names,
    };
    let field = Field::new(options, ballots, &method.budget, reading)?;
    let order = Order::new(&field, &method.prefer, &method.tie);
    let standing = field.standing().zip(field.support()).filter(|((_, stands), _)| *stands);
    let figures: Vec<(usize, Amount)> =
        standing.map(|((place, _), points)| (place, Amount::from(points))).collect();
    let least = Amount::from(method.least_support.unwrap_or(0));
    Ok(fund(&order, &method.budget, method.unfit, figures, &least))
}
