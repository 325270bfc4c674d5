//! Proposals with their revisions, objections and answers.

use super::difference::{self, TextDifference};
use super::nomination::Nominations;
use super::{
    Amendment, Council, Document, Effects, Matter, Member, Notice, Poll, ProposalStatus, StatementText,
    Support, amended,
};
use crate::entry::Entry;
use crate::fault::Fallible;
use crate::global_id;
use crate::page::{self, Page};
use crate::scalar::count;
use crate::view::View;
use async_graphql::{Context, ID, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{AcceptAmendments, AmendmentId, ObjectionId, ProposalId};

/// A text put up for decision.
#[derive(Clone)]
pub(crate) struct Proposal {
    view: View,
    inner: Arc<yishi_core::Proposal>,
}

impl Proposal {
    pub(crate) fn find(view: &View, id: ProposalId) -> Option<Self> {
        let inner = view.state().proposals.get(&id)?;
        Some(Self { view: view.clone(), inner: Arc::clone(inner) })
    }

    /// The number of the present version.
    pub(super) fn last_number(&self) -> Option<u32> {
        self.inner.present().map(|revision| revision.number)
    }

    /// The version of this number.
    pub(super) fn numbered(&self, number: u32) -> Option<Revision> {
        let found = self.inner.revisions.iter().find(|revision| revision.number == number)?;
        Some(self.revision(found))
    }

    fn revision(&self, revision: &yishi_core::Revision) -> Revision {
        Revision {
            number: count(revision.number),
            document: Document::new(&self.view, revision.document),
            entry: Entry::new(&self.view, revision.index),
        }
    }
}

/// A version of a proposal's text 修订. Supports and votes bind to one version.
#[derive(SimpleObject)]
pub(crate) struct Revision {
    /// Its number, from 1.
    number: i32,
    /// The text.
    document: Document,
    /// The entry that brought it.
    entry: Entry,
}

impl Revision {
    pub(super) const fn text(&self) -> &Document {
        &self.document
    }
}

/// A step towards a decision that a text has passed.
#[derive(SimpleObject)]
pub(crate) struct Step {
    /// The rule of the step, by its name in the charter's clauses.
    rule_id: String,
    /// The vote.
    poll: Option<Poll>,
    /// The text that passed.
    document: Document,
}

/// A text put up for decision 方案. Everybody may read it.
#[Object]
impl Proposal {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("proposal", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn proposal_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The matter.
    async fn matter(&self) -> Option<Matter> {
        Matter::find(&self.view, self.inner.matter)
    }

    /// The council in which it was drafted.
    async fn council(&self) -> Option<Council> {
        Council::find(&self.view, &self.inner.council)
    }

    /// Who drafted it.
    async fn drafted_by(&self) -> Member {
        Member::new(&self.view, self.inner.drafted_by.clone())
    }

    /// Where it stands.
    async fn status(&self) -> ProposalStatus {
        self.inner.status.into()
    }

    /// Its present version.
    async fn present(&self) -> Option<Revision> {
        self.inner.revisions.last().map(|revision| self.revision(revision))
    }

    /// All its versions, in order.
    async fn revisions(&self) -> Vec<Revision> {
        self.inner.revisions.iter().map(|revision| self.revision(revision)).collect()
    }

    /// What the adoption of its present version brings about; null where nothing was said.
    async fn effects(&self) -> Option<Effects> {
        self.inner.present_effects().map(|effects| Effects::new(&self.view, effects))
    }

    /// How it is supported.
    async fn support(&self, ctx: &Context<'_>) -> Support {
        Support::new(&self.view, &self.inner, self.view.viewer_member(ctx))
    }

    /// Who is nominated, where an election is prepared by it; null where nominations were not opened.
    async fn nominations(&self) -> Option<Nominations> {
        Nominations::of(&self.view, self.inner.id)
    }

    /// What one version changes in another 修订对照: the present one in the one before it, unless others are named. Null where there is no such version.
    async fn difference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number of the earlier version; the one before the later unless said.")]
        earlier: Option<u32>,
        #[graphql(desc = "The number of the later version; the present one unless said.")] later: Option<u32>,
    ) -> Fallible<TextDifference> {
        difference::of_proposal(ctx, self, earlier, later).transpose()
    }

    /// Amendments 修正案 of single places of its versions, in order; those that wait for an answer, or all.
    async fn amendments(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Whether to leave out those that wait for no answer any more.")]
        open_only: bool,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Amendment> {
        let args = page::args(first, after, last, before);
        let found = self.view.state().amendments_of(&self.inner);
        Amendment::page(ctx, &self.view, &args, found.filter(|found| !open_only || found.is_open()))
    }

    /// How many amendments wait for an answer.
    async fn open_amendments(&self) -> i32 {
        count(self.view.state().open_amendments(&self.inner).count())
    }

    /// Its present version with open amendments made to it, exactly as their acceptance must bring it; null where they touch each other, where one
    /// is not an open amendment of it, where a text is missing here, or where they are too long together: more than 1 MiB.
    async fn amended_text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their names in the book; at most 20.")] amendments: Vec<String>,
    ) -> Fallible<String> {
        let ids: Option<Vec<AmendmentId>> = amendments.iter().map(|name| name.parse().ok()).collect();
        let ids = ids.filter(|ids| ids.len() <= AcceptAmendments::MAX_AT_ONCE)?;
        amended(ctx, &self.view, &self.inner, &ids).transpose()
    }

    /// Other proposals on the same matter before the same council 并列方案, in order: where one passes, the others lapse.
    async fn rivals(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Proposal> {
        let args = page::args(first, after, last, before);
        let found = self.view.state().rival_proposals(&self.inner);
        let found: Vec<_> = found.filter_map(|found| Self::find(&self.view, found.id)).collect();
        page::page_of_list(ctx, &args, &found, |proposal| proposal)
    }

    /// How many objections have no answer yet.
    async fn unanswered_objections(&self) -> i32 {
        let objections = &self.view.state().objections;
        let open =
            |id: &&ObjectionId| objections.get(*id).is_some_and(|objection| objection.answer.is_none());
        count(self.inner.objections.iter().filter(open).count())
    }

    /// The objections 异议 raised on it, in order.
    async fn objections(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Objection> {
        let args = page::args(first, after, last, before);
        let found: Vec<_> =
            self.inner.objections.iter().filter_map(|id| Objection::find(&self.view, *id)).collect();
        page::page_of_list(ctx, &args, &found, |objection| objection)
    }

    /// The notices 公示 by which its versions were posted, in order.
    async fn notices(&self) -> Vec<Notice> {
        self.inner.notices.iter().filter_map(|id| Notice::find(&self.view, *id)).collect()
    }

    /// The steps towards a decision that it has passed, in order.
    async fn steps(&self) -> Vec<Step> {
        let step = |step: &yishi_core::StepPassed| Step {
            rule_id: step.rule.to_string(),
            poll: Poll::find(&self.view, step.poll),
            document: Document::new(&self.view, step.document),
        };
        self.inner.steps.iter().map(step).collect()
    }

    /// The votes on it, in order.
    async fn polls(&self) -> Vec<Poll> {
        self.inner.polls.iter().filter_map(|id| Poll::find(&self.view, *id)).collect()
    }

    /// The entry that drafted it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}

/// An objection to a proposal.
#[derive(Clone)]
pub(crate) struct Objection {
    view: View,
    inner: Arc<yishi_core::Objection>,
}

impl Objection {
    pub(crate) fn find(view: &View, id: ObjectionId) -> Option<Self> {
        let inner = view.state().objections.get(&id)?;
        Some(Self { view: view.clone(), inner: Arc::clone(inner) })
    }
}

/// The answer to an objection.
#[derive(SimpleObject)]
pub(crate) struct Answer {
    /// Who answered.
    by: Member,
    /// The words.
    text: StatementText,
    /// The entry.
    entry: Entry,
}

impl Answer {
    pub(crate) fn new(view: &View, answer: &yishi_core::Answer) -> Self {
        Self {
            by: Member::new(view, answer.by.clone()),
            text: StatementText::new(view, answer.text),
            entry: Entry::new(view, answer.index),
        }
    }
}

/// An objection to a proposal 异议, and its answer. Everybody may read it.
#[Object]
impl Objection {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("objection", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn objection_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The proposal.
    async fn proposal(&self) -> Option<Proposal> {
        Proposal::find(&self.view, self.inner.proposal)
    }

    /// The version of the proposal against which it was raised.
    async fn revision(&self) -> i32 {
        count(self.inner.revision)
    }

    /// Whose it is.
    async fn member(&self) -> Member {
        Member::new(&self.view, self.inner.member.clone())
    }

    /// Its words.
    async fn text(&self) -> StatementText {
        StatementText::new(&self.view, self.inner.text)
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
