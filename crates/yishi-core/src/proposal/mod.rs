//! Proposals 方案 and their revisions: the text to be decided, with objections and answers.

use crate::*;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

mod decide;
mod effects;
mod evolve;
mod support;

pub(crate) use decide::*;
pub use effects::*;
pub(crate) use evolve::*;
pub use support::*;

/// Drafts a proposal on a matter; by a seat that convenes, or by who handed in one of its submissions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftProposal {
    /// The matter, being deliberated.
    pub matter: MatterId,
    /// The text.
    pub document: DocumentHash,
}

/// Replaces the text by a new revision; by who drafted it or a seat that convenes, and not while a poll on it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviseProposal {
    /// The proposal.
    pub proposal: ProposalId,
    /// The new text, different from the present one.
    pub document: DocumentHash,
}

/// A proposal exists, at revision 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalDrafted {
    /// Its id.
    pub proposal: ProposalId,
    /// The matter.
    pub matter: MatterId,
    /// The text.
    pub document: DocumentHash,
}

/// A proposal has a new revision. Notices of earlier revisions do not count for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalRevised {
    /// The proposal.
    pub proposal: ProposalId,
    /// The revision, from 2.
    pub revision: u32,
    /// The text.
    pub document: DocumentHash,
}

/// Raises an objection to the present revision of a proposal 异议; one for each member and revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaiseObjection {
    /// The proposal.
    pub proposal: ProposalId,
    /// Commitment to its text.
    pub text: Commitment,
}

/// Answers an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerObjection {
    /// The objection.
    pub objection: ObjectionId,
    /// Commitment to the answer.
    pub text: Commitment,
}

/// An objection stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectionRaised {
    /// Its id.
    pub objection: ObjectionId,
    /// The proposal.
    pub proposal: ProposalId,
    /// The revision it was raised against.
    pub revision: u32,
    /// Whose it is.
    pub member: MemberId,
    /// Commitment to its text.
    pub text: Commitment,
}

/// An objection was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectionAnswered {
    /// The objection.
    pub objection: ObjectionId,
    /// Who answered.
    pub by: MemberId,
    /// Commitment to the answer.
    pub text: Commitment,
}

/// A revision of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// From 1.
    pub number: u32,
    /// The text.
    pub document: DocumentHash,
    /// The entry that brought it.
    pub index: u64,
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalStatus {
    /// May be revised, posted and put to the vote.
    Open,
    /// A poll on it is open.
    Voting,
    /// Counted, and waits for the second round of its election.
    SecondRound,
    /// Passed; waits for certification or is certified.
    Passed,
    /// Did not pass.
    Failed,
    /// The matter left this council before it was decided.
    Lapsed,
}

/// A step towards a decision that a text has passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepPassed {
    /// The rule of the step.
    pub rule: RuleId,
    /// The poll.
    pub poll: PollId,
    /// The text that passed.
    pub document: DocumentHash,
}

/// A proposal in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// The matter.
    pub matter: MatterId,
    /// The council it was drafted in.
    pub council: CouncilId,
    /// Who drafted it.
    pub drafted_by: MemberId,
    /// Its revisions; the last is the present one.
    pub revisions: Vec<Revision>,
    /// Where it stands.
    pub status: ProposalStatus,
    /// Amendments to any of its revisions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<AmendmentId>,
    /// Objections raised on it.
    pub objections: Vec<ObjectionId>,
    /// Who objected to the present revision.
    pub objectors: OrdSet<MemberId>,
    /// Notices of any of its revisions.
    pub notices: Vec<NoticeId>,
    /// Polls opened on it.
    pub polls: Vec<PollId>,
    /// Steps towards a decision that it has passed.
    #[serde(default)]
    pub steps: Vec<StepPassed>,
    /// What the adoption of each of its texts brings about, where it was said.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub effects: OrdMap<DocumentHash, Arc<Effects>>,
    /// Who supports it, with the revision that they supported last.
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub supporters: OrdMap<MemberId, u32>,
    /// The last entry that changed it.
    pub changed_at: u64,
}

/// An objection in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Its id.
    pub id: ObjectionId,
    /// The proposal.
    pub proposal: ProposalId,
    /// The revision it was raised against.
    pub revision: u32,
    /// Whose it is.
    pub member: MemberId,
    /// Commitment to its text.
    pub text: Commitment,
    /// The answer, once given.
    pub answer: Option<Answer>,
}

/// The answer to an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Who answered.
    pub by: MemberId,
    /// Commitment to it.
    pub text: Commitment,
    /// The entry.
    pub index: u64,
}
