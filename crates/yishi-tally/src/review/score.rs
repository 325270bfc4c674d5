//! The figure of a project: weighted means of its reviews, as exact fractions.

use super::{Criterion, Review, ReviewRule, Trim};
use num_bigint::BigUint;
use num_rational::Ratio;
use num_traits::Zero as _;

/// The figure of a project by the reviews that count, of which there are more than are left out: for every criterion
/// its weight times how far the mean score lies on the scale, from 0 to 1.
pub fn figure(rule: &ReviewRule, reviews: &[&Review]) -> Ratio<BigUint> {
    match rule.trim {
        Trim::WholeReviews(number) => {
            let each = reviews.iter().map(|review| {
                let worth = rule.criteria.iter().map(|criterion| worth(criterion, review));
                worth.fold(Ratio::zero(), |sum, worth| sum + worth)
            });
            mean(each.collect(), number)
        }
        Trim::Nothing | Trim::EachCriterion(_) => {
            let means = rule.criteria.iter().map(|criterion| {
                mean(reviews.iter().map(|review| worth(criterion, review)).collect(), rule.trim.number())
            });
            means.fold(Ratio::zero(), |sum, mean| sum + mean)
        }
    }
}

/// What one review adds to a figure by one criterion.
fn worth(criterion: &Criterion, review: &Review) -> Ratio<BigUint> {
    let score = review.scores.get(&criterion.id).copied().unwrap_or(criterion.least);
    let height = BigUint::from(score.saturating_sub(criterion.least));
    let scale = criterion.most.saturating_sub(criterion.least).max(1);
    Ratio::new(height * criterion.weight, scale.into())
}

/// The mean without so many of the lowest and of the highest.
fn mean(mut values: Vec<Ratio<BigUint>>, trimmed: u32) -> Ratio<BigUint> {
    values.sort();
    let trimmed = usize::try_from(trimmed).unwrap_or(usize::MAX);
    let left = values.len().saturating_sub(trimmed.saturating_mul(2));
    let kept: Vec<&Ratio<BigUint>> = values.iter().skip(trimmed).take(left).collect();
    let sum = kept.iter().fold(Ratio::zero(), |sum: Ratio<BigUint>, value| sum + *value);
    if kept.is_empty() { sum } else { sum / BigUint::from(kept.len()) }
}
