//! Preliminary results and the objections to them.

use super::proposal::Answer;
use super::{Member, Notice, Poll, StatementText};
use crate::entry::Entry;
use crate::page::{self, Page};
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::{Context, Object};
use std::sync::Arc;
use yishi_core::ObjectionId;

/// The preliminary result of a vote.
pub(crate) struct Review {
    view: View,
    inner: yishi_core::Review,
}

impl Review {
    pub(crate) fn new(view: &View, inner: &yishi_core::Review) -> Self {
        Self { view: view.clone(), inner: inner.clone() }
    }

    fn found(&self) -> Vec<ResultObjection> {
        self.inner.objections.iter().filter_map(|id| ResultObjection::find(&self.view, *id)).collect()
    }
}

/// The preliminary result of a vote that passed 初步结果, posted before it is certified. Everybody may read it.
#[Object(name = "ResultReview")]
impl Review {
    /// The entry that posted it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.notice.entry_index())
    }

    /// Its posting.
    async fn notice(&self) -> Option<Notice> {
        Notice::find(&self.view, self.inner.notice)
    }

    /// Until when objections are taken.
    async fn ends_at(&self) -> DateTime {
        self.inner.ends_at_ms.into()
    }

    /// How many objections have no answer yet.
    async fn unanswered(&self) -> i32 {
        count(self.found().iter().filter(|objection| objection.inner.answer.is_none()).count())
    }

    /// The objections to the result, in order.
    async fn objections(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<ResultObjection> {
        let args = page::args(first, after, last, before);
        page::page_of_list(ctx, &args, &self.found(), |objection| objection)
    }
}

/// An objection to the result of a vote.
#[derive(Clone)]
pub(crate) struct ResultObjection {
    view: View,
    inner: Arc<yishi_core::ResultObjection>,
}

impl ResultObjection {
    fn find(view: &View, id: ObjectionId) -> Option<Self> {
        let inner = view.state().result_objections.get(&id)?;
        Some(Self { view: view.clone(), inner: Arc::clone(inner) })
    }
}

/// An objection to the result of a vote 对结果的异议, and its answer. Everybody may read it.
#[Object]
impl ResultObjection {
    /// Its name in the book.
    async fn objection_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The vote.
    async fn poll(&self) -> Option<Poll> {
        Poll::find(&self.view, self.inner.poll)
    }

    /// Whose it is.
    async fn member(&self) -> Member {
        Member::new(&self.view, self.inner.member.clone())
    }

    /// Its words.
    async fn text(&self) -> StatementText {
        StatementText::new(&self.view, self.inner.text)
    }

    /// By when it must be answered.
    async fn answer_by(&self) -> DateTime {
        self.inner.answer_by_ms.into()
    }

    /// Whether that was missed.
    async fn overdue(&self) -> bool {
        self.inner.overdue
    }

    /// Its answer; null while it has none.
    async fn answer(&self) -> Option<Answer> {
        self.inner.answer.as_ref().map(|answer| Answer::new(&self.view, answer))
    }

    /// The entry that raised it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }
}
