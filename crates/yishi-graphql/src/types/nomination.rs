//! Nominations of an election: who stands, how they came to it, what screening found.

use super::choices::{Candidacy, PhaseStatus};
use super::{Document, Member, StatementText};
use crate::entry::Entry;
use crate::page::{self, Page};
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::{Context, Enum, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{CandidateFinding, MemberId, NominationWay};

/// The nominations 提名 of a proposal: who is to stand in the election.
#[derive(Clone)]
pub(crate) struct Nominations {
    view: View,
    inner: Arc<yishi_core::NominationPhase>,
}

impl Nominations {
    pub(crate) fn of(view: &View, proposal: yishi_core::ProposalId) -> Option<Self> {
        let inner = Arc::clone(view.state().nomination_phases.get(&proposal)?);
        Some(Self { view: view.clone(), inner })
    }

    fn candidate(&self, inner: &Arc<yishi_core::Nomination>) -> Candidate {
        let status = self.inner.candidacy(inner).into();
        Candidate { view: self.view.clone(), inner: Arc::clone(inner), status }
    }
}

/// The nominations 提名 of a proposal: who is to stand in the election, and how they are screened.
#[Object]
impl Nominations {
    /// The rule under which the vote opens, by its name in the charter's clauses.
    async fn rule_id(&self) -> String {
        self.inner.rule.to_string()
    }

    /// Where they stand.
    async fn status(&self) -> PhaseStatus {
        self.inner.status.into()
    }

    /// Until when people are nominated.
    async fn closes_at(&self) -> DateTime {
        self.inner.closes_at_ms.into()
    }

    /// Until when they accept.
    async fn accept_by(&self) -> DateTime {
        self.inner.accept_by_ms.into()
    }

    /// Whether they were extended, because too few stood.
    async fn extended(&self) -> bool {
        self.inner.extended
    }

    /// How many candidates there must be at least.
    async fn least(&self) -> i32 {
        count(self.inner.clause.least)
    }

    /// How many have to nominate somebody together; null where nobody does.
    async fn joint(&self) -> Option<i32> {
        self.inner.clause.joint.map(count)
    }

    /// By when everybody must be screened; null where nobody waits for it.
    async fn screen_by(&self) -> Option<DateTime> {
        self.inner.screen_by_ms.map(Into::into)
    }

    /// Whether that was missed.
    async fn screening_overdue(&self) -> bool {
        self.inner.screening_overdue
    }

    /// All who are nominated, in the order of their nominations.
    async fn candidates(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Candidate> {
        let args = page::args(first, after, last, before);
        let found: Vec<_> =
            self.view.state().nominations_on(&self.inner).map(|found| self.candidate(found)).collect();
        page::page_of_list(ctx, &args, &found, |candidate| candidate)
    }

    /// Who may stand, in the order of the ballot paper; at most 120, and nobody while nominations are open.
    async fn ballot_paper(&self) -> Vec<Candidate> {
        self.view.state().ballot_paper(&self.inner).into_iter().map(|found| self.candidate(found)).collect()
    }

    /// The entries that opened them.
    async fn entries(&self) -> Vec<Entry> {
        self.inner.opened_at.iter().map(|index| Entry::new(&self.view, *index)).collect()
    }
}

/// How somebody was nominated.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NominationKind {
    /// By themselves 自荐.
    Own,
    /// By several together 联名推荐.
    Joint,
    /// By the holder of a seat 推荐.
    Seat,
}

/// Somebody who is nominated.
#[derive(Clone)]
pub(crate) struct Candidate {
    view: View,
    inner: Arc<yishi_core::Nomination>,
    status: Candidacy,
}

impl Candidate {
    /// The nominations of a member, the latest first.
    pub(crate) fn of_member(view: &View, member: &MemberId) -> Vec<Self> {
        let state = view.state();
        let ids = state.nominations_of.get(member).into_iter().flatten().rev();
        let found = ids.filter_map(|id| state.nominations.get(id));
        let candidate = |inner: &Arc<yishi_core::Nomination>| {
            let status = state.candidacy_of(inner)?.into();
            Some(Self { view: view.clone(), inner: Arc::clone(inner), status })
        };
        found.filter_map(candidate).collect()
    }
}

/// Somebody who is nominated 被提名人、候选人.
#[Object]
impl Candidate {
    /// The nomination's name in the book.
    async fn nomination_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The proposal, by its name in the book.
    async fn proposal_id(&self) -> String {
        self.inner.proposal.to_string()
    }

    /// Who.
    async fn member(&self) -> Member {
        Member::new(&self.view, self.inner.member.clone())
    }

    /// How they stand.
    async fn status(&self) -> Candidacy {
        self.status
    }

    /// How they were nominated.
    async fn kind(&self) -> NominationKind {
        match self.inner.way {
            NominationWay::Own => NominationKind::Own,
            NominationWay::Joint => NominationKind::Joint,
            NominationWay::Seat { .. } => NominationKind::Seat,
        }
    }

    /// Who nominated them first.
    async fn nominated_by(&self) -> Member {
        Member::new(&self.view, self.inner.by.clone())
    }

    /// How many nominate them together, the first included; 0 where that is not how they were nominated.
    async fn supporters(&self) -> i32 {
        count(self.inner.supporters.len())
    }

    /// How many have to; 0 where none have to.
    async fn supporters_needed(&self) -> i32 {
        count(self.inner.supporters_needed)
    }

    /// What they say to the voters; null where they say nothing.
    async fn statement(&self) -> Option<Document> {
        let statement = self.inner.accepted.as_ref()?.statement?;
        Some(Document::new(&self.view, statement))
    }

    /// What screening found; null before.
    async fn screening(&self) -> Option<CandidateScreening> {
        let screened = self.inner.screening.as_ref()?;
        let index = self.inner.screened_at?;
        Some(CandidateScreening {
            finding: found(&self.view, &screened.by, &screened.finding, screened.reason, index),
            object_by: screened.object_by_ms.map(Into::into),
        })
    }

    /// The objection to it; null where there is none.
    async fn objection(&self) -> Option<CandidateObjection> {
        let objection = self.inner.objection.as_ref()?;
        let answer = objection.answer.as_ref().zip(objection.answered_at);
        let answer = answer.map(|(it, index)| found(&self.view, &it.by, &it.finding, it.text, index));
        Some(CandidateObjection {
            text: StatementText::new(&self.view, objection.text),
            answer_by: objection.answer_by_ms.into(),
            overdue: objection.overdue,
            answer,
            entry: Entry::new(&self.view, objection.index),
        })
    }

    /// The entry that nominated them.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The entry by which they accepted; null before.
    async fn accepted(&self) -> Option<Entry> {
        self.inner.accepted.as_ref().map(|accepted| Entry::new(&self.view, accepted.index))
    }

    /// The entry by which they withdrew; null where they did not.
    async fn withdrawn(&self) -> Option<Entry> {
        self.inner.withdrawn_at.map(|index| Entry::new(&self.view, index))
    }
}

/// What a screener found of a candidate, or another one in answer to an objection.
#[derive(SimpleObject)]
pub(crate) struct CandidateFindingTold {
    /// Whether the candidate may stand.
    qualified: bool,
    /// What is confirmed of them, by its names in the charter's clauses.
    facts: Vec<String>,
    /// Who found it.
    by: Member,
    /// Why.
    reason: StatementText,
    /// The entry.
    entry: Entry,
}

/// The screening of a candidate 资格审查.
#[derive(SimpleObject)]
pub(crate) struct CandidateScreening {
    /// What was found.
    finding: CandidateFindingTold,
    /// Until when the candidate may object; null where they may stand.
    object_by: Option<DateTime>,
}

/// The objection of a candidate who may not stand.
#[derive(SimpleObject)]
pub(crate) struct CandidateObjection {
    /// The words.
    text: StatementText,
    /// By when it must be answered.
    answer_by: DateTime,
    /// Whether that was missed.
    overdue: bool,
    /// The answer; null before.
    answer: Option<CandidateFindingTold>,
    /// The entry.
    entry: Entry,
}

fn found(
    view: &View,
    by: &MemberId,
    finding: &CandidateFinding,
    reason: yishi_core::Commitment,
    index: u64,
) -> CandidateFindingTold {
    let facts = match finding {
        CandidateFinding::Qualified { facts } => facts.iter().map(ToString::to_string).collect(),
        CandidateFinding::Disqualified => Vec::new(),
    };
    CandidateFindingTold {
        qualified: matches!(finding, CandidateFinding::Qualified { .. }),
        facts,
        by: Member::new(view, by.clone()),
        reason: StatementText::new(view, reason),
        entry: Entry::new(view, index),
    }
}
