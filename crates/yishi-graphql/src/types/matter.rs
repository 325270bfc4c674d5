//! Matters: what is dealt with, how it travelled, and all that was done about it.

use super::concern::Concerned;
use super::evaluation::Evaluation;
use super::governance::{CalledTeam, Contest, Guidance, called_teams};
use super::hand_over::{MatterHandOver, ReceivedFrom};
use super::hard::HardMatter;
use super::mediation::Mediation;
use super::routing::Route;
use super::{
    Action, Closure, Council, Document, Hearing, MatterStage, Member, Proposal, Resolution, Submission,
};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{CouncilId, EscalationCause, MatterId};

/// Something that is dealt with.
#[derive(Clone)]
pub(crate) struct Matter {
    view: View,
    inner: Arc<yishi_core::Matter>,
}

impl Matter {
    pub(crate) fn new(view: &View, inner: &Arc<yishi_core::Matter>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }

    pub(crate) fn find(view: &View, id: MatterId) -> Option<Self> {
        view.state().matters.get(&id).map(|inner| Self::new(view, inner))
    }
}

/// A page of matters, those that lie before one council or all, at one stage or any.
pub(crate) fn matters(
    ctx: &Context<'_>,
    view: &View,
    args: &PageArgs,
    council: Option<&CouncilId>,
    stage: Option<MatterStage>,
) -> Page<Matter> {
    let state = view.state();
    let listed = state.listings.matters.ids(council, stage.map(yishi_core::MatterStage::from));
    page::page_of_listed(ctx, args, &state.matters, listed, |matter| Matter::new(view, matter))
}

/// Why a matter moved.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MoveCause {
    /// An escalation rule of the charter fired.
    Rule,
    /// Somebody referred it up.
    Referral,
    /// A council above took it up.
    TakenUp,
    /// Its route was contested, and it was routed anew.
    Rerouted,
    /// It was not settled by mediation.
    Unsettled,
    /// It was handed down.
    HandedDown,
}

/// A move of a matter between councils.
#[derive(SimpleObject)]
pub(crate) struct Move {
    /// The entry that moved it.
    entry: Entry,
    /// From where.
    from: Option<Council>,
    /// To where.
    to: Option<Council>,
    /// What moved it.
    cause: MoveCause,
    /// The rule of the charter that moved it up; null when a person did.
    rule_id: Option<String>,
    /// Why a person moved it or routed it anew; null when a rule did.
    reason: Option<Document>,
}

/// What a matter became that was merged 并案 or split 分案.
#[derive(SimpleObject)]
pub(crate) struct WentInto {
    /// The matters that go on with it.
    matters: Vec<Matter>,
    /// Why.
    reason: Document,
    /// The entry.
    entry: Entry,
}

/// Something that is dealt with 事项: it came from submissions, was routed to a council, and travels between councils. Everybody may
/// read it.
#[Object]
impl Matter {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("matter", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn matter_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// Where its page on the notice board stands, to read and to print, an address relative to this service.
    async fn page_url(&self) -> String {
        self.view.page_url("matters", self.inner.id)
    }

    /// Its title.
    async fn title(&self) -> Document {
        Document::new(&self.view, self.inner.title)
    }

    /// Which rule sent it to which council when it was opened or routed anew, and on which facts.
    async fn route(&self) -> Route {
        Route::new(&self.view, &self.inner)
    }

    /// The council before which it lies now.
    async fn council(&self) -> Option<Council> {
        Council::find(&self.view, &self.inner.council)
    }

    /// Who screened it 把关, or answered the contest that routed it anew.
    async fn screened_by(&self) -> Member {
        Member::new(&self.view, self.inner.screened_by.clone())
    }

    /// Where it stands.
    async fn stage(&self) -> MatterStage {
        self.inner.stage.into()
    }

    /// How it ended; null before it is closed.
    async fn closure(&self) -> Option<Closure> {
        self.inner.closure.map(Closure::from)
    }

    /// Its round, counted from 1; it goes up each time residents' representatives reopen it.
    async fn round(&self) -> i32 {
        count(self.inner.round)
    }

    /// By when it must be decided at its level.
    async fn decide_by(&self) -> DateTime {
        self.inner.decide_by_ms.into()
    }

    /// Whether that was missed at the highest council.
    async fn overdue(&self) -> bool {
        self.inner.overdue
    }

    /// How many residents asked that the council above take it.
    async fn petition_signatures(&self) -> i32 {
        count(self.inner.petitioners.len())
    }

    /// Its moves between councils, in order.
    async fn moves(&self) -> Vec<Move> {
        self.inner.moves.iter().map(|step| self.step(step)).collect()
    }

    /// Its hand-over to another book; null when it was handed to none.
    async fn hand_over(&self) -> Option<MatterHandOver> {
        MatterHandOver::of(&self.view, &self.inner)
    }

    /// Where it came from, if another book handed it over; null otherwise.
    async fn received_from(&self) -> Option<ReceivedFrom> {
        ReceivedFrom::of(&self.view, &self.inner)
    }

    /// The contest of its present route; null when nobody signed one.
    async fn contest(&self) -> Option<Contest> {
        self.inner.contest.as_ref().map(|contest| Contest::new(&self.view, contest))
    }

    /// Guidance from councils above, in order.
    async fn guidance(&self) -> Vec<Guidance> {
        self.inner.guidance.iter().map(|given| Guidance::new(&self.view, given)).collect()
    }

    /// The teams called to it on the joint track, by their names.
    async fn teams(&self) -> Vec<CalledTeam> {
        called_teams(&self.view, &self.inner.teams)
    }

    /// Who stands for it and who owes an answer, where it is a hard one; null otherwise.
    async fn hard(&self) -> Option<HardMatter> {
        self.inner.hard.as_ref().map(|hard| HardMatter::new(&self.view, hard))
    }

    /// Its mediation in the present round 调解; null where its sides are not named. Who the sides are, and who attended, only members on
    /// the roll and auditors read; what was said at a session is not recorded.
    async fn mediation(&self, ctx: &Context<'_>) -> Option<Mediation> {
        let found = self.inner.mediation.as_ref()?;
        Some(Mediation::new(ctx, &self.view, found))
    }

    /// Its proposals, in order.
    async fn proposals(&self) -> Vec<Proposal> {
        self.inner.proposals.iter().filter_map(|id| Proposal::find(&self.view, *id)).collect()
    }

    /// Its hearings, in order.
    async fn hearings(&self) -> Vec<Hearing> {
        self.inner.hearings.iter().filter_map(|id| Hearing::find(&self.view, *id)).collect()
    }

    /// Its resolutions, in order.
    async fn resolutions(&self) -> Vec<Resolution> {
        self.inner.resolutions.iter().filter_map(|id| Resolution::find(&self.view, *id)).collect()
    }

    /// Its follow-up work, in order.
    async fn actions(&self) -> Vec<Action> {
        self.inner.actions.iter().filter_map(|id| Action::find(&self.view, *id)).collect()
    }

    /// The evaluation of the present round; null before it opens.
    async fn evaluation(&self) -> Option<Evaluation> {
        self.inner.evaluation.as_ref().map(|_| Evaluation::new(&self.view, &self.inner))
    }

    /// Matters that were merged into it, or the one that it was split from.
    async fn came_from(&self) -> Vec<Self> {
        self.inner.came_from.iter().filter_map(|id| Self::find(&self.view, *id)).collect()
    }

    /// The matters that go on with it, after it was merged or split; null otherwise.
    async fn went_into(&self) -> Option<WentInto> {
        let went = self.inner.went_into.as_ref()?;
        Some(WentInto {
            matters: went.matters.iter().filter_map(|id| Self::find(&self.view, *id)).collect(),
            reason: Document::new(&self.view, went.reason),
            entry: Entry::new(&self.view, went.index),
        })
    }

    /// How many members support a submission that it came from; who supports several counts once.
    async fn supporters(&self) -> i32 {
        let concerned = self.view.state().concerned(&self.inner.id);
        count(concerned.values().filter(|concern| concern.supports).count())
    }

    /// How many members object to such a submission or to a proposal on it; each counts once.
    async fn objectors(&self) -> i32 {
        let concerned = self.view.state().concerned(&self.inner.id);
        count(concerned.values().filter(|concern| concern.objects).count())
    }

    /// Everybody whom it concerns 利害关系人, also by way of matters that it came from, each once. For members on the roll and auditors.
    async fn concerned(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Concerned> {
        if !self.view.reads_log(ctx) {
            return None;
        }
        let args = page::args(first, after, last, before);
        super::concern::concerned(ctx, &self.view, &args, &self.inner.id)
    }

    /// The submissions that it came from, also by way of matters that were merged or split.
    async fn submissions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Submission> {
        let ids = self.view.state().lineage_submissions(&self.inner.id);
        let found: Vec<_> = ids.into_iter().filter_map(|id| Submission::find(&self.view, id)).collect();
        page::page_of_list(ctx, &page::args(first, after, last, before), &found, |submission| submission)
    }

    /// The entry that opened it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.opened_at)
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}

impl Matter {
    fn step(&self, step: &yishi_core::Move) -> Move {
        let (cause, rule_id, reason) = match &step.cause {
            Some(EscalationCause::Rule { rule }) => (MoveCause::Rule, Some(rule.to_string()), None),
            Some(EscalationCause::Referral { reason }) => (MoveCause::Referral, None, Some(*reason)),
            Some(EscalationCause::TakenUp { reason }) => (MoveCause::TakenUp, None, Some(*reason)),
            Some(EscalationCause::Rerouted { reason }) => (MoveCause::Rerouted, None, Some(*reason)),
            Some(EscalationCause::Unsettled) => (MoveCause::Unsettled, None, None),
            None => (MoveCause::HandedDown, None, step.reason),
        };
        Move {
            entry: Entry::new(&self.view, step.index),
            from: Council::find(&self.view, &step.from),
            to: Council::find(&self.view, &step.to),
            cause,
            rule_id,
            reason: reason.map(|reason| Document::new(&self.view, reason)),
        }
    }
}
