//! Review scoring 评审打分: reviewers score projects on criteria, those with a conflict of interest are barred, and
//! projects are ranked and chosen by a stated rule.
//!
//! Who may review, and who declares a conflict, is left to `yishi-core`.

mod ballots;
mod check;
mod score;
mod select;

pub(crate) use ballots::count;

pub use check::ReviewFault;
pub use select::review;

use crate::budget::{Preference, Unfit};
use crate::{Amount, OptionId, TieRule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The name of a reviewer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReviewerId(pub Arc<str>);

impl fmt::Display for ReviewerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for ReviewerId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// How projects are scored and chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewRule {
    /// What is scored; at least one.
    pub criteria: Vec<Criterion>,
    /// How many of the lowest and as many of the highest are left out; none unless said.
    #[serde(default)]
    pub trim: Trim,
    /// How many reviews that count a project needs; without them it is not ranked. At least 1, and enough that
    /// something is left when the extremes are left out.
    pub least_reviews: u32,
    /// The figure without which no project is chosen; any unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_figure: Option<Amount>,
    /// How many are chosen.
    pub selection: Selection,
    /// What is preferred among equals, before the tie rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefer: Vec<Preference>,
    /// What decides among equals; the choice stops unless said.
    #[serde(default)]
    pub tie: TieRule,
}

impl ReviewRule {
    /// How many places are filled; 0 where it is a budget that is shared out.
    pub const fn places(&self) -> u32 {
        match &self.selection {
            Selection::Places(places) => *places,
            Selection::Budget { .. } => 0,
        }
    }

    /// What may be spent, where it is a budget that is shared out.
    pub const fn budget(&self) -> Option<&Amount> {
        match &self.selection {
            Selection::Places(_) => None,
            Selection::Budget { amount, .. } => Some(amount),
        }
    }

    pub(crate) fn set_budget(&mut self, sum: Amount) {
        if let Selection::Budget { amount, .. } = &mut self.selection {
            *amount = sum;
        }
    }
}

/// Something that reviewers score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its name.
    pub id: Arc<str>,
    /// The most that it adds to the figure of a project; at least 1.
    pub weight: u32,
    /// The lowest score.
    pub least: u32,
    /// The highest score; above the lowest.
    pub most: u32,
}

/// What is left out of a mean, so that a single reviewer cannot decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trim {
    /// Nothing.
    #[default]
    Nothing,
    /// So many of the lowest and of the highest scores, in each criterion by itself.
    EachCriterion(u32),
    /// The reviews with so many of the lowest and of the highest figures 去掉最高分和最低分.
    WholeReviews(u32),
}

/// How many projects are chosen, the highest figure first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// So many.
    Places(u32),
    /// As many as the budget pays for.
    Budget {
        /// What may be spent, in the unit of the costs.
        amount: Amount,
        /// What happens at a project that the budget no longer pays for.
        unfit: Unfit,
    },
}

/// What one reviewer says of one project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Who.
    pub reviewer: ReviewerId,
    /// Of which project.
    pub option: OptionId,
    /// The score on every criterion.
    pub scores: BTreeMap<Arc<str>, u32>,
}

/// Says that somebody may not review a project, whether or not they have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bar {
    /// Who.
    pub reviewer: ReviewerId,
    /// Which project.
    pub option: OptionId,
    /// Why, in words, as it was declared or found.
    pub reason: String,
}
