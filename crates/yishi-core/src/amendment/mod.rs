//! Amendments of single paragraphs 逐段修正: somebody proposes other words for a place of a text, and who drafted it takes them over or not.
//!
//! The rules know texts by hash only. An amendment names the exact text that it was written for, the place, and how many paragraphs its
//! wording has: from these numbers follows which amendments touch the same place, and where each stands once others were taken over.
//! That the numbers and the new whole text are true is checked where the texts are at hand (`yishi-book`), by writer and auditor alike.

mod decide;
mod edit;
mod evolve;
mod read;

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use decide::*;
pub use edit::*;
pub(crate) use evolve::*;

/// Proposes to change a place of the present text of a proposal; by those who live in the council's area or own a unit in it, but for who
/// drafted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposeAmendment {
    /// The proposal.
    pub proposal: ProposalId,
    /// The exact text that it is written for: must be the present revision's.
    pub base: DocumentHash,
    /// What changes where.
    pub edit: ParagraphEdit,
    /// Commitment to the reason.
    pub reason: Commitment,
}

/// Takes amendments over, of different places, as one new revision; by who drafted the proposal or a seat that convenes, and nobody
/// their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptAmendments {
    /// The proposal.
    pub proposal: ProposalId,
    /// The exact text that is amended: must be the present revision's.
    pub base: DocumentHash,
    /// The amendments, each with what it changes in that text.
    pub amendments: BTreeMap<AmendmentId, ParagraphEdit>,
    /// The new text: exactly the base with the amendments applied.
    pub document: DocumentHash,
}

/// Refuses an amendment with a reason; by whom it could be taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RejectAmendment {
    /// The amendment.
    pub amendment: AmendmentId,
    /// Commitment to the reason.
    pub text: Commitment,
}

/// Takes one's own amendment back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawAmendment {
    /// The amendment.
    pub amendment: AmendmentId,
}

/// An amendment waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendmentProposed {
    /// Its id.
    pub amendment: AmendmentId,
    /// The proposal.
    pub proposal: ProposalId,
    /// The revision that it was written for.
    pub revision: u32,
    /// Its text.
    pub base: DocumentHash,
    /// Whose it is.
    pub author: MemberId,
    /// What changes where.
    pub edit: ParagraphEdit,
    /// Commitment to the reason.
    pub reason: Commitment,
    /// By when it must be answered; absent where the charter sets no deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by_ms: Option<TimeMs>,
}

/// Amendments were taken over by the revision of the same entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendmentsAccepted {
    /// The proposal.
    pub proposal: ProposalId,
    /// The revision that they made.
    pub revision: u32,
    /// Its text.
    pub document: DocumentHash,
    /// Who took them over.
    pub by: MemberId,
    /// Which.
    pub amendments: BTreeSet<AmendmentId>,
    /// Those that go on, because nobody touched their place, each with where it stands in the new text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub carried: BTreeMap<AmendmentId, ParagraphEdit>,
}

/// A new revision left nothing for these amendments to change: another took their place, or the whole text is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendmentsOvertaken {
    /// The proposal.
    pub proposal: ProposalId,
    /// The revision that overtook them.
    pub revision: u32,
    /// Which.
    pub amendments: BTreeSet<AmendmentId>,
}

/// An amendment was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendmentRejected {
    /// Which.
    pub amendment: AmendmentId,
    /// Who refused it.
    pub by: MemberId,
    /// Commitment to the reason.
    pub text: Commitment,
}

/// An amendment was taken back by its author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendmentWithdrawn {
    /// Which.
    pub amendment: AmendmentId,
}

/// Amendments were still open when the vote on the text opened, under a rule that does not wait for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendmentsLapsed {
    /// The proposal.
    pub proposal: ProposalId,
    /// The poll.
    pub poll: PollId,
    /// Which.
    pub amendments: BTreeSet<AmendmentId>,
}

/// An amendment was not answered in time; the breach stands, the answer is still owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendmentOverdue {
    /// Which.
    pub amendment: AmendmentId,
}

/// Where an amendment stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum AmendmentStatus {
    /// Waits for an answer.
    Open,
    /// Taken over.
    Accepted {
        /// By whom.
        by: MemberId,
        /// The revision that it made.
        revision: u32,
        /// The entry.
        index: u64,
    },
    /// Refused with a reason.
    Rejected {
        /// The reason.
        answer: Answer,
    },
    /// Taken back by its author.
    Withdrawn {
        /// The entry.
        index: u64,
    },
    /// A revision left nothing for it to change.
    Overtaken {
        /// That revision.
        revision: u32,
        /// The entry.
        index: u64,
    },
    /// The vote opened, or the proposal lapsed, before it was answered.
    Lapsed {
        /// The entry.
        index: u64,
    },
}

/// An amendment in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Its id.
    pub id: AmendmentId,
    /// The proposal.
    pub proposal: ProposalId,
    /// Whose it is.
    pub author: MemberId,
    /// The revision that it was written for.
    pub proposed_for: u32,
    /// The revision that it stands on: a later one once it was carried over.
    pub revision: u32,
    /// That revision's text.
    pub base: DocumentHash,
    /// What changes where in that text.
    pub edit: ParagraphEdit,
    /// Commitment to the reason.
    pub reason: Commitment,
    /// Where it stands.
    pub status: AmendmentStatus,
    /// By when it must be answered.
    pub answer_by_ms: Option<TimeMs>,
    /// Whether that moment went by without an answer.
    pub overdue: bool,
    /// The last entry that changed it.
    pub changed_at: u64,
}

impl Amendment {
    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        self.status == AmendmentStatus::Open
    }

    /// The revision that took it over.
    pub const fn accepted_by(&self) -> Option<u32> {
        match self.status {
            AmendmentStatus::Accepted { revision, .. } => Some(revision),
            AmendmentStatus::Open
            | AmendmentStatus::Rejected { .. }
            | AmendmentStatus::Withdrawn { .. }
            | AmendmentStatus::Overtaken { .. }
            | AmendmentStatus::Lapsed { .. } => None,
        }
    }
}
