//! Votes: a frozen text, a frozen roll, ballots until the close, and the count.

use super::ballot::{Ballot, Ballots, Paper, ReviewBar, VotingRight};
use super::choice::PollOption;
use super::decision::DecisionRule;
use super::offer::ComparedOffer;
use super::outcome::ChoiceOutcome;
use super::recount::{RecountInput, RecountPayload};
use super::review::Review;
use super::second::SecondRound;
use super::sheet::{SheetReport, TallySheet};
use super::tally::Tally;
use super::{
    Across, Amendment, Charter, Choice, Council, Document, Emergency, FrozenCosts, Hearing, LotSource,
    Matter, Member, Proposal,
};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::scalar::{AreaDm2, DateTime, Fen, Hash, Sequence, count};
use crate::view::View;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use yishi_core::{PollId, PollScope, VotingRightId};

/// A vote.
#[derive(Clone)]
pub(crate) struct Poll {
    view: View,
    inner: Arc<yishi_core::Poll>,
}

impl Poll {
    pub(crate) fn new(view: &View, inner: &Arc<yishi_core::Poll>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }

    pub(crate) fn find(view: &View, id: PollId) -> Option<Self> {
        view.state().polls.get(&id).map(|inner| Self::new(view, inner))
    }

    fn sealed(&self) -> Option<&yishi_core::PollSealed> {
        self.inner.sealing()
    }
}

/// A page of votes.
pub(crate) fn polls(ctx: &Context<'_>, view: &View, args: &PageArgs) -> Page<Poll> {
    let (all, total) = (&view.state().polls, view.state().polls.len());
    let range = |bounds| all.range(bounds).map(|(id, poll)| (*id, poll));
    page::page(ctx, args, range, move || total, |_, poll| Poll::new(view, poll))
}

/// Where a vote stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PollStatus {
    /// Takes ballots.
    Open,
    /// The voting is over; sealed ballots are being opened by their voters.
    Opening,
    /// Closed and counted; nothing can change it.
    Sealed,
}

/// The roll of a vote 名册, frozen when it opened.
#[derive(SimpleObject)]
pub(crate) struct FrozenRoll {
    /// SHA-256 over the voting rights on it (docs/format.md).
    root: Hash,
    /// How many voting rights are on it.
    rights: i32,
    /// How many heads they are.
    heads: i32,
    /// The area they own, in units of 0.01 m²; 0 where area does not count.
    area_dm2: AreaDm2,
    /// The entry that froze it: the one that opened the vote.
    entry: Entry,
}

/// What was counted, so that everybody can count again.
#[derive(SimpleObject)]
pub(crate) struct Sealing {
    /// The first counted ballot; null when none was cast.
    first_index: Option<Sequence>,
    /// The last counted ballot.
    last_index: Option<Sequence>,
    /// How many ballots were counted.
    counted: i32,
    /// SHA-256 over the positions of the counted ballots in order, 8 bytes each.
    counted_digest: Hash,
    /// How many ballots were replaced by later ones of the same voting right.
    replaced: i32,
    /// SHA-256 over the positions of the replaced ballots in order, 8 bytes each.
    replaced_digest: Hash,
    /// What became of the tally sheets; null where ballots were counted. The positions above are those of sheets where it is not.
    sheets: Option<SheetReport>,
    /// Sealed ballots that nobody opened in time.
    unopened: i32,
    /// Papers that were entered and not confirmed in time.
    unconfirmed: i32,
    /// By when it had to be certified; null where it did not pass, or the charter sets no deadline.
    certify_by: Option<DateTime>,
    /// The entry that sealed it.
    entry: Entry,
}

/// How one of several councils that decide together stands 分区结果.
#[derive(SimpleObject)]
pub(crate) struct SectionStanding {
    /// The council.
    council: Option<Council>,
    /// Its own count, by its own requirements.
    tally: Tally,
}

/// The count with those who were served and said nothing 沉默计入多数: it decides where the charter says so, and the count without them
/// stands beside it.
#[derive(SimpleObject)]
pub(crate) struct SilenceCount {
    /// Voting rights that were served.
    served: i32,
    /// Voting rights that were served and have no ballot.
    silent: i32,
    /// The choice that leads, which they join; null when none does.
    followed: Option<Choice>,
    /// The count with them.
    tally: Tally,
    /// Whether it passes only because silence counts.
    passed_only_by_silence: bool,
}

/// A vote 表决 on one version of a text, by a frozen roll, under a rule of the charter. Everybody may read it and its count; single
/// ballots are for members on the roll and auditors.
#[Object]
impl Poll {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("poll", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn poll_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// Where its result sheet 表决结果公示单 stands, to read and to print, an address relative to this service.
    async fn result_sheet_url(&self) -> String {
        format!("/books/{}/polls/{}/result.html", self.view.origin(), self.inner.id)
    }

    /// The proposal.
    async fn proposal(&self) -> Option<Proposal> {
        Proposal::find(&self.view, self.inner.proposal)
    }

    /// The matter.
    async fn matter(&self) -> Option<Matter> {
        Matter::find(&self.view, self.inner.matter)
    }

    /// The council that decides.
    async fn council(&self) -> Option<Council> {
        Council::find(&self.view, &self.inner.council)
    }

    /// The version of the proposal that is voted on.
    async fn revision(&self) -> i32 {
        count(self.inner.revision)
    }

    /// The exact text that is voted on.
    async fn document(&self) -> Document {
        Document::new(&self.view, self.inner.document)
    }

    /// The rule of decision, as it stood when the vote opened.
    async fn rule(&self) -> DecisionRule {
        DecisionRule::new(Arc::clone(&self.inner.rule))
    }

    /// SHA-256 of the rule as it stands in the book.
    async fn rule_digest(&self) -> Hash {
        Hash::from(self.inner.rule_digest)
    }

    /// The version of the charter in which the rule stands.
    async fn charter(&self) -> Option<Charter> {
        Charter::numbered(&self.view, self.inner.charter_version)
    }

    /// The building whose owners vote; null when the whole area of the council does.
    async fn building_id(&self) -> Option<&str> {
        match &self.inner.scope {
            PollScope::Council => None,
            PollScope::Building(building) => Some(building.as_str()),
        }
    }

    /// The frozen roll.
    async fn roll(&self) -> FrozenRoll {
        FrozenRoll {
            root: Hash::from(self.inner.roll.root),
            rights: count(self.inner.roll.rights.len()),
            heads: count(self.inner.totals.heads.entitled),
            area_dm2: AreaDm2(self.inner.totals.area_dm2.entitled),
            entry: Entry::new(&self.view, self.inner.id.entry_index()),
        }
    }

    /// The offers that stand for choice side by side: those of one unit together, cheapest first among them; none where no option is an offer.
    async fn offers(&self) -> Vec<ComparedOffer> {
        super::offer::comparison(&self.view, &self.inner)
    }

    /// The shares of the costs that it is about, worked out when it opened; null where it shares none.
    async fn costs(&self) -> Option<FrozenCosts> {
        FrozenCosts::of_poll(&self.view, self.inner.id)
    }

    /// Amendments 修正案 of its text that nobody had answered when it opened: they lapsed, and nobody votes on them. None of a step, which leaves them open.
    async fn lapsed_amendments(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Amendment> {
        let args = page::args(first, after, last, before);
        Amendment::page(ctx, &self.view, &args, self.view.state().lapsed_amendments(&self.inner))
    }

    /// When it opened.
    async fn opened_at(&self) -> DateTime {
        self.inner.opened_at_ms.into()
    }

    /// When it closes.
    async fn closes_at(&self) -> DateTime {
        self.inner.closes_at_ms.into()
    }

    /// The close that was announced when it opened; null unless it was extended since.
    async fn announced_close(&self) -> Option<DateTime> {
        self.inner.announced_close_ms.map(Into::into)
    }

    /// Until when the matter is not put to a vote under this rule again; null unless the vote was extended in vain.
    async fn barred_until(&self) -> Option<DateTime> {
        self.sealed()?.barred_until_ms.map(Into::into)
    }

    /// Where it stands.
    async fn status(&self) -> PollStatus {
        match self.inner.status {
            yishi_core::PollStatus::Open => PollStatus::Open,
            yishi_core::PollStatus::Opening { .. } => PollStatus::Opening,
            yishi_core::PollStatus::Sealed { .. } => PollStatus::Sealed,
        }
    }

    /// Until when sealed ballots may be opened; null unless that goes on.
    async fn opening_until(&self) -> Option<DateTime> {
        match self.inner.status {
            yishi_core::PollStatus::Opening { due_at_ms } => Some(due_at_ms.into()),
            yishi_core::PollStatus::Open | yishi_core::PollStatus::Sealed { .. } => None,
        }
    }

    /// How many ballots are sealed and not opened yet.
    async fn unopened(&self) -> i32 {
        count(self.inner.unopened().count())
    }

    /// The hearing at which the vote is held; null where presence does not count.
    async fn meeting(&self) -> Option<Hearing> {
        Hearing::find(&self.view, self.inner.meeting?)
    }

    /// The emergency in which it was opened, whose rule it then follows; null in the ordinary mode.
    async fn emergency(&self) -> Option<Emergency> {
        Emergency::find(&self.view, self.inner.emergency?)
    }

    /// Who would lose the seat that the rule names; null where nobody is recalled.
    async fn recall(&self) -> Option<Member> {
        self.inner.recall.as_ref().map(|member| Member::new(&self.view, member.clone()))
    }

    /// How each of several councils that decide together stands; empty where one council decides.
    async fn sections(&self) -> Vec<SectionStanding> {
        let results = match self.sealed() {
            Some(sealing) => sealing.sections.clone(),
            None => self.inner.section_results(),
        };
        let standing = |result: yishi_core::SectionResult| SectionStanding {
            council: Council::find(&self.view, &result.council),
            tally: Tally::of_section(&self.inner, result.tally),
        };
        results.into_iter().map(standing).collect()
    }

    /// The count with those who were served and said nothing; null before the close, and where silence does not count.
    async fn silence(&self) -> Option<SilenceCount> {
        let silence = self.sealed()?.silence.as_ref()?;
        Some(SilenceCount {
            served: count(silence.served),
            silent: count(silence.silent),
            followed: silence.followed.map(Into::into),
            tally: Tally::sealed(silence.tally.clone()),
            passed_only_by_silence: silence.passed_only_by_silence,
        })
    }

    /// How it came out: null while it is open. Where the charter lets silence count, with it.
    async fn verdict(&self) -> Option<super::Verdict> {
        self.sealed().map(|sealing| sealing.verdict().into())
    }

    /// Whether it passed and was not certified in time.
    async fn certification_overdue(&self) -> bool {
        self.inner.certification_overdue
    }

    /// The preliminary result with the objections to it; null where none was posted.
    async fn review(&self) -> Option<Review> {
        self.inner.review.as_ref().map(|review| Review::new(&self.view, review))
    }

    /// What is known of the votes of other books, where several take the decision together; null where this book decides alone.
    async fn across(&self) -> Option<Across> {
        Across::of(&self.view, &self.inner)
    }

    /// How many voting rights have no record of how their ballot was served.
    async fn unserved(&self) -> i32 {
        count(self.inner.unserved().count())
    }

    /// Papers that wait for their second reading. For members on the roll and auditors.
    async fn papers(&self, ctx: &Context<'_>) -> Option<Vec<Paper>> {
        self.view.reads_log(ctx).then(|| self.ballots_told().papers())
    }

    /// Who may not review which project, and why. For members on the roll and auditors; once the vote is sealed, the steps of its
    /// outcome tell it to everybody.
    async fn bars(&self, ctx: &Context<'_>) -> Option<Vec<ReviewBar>> {
        self.view.reads_log(ctx).then(|| self.ballots_told().bars())
    }

    /// What is chosen from, in the order of the ballot paper; none for a motion.
    async fn options(&self) -> Vec<PollOption> {
        self.inner.options.iter().map(|option| PollOption::new(&self.view, option)).collect()
    }

    /// The first round of the election, where this is the second; null otherwise.
    async fn first_round(&self) -> Option<Self> {
        Self::find(&self.view, self.inner.second_of?)
    }

    /// The second round that it left seats for; null where it left none.
    async fn second_round(&self) -> Option<SecondRound> {
        SecondRound::of(&self.view, &self.inner)
    }

    /// What may be spent, where a budget is shared out and the opening says less than the rule; null otherwise.
    async fn budget_fen(&self) -> Option<Fen> {
        self.inner.budget_fen.map(|budget| Fen(budget.0))
    }

    /// Where the seed of lots comes from, as it was announced when the vote opened; null where the rule draws none.
    async fn lot_source(&self) -> Option<LotSource> {
        self.inner.lot.map(Into::into)
    }

    /// What the choice among options came to. Null for a motion, and while the vote is open unless the rule lets figures be told (then
    /// for votes of at most 2,000 ballots).
    async fn outcome(&self) -> Option<ChoiceOutcome> {
        ChoiceOutcome::of(&self.view, &self.inner)
    }

    /// The count: final once the vote is sealed, otherwise as it stands now. Of a choice among options it holds who took part: ballots
    /// that mark an option stand under `for`, blank ones under `abstain`. Sealed ballots stand nowhere until they are opened.
    async fn tally(&self) -> Tally {
        Tally::of(&self.inner)
    }

    /// What the vote would have come to under another rule. Binding for nobody; the ballots are counted as they stand.
    async fn recount(&self, ctx: &Context<'_>, input: RecountInput) -> RecountPayload {
        RecountPayload::of(ctx, &self.view, &self.inner, &input)
    }

    /// What was counted; null while the vote is open.
    async fn sealing(&self) -> Option<Sealing> {
        self.sealed().map(|sealing| Sealing {
            first_index: sealing.first_index.map(Sequence),
            last_index: sealing.last_index.map(Sequence),
            counted: count(sealing.counted),
            counted_digest: Hash::from(sealing.counted_digest),
            replaced: count(sealing.replaced),
            replaced_digest: Hash::from(sealing.replaced_digest),
            sheets: sealing.sheets.as_ref().map(SheetReport::new),
            unopened: count(sealing.unopened),
            unconfirmed: count(sealing.unconfirmed),
            certify_by: self.inner.certify_by_ms().map(Into::into),
            entry: Entry::new(&self.view, self.inner.trail.sealed_at.unwrap_or(self.inner.changed_at)),
        })
    }

    /// The tally sheets by section, each section's last; empty where ballots are counted. There are no more than sections.
    async fn tally_sheets(&self) -> Vec<TallySheet> {
        let sheets = self.inner.sheets.iter();
        sheets.map(|(section, sheet)| TallySheet::new(&self.view, section, sheet)).collect()
    }

    /// The voting rights that the member who asks may use here, with their ballots; null for others.
    async fn my_rights(&self, ctx: &Context<'_>) -> Option<Vec<VotingRight>> {
        let member = self.view.viewer_member(ctx)?;
        Some(self.ballots_told().rights_of(member))
    }

    /// The voting rights of others that the member who asks may use by a grant 委托, with their ballots; null for others.
    async fn my_rights_by_grant(&self, ctx: &Context<'_>) -> Option<Vec<VotingRight>> {
        let member = self.view.viewer_member(ctx)?;
        Some(self.ballots_told().rights_by_grant(member))
    }

    /// The ballot of the member who asks, the first if they may use several rights; null while none was cast.
    async fn my_ballot(&self, ctx: &Context<'_>) -> Option<Ballot> {
        let member = self.view.viewer_member(ctx)?;
        let told = self.ballots_told();
        told.ballots_of(member).next()
    }

    /// The ballots that count, in the order of their voting rights. For members on the roll and auditors. Of a sealed ballot they see who
    /// cast it and its seal; what it says, once its voter has opened it.
    async fn ballots(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Ballot> {
        if !self.view.reads_log(ctx) {
            return None;
        }
        let (ballots, total) = (&self.inner.ballots, self.inner.ballots.len());
        page::page(
            ctx,
            &page::args(first, after, last, before),
            |(from, to): (std::ops::Bound<RightKey>, _)| {
                let bounds = (from.map(|key| key.0), to.map(|key: RightKey| key.0));
                ballots.range::<_, VotingRightId>(bounds).map(|(id, ballot)| (RightKey(id.clone()), ballot))
            },
            move || total,
            |right, ballot| self.ballots_told().ballot(&right.0, ballot),
        )
    }

    /// The entry that opened it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}

impl Poll {
    fn ballots_told(&self) -> Ballots<'_> {
        Ballots { view: &self.view, poll: &self.inner }
    }
}

/// A voting right as a cursor.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct RightKey(VotingRightId);

impl fmt::Display for RightKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RightKey {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(yishi_tally::RightId(text.into())))
    }
}
