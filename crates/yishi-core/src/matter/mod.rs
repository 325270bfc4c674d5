//! Matters 事项: accepted, classified things to be dealt with; they travel between councils.

mod contest;
mod decide;
mod evolve;
mod guide;
mod hand_over;
mod hard;
mod lineage;
mod teams;

use crate::*;
use imbl::OrdSet;
use serde::{Deserialize, Serialize};

pub use contest::*;
pub(crate) use decide::*;
pub(crate) use evolve::*;
pub use guide::*;
pub use hand_over::*;
pub use hard::*;
pub(crate) use lineage::*;
pub use teams::*;

/// A matter was opened and routed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterOpened {
    /// Its id.
    pub matter: MatterId,
    /// The submission it came from.
    pub submission: SubmissionId,
    /// Its title.
    pub title: DocumentHash,
    /// The facts routing looked at.
    pub facts: Facts,
    /// Which rule fired, and where it goes.
    pub route: Route,
    /// By when it must be decided at its level.
    pub decide_by_ms: TimeMs,
    /// The matter that it was split from; then `submission` is the first of those that one came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<MatterId>,
}

/// Merges a matter into another of the same council, by a seat with the power to screen over it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeMatters {
    /// The matter that ends.
    pub from: MatterId,
    /// The matter that goes on with it.
    pub into: MatterId,
    /// Why, as a document.
    pub reason: DocumentHash,
}

/// Splits a matter into several, by a seat with the power to screen over its council.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitMatter {
    /// The matter that ends.
    pub matter: MatterId,
    /// What it becomes, each with facts of its own; 2 to 8.
    pub parts: Vec<SplitPart>,
    /// Why, as a document.
    pub reason: DocumentHash,
}

/// A matter went into another with everybody whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MattersMerged {
    /// The matter that ends.
    pub from: MatterId,
    /// The matter that goes on with it.
    pub into: MatterId,
    /// Why.
    pub reason: DocumentHash,
    /// By when the one that goes on must be decided: the earlier of both deadlines.
    pub decide_by_ms: TimeMs,
}

/// A matter became several, each opened by an event of the same entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterSplit {
    /// The matter that ends.
    pub matter: MatterId,
    /// What it became.
    pub parts: Vec<MatterId>,
    /// Why.
    pub reason: DocumentHash,
}

/// Moves a matter to the parent council, by a seat with the power to refer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferMatterUp {
    /// The matter.
    pub matter: MatterId,
    /// Why, as a document.
    pub reason: DocumentHash,
}

/// Moves a matter to a council below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandMatterDown {
    /// The matter.
    pub matter: MatterId,
    /// The council, a child of the present one.
    pub to: CouncilId,
    /// Why, as a document.
    pub reason: DocumentHash,
}

/// Signs a petition that the parent council should take the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionEscalation {
    /// The matter.
    pub matter: MatterId,
}

/// A petition was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationPetitioned {
    /// The matter.
    pub matter: MatterId,
    /// Who signed.
    pub member: MemberId,
    /// Signatures so far at this council.
    pub signatures: u64,
}

/// Why a matter moved up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "cause", deny_unknown_fields)]
pub enum EscalationCause {
    /// An escalation rule of the charter fired.
    Rule {
        /// The rule.
        rule: RuleId,
    },
    /// A seat with the power referred it.
    Referral {
        /// Why.
        reason: DocumentHash,
    },
    /// A council above took it up.
    TakenUp {
        /// Why.
        reason: DocumentHash,
    },
    /// Its route was contested, and it was routed anew; also downwards.
    Rerouted {
        /// Why.
        reason: DocumentHash,
    },
    /// It was not settled by mediation, and the charter leads it here.
    Unsettled,
}

/// A matter moved up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterEscalated {
    /// The matter.
    pub matter: MatterId,
    /// From this council.
    pub from: CouncilId,
    /// To this one.
    pub to: CouncilId,
    /// Why.
    pub cause: EscalationCause,
    /// By when it must be decided there.
    pub decide_by_ms: TimeMs,
}

/// A matter moved down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterHandedDown {
    /// The matter.
    pub matter: MatterId,
    /// From this council.
    pub from: CouncilId,
    /// To this one.
    pub to: CouncilId,
    /// Why.
    pub reason: DocumentHash,
    /// By when it must be decided there.
    pub decide_by_ms: TimeMs,
}

/// A matter was not decided in time and no rule could move it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliberationOverdue {
    /// The matter.
    pub matter: MatterId,
}

/// How a matter ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closure {
    /// Done and found satisfactory.
    Satisfied,
    /// Done, too few ratings for a result.
    Unrated,
    /// Refused at the highest council.
    Refused,
    /// Went into another matter 并案.
    Merged,
    /// Became several matters 分案.
    Split,
    /// Its sides signed an agreement, which they perform themselves 调解达成协议.
    Settled,
    /// It was not settled by mediation, and a body outside deals with it.
    ReferredOutside,
    /// Another book has it 移交他册.
    HandedOver,
}

/// A matter is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterClosed {
    /// The matter.
    pub matter: MatterId,
    /// How it ended.
    pub closure: Closure,
}

/// A matter was rated unsatisfactory and is open again, in a new round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterReopened {
    /// The matter.
    pub matter: MatterId,
    /// The round that begins, from 2.
    pub round: u32,
    /// By when it must be decided in this round.
    pub decide_by_ms: TimeMs,
}

/// Where a matter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterStage {
    /// Being deliberated: proposals, hearings, polls.
    Deliberating,
    /// A resolution stands or direct handling began; actions are being carried out.
    Acting,
    /// All actions are accepted; residents' representatives evaluate.
    Evaluating,
    /// Closed.
    Closed,
    /// Being mediated between its sides.
    Mediating,
    /// Handed over to another book, whose word is waited for.
    HandedOver,
}

/// A matter in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Its id.
    pub id: MatterId,
    /// Submissions it came from, merged ones included; those of matters it came from stand with these.
    pub submissions: Vec<SubmissionId>,
    /// Matters that were merged into it, or the one it was split from.
    #[serde(default)]
    pub came_from: Vec<MatterId>,
    /// What it became, once it was merged into another or split.
    #[serde(default)]
    pub went_into: Option<WentInto>,
    /// Its title.
    pub title: DocumentHash,
    /// The facts routing looked at.
    pub facts: Facts,
    /// Which rule fired when it was opened or routed anew.
    pub route: Route,
    /// The council that deals with it now.
    pub council: CouncilId,
    /// Who screened it, or answered the contest that routed it anew.
    pub screened_by: MemberId,
    /// Where it stands.
    pub stage: MatterStage,
    /// How it ended, once closed.
    pub closure: Option<Closure>,
    /// The round, from 1.
    pub round: u32,
    /// By when it must be decided at its level.
    pub decide_by_ms: TimeMs,
    /// The entry that set this deadline: part of the name of its obligation.
    pub deadline_set_by: u64,
    /// Whether that was missed at the highest council.
    pub overdue: bool,
    /// Who petitioned at the present council.
    pub petitioners: OrdSet<MemberId>,
    /// Its proposals.
    pub proposals: Vec<ProposalId>,
    /// Its hearings.
    pub hearings: Vec<HearingId>,
    /// Its resolutions.
    pub resolutions: Vec<ResolutionId>,
    /// Its actions.
    pub actions: Vec<ActionId>,
    /// Moves between councils.
    pub moves: Vec<Move>,
    /// The contest of its present route, if anybody signed one.
    #[serde(default)]
    pub contest: Option<Contest>,
    /// Guidance from councils above.
    #[serde(default)]
    pub guidance: Vec<Guidance>,
    /// The teams that handle it together, on the joint track.
    #[serde(default)]
    pub teams: JointHandling,
    /// Who stands for it by name and who owes an answer, where it is a hard one.
    #[serde(default)]
    pub hard: Option<HardMatter>,
    /// Its mediation, in the present round.
    #[serde(default)]
    pub mediation: Option<Mediation>,
    /// Its hand-overs to other books, in the order in which they were made: each after the one before had lapsed.
    #[serde(default)]
    pub hand_overs: Vec<HandOver>,
    /// The book that handed it over to this one.
    #[serde(default)]
    pub received_from: Option<ReceivedFrom>,
    /// The evaluation of the present round.
    pub evaluation: Option<Evaluation>,
    /// The entry that opened it.
    pub opened_at: u64,
    /// The last entry that changed it.
    pub changed_at: u64,
}

/// What a matter became that was merged or split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WentInto {
    /// The matters that go on with it.
    pub matters: Vec<MatterId>,
    /// Why.
    pub reason: DocumentHash,
    /// The entry.
    pub index: u64,
}

/// A move of a matter between councils.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The entry.
    pub index: u64,
    /// From.
    pub from: CouncilId,
    /// To.
    pub to: CouncilId,
    /// Why: absent for hand-downs.
    pub cause: Option<EscalationCause>,
    /// Why it was handed down; absent for other moves.
    #[serde(default)]
    pub reason: Option<DocumentHash>,
}
