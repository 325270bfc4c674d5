//! Submissions: what residents hand in, and what became of it.

use super::similar::{SimilarSubmission, similar};
use super::{Call, Channel, Council, Custody, Matter, Member, Stance, StatementText};
use crate::entry::Entry;
use crate::fault::Fallible;
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{CouncilId, MemberId, SubmissionId, SubmissionStatus as Status, SubmissionStatusKind};

/// Where a submission stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::SubmissionStatusKind")]
pub(crate) enum SubmissionStatus {
    /// Waits to be screened 把关.
    Received,
    /// Became one matter or several.
    Accepted,
    /// Went back with a reason.
    Returned,
    /// Joined a matter that exists.
    Merged,
}

/// By which way a submission came that its author did not send with a key of their own.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Via")]
pub(crate) enum Via {
    /// Told to a grid worker on the doorstep 上门走访.
    Doorstep,
    /// At the counter 服务窗口.
    Counter,
    /// From the suggestion box 意见箱.
    SuggestionBox,
    /// Through a partner on the lookout 网格哨兵.
    Sentinel,
    /// By telephone 热线.
    Telephone,
}

/// What a resident hands in.
#[derive(Clone)]
pub(crate) struct Submission {
    view: View,
    inner: Arc<yishi_core::Submission>,
}

impl Submission {
    pub(crate) fn new(view: &View, inner: &Arc<yishi_core::Submission>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }

    pub(crate) fn find(view: &View, id: SubmissionId) -> Option<Self> {
        view.state().submissions.get(&id).map(|inner| Self::new(view, inner))
    }

    /// The matters that it became or joined.
    pub(crate) fn became(&self) -> Vec<Matter> {
        let ids = match &self.inner.status {
            Status::Accepted { matters } => matters.as_slice(),
            Status::Merged { into } => std::slice::from_ref(into),
            Status::Received | Status::Returned { .. } => &[],
        };
        ids.iter().filter_map(|id| Matter::find(&self.view, *id)).collect()
    }
}

/// Which submissions of a list are wanted; without a condition all.
#[derive(InputObject, Clone, Debug, Default)]
pub(crate) struct SubmissionFilter {
    /// Only those that were, or were not, screened too late or not at all.
    overdue: Option<bool>,
    /// Only those that stand there.
    status: Option<SubmissionStatus>,
}

/// A page of submissions, those of one council or all.
pub(crate) fn submissions(
    ctx: &Context<'_>,
    view: &View,
    args: &PageArgs,
    filter: SubmissionFilter,
    council: Option<&CouncilId>,
) -> Page<Submission> {
    let state = view.state();
    let mut listed = state.listings.submissions.ids(council, filter.status.map(SubmissionStatusKind::from));
    if let Some(overdue) = filter.overdue {
        let asked =
            |id: &SubmissionId| state.submissions.get(id).is_some_and(|found| found.overdue == overdue);
        let ids = listed.unwrap_or_else(|| state.submissions.keys().copied().collect());
        listed = Some(ids.into_iter().filter(asked).collect());
    }
    page::page_of_listed(ctx, args, &state.submissions, listed, |submission| {
        Submission::new(view, submission)
    })
}

/// A stance that a member took.
#[derive(SimpleObject)]
pub(crate) struct StanceHeld {
    /// Who.
    member: Member,
    /// Which.
    stance: Stance,
    /// The entry by which they took it.
    entry: Entry,
}

/// What a resident hands in 诉求. Everybody may read it; who took which stance is for members on the roll and auditors.
#[Object]
impl Submission {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("submission", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn submission_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// Whose it is; of one without an author, who entered it.
    #[graphql(deprecation = "use `writer`, which is null of a submission without an author")]
    async fn author(&self) -> Member {
        Member::new(&self.view, self.inner.author.as_ref().unwrap_or(&self.inner.handed_in_by).clone())
    }

    /// Whose it is; null of one without an author 匿名.
    async fn writer(&self) -> Option<Member> {
        self.inner.author.as_ref().map(|author| Member::new(&self.view, author.clone()))
    }

    /// By which way it came; null where its author sent it, and where that was not said.
    async fn via(&self) -> Option<Via> {
        self.inner.via.map(Via::from)
    }

    /// Who entered it for its author, or as a letter without one; they do not screen it. Null where its author sent it.
    async fn entered_by(&self) -> Option<Member> {
        self.inner.entered_by.as_ref().map(|member| Member::new(&self.view, member.clone()))
    }

    /// The call for ideas 征集 that it answers.
    async fn call(&self) -> Option<Call> {
        Call::find(&self.view, self.inner.call?)
    }

    /// How it came.
    async fn channel(&self) -> Channel {
        self.inner.channel.into()
    }

    /// How the key that signed it is kept: its author's, or that of who entered it for them.
    async fn custody(&self, ctx: &Context<'_>) -> Fallible<Custody> {
        Entry::new(&self.view, self.inner.id.entry_index()).public_custody(ctx)
    }

    /// The council of the place that it is about.
    async fn council(&self) -> Option<Council> {
        Council::find(&self.view, &self.inner.council)
    }

    /// Its words.
    async fn text(&self) -> StatementText {
        StatementText::new(&self.view, self.inner.text)
    }

    /// When it was made.
    async fn occurred_at(&self) -> DateTime {
        self.inner.occurred_at_ms.into()
    }

    /// By when it must be screened.
    async fn screen_by(&self) -> DateTime {
        self.inner.screen_by_ms.into()
    }

    /// Whether that was missed.
    async fn overdue(&self) -> bool {
        self.inner.overdue
    }

    /// Who screened it.
    async fn screened_by(&self) -> Option<Member> {
        self.inner.screened_by.as_ref().map(|id| Member::new(&self.view, id.clone()))
    }

    /// Where it stands.
    async fn status(&self) -> SubmissionStatus {
        self.inner.status.kind().into()
    }

    /// The matters in which it is dealt with now, also after these were merged or split.
    async fn present_matters(&self) -> Vec<Matter> {
        let matters = self.view.state().present_matters(&self.inner);
        matters.into_iter().filter_map(|id| Matter::find(&self.view, id)).collect()
    }

    /// The matters that it became or joined.
    async fn matters(&self) -> Vec<Matter> {
        self.became()
    }

    /// Submissions that say much the same 相似诉求, the likest first: for who screens it, to merge or to refer to. Empty when its
    /// own words cannot be read.
    async fn similar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, at most 10; 5 if left out.")] first: Option<i32>,
    ) -> Fallible<Vec<SimilarSubmission>> {
        let words = match StatementText::new(&self.view, self.inner.text).words(ctx) {
            Some(Ok(words)) => words,
            Some(Err(fault)) => return Some(Err(fault)),
            None => return Some(Ok(Vec::new())),
        };
        similar(ctx, &self.view, &words, first, |found| found.id != self.inner.id).await
    }

    /// Why it was returned; null when it was not.
    async fn return_reason(&self) -> Option<StatementText> {
        match self.inner.status {
            Status::Returned { reason } => Some(StatementText::new(&self.view, reason)),
            Status::Received | Status::Accepted { .. } | Status::Merged { .. } => None,
        }
    }

    /// How many members support it 附议.
    async fn supports(&self) -> i32 {
        count(self.inner.stance_counts.support)
    }

    /// How many members object to it 反对.
    async fn objects(&self) -> i32 {
        count(self.inner.stance_counts.object)
    }

    /// How many members pass 不表态.
    async fn passes(&self) -> i32 {
        count(self.inner.stance_counts.pass)
    }

    /// The stance of the member who asks.
    async fn my_stance(&self, ctx: &Context<'_>) -> Option<Stance> {
        let stance = self.inner.stances.get(self.view.viewer_member(ctx)?)?;
        Some(stance.stance.into())
    }

    /// Who took which stance, in the order of their ids. For members on the roll and auditors.
    async fn stances(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<StanceHeld> {
        if !self.view.reads_log(ctx) {
            return None;
        }
        let (stances, total) = (&self.inner.stances, self.inner.stances.len());
        page::page(
            ctx,
            &page::args(first, after, last, before),
            |bounds: (_, _)| stances.range::<_, MemberId>(bounds).map(|(id, held)| (id.clone(), *held)),
            move || total,
            |id, held| StanceHeld {
                member: Member::new(&self.view, id.clone()),
                stance: held.stance.into(),
                entry: Entry::new(&self.view, held.index),
            },
        )
    }

    /// The entry that handed it in.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}
