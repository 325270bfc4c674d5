//! What happened about nominations.

use super::*;

/// Nominations are open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NominationsOpened {
    /// The proposal.
    pub proposal: ProposalId,
    /// The rule under which it will be voted on.
    pub rule: RuleId,
    /// The electorate of that rule.
    pub electorate: Electorate,
    /// The clause of nominations, as it stands.
    pub clause: NominationClause,
    /// Until when people are nominated.
    pub closes_at_ms: TimeMs,
    /// Until when they accept.
    pub accept_by_ms: TimeMs,
}

/// Somebody is nominated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CandidateNominated {
    /// Its id.
    pub nomination: NominationId,
    /// The proposal.
    pub proposal: ProposalId,
    /// Who is nominated.
    pub member: MemberId,
    /// By whom.
    pub by: MemberId,
    /// How.
    pub nominated: NominationWay,
}

/// Somebody nominates together with others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NominationSupported {
    /// The nomination.
    pub nomination: NominationId,
    /// Who.
    pub member: MemberId,
}

/// A nominee accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NominationAccepted {
    /// The nomination.
    pub nomination: NominationId,
    /// What the candidate says to the voters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<DocumentHash>,
}

/// A nominee stands no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CandidacyWithdrawn {
    /// The nomination.
    pub nomination: NominationId,
}

/// Too few stand: nominations go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NominationsExtended {
    /// The proposal.
    pub proposal: ProposalId,
    /// How many stand.
    pub found: u64,
    /// How many there must be.
    pub needed: u32,
    /// Until when people are nominated.
    pub closes_at_ms: TimeMs,
    /// Until when they accept.
    pub accept_by_ms: TimeMs,
}

/// Nominations are over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NominationsClosed {
    /// The proposal.
    pub proposal: ProposalId,
    /// Who accepted and stands, in the order in which they were nominated.
    pub standing: Vec<NominationId>,
    /// The seed of the lot for the ballot paper: the head of the book before this entry. Absent where none is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<Digest>,
    /// By when those who wait must be screened; absent where nobody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen_by_ms: Option<TimeMs>,
}

/// A candidate was screened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CandidateScreened {
    /// The nomination.
    pub nomination: NominationId,
    /// Who screened.
    pub by: MemberId,
    /// What was found.
    pub finding: CandidateFinding,
    /// Commitment to the reason.
    pub reason: Commitment,
    /// Until when the candidate may object, where they may not stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_by_ms: Option<TimeMs>,
}

/// Candidates were not screened in time. They still have to be; the breach stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CandidateScreeningOverdue {
    /// The proposal.
    pub proposal: ProposalId,
    /// Who waits.
    pub nominations: Vec<NominationId>,
}

/// A candidate objects to being disqualified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreeningObjected {
    /// The nomination.
    pub nomination: NominationId,
    /// Commitment to the words.
    pub text: Commitment,
    /// By when it must be answered.
    pub answer_by_ms: TimeMs,
}

/// A candidate's objection was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreeningObjectionAnswered {
    /// The nomination.
    pub nomination: NominationId,
    /// Who answered.
    pub by: MemberId,
    /// What holds now.
    pub finding: CandidateFinding,
    /// Commitment to the answer.
    pub text: Commitment,
}

/// A candidate's objection was not answered in time. It still has to be; the breach stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreeningAnswerOverdue {
    /// The nomination.
    pub nomination: NominationId,
}
