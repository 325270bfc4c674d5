//! What a count among options came to, round by round.

use crate::{Amount, OptionId, Step};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a count among options came to: a function of options, ballots and method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Who or what won, in the order in which it was settled.
    pub winners: Vec<OptionId>,
    /// Options that no rule of the method separates for the places that are left; empty when the outcome is complete.
    pub tied: Vec<OptionId>,
    /// Who comes next after the chosen, in order; only where it was asked for, see [`crate::Method::with_rest`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rest: Vec<OptionId>,
    /// The rounds of the count, in order.
    pub rounds: Vec<Round>,
    /// What happened and why, step by step.
    pub trace: Vec<Step>,
}

impl Outcome {
    /// Appends what was counted after this outcome; its rounds are numbered on.
    pub(crate) fn append(&mut self, later: Self) {
        let done = self.rounds.last().map_or(0, |round| round.number);
        self.winners.extend(later.winners);
        self.tied = later.tied;
        let number = |round: u32| round.saturating_add(done);
        self.rounds
            .extend(later.rounds.into_iter().map(|round| Round { number: number(round.number), ..round }));
        self.trace.extend(later.trace.into_iter().map(|mut step| {
            if let Some(round) = step.round_mut() {
                *round = number(*round);
            }
            step
        }));
    }
}

/// One round of a count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// Counted from 1.
    pub number: u32,
    /// What an option needs in this round, where the method has such a figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed: Option<Amount>,
    /// The figure of each option that is still in the count.
    pub figures: BTreeMap<OptionId, Amount>,
    /// Votes that support no option any more, for whatever reason, and what rounding lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exhausted: Option<Amount>,
    /// The reasons for which ballots support no option any more, where the method tells them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inactive: Option<Inactive>,
    /// Chosen in this round.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elected: Vec<OptionId>,
    /// Left out of the count from the next round on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<OptionId>,
}

/// Votes that support no option any more, by reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inactive {
    /// The ballot names no further option that is in the count.
    pub exhausted: Amount,
    /// The ballot marks several options at one rank, and the rule stops there.
    pub overvotes: Amount,
    /// The ballot leaves out more ranks than the rule allows.
    pub skipped: Amount,
    /// The ballot names one option twice, and the rule stops there.
    pub repeated: Amount,
    /// The ballot names no option at all.
    pub blank: Amount,
    /// What arithmetic with few decimals lost so far.
    pub residual: Amount,
}
