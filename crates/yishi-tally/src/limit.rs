//! What a ballot may say and a poll may spend under a method, so that a voter or a convener is told before the count passes it over.

use crate::{Amount, Method};

impl Method {
    /// The most options that a ballot may name before the method counts it for none; `None` where there is no such bound.
    pub fn most_marks(&self) -> Option<usize> {
        let most = match self {
            Self::Approval(approval) => approval.most_marks?,
            Self::Committee(committee) => committee.seats,
            _ => return None,
        };
        usize::try_from(most).ok()
    }

    /// Whether several options may share a rank; elsewhere that is an overvote.
    pub const fn takes_equal_ranks(&self) -> bool {
        matches!(self, Self::Schulze(_))
    }

    /// The method with another sum to share out; the same method where none is.
    #[must_use]
    pub fn with_budget(mut self, sum: Amount) -> Self {
        match &mut self {
            Self::Greedy(greedy) => greedy.budget = sum,
            Self::EqualShares(shares) => shares.budget = sum,
            Self::Review(review) => review.set_budget(sum),
            _ => {}
        }
        self
    }
}
