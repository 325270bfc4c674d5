//! Submissions 诉求: handed in by any channel, supported or opposed, and screened 把关.

mod decide;
mod evolve;

use crate::*;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

pub(crate) use decide::*;
pub(crate) use evolve::*;

/// How a submission reached the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Signed by the member.
    OwnKey,
    /// Handed in through a clerk.
    Assisted,
    /// Brought in from another system.
    Imported,
    /// On paper, read by two witnesses.
    Paper,
}

/// By which way a submission came that its author did not send with a key of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// Told to a grid worker on the doorstep 上门走访.
    Doorstep,
    /// At the counter 服务窗口.
    Counter,
    /// From the suggestion box 意见箱.
    SuggestionBox,
    /// Through a partner on the lookout 网格哨兵.
    Sentinel,
    /// By telephone 热线.
    Telephone,
}

/// Hands in a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submit {
    /// The lowest council of the place it is about.
    pub council: CouncilId,
    /// Commitment to its text.
    pub text: Commitment,
    /// When it was really made, for imports only; not after the entry's own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at_ms: Option<TimeMs>,
    /// By which way it came, where its author did not send it with a key of their own; always said of one without an author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// Whether it has no author 匿名: a letter that a clerk enters, where the charter takes such.
    #[serde(default, skip_serializing_if = "is_default")]
    pub anonymous: bool,
    /// The call for ideas that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallId>,
}

impl Submit {
    /// What an author hands in with a key of their own, or a clerk for them.
    pub const fn new(council: CouncilId, text: Commitment) -> Self {
        Self { council, text, occurred_at_ms: None, via: None, anonymous: false, call: None }
    }
}

/// A resident's stance on a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// Supports it 附议.
    Support,
    /// Objects to it 反对.
    Object,
    /// Passes 不表态.
    Pass,
}

/// Takes a stance on a submission; a later one replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeStance {
    /// The submission.
    pub submission: SubmissionId,
    /// The text that was read.
    pub text: Commitment,
    /// The stance.
    pub stance: Stance,
    /// When it was really taken, for imports only; not after the entry's own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at_ms: Option<TimeMs>,
}

/// What screening found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict", deny_unknown_fields)]
pub enum Screening {
    /// It becomes a matter.
    Accept {
        /// The matter's title, as a document.
        title: DocumentHash,
        /// The facts that routing looks at.
        facts: Facts,
    },
    /// It goes back with a reason.
    Return {
        /// Commitment to the reason.
        reason: Commitment,
    },
    /// It joins a matter that exists.
    Merge {
        /// The matter, still open.
        into: MatterId,
    },
    /// It becomes several matters; 2 to 8.
    Split {
        /// The parts.
        parts: Vec<SplitPart>,
    },
}

/// One part of a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitPart {
    /// The matter's title.
    pub title: DocumentHash,
    /// Its facts.
    pub facts: Facts,
}

/// Screens a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreenSubmission {
    /// The submission.
    pub submission: SubmissionId,
    /// What was found.
    pub screening: Screening,
}

/// A submission was received; it must be screened by the due time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionReceived {
    /// Its id.
    pub submission: SubmissionId,
    /// Whose it is; absent of one without an author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<MemberId>,
    /// How it came.
    pub channel: Channel,
    /// By which way, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// Who entered it, where the way was said; they do not screen it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<MemberId>,
    /// The call for ideas that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallId>,
    /// The lowest council of its place.
    pub council: CouncilId,
    /// Commitment to its text.
    pub text: Commitment,
    /// When it was made.
    pub occurred_at_ms: TimeMs,
    /// By when it must be screened.
    pub screen_by_ms: TimeMs,
}

/// A stance was taken or replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StanceTaken {
    /// The submission.
    pub submission: SubmissionId,
    /// Whose stance.
    pub member: MemberId,
    /// The stance.
    pub stance: Stance,
    /// When it was taken.
    pub occurred_at_ms: TimeMs,
}

/// A submission was accepted; its matters are opened by events of the same entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionAccepted {
    /// The submission.
    pub submission: SubmissionId,
    /// The matters it became.
    pub matters: Vec<MatterId>,
}

/// A submission was returned with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionReturned {
    /// The submission.
    pub submission: SubmissionId,
    /// Commitment to the reason.
    pub reason: Commitment,
}

/// A submission joined a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionMerged {
    /// The submission.
    pub submission: SubmissionId,
    /// The matter.
    pub into: MatterId,
}

/// A submission was not screened in time; the breach stands, screening is still possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreeningOverdue {
    /// The submission.
    pub submission: SubmissionId,
}

/// Where a submission stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum SubmissionStatus {
    /// Waits to be screened.
    Received,
    /// Became matters.
    Accepted {
        /// The matters.
        matters: Vec<MatterId>,
    },
    /// Went back.
    Returned {
        /// Commitment to the reason.
        reason: Commitment,
    },
    /// Joined a matter.
    Merged {
        /// The matter.
        into: MatterId,
    },
}

/// What screening found of a submission, without what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubmissionStatusKind {
    /// Nothing yet.
    Received,
    /// It became matters.
    Accepted,
    /// It went back.
    Returned,
    /// It joined a matter.
    Merged,
}

impl SubmissionStatus {
    /// Which of the four it is.
    pub fn kind(&self) -> SubmissionStatusKind {
        match self {
            Self::Received => SubmissionStatusKind::Received,
            Self::Accepted { .. } => SubmissionStatusKind::Accepted,
            Self::Returned { .. } => SubmissionStatusKind::Returned,
            Self::Merged { .. } => SubmissionStatusKind::Merged,
        }
    }
}

/// A submission in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// Whose it is; absent of one without an author.
    pub author: Option<MemberId>,
    /// How it came.
    pub channel: Channel,
    /// Who signed for it: the author, or who entered it.
    pub handed_in_by: MemberId,
    /// By which way, where that was said.
    pub via: Option<Via>,
    /// Who entered it, where the way was said.
    pub entered_by: Option<MemberId>,
    /// The call for ideas that it answers.
    pub call: Option<CallId>,
    /// The lowest council of its place.
    pub council: CouncilId,
    /// Commitment to its text.
    pub text: Commitment,
    /// When it was made.
    pub occurred_at_ms: TimeMs,
    /// By when it must be screened.
    pub screen_by_ms: TimeMs,
    /// Whether that was missed.
    pub overdue: bool,
    /// Who screened it.
    pub screened_by: Option<MemberId>,
    /// Where it stands.
    pub status: SubmissionStatus,
    /// Each member's latest stance.
    pub stances: OrdMap<MemberId, HeldStance>,
    /// Members who took their latest stance with a key of their own.
    #[serde(default)]
    pub own_stances: OrdSet<MemberId>,
    /// Counts of the latest stances: support, object, pass.
    pub stance_counts: StanceCounts,
    /// The last entry that changed it.
    pub changed_at: u64,
}

/// A stance that a member holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldStance {
    /// Which.
    pub stance: Stance,
    /// The entry by which it was taken.
    pub index: u64,
}

/// How many members hold each stance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StanceCounts {
    /// Supports.
    pub support: u64,
    /// Objections.
    pub object: u64,
    /// Passes.
    pub pass: u64,
}
