//! The book of a community: the root of everything that can be read.

use super::figures::LevelFigures;
use super::registry::{BookEnd, LogKey, Predecessor, RegisteredBook};
use super::similar::{SimilarSubmission, similar};
use super::submission::SubmissionFilter;
use super::withheld::Withheld;
use super::{
    Action, Call, Charter, Compact, CostSharing, Council, Emergency, Hearing, Matter, MatterStage, Member,
    Notice, Objection, Poll, Position, Posting, Proposal, ProxyGrant, Resolution, Shift, Submission,
    Witnesses,
};
use crate::entry::Entry;
use crate::fault::Fallible;
use crate::global_id;
use crate::page::{self, Page};
use crate::scalar::{DateTime, Hash, Sequence, count};
use crate::view::View;
use async_graphql::{Context, ID, Object, SimpleObject};

/// The event log of one community.
#[derive(Clone)]
pub(crate) struct Book {
    view: View,
}

impl Book {
    pub(crate) fn new(view: View) -> Self {
        Self { view }
    }
}

/// Figures of a book, each counted from the entries.
#[derive(SimpleObject)]
pub(crate) struct BookFigures {
    /// Members on the roll.
    members: i32,
    /// Submissions.
    submissions: i32,
    /// Matters.
    matters: i32,
    /// Votes.
    polls: i32,
    /// Resolutions.
    resolutions: i32,
    /// Level by level, lowest first.
    levels: Vec<LevelFigures>,
}

/// The book of one community 台账: everything that was ordered and what it caused, in one chain of entries that anybody can check.
/// Everything below it is read from one version, which `position` names.
#[Object]
impl Book {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("book", self.view.origin(), "")
    }

    /// Its name, under which it is signed.
    async fn origin(&self) -> &str {
        self.view.origin()
    }

    /// The version of which this answer speaks.
    async fn position(&self) -> Position {
        Position::new(self.view.version())
    }

    /// The community's name.
    async fn name(&self) -> Option<&str> {
        self.view.state().book.as_ref().map(|book| book.name.as_str())
    }

    /// The key with which checkpoints are signed (signed-note verifier key), the newest where it was rotated. Do not take it from here
    /// when you audit: get it from the community.
    async fn log_key(&self) -> Option<String> {
        self.view.state().book.as_ref()?.log_keys().pop().map(|span| span.log_vkey)
    }

    /// The keys that sign or signed its checkpoints, the founding one first, each with the sizes that it signs.
    async fn log_keys(&self) -> Vec<LogKey> {
        LogKey::of_book(&self.view)
    }

    /// The frozen book that this one goes on from; null where it began anew.
    async fn predecessor(&self) -> Option<Predecessor> {
        self.view.state().book.as_ref()?.succeeds.as_ref().map(Predecessor::new)
    }

    /// That it was frozen and takes nothing more but what withholds texts; null while it is in force.
    async fn end(&self) -> Option<BookEnd> {
        self.view.state().book.as_ref()?.end.as_ref().map(|end| BookEnd::new(&self.view, end))
    }

    /// The books in the register that this book keeps 登记册, by name; none where it keeps no register.
    async fn registered_books(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<RegisteredBook> {
        super::registry::registered_books(ctx, &self.view, &page::args(first, after, last, before))
    }

    /// A book in the register; null where it does not stand there.
    async fn registered_book(&self, #[graphql(desc = "Its name.")] origin: String) -> Option<RegisteredBook> {
        let origin: yishi_core::BookOrigin = origin.parse().ok()?;
        let found = self.view.state().register.books.get(&origin)?;
        Some(RegisteredBook::new(&self.view, found))
    }

    /// The key with which the service records that a deadline passed; it signs nothing else.
    async fn engine_key(&self) -> Option<Hash> {
        self.view.state().book.as_ref().map(|book| Hash::from(book.engine_key))
    }

    /// The registrars who founded it, who enrol keys together.
    async fn registrars(&self) -> Vec<Member> {
        let Some(book) = &self.view.state().book else { return Vec::new() };
        book.registrars.iter().map(|id| Member::new(&self.view, id.clone())).collect()
    }

    /// When it was founded.
    async fn founded_at(&self) -> Option<DateTime> {
        self.view.state().book.as_ref().map(|book| book.created_at.into())
    }

    /// The version of the program's rules that is in force.
    async fn ruleset(&self) -> i32 {
        count(self.view.state().ruleset.0)
    }

    /// Whether the book takes no commands at present.
    async fn read_only(&self) -> bool {
        self.view.engine().read_only().is_some()
    }

    /// Who beside the operator has seen the book, and how far. Everybody may read it.
    async fn witnesses(&self) -> Witnesses {
        Witnesses::new(&self.view)
    }

    /// The charter in force, or a past version of it.
    async fn charter(
        &self,
        #[graphql(desc = "The number of a version, from 1.")] version: Option<i32>,
    ) -> Option<Charter> {
        match version {
            None => {
                let last = self.view.state().charters.get_max();
                last.map(|(_, charter)| Charter::new(&self.view, charter))
            }
            Some(version) => Charter::numbered(&self.view, u32::try_from(version).ok()?),
        }
    }

    /// The versions of the charter, oldest first.
    async fn charters(&self) -> Vec<Charter> {
        self.view.state().charters.values().map(|charter| Charter::new(&self.view, charter)).collect()
    }

    /// The emergency in force, whose rules then are; null in the ordinary mode.
    async fn emergency(&self) -> Option<Emergency> {
        self.view.state().emergency().map(|found| Emergency::new(&self.view, found))
    }

    /// Emergencies 应急状态, oldest first.
    async fn emergencies(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Emergency> {
        super::emergency::emergencies(ctx, &self.view, &page::args(first, after, last, before))
    }

    /// The highest council, from which all others hang.
    async fn root_council(&self) -> Option<Council> {
        let charter = self.view.state().charter()?;
        let root = charter.charter.councils.iter().find(|council| council.parent.is_none())?;
        Council::find(&self.view, &root.id)
    }

    /// A council by its name in the charter's clauses.
    async fn council(&self, council_id: String) -> Option<Council> {
        Council::find(&self.view, &council_id.parse().ok()?)
    }

    /// A member by the random id under which they stand in the book.
    async fn member(&self, member_id: String) -> Option<Member> {
        Member::known(&self.view, member_id.parse().ok()?)
    }

    /// A matter by its name in the book, e.g. `matter_12`.
    async fn matter(&self, matter_id: String) -> Option<Matter> {
        Matter::find(&self.view, matter_id.parse().ok()?)
    }

    /// A submission by its name in the book, e.g. `submission_7`.
    async fn submission(&self, submission_id: String) -> Option<Submission> {
        Submission::find(&self.view, submission_id.parse().ok()?)
    }

    /// A call for ideas or a survey by its name in the book, e.g. `call_9`.
    async fn call(&self, call_id: String) -> Option<Call> {
        Call::find(&self.view, call_id.parse().ok()?)
    }

    /// A proposal by its name in the book, e.g. `proposal_14`.
    async fn proposal(&self, proposal_id: String) -> Option<Proposal> {
        Proposal::find(&self.view, proposal_id.parse().ok()?)
    }

    /// An objection by its name in the book, e.g. `objection_16`.
    async fn objection(&self, objection_id: String) -> Option<Objection> {
        Objection::find(&self.view, objection_id.parse().ok()?)
    }

    /// A hearing by its name in the book, e.g. `hearing_20`.
    async fn hearing(&self, hearing_id: String) -> Option<Hearing> {
        Hearing::find(&self.view, hearing_id.parse().ok()?)
    }

    /// A notice by its name in the book, e.g. `notice_25`.
    async fn notice(&self, notice_id: String) -> Option<Notice> {
        Notice::find(&self.view, notice_id.parse().ok()?)
    }

    /// A grant to vote for somebody, by its name in the book, e.g. `grant_44`. For members on the roll and auditors.
    async fn grant(&self, ctx: &Context<'_>, grant_id: String) -> Option<ProxyGrant> {
        if self.view.reads_log(ctx) { ProxyGrant::find(&self.view, grant_id.parse().ok()?) } else { None }
    }

    /// A resolution by its name in the book, e.g. `resolution_51`.
    async fn resolution(&self, resolution_id: String) -> Option<Resolution> {
        Resolution::find(&self.view, resolution_id.parse().ok()?)
    }

    /// Follow-up work by its name in the book, e.g. `action_53`.
    async fn action(&self, action_id: String) -> Option<Action> {
        Action::find(&self.view, action_id.parse().ok()?)
    }

    /// Somebody at a post, by its name in the book, e.g. `posting_12`.
    async fn posting(&self, posting_id: String) -> Option<Posting> {
        Posting::find(&self.view, posting_id.parse().ok()?)
    }

    /// A shift by its name in the book, e.g. `shift_13`.
    async fn shift(&self, shift_id: String) -> Option<Shift> {
        Shift::find(&self.view, shift_id.parse().ok()?)
    }

    /// A vote by its name in the book, e.g. `poll_30`.
    async fn poll(&self, poll_id: String) -> Option<Poll> {
        Poll::find(&self.view, poll_id.parse().ok()?)
    }

    /// An entry by its position.
    async fn entry(&self, index: Sequence) -> Option<Entry> {
        Entry::within(&self.view, index.0)
    }

    /// All entries, oldest first.
    async fn entries(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Entry> {
        let size = self.view.version().size;
        let range = |bounds: (std::ops::Bound<u64>, std::ops::Bound<u64>)| entry_range(bounds, size);
        let total = move || usize::try_from(size).unwrap_or(usize::MAX);
        let args = page::args(first, after, last, before);
        page::page(ctx, &args, range, total, |index, ()| Entry::new(&self.view, *index))
    }

    /// The roll 名册: all members, in the order of their ids. For members on the roll and auditors.
    async fn members(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Member> {
        if !self.view.reads_log(ctx) {
            return None;
        }
        let members = &self.view.state().roll.members;
        let (total, args) = (members.len(), page::args(first, after, last, before));
        let range =
            |bounds: (_, _)| members.range::<_, yishi_core::MemberId>(bounds).map(|(id, _)| (id.clone(), ()));
        page::page(ctx, &args, range, move || total, |id, ()| Member::new(&self.view, id.clone()))
    }

    /// Submissions 诉求, oldest first.
    async fn submissions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        filter: Option<SubmissionFilter>,
    ) -> Page<Submission> {
        let (args, filter) = (page::args(first, after, last, before), filter.unwrap_or_default());
        super::submission::submissions(ctx, &self.view, &args, filter, None)
    }

    /// Submissions that say much the same as these words 相似诉求, the likest first: for who is about to write one. Nothing is kept of
    /// the words.
    async fn similar_submissions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What somebody is writing. Its first 128 different words are looked for.")]
        text: String,
        #[graphql(desc = "Only submissions handed in to this council.")] council_id: Option<String>,
        #[graphql(desc = "How many, at most 10; 5 if left out.")] first: Option<i32>,
    ) -> Fallible<Vec<SimilarSubmission>> {
        let there = |found: &yishi_core::Submission| {
            council_id.as_ref().is_none_or(|council_id| found.council.as_str() == *council_id)
        };
        similar(ctx, &self.view, &text, first, there).await
    }

    /// Calls for ideas and surveys 征集、调研, oldest first.
    async fn calls(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(
            desc = "Only those of which it was, or was not, said too late or not at all what became of them."
        )]
        overdue: Option<bool>,
    ) -> Page<Call> {
        super::call::calls(ctx, &self.view, &page::args(first, after, last, before), overdue)
    }

    /// Texts that were withheld 遮蔽, by whom and under which rule, oldest first.
    async fn withheld(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Withheld> {
        super::withheld::withheld(ctx, &self.view, &page::args(first, after, last, before))
    }

    /// Matters 事项, oldest first.
    async fn matters(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(desc = "Only matters at this stage.")] stage: Option<MatterStage>,
    ) -> Page<Matter> {
        super::matter::matters(ctx, &self.view, &page::args(first, after, last, before), None, stage)
    }

    /// Hearings 协商会, oldest first.
    async fn hearings(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Hearing> {
        super::hearing::hearings(ctx, &self.view, &page::args(first, after, last, before), None)
    }

    /// Votes 表决, oldest first.
    async fn polls(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Poll> {
        super::poll::polls(ctx, &self.view, &page::args(first, after, last, before))
    }

    /// Notices 公示, oldest first.
    async fn notices(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Notice> {
        super::notice::notices(ctx, &self.view, &page::args(first, after, last, before))
    }

    /// Resolutions 决议, oldest first.
    async fn resolutions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Resolution> {
        super::resolution::resolutions(ctx, &self.view, &page::args(first, after, last, before))
    }

    /// Compacts 公约, oldest first.
    async fn compacts(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(desc = "Only those in force at this moment; of the future as it is settled so far.")]
        in_force_at: Option<DateTime>,
    ) -> Page<Compact> {
        let (args, at) = (page::args(first, after, last, before), in_force_at.map(|moment| moment.0));
        super::compact::compacts(ctx, &self.view, &args, None, at)
    }

    /// Costs that resolutions share out 费用分摊, oldest first.
    async fn cost_sharings(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<CostSharing> {
        super::costs::cost_sharings(ctx, &self.view, &page::args(first, after, last, before))
    }

    /// Follow-up work 落实事项, oldest first.
    async fn actions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Action> {
        super::action::actions(ctx, &self.view, &page::args(first, after, last, before))
    }

    /// Figures of the whole book.
    async fn figures(&self) -> BookFigures {
        let state = self.view.state();
        BookFigures {
            members: count(state.roll.members.len()),
            submissions: count(state.submissions.len()),
            matters: count(state.matters.len()),
            polls: count(state.polls.len()),
            resolutions: count(state.resolutions.len()),
            levels: self.level_figures(),
        }
    }

    /// A proof that this version continues an earlier one: hashes of the tree (RFC 6962, section 2.1.2). Null when the earlier one is
    /// larger.
    async fn consistency(
        &self,
        #[graphql(desc = "The size of the earlier version, e.g. of a checkpoint you kept.")] from: Sequence,
    ) -> Option<Vec<Hash>> {
        let proof = self.view.engine().consistency(from.0, self.view.version().size)?;
        Some(proof.into_iter().map(Hash::from).collect())
    }
}

fn entry_range(
    (from, to): (std::ops::Bound<u64>, std::ops::Bound<u64>),
    size: u64,
) -> impl DoubleEndedIterator<Item = (u64, ())> {
    use std::ops::Bound::{Excluded, Included, Unbounded};
    let start = match from {
        Excluded(after) => after.saturating_add(1),
        Included(first) => first,
        Unbounded => 0,
    };
    let end = match to {
        Excluded(before) => before,
        Included(last) => last.saturating_add(1),
        Unbounded => size,
    };
    (start..end.min(size)).map(|index| (index, ()))
}

impl Book {
    fn level_figures(&self) -> Vec<LevelFigures> {
        let Some(charter) = self.view.state().charter() else { return Vec::new() };
        let levels = charter.charter.levels.iter();
        levels.map(|level| LevelFigures::new(&self.view, charter, level)).collect()
    }
}
