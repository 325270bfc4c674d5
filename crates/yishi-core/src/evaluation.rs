//! Evaluation 评议 by residents' representatives: closes a matter or reopens it.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A rating from 1 (very dissatisfied) to 5 (very satisfied); 4 and 5 count as satisfied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Rating(u8);

/// Says that a rating is not within 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rating is a number from 1 to 5, not {0}")]
pub struct RatingOutOfRange(pub u8);

impl Rating {
    /// Whether it counts as satisfied.
    pub const fn is_satisfied(self) -> bool {
        self.0 >= 4
    }

    /// The number, 1 to 5.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Rating {
    type Error = RatingOutOfRange;
    fn try_from(number: u8) -> Result<Self, RatingOutOfRange> {
        if (1..=5).contains(&number) { Ok(Self(number)) } else { Err(RatingOutOfRange(number)) }
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> u8 {
        rating.0
    }
}

/// Rates the finished work on a matter; a later rating of the same representative replaces the earlier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluateMatter {
    /// The matter, in stage evaluating.
    pub matter: MatterId,
    /// The rating.
    pub rating: Rating,
    /// Commitment to the words, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Commitment>,
}

/// All actions are accepted: evaluation is open until a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluationOpened {
    /// The matter.
    pub matter: MatterId,
    /// The round.
    pub round: u32,
    /// Until when.
    pub due_at_ms: TimeMs,
}

/// A rating was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterEvaluated {
    /// The matter.
    pub matter: MatterId,
    /// Who rated.
    pub member: MemberId,
    /// The rating.
    pub rating: Rating,
    /// Commitment to the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Commitment>,
}

/// The evaluation of a round was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluationCounted {
    /// The matter.
    pub matter: MatterId,
    /// The round.
    pub round: u32,
    /// Ratings given.
    pub ratings: u64,
    /// Ratings of 4 or 5.
    pub satisfied: u64,
    /// What follows.
    pub result: EvaluationResult,
}

/// What an evaluation led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationResult {
    /// The share of satisfied ratings was reached.
    Satisfied,
    /// It was not reached.
    Dissatisfied,
    /// Fewer ratings than the charter asks for.
    TooFewRatings,
}

/// The evaluation of a round in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Until when it is open.
    pub due_at_ms: TimeMs,
    /// Each representative's latest rating.
    pub ratings: BTreeMap<MemberId, Rating>,
    /// What it led to, once counted.
    pub result: Option<EvaluationResult>,
}

pub(crate) fn decide_evaluate_matter(_deciding: &Deciding<'_>, _command: &EvaluateMatter) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn decide_evaluation_ends(_deciding: &Deciding<'_>, _matter: MatterId, _round: u32) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn evolve_evaluation_opened(_evolving: &mut Evolving<'_>, _event: &EvaluationOpened) {}

pub(crate) fn evolve_matter_evaluated(_evolving: &mut Evolving<'_>, _event: &MatterEvaluated) {}

pub(crate) fn evolve_evaluation_counted(_evolving: &mut Evolving<'_>, _event: &EvaluationCounted) {}
