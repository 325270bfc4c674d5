//! What makes a rule for reviews, or a set of reviews, unfit to be counted.

use super::{Bar, Review, ReviewRule, ReviewerId, Selection, Trim};
use crate::tie::RepeatedInTieRule;
use crate::{Amount, OptionId, Options};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Why reviews cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReviewFault {
    /// Nothing is scored.
    #[error("no criteria: there is nothing to score")]
    NoCriteria,
    /// A criterion stands there twice.
    #[error("a second criterion `{criterion}`")]
    RepeatedCriterion {
        /// Which one.
        criterion: Arc<str>,
    },
    /// A criterion without weight or without a scale.
    #[error(
        "the criterion `{criterion}` needs a weight above 0 and a scale whose highest score is above its lowest"
    )]
    EmptyCriterion {
        /// Which one.
        criterion: Arc<str>,
    },
    /// Leaving out the extremes leaves nothing.
    #[error("with {least_reviews} reviews nothing is left when {trimmed} are left out")]
    NothingLeft {
        /// How many reviews a project needs.
        least_reviews: u32,
        /// How many are left out.
        trimmed: u32,
    },
    /// Nothing is to be chosen.
    #[error("nothing is to be chosen: no places, or no budget")]
    NothingToChoose,
    /// A project without a cost under a budget.
    #[error("`{option}` has no cost")]
    NoCost {
        /// Which one.
        option: OptionId,
    },
    /// A figure that no project can reach.
    #[error("no project can reach {least}: the weights add up to {most}")]
    Unreachable {
        /// The least figure of the rule.
        least: Amount,
        /// The sum of the weights.
        most: u64,
    },
    /// A review or a bar of something that is not there.
    #[error("`{reviewer}`: there is no project `{option}`")]
    UnknownOption {
        /// Who.
        reviewer: ReviewerId,
        /// What.
        option: OptionId,
    },
    /// A second review of one project by one reviewer.
    #[error("`{reviewer}` reviewed `{option}` twice")]
    RepeatedReview {
        /// Who.
        reviewer: ReviewerId,
        /// What.
        option: OptionId,
    },
    /// A review that scores other criteria than those of the rule.
    #[error(
        "the review of `{option}` by `{reviewer}` must score each criterion, and `{criterion}` is the first that differs"
    )]
    WrongCriteria {
        /// Who.
        reviewer: ReviewerId,
        /// What.
        option: OptionId,
        /// The first criterion that is missing or unknown.
        criterion: Arc<str>,
    },
    /// A score outside its scale.
    #[error("`{reviewer}` gave `{option}` {score} for `{criterion}`: the scale is {least} to {most}")]
    OffScale {
        /// Who.
        reviewer: ReviewerId,
        /// What.
        option: OptionId,
        /// On which criterion.
        criterion: Arc<str>,
        /// The score.
        score: u32,
        /// The lowest.
        least: u32,
        /// The highest.
        most: u32,
    },
    /// The tie rule contradicts itself.
    #[error(transparent)]
    Tie(#[from] RepeatedInTieRule),
}

impl ReviewRule {
    /// Checks the rule by itself, as a charter is read.
    ///
    /// # Errors
    /// The first part of it that nothing could satisfy.
    pub fn check(&self) -> Result<(), ReviewFault> {
        let mut seen = BTreeSet::new();
        for criterion in &self.criteria {
            let id = || criterion.id.clone();
            if !seen.insert(&criterion.id) {
                return Err(ReviewFault::RepeatedCriterion { criterion: id() });
            }
            if criterion.weight == 0 || criterion.most <= criterion.least {
                return Err(ReviewFault::EmptyCriterion { criterion: id() });
            }
        }
        if seen.is_empty() {
            return Err(ReviewFault::NoCriteria);
        }
        let trimmed = self.trim.number().saturating_mul(2);
        if self.least_reviews <= trimmed {
            return Err(ReviewFault::NothingLeft { least_reviews: self.least_reviews, trimmed });
        }
        self.check_selection()?;
        Ok(self.tie.check()?)
    }

    fn check_selection(&self) -> Result<(), ReviewFault> {
        let nothing = match &self.selection {
            Selection::Places(places) => *places == 0,
            Selection::Budget { amount, .. } => *amount == Amount::zero(),
        };
        if nothing {
            return Err(ReviewFault::NothingToChoose);
        }
        let most: u64 = self.criteria.iter().map(|criterion| u64::from(criterion.weight)).sum();
        match &self.least_figure {
            Some(least) if *least > Amount::from(most) => {
                Err(ReviewFault::Unreachable { least: least.clone(), most })
            }
            _ => Ok(()),
        }
    }

    /// Checks what is to be counted.
    pub(super) fn check_reviews(
        &self,
        options: &Options,
        reviews: &[Review],
        bars: &[Bar],
    ) -> Result<(), ReviewFault> {
        let budget = matches!(self.selection, Selection::Budget { .. });
        let without_cost = options.list().iter().find(|option| option.cost.is_none() && !option.withdrawn);
        if let (true, Some(option)) = (budget, without_cost) {
            return Err(ReviewFault::NoCost { option: option.id.clone() });
        }
        let reviewed = reviews.iter().map(|review| (&review.reviewer, &review.option));
        for (reviewer, option) in reviewed.chain(bars.iter().map(|bar| (&bar.reviewer, &bar.option))) {
            if options.place(option).is_none() {
                return Err(ReviewFault::UnknownOption {
                    reviewer: reviewer.clone(),
                    option: option.clone(),
                });
            }
        }
        let mut seen = BTreeSet::new();
        for review in reviews {
            let (reviewer, option) = (review.reviewer.clone(), review.option.clone());
            if !seen.insert((&review.reviewer, &review.option)) {
                return Err(ReviewFault::RepeatedReview { reviewer, option });
            }
            self.check_scores(review)?;
        }
        Ok(())
    }

    fn check_scores(&self, review: &Review) -> Result<(), ReviewFault> {
        let (reviewer, option) = (review.reviewer.clone(), review.option.clone());
        let known: BTreeSet<&Arc<str>> = self.criteria.iter().map(|criterion| &criterion.id).collect();
        let scored: BTreeSet<&Arc<str>> = review.scores.keys().collect();
        if let Some(criterion) = known.symmetric_difference(&scored).next() {
            let criterion = Arc::clone(criterion);
            return Err(ReviewFault::WrongCriteria { reviewer, option, criterion });
        }
        for criterion in &self.criteria {
            let score = review.scores.get(&criterion.id).copied().unwrap_or(criterion.least);
            if score < criterion.least || score > criterion.most {
                let (least, most, criterion) = (criterion.least, criterion.most, criterion.id.clone());
                return Err(ReviewFault::OffScale { reviewer, option, criterion, score, least, most });
            }
        }
        Ok(())
    }
}

impl Trim {
    /// How many are left out on either side.
    pub(super) const fn number(self) -> u32 {
        match self {
            Self::Nothing => 0,
            Self::EachCriterion(number) | Self::WholeReviews(number) => number,
        }
    }
}
