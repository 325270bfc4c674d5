//! Reviews that come as ballots, without the names of reviewers.
//!
//! Who knows the reviewers, and who of them is barred, counts with [`super::review`] instead.

use super::{Review, ReviewRule, ReviewerId, review};
use crate::{Ballot, CountError, Marks, Options, Outcome};

/// More equal ballots than this are no reviews: each of them would be kept apart.
const MOST_REVIEWERS: u64 = 100_000;

/// Counts ballots that hold reviews; each is a reviewer of its own.
pub(crate) fn count(rule: &ReviewRule, options: &Options, ballots: &[Ballot]) -> Result<Outcome, CountError> {
    let reviewers = ballots.iter().fold(0_u64, |sum, ballot| sum.saturating_add(ballot.weight));
    if reviewers > MOST_REVIEWERS {
        return Err(CountError::TooManyVotes);
    }
    let mut reviews = Vec::new();
    let mut reviewer = 0_u64;
    for (place, ballot) in ballots.iter().enumerate() {
        let Marks::Reviews(scored) = &ballot.marks else {
            let (expected, found) = ("reviews", ballot.marks.kind());
            return Err(CountError::WrongMarks { ballot: place, expected, found });
        };
        for _ in 0..ballot.weight {
            reviewer += 1;
            let name = ReviewerId(reviewer.to_string().into());
            reviews.extend(scored.iter().map(|(option, scores)| Review {
                reviewer: name.clone(),
                option: option.clone(),
                scores: scores.clone(),
            }));
        }
    }
    review(rule, options, &reviews, &[]).map_err(CountError::Review)
}
