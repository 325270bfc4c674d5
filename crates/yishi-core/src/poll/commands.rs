//! What people order about polls.

use super::*;
use std::collections::BTreeMap;

/// Opens a poll on the present revision of a proposal. A matter has one poll at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenPoll {
    /// The proposal.
    pub proposal: ProposalId,
    /// The exact text: must be the present revision's.
    pub document: DocumentHash,
    /// The decision rule of the charter.
    pub rule: RuleId,
    /// Who votes.
    pub scope: PollScope,
    /// When it closes; not before the rule's least voting time, and not after 60 days unless that is longer.
    pub closes_at_ms: TimeMs,
    /// What is chosen from, in the order of the ballot paper; for rules that choose among options, at most 120.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<PollOption>,
    /// What may be spent, where the rule shares out a budget: at most what the rule says, and that unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_fen: Option<AmountFen>,
    /// The open hearing at which it is held, where the rule counts those present; only they vote then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<HearingId>,
    /// Who would lose the seat, where the rule recalls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall: Option<MemberId>,
}

/// Casts a ballot; until the close the voter's own later ballot replaces an earlier one, and an assisted one never replaces the voter's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CastBallot {
    /// The poll.
    pub poll: PollId,
    /// The voting right that is used, as listed in the frozen roll.
    pub right: VotingRightId,
    /// The exact text voted on.
    pub document: DocumentHash,
    /// The choice.
    pub choice: Choice,
}

/// Casts a ballot on a choice among options; replacement and assistance are as with [`CastBallot`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CastMarks {
    /// The poll.
    pub poll: PollId,
    /// The voting right that is used, as listed in the frozen roll.
    pub right: VotingRightId,
    /// The exact text voted on.
    pub document: DocumentHash,
    /// What the ballot says; no option at all is a blank ballot, which takes part.
    pub marks: Marks,
}

/// What was read from a ballot that did not come open and signed: from paper, or from a sealed one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// A choice on a motion.
    Choice(Choice),
    /// Marks on options.
    Marks(Marks),
    /// Nothing that can be counted: blank, spoilt, or two choices.
    Invalid,
}

/// Enters a ballot on paper; it counts once another witness has read it too. One that is not confirmed is replaced by a
/// later one of the same right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnterPaperBallot {
    /// The poll.
    pub poll: PollId,
    /// The voting right that is used.
    pub right: VotingRightId,
    /// The exact text that the paper names.
    pub document: DocumentHash,
    /// Who signed the paper.
    pub member: MemberId,
    /// What it says.
    pub reading: Reading,
    /// Commitment to the picture of the signed paper, kept in the vault.
    pub scan: Commitment,
    /// Commitment to the written authority, where somebody signed who holds the right neither themselves nor by a grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<Commitment>,
}

/// Reads a ballot on paper a second time; never by who entered it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPaperBallot {
    /// The poll.
    pub poll: PollId,
    /// The voting right.
    pub right: VotingRightId,
    /// Who signed the paper, as read again.
    pub member: MemberId,
    /// What it says, as read again.
    pub reading: Reading,
}

/// Casts a sealed ballot 密封选票: a hash that says nothing until its voter opens it after the close. Replacement and
/// assistance are as with [`CastBallot`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CastSealedBallot {
    /// The poll.
    pub poll: PollId,
    /// The voting right that is used.
    pub right: VotingRightId,
    /// The exact text voted on.
    pub document: DocumentHash,
    /// [`ballot_seal`] over what the ballot says.
    pub seal: Digest,
}

/// Opens a sealed ballot after the close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenSealedBallot {
    /// The poll.
    pub poll: PollId,
    /// The voting right.
    pub right: VotingRightId,
    /// The salt of the seal.
    pub salt: Digest,
    /// What the ballot says.
    pub reading: Reading,
}

/// How a ballot reached those who may use a right 送达.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Handed over, or opened on the voter's device.
    Delivered,
    /// Left at the door or in the letter box before a witness 留置.
    Posted,
    /// Offered and not taken.
    Refused,
    /// It reached nobody.
    Undeliverable,
}

/// Records how ballots were served, 1 to 100 rights at once; a later record of a right replaces the earlier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordService {
    /// The poll.
    pub poll: PollId,
    /// How, right by right.
    pub services: BTreeMap<VotingRightId, Service>,
    /// Commitment to the list with signatures or pictures, kept in the vault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Commitment>,
}

/// Moves the close of a poll in which too few take part so far 延长投票, where the rule lets it; once, before the close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtendPoll {
    /// The poll.
    pub poll: PollId,
    /// The new close: after the announced one, and no later than the rule says.
    pub closes_at_ms: TimeMs,
}

/// Says that somebody may not review a project 回避: by themselves, or by whoever supervises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BarReviewer {
    /// The poll.
    pub poll: PollId,
    /// Who.
    pub member: MemberId,
    /// Which project.
    pub option: OptionId,
    /// Why, in words; 1 to 200 characters.
    pub reason: String,
}
