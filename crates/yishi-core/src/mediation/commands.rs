//! What people order about a mediation.

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Names the sides of a dispute and so begins its mediation; by a seat with the power to convene that belongs to no side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenMediation {
    /// The matter, on the track of mediation.
    pub matter: MatterId,
    /// The sides; 2 to 6, numbered from 1 in this order.
    pub sides: Vec<DisputeSide>,
}

/// A side of a dispute 当事人.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "side", deny_unknown_fields)]
pub enum DisputeSide {
    /// One or several members, who all agree and all sign; 1 to 8.
    Members {
        /// Who.
        members: BTreeSet<MemberId>,
    },
    /// A bench, for which any holder of a seat of it in the council agrees and signs.
    Bench {
        /// The council, the one that has the matter or one above it.
        council: CouncilId,
        /// The bench.
        bench: BenchId,
    },
}

/// Names all mediators of a dispute; again where one was challenged or cannot go on. By a seat with the power to convene that
/// belongs to no side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameMediators {
    /// The matter.
    pub matter: MatterId,
    /// As many as the charter says; who was named before and can go on stays.
    pub mediators: BTreeSet<MemberId>,
}

/// Challenges a mediator, once for each side; another is named then (People's Mediation Law art. 23: the sides choose or accept
/// mediators). No reason has to be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeMediator {
    /// The matter.
    pub matter: MatterId,
    /// The mediator.
    pub mediator: MemberId,
}

/// Agrees to the mediation for one's side; everybody who has to sign for it does so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentToMediation {
    /// The matter.
    pub matter: MatterId,
}

/// Ends the mediation: a side at any moment, also before it agreed, and without a reason (People's Mediation Law arts. 17 and
/// 23); a mediator where no agreement can be reached (art. 26), once a session was held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndMediation {
    /// The matter.
    pub matter: MatterId,
}

/// Calls the sides to a session; by a mediator, once the one before is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallMediationSession {
    /// The matter.
    pub matter: MatterId,
    /// When; the charter's notice must lie between.
    pub starts_at_ms: TimeMs,
    /// Commitment to the words that say where: it may be somebody's home, and the words can be redacted.
    pub place: Commitment,
}

/// Says what became of the session that was called; by a mediator. What was said at it is not recorded (art. 15). Where no session
/// is left then and no agreement is before the sides, the mediation ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseMediationSession {
    /// The matter.
    pub matter: MatterId,
    /// What became of it.
    pub outcome: SessionOutcome,
    /// Commitment to a note that everybody may read, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Commitment>,
}

/// What became of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome", deny_unknown_fields)]
pub enum SessionOutcome {
    /// It took place.
    Held {
        /// Who attended, the mediator who says so among them; at most 50. Besides sides and mediators anybody on the roll who has not
        /// left may have been invited (art. 20: relatives, neighbours, colleagues, with the consent of the sides).
        attended: BTreeSet<MemberId>,
    },
    /// It did not take place.
    NotHeld,
}

/// Puts an agreement before the sides, a text and how it is performed; by a mediator or for a side. Signatures under an earlier
/// one count no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposeSettlement {
    /// The matter.
    pub matter: MatterId,
    /// Commitment to the text, which lies in the vault: the sides have it and can prove it, nobody else reads it.
    pub text: Commitment,
    /// What follows once it is in force.
    pub performance: Performance,
}

/// How an agreement is performed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Performance {
    /// By the sides themselves: the matter is closed once the agreement is in force.
    BySides,
    /// Work is assigned, inspected and evaluated as after a resolution.
    FollowedUp,
}

/// Signs the agreement, for one's side or as a mediator: its text, and how it is performed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignSettlement {
    /// The matter.
    pub matter: MatterId,
    /// Commitment to the text that is signed: the one that stands.
    pub text: Commitment,
    /// What follows once it is in force, which is signed with the text.
    pub performance: Performance,
}
