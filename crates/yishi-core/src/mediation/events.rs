//! What happened in a mediation.

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The sides of a dispute are named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediationOpened {
    /// The matter.
    pub matter: MatterId,
    /// The sides, numbered from 1.
    pub sides: Vec<DisputeSide>,
    /// The clause of the charter by which it is mediated to its end, also where the charter is amended meanwhile.
    pub rule: MediationClause,
    /// By when they are to be named.
    pub name_by_ms: TimeMs,
}

/// All mediators of a dispute are named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediatorsNamed {
    /// The matter.
    pub matter: MatterId,
    /// Who mediates.
    pub mediators: BTreeSet<MemberId>,
}

/// Mediators were not named in time; the breach stands, they still can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediatorsOverdue {
    /// The matter.
    pub matter: MatterId,
}

/// A side challenged a mediator, who mediates no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediatorChallenged {
    /// The matter.
    pub matter: MatterId,
    /// The mediator.
    pub mediator: MemberId,
    /// The number of the side.
    pub side: u32,
    /// Who said so for it.
    pub member: MemberId,
    /// By when another is to be named.
    pub name_by_ms: TimeMs,
}

/// Somebody agreed to the mediation for their side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediationConsented {
    /// The matter.
    pub matter: MatterId,
    /// The number of the side.
    pub side: u32,
    /// Who.
    pub member: MemberId,
}

/// A session was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediationSessionCalled {
    /// The matter.
    pub matter: MatterId,
    /// When.
    pub starts_at_ms: TimeMs,
    /// Commitment to the words that say where.
    pub place: Commitment,
}

/// It was said what became of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediationSessionClosed {
    /// The matter.
    pub matter: MatterId,
    /// What became of it.
    pub outcome: SessionOutcome,
    /// Commitment to a note that everybody may read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Commitment>,
}

/// The text of an agreement is before the sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementProposed {
    /// The matter.
    pub matter: MatterId,
    /// Who proposed it.
    pub member: MemberId,
    /// Commitment to the text.
    pub text: Commitment,
    /// What follows once it is in force.
    pub performance: Performance,
}

/// Somebody signed the agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementSigned {
    /// The matter.
    pub matter: MatterId,
    /// Who.
    pub member: MemberId,
    /// The number of the side; absent for a mediator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<u32>,
    /// Commitment to the text.
    pub text: Commitment,
    /// What follows once it is in force.
    pub performance: Performance,
}

/// All sides and a mediator have signed: the agreement is in force (People's Mediation Law art. 29).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementReached {
    /// The matter.
    pub matter: MatterId,
    /// Commitment to the text.
    pub text: Commitment,
    /// Until when the sides may jointly ask the court to confirm it: 30 days (art. 33).
    pub confirm_by_ms: TimeMs,
    /// By when work on it is to be assigned; absent where the sides perform it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assign_by_ms: Option<TimeMs>,
}

/// Why a mediation ended without an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralReason {
    /// A side did not want it, before all sides had agreed to it.
    Declined,
    /// A side ended it.
    Ended,
    /// A mediator found that no agreement can be reached, or no session is left and no text is before the sides.
    NoAgreement,
    /// The time for it was over.
    DeadlineMissed,
}

/// Where a dispute went that was not settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to", deny_unknown_fields)]
pub enum ReferredTo {
    /// A council, which deliberates on it.
    Council {
        /// The council.
        council: CouncilId,
        /// By when it must be decided there.
        decide_by_ms: TimeMs,
    },
    /// A body outside of the book.
    Outside {
        /// The body, as the charter names it.
        body: String,
    },
}

/// A mediation ended without an agreement, and the dispute goes on elsewhere. The sides may go to the court in any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediationReferred {
    /// The matter.
    pub matter: MatterId,
    /// Why.
    pub reason: ReferralReason,
    /// Who ended it; absent where the time was over or no session was left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// Where it went.
    pub referred: ReferredTo,
}
