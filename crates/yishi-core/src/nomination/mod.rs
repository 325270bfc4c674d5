//! Nominations 提名: how candidates of an election come to stand, from the opening of the window to the vote.
//!
//! A nominee accepts by their own signature, is screened by a seat that does not stand, and sees why if it is against them.
//! The vote then opens for exactly those who are left (see `ballot_paper`).

use crate::*;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

mod ballot_paper;
mod commands;
mod decide;
mod events;
mod evolve;
mod owed;
mod screening;

pub use ballot_paper::*;
pub use commands::*;
pub(crate) use decide::*;
pub use events::*;
pub(crate) use evolve::*;
pub(crate) use screening::*;

/// How somebody was nominated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "way", deny_unknown_fields)]
pub enum NominationWay {
    /// By themselves 自荐.
    Own,
    /// By several together 联名推荐.
    Joint,
    /// By the holder of a seat 推荐.
    Seat {
        /// The kind of seat.
        seat: SeatId,
    },
}

/// What screening found of a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "finding", deny_unknown_fields)]
pub enum CandidateFinding {
    /// The candidate may stand.
    Qualified {
        /// What is confirmed of them: everything that the charter lists.
        facts: BTreeSet<FactId>,
    },
    /// The candidate may not stand.
    Disqualified,
}

/// Where the nominations of a proposal stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseStatus {
    /// People are nominated and accept.
    Open,
    /// Nobody can be nominated any more.
    Closed,
    /// The proposal lapsed before the vote.
    Lapsed,
}

/// The nominations of a proposal in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NominationPhase {
    /// The proposal.
    pub proposal: ProposalId,
    /// The rule under which it will be voted on.
    pub rule: RuleId,
    /// The electorate of that rule: who stands, and who nominates together with others, belongs to it.
    pub electorate: Electorate,
    /// The clause of nominations, as it stood.
    pub clause: Arc<NominationClause>,
    /// The entries that opened nominations.
    pub opened_at: Vec<u64>,
    /// Until when people are nominated.
    pub closes_at_ms: TimeMs,
    /// Until when they accept.
    pub accept_by_ms: TimeMs,
    /// Whether the window was opened once more because too few stood.
    pub extended: bool,
    /// Where it stands.
    pub status: PhaseStatus,
    /// By when everybody must be screened; absent before the end, and where nobody waits for it.
    pub screen_by_ms: Option<TimeMs>,
    /// Whether that was missed.
    pub screening_overdue: bool,
    /// The seed of the lot for the ballot paper, where one is drawn.
    pub seed: Option<Digest>,
    /// The nomination of each nominee.
    pub nominations: OrdMap<MemberId, NominationId>,
    /// How many others each member nominated.
    pub made: OrdMap<MemberId, u32>,
}

/// A nomination in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nomination {
    /// Its id.
    pub id: NominationId,
    /// The proposal.
    pub proposal: ProposalId,
    /// Who is nominated.
    pub member: MemberId,
    /// How.
    pub way: NominationWay,
    /// Who nominated them first.
    pub by: MemberId,
    /// Who nominates them jointly, the first included.
    pub supporters: OrdSet<MemberId>,
    /// How many have to.
    pub supporters_needed: u32,
    /// The acceptance, once given.
    pub accepted: Option<Acceptance>,
    /// The entry by which they withdrew.
    pub withdrawn_at: Option<u64>,
    /// What screening found.
    pub screening: Option<CandidateScreened>,
    /// The entry of the screening.
    pub screened_at: Option<u64>,
    /// The objection to it.
    pub objection: Option<ScreeningObjection>,
    /// The last entry that changed it.
    pub changed_at: u64,
}

/// The acceptance of a nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// The entry.
    pub index: u64,
    /// What the candidate says to the voters.
    pub statement: Option<DocumentHash>,
}

/// An objection to being disqualified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreeningObjection {
    /// The entry.
    pub index: u64,
    /// Commitment to the words.
    pub text: Commitment,
    /// By when it must be answered.
    pub answer_by_ms: TimeMs,
    /// Whether that was missed.
    pub overdue: bool,
    /// The answer, once given.
    pub answer: Option<ScreeningObjectionAnswered>,
    /// The entry of the answer.
    pub answered_at: Option<u64>,
}

/// How a nominee stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Candidacy {
    /// Waits for the acceptance, or for enough who nominate together.
    Nominated,
    /// Did not accept in time, or too few nominated together.
    Lapsed,
    /// Accepted, and waits for the screening or for the end of the nominations.
    Accepted,
    /// May stand.
    Qualified,
    /// May not stand.
    Disqualified,
    /// May not stand, and an objection to that waits for its answer.
    Objected,
    /// Withdrew.
    Withdrawn,
}

impl Nomination {
    /// Whether the nominee accepted, has the support that it takes, and did not withdraw.
    pub fn stands(&self) -> bool {
        self.withdrawn_at.is_none() && self.accepted.is_some() && self.is_supported()
    }

    /// Whether enough nominate together, where that is asked.
    pub fn is_supported(&self) -> bool {
        u64::try_from(self.supporters.len()).unwrap_or(u64::MAX) >= u64::from(self.supporters_needed)
    }

    /// The last finding: that of the answer to an objection, else that of the screening.
    pub fn finding(&self) -> Option<&CandidateFinding> {
        let answered = self.objection.as_ref().and_then(|it| it.answer.as_ref()).map(|it| &it.finding);
        answered.or_else(|| self.screening.as_ref().map(|it| &it.finding))
    }

    /// Whether an objection waits for its answer.
    pub fn waits_for_answer(&self) -> bool {
        self.withdrawn_at.is_none() && self.objection.as_ref().is_some_and(|it| it.answer.is_none())
    }
}

impl NominationPhase {
    /// How a nominee stands.
    pub fn candidacy(&self, nomination: &Nomination) -> Candidacy {
        if nomination.withdrawn_at.is_some() {
            return Candidacy::Withdrawn;
        }
        let over = self.status != PhaseStatus::Open;
        if !nomination.stands() {
            return if over { Candidacy::Lapsed } else { Candidacy::Nominated };
        }
        match nomination.finding() {
            Some(CandidateFinding::Qualified { .. }) => Candidacy::Qualified,
            Some(CandidateFinding::Disqualified) if nomination.waits_for_answer() => Candidacy::Objected,
            Some(CandidateFinding::Disqualified) => Candidacy::Disqualified,
            None if over && self.clause.screening.is_none() => Candidacy::Qualified,
            None => Candidacy::Accepted,
        }
    }
}

impl State {
    /// The nominations of a proposal, in the order in which they were made.
    pub fn nominations_on<'a>(
        &'a self,
        phase: &'a NominationPhase,
    ) -> impl Iterator<Item = &'a Arc<Nomination>> {
        let ids: BTreeSet<NominationId> = phase.nominations.values().copied().collect();
        ids.into_iter().filter_map(|id| self.nominations.get(&id))
    }

    /// The nomination with the phase that it belongs to.
    pub fn candidacy_of(&self, nomination: &Nomination) -> Option<Candidacy> {
        Some(self.nomination_phases.get(&nomination.proposal)?.candidacy(nomination))
    }
}
