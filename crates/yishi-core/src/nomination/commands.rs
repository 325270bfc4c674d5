//! What people order about nominations.

use super::*;

/// Opens the nominations for an election by a proposal; again when too few stand in the end. By a seat that convenes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenNominations {
    /// The proposal.
    pub proposal: ProposalId,
    /// The rule under which it will be voted on: one that fills a seat and has a clause of nominations.
    pub rule: RuleId,
    /// Until when people are nominated; not before the window of the rule, and not after 60 days unless that is longer.
    pub closes_at_ms: TimeMs,
}

/// Nominates somebody, or oneself, which accepts at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NominateCandidate {
    /// The proposal.
    pub proposal: ProposalId,
    /// Who is nominated.
    pub member: MemberId,
    /// What the candidate says to the voters, as a document; by oneself only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<DocumentHash>,
}

/// Nominates somebody together with others 联名.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupportNomination {
    /// The nomination.
    pub nomination: NominationId,
}

/// Accepts a nomination; by the nominee's own key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptNomination {
    /// The nomination.
    pub nomination: NominationId,
    /// What the candidate says to the voters, as a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<DocumentHash>,
}

/// Declines a nomination, or withdraws before the vote opens 退选; for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawCandidacy {
    /// The nomination.
    pub nomination: NominationId,
}

/// Says whether a candidate may stand; by a seat that the rule names, whose holder does not stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreenCandidate {
    /// The nomination.
    pub nomination: NominationId,
    /// What was found.
    pub finding: CandidateFinding,
    /// Commitment to the reason.
    pub reason: Commitment,
}

/// Objects to being disqualified; once, by the candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectToScreening {
    /// The nomination.
    pub nomination: NominationId,
    /// Commitment to the words.
    pub text: Commitment,
}

/// Answers a candidate's objection; by another than who disqualified them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerScreeningObjection {
    /// The nomination.
    pub nomination: NominationId,
    /// What holds now.
    pub finding: CandidateFinding,
    /// Commitment to the answer.
    pub text: Commitment,
}
