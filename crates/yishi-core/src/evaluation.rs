//! Evaluation 评议 by residents' representatives: closes a matter or reopens it.

use crate::bounds::not_separate;
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

/// Rates the finished work on a matter; a later rating of the same representative replaces the earlier. Nobody rates what
/// they carried out or inspected.
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
    /// The entry that opened it.
    pub opened_at: u64,
    /// Until when it is open.
    pub due_at_ms: TimeMs,
    /// Each representative's latest rating.
    pub ratings: BTreeMap<MemberId, GivenRating>,
    /// What it led to, once counted.
    pub result: Option<EvaluationResult>,
}

/// A rating that a representative gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenRating {
    /// The rating.
    pub rating: Rating,
    /// The entry by which it was given.
    pub index: u64,
}

pub(crate) fn decide_evaluate_matter(deciding: &Deciding<'_>, command: &EvaluateMatter) -> Decision {
    let matter = deciding.matter_in(&command.matter, MatterStage::Evaluating)?;
    let member = deciding.evaluator(matter)?.clone();
    Ok(vec![MatterEvaluated { matter: matter.id, member, rating: command.rating, text: command.text }.into()])
}

/// Counts the round. The charter asks for at least one rating, so that a share is never taken of nothing.
pub(crate) fn decide_evaluation_ends(deciding: &Deciding<'_>, matter: MatterId, round: u32) -> Decision {
    let found = deciding.state.matter(&matter)?;
    let clause = &deciding.charter()?.charter.evaluation;
    let given = found.evaluation.iter().flat_map(|evaluation| evaluation.ratings.values());
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let ratings = count(given.clone().count());
    let satisfied = count(given.filter(|given| given.rating.is_satisfied()).count());
    let result = if ratings < u64::from(clause.least_ratings) {
        EvaluationResult::TooFewRatings
    } else if clause.satisfied.is_met(satisfied, ratings) {
        EvaluationResult::Satisfied
    } else {
        EvaluationResult::Dissatisfied
    };
    let follows = match result {
        EvaluationResult::Satisfied => MatterClosed { matter, closure: Closure::Satisfied }.into(),
        EvaluationResult::TooFewRatings => MatterClosed { matter, closure: Closure::Unrated }.into(),
        EvaluationResult::Dissatisfied => deciding.reopen(found),
    };
    Ok(vec![EvaluationCounted { matter, round, ratings, satisfied, result }.into(), follows])
}

impl Deciding<'_> {
    /// Opens the evaluation of a matter whose actions are all accepted.
    pub(crate) fn open_evaluation(&self, matter: &Matter) -> Result<EvaluationOpened, Rejection> {
        let window = self.charter()?.charter.evaluation.window;
        let due_at_ms = self.state.calendar.end_of(self.context.at, window);
        Ok(EvaluationOpened { matter: matter.id, round: matter.round, due_at_ms })
    }

    /// The principal, who represents residents and had no part in the work.
    fn evaluator(&self, matter: &Matter) -> Result<&MemberId, Rejection> {
        let (principal, council) = (self.principal()?, &matter.council);
        if !self.state.has_power(principal, Power::Evaluate, council) {
            let (member, council) = (principal.clone(), council.clone());
            return Err(Rejection::PowerMissing { member, power: Power::Evaluate, council });
        }
        let mediates = |found: &Mediation| found.mediators.contains_key(principal);
        if matter.mediation.as_ref().is_some_and(mediates) {
            return Err(not_separate(principal, "evaluating", "mediating"));
        }
        for action in self.state.actions_of(matter) {
            if action.assignee == *principal {
                return Err(not_separate(principal, "evaluating", "carrying out"));
            }
            if action.inspected_by.as_ref() == Some(principal) {
                return Err(not_separate(principal, "evaluating", "supervising"));
            }
        }
        Ok(principal)
    }
}

pub(crate) fn evolve_evaluation_opened(evolving: &mut Evolving<'_>, event: &EvaluationOpened) {
    let evaluation = Evaluation {
        opened_at: evolving.context.index,
        due_at_ms: event.due_at_ms,
        ratings: BTreeMap::new(),
        result: None,
    };
    evolving.change_matter(event.matter, |matter| {
        matter.stage = MatterStage::Evaluating;
        matter.evaluation = Some(evaluation);
    });
    let obligation = Obligation::EvaluationEnds { matter: event.matter, round: event.round };
    evolving.schedule(event.due_at_ms, obligation);
}

pub(crate) fn evolve_matter_evaluated(evolving: &mut Evolving<'_>, event: &MatterEvaluated) {
    let given = GivenRating { rating: event.rating, index: evolving.context.index };
    evolving.change_matter(event.matter, |matter| {
        if let Some(evaluation) = &mut matter.evaluation {
            evaluation.ratings.insert(event.member.clone(), given);
        }
    });
}

pub(crate) fn evolve_evaluation_counted(evolving: &mut Evolving<'_>, event: &EvaluationCounted) {
    evolving.change_matter(event.matter, |matter| {
        if let Some(evaluation) = &mut matter.evaluation {
            evaluation.result = Some(event.result);
        }
    });
}
