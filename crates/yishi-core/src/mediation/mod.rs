//! Mediation 调解 of a dispute (People's Mediation Law 人民调解法): its sides agree to it, mediators whom they accept call them to
//! sessions, and an agreement that all have signed settles the matter; otherwise it goes on elsewhere.
//!
//! What is said at a session stands nowhere, and the text of an agreement lies in the vault (art. 15): the book proves that both
//! took place, and who signed which exact text.

mod commands;
mod events;
mod evolve;
mod open;
mod owed;
mod referral;
mod sessions;
mod settlement;

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use commands::*;
pub use events::*;
pub(crate) use evolve::*;
pub(crate) use open::*;
pub(crate) use referral::*;
pub(crate) use sessions::*;
pub(crate) use settlement::*;

/// A mediation in the state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mediation {
    /// The entry that named the sides; absent where the time was over before.
    pub opened_at: Option<u64>,
    /// Who convened it.
    pub convened_by: Option<MemberId>,
    /// The sides, in their order.
    pub sides: Vec<SideOfDispute>,
    /// The clause by which it is mediated: the one in force when the sides were named; absent where the time was over before.
    pub rule: Option<MediationClause>,
    /// Who mediates, with the entry that named them.
    pub mediators: BTreeMap<MemberId, u64>,
    /// By when mediators are to be named, while there are too few.
    pub naming: Option<NamingDue>,
    /// Whether mediators were not named in time, once at least.
    pub naming_overdue: bool,
    /// The sessions that were called, in their order.
    pub sessions: Vec<MediationSession>,
    /// The agreement as its text stands now.
    pub settlement: Option<Settlement>,
    /// How many texts were proposed.
    pub texts: u32,
    /// Where it went without an agreement.
    pub referral: Option<Referral>,
}

/// A side in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideOfDispute {
    /// Its number, from 1.
    pub number: u32,
    /// Who it is.
    pub side: DisputeSide,
    /// Who agreed to the mediation for it, by the entry that says so.
    pub consents: BTreeMap<MemberId, u64>,
    /// The mediator whom it challenged, if it did.
    pub challenge: Option<Challenge>,
}

/// The challenge of a mediator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// The mediator.
    pub mediator: MemberId,
    /// Who said so.
    pub member: MemberId,
    /// The entry.
    pub index: u64,
}

/// The time for naming mediators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamingDue {
    /// By when.
    pub due_at_ms: TimeMs,
    /// The entry that set it.
    pub set_by: u64,
}

/// A session in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediationSession {
    /// The entry that called it.
    pub called_at: u64,
    /// Who called it.
    pub called_by: MemberId,
    /// When.
    pub starts_at_ms: TimeMs,
    /// Commitment to the words that say where.
    pub place: Commitment,
    /// What became of it, once that is said.
    pub closed: Option<ClosedSession>,
}

/// What became of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedSession {
    /// The entry.
    pub index: u64,
    /// Who said so.
    pub by: MemberId,
    /// What became of it.
    pub outcome: SessionOutcome,
    /// Commitment to a note that everybody may read.
    pub note: Option<Commitment>,
}

/// An agreement in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Commitment to the text.
    pub text: Commitment,
    /// What follows once it is in force.
    pub performance: Performance,
    /// Who proposed the text.
    pub proposed_by: MemberId,
    /// The entry that did.
    pub proposed_at: u64,
    /// Who signed it.
    pub signatures: BTreeMap<MemberId, SettlementSignature>,
    /// Since when it is in force.
    pub in_force: Option<SettlementInForce>,
}

/// A signature under an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlementSignature {
    /// The entry.
    pub index: u64,
    /// When.
    pub at_ms: TimeMs,
    /// The number of the side; absent for a mediator.
    pub side: Option<u32>,
}

/// Since when an agreement is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlementInForce {
    /// The entry.
    pub index: u64,
    /// When.
    pub at_ms: TimeMs,
    /// Until when the sides may jointly ask the court to confirm it.
    pub confirm_by_ms: TimeMs,
}

/// Where a dispute went that was not settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// The entry.
    pub index: u64,
    /// When.
    pub at_ms: TimeMs,
    /// Why.
    pub reason: ReferralReason,
    /// Who ended it; absent where the time was over or no session was left.
    pub member: Option<MemberId>,
    /// Where it went.
    pub referred: ReferredTo,
}

impl SideOfDispute {
    /// Whether these people together speak for the side: all its members, or anybody for a bench.
    pub fn is_complete<'a>(&self, who: impl Iterator<Item = &'a MemberId>) -> bool {
        let who: std::collections::BTreeSet<&MemberId> = who.collect();
        match &self.side {
            DisputeSide::Members { members } => members.iter().all(|member| who.contains(member)),
            DisputeSide::Bench { .. } => !who.is_empty(),
        }
    }

    /// Whether the side agreed to the mediation.
    pub fn has_agreed(&self) -> bool {
        self.is_complete(self.consents.keys())
    }
}

impl Mediation {
    /// Whether it is under way: the sides are named, and nothing has ended it.
    pub fn is_open(&self) -> bool {
        self.opened_at.is_some() && self.referral.is_none() && self.in_force().is_none()
    }

    /// Since when its agreement is in force.
    pub fn in_force(&self) -> Option<&SettlementInForce> {
        self.settlement.as_ref().and_then(|settlement| settlement.in_force.as_ref())
    }

    /// Whether every side agreed to it.
    pub fn all_agreed(&self) -> bool {
        self.sides.iter().all(SideOfDispute::has_agreed)
    }

    /// How many mediators there are to be.
    pub fn wanted(&self) -> u32 {
        self.rule.as_ref().map_or(0, |rule| rule.mediators)
    }

    /// How many mediators are still to be named.
    pub fn missing_mediators(&self) -> u32 {
        let named = u32::try_from(self.mediators.len()).unwrap_or(u32::MAX);
        self.wanted().saturating_sub(named)
    }

    /// Whether a member has to know where the sides meet: who is of a side, mediates or convened it.
    pub fn meets(&self, member: &MemberId, state: &State) -> bool {
        self.convened_by.as_ref() == Some(member)
            || self.mediators.contains_key(member)
            || self.side_of(member, state).is_some()
    }

    /// The session that was called and of which nothing has been said yet.
    pub fn next_session(&self) -> Option<&MediationSession> {
        self.sessions.last().filter(|session| session.closed.is_none())
    }

    /// The side for which a member speaks: the one that they belong to themselves before a bench that they sit on.
    pub fn side_of(&self, member: &MemberId, state: &State) -> Option<&SideOfDispute> {
        let own = |found: &&SideOfDispute| match &found.side {
            DisputeSide::Members { members } => members.contains(member),
            DisputeSide::Bench { .. } => false,
        };
        let sits = |found: &&SideOfDispute| match &found.side {
            DisputeSide::Members { .. } => false,
            DisputeSide::Bench { council, bench } => state.sits_for(member, council, bench),
        };
        self.sides.iter().find(own).or_else(|| self.sides.iter().find(sits))
    }
}

impl Matter {
    /// The mediation that is under way.
    pub fn open_mediation(&self) -> Option<&Mediation> {
        self.mediation.as_ref().filter(|mediation| mediation.is_open())
    }

    /// Whether its sides were named and it is still theirs: nobody moves it, merges it, splits it or contests its route.
    pub(crate) fn belongs_to_its_sides(&self) -> bool {
        self.route.track == Track::Mediate && self.mediation.is_some()
    }
}

impl State {
    /// Whether the member holds a seat of the bench in the council.
    pub(crate) fn sits_for(&self, member: &MemberId, council: &CouncilId, bench: &BenchId) -> bool {
        let Some(version) = self.charter() else { return false };
        let mut seats = version.charter.seats_of(council).filter(|seat| seat.bench == *bench);
        seats.any(|seat| self.holds(member, council, &seat.id))
    }
}
