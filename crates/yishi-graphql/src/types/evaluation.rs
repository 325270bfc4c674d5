//! Evaluation of finished work by residents' representatives.

use super::{EvaluationResult, Member};
use crate::entry::Entry;
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::{Context, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::GivenRating;

/// The evaluation of the present round of a matter.
pub(crate) struct Evaluation {
    view: View,
    matter: Arc<yishi_core::Matter>,
}

impl Evaluation {
    pub(crate) fn new(view: &View, matter: &Arc<yishi_core::Matter>) -> Self {
        Self { view: view.clone(), matter: Arc::clone(matter) }
    }

    fn inner(&self) -> Option<&yishi_core::Evaluation> {
        self.matter.evaluation.as_ref()
    }
}

/// A representative's rating.
#[derive(SimpleObject)]
pub(crate) struct RatingGiven {
    /// Who rated.
    member: Member,
    /// From 1, very dissatisfied, to 5, very satisfied.
    rating: i32,
    /// The entry by which they gave it.
    entry: Entry,
}

/// The evaluation 评议 of finished work by residents' representatives: it closes a matter or opens it again. Everybody may read the
/// counts; who rated how is for members on the roll and auditors.
#[Object]
impl Evaluation {
    /// Until when ratings are taken.
    async fn due_at(&self) -> Option<DateTime> {
        self.inner().map(|evaluation| evaluation.due_at_ms.into())
    }

    /// How many ratings were given.
    async fn ratings_given(&self) -> i32 {
        count(self.inner().map_or(0, |evaluation| evaluation.ratings.len()))
    }

    /// How many of them are 4 or 5.
    async fn satisfied(&self) -> i32 {
        let satisfied = |evaluation: &yishi_core::Evaluation| {
            evaluation.ratings.values().filter(|given| given.rating.is_satisfied()).count()
        };
        count(self.inner().map_or(0, satisfied))
    }

    /// What it led to; null while it is open.
    async fn result(&self) -> Option<EvaluationResult> {
        self.inner()?.result.map(EvaluationResult::from)
    }

    /// Each representative's latest rating. For members on the roll and auditors.
    async fn ratings(&self, ctx: &Context<'_>) -> Option<Vec<RatingGiven>> {
        if !self.view.reads_log(ctx) {
            return None;
        }
        let given = |(member, given): (&yishi_core::MemberId, &GivenRating)| RatingGiven {
            member: Member::new(&self.view, member.clone()),
            rating: i32::from(given.rating.get()),
            entry: Entry::new(&self.view, given.index),
        };
        Some(self.inner()?.ratings.iter().map(given).collect())
    }

    /// The entry that opened it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner().map_or(self.matter.changed_at, |found| found.opened_at))
    }
}
