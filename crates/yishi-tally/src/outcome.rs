//! What a count among options came to, round by round.

use crate::Amount;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The name of an option that is voted on: a candidate, an offer, a project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OptionId(pub Arc<str>);

impl fmt::Display for OptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for OptionId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// What a count among options came to: a function of options, ballots and method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Who or what won, in the order in which it was settled.
    pub winners: Vec<OptionId>,
    /// Options that no rule of the method separates for the places that are left; empty when the outcome is complete.
    pub tied: Vec<OptionId>,
    /// The rounds of the count, in order.
    pub rounds: Vec<Round>,
    /// What happened and why, step by step.
    pub trace: Vec<Step>,
}

/// One round of a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// Counted from 1.
    pub number: u32,
    /// What an option needs in this round, where the method has such a figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed: Option<Amount>,
    /// The figure of each option that is still in the count.
    pub figures: BTreeMap<OptionId, Amount>,
    /// Votes that support no option any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exhausted: Option<Amount>,
    /// Chosen in this round.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elected: Vec<OptionId>,
    /// Left out of the count from the next round on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<OptionId>,
}

/// One step of a count, with the figures that led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// An option is chosen.
    Elected {
        /// The round.
        round: u32,
        /// The option.
        option: OptionId,
        /// Its figure.
        figure: Amount,
    },
    /// An option leaves the count.
    Excluded {
        /// The round.
        round: u32,
        /// The option.
        option: OptionId,
        /// Its figure.
        figure: Amount,
    },
    /// Votes pass from one option to another, or to none.
    Transferred {
        /// The round.
        round: u32,
        /// Where they were.
        from: OptionId,
        /// Where they go; absent when they support no option any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<OptionId>,
        /// How much.
        figure: Amount,
    },
    /// Options had the same figure, and the named tie rule chose among them.
    TieBroken {
        /// The round.
        round: u32,
        /// Which options were equal, in ascending order.
        among: Vec<OptionId>,
        /// Which one the rule chose.
        chosen: OptionId,
        /// The tie rule, by its name on the wire.
        by: String,
    },
}
