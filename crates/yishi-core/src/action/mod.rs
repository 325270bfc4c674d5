//! Follow-up actions 落实事项: assigned with a deadline, reported, done, accepted by another seat.

use crate::*;
use serde::{Deserialize, Serialize};

mod decide;
mod evolve;

pub(crate) use decide::*;
pub(crate) use evolve::*;

/// How far ahead an action may fall due, in days: two years, as a lift takes to build.
pub const MAX_ACTION_DAYS: u64 = 731;

/// Assigns an action on a matter that was resolved or is handled directly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignAction {
    /// The matter, in stage acting.
    pub matter: MatterId,
    /// Who is to do it.
    pub assignee: MemberId,
    /// What is to be done.
    pub document: DocumentHash,
    /// By when; absent for the charter's period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at_ms: Option<TimeMs>,
}

/// Reports progress on an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportProgress {
    /// The action.
    pub action: ActionId,
    /// Commitment to the report.
    pub text: Commitment,
}

/// Reports an action as done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompleteAction {
    /// The action.
    pub action: ActionId,
    /// Commitment to the evidence, in the vault.
    pub evidence: Commitment,
}

/// What a supervisor finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inspection {
    /// Done as resolved.
    Accepted,
    /// Sent back to the assignee.
    SentBack,
}

/// Inspects an action reported as done; never by the assignee, nor by who assigned it, nor by who screened the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InspectAction {
    /// The action.
    pub action: ActionId,
    /// What was found.
    pub inspection: Inspection,
    /// Commitment to the reasons.
    pub text: Commitment,
}

/// An action was assigned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionAssigned {
    /// Its id.
    pub action: ActionId,
    /// The matter.
    pub matter: MatterId,
    /// Who is to do it.
    pub assignee: MemberId,
    /// What is to be done.
    pub document: DocumentHash,
    /// By when.
    pub due_at_ms: TimeMs,
}

/// Progress was reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgressReported {
    /// The action.
    pub action: ActionId,
    /// Commitment to the report.
    pub text: Commitment,
}

/// An action was reported as done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionCompleted {
    /// The action.
    pub action: ActionId,
    /// Commitment to the evidence.
    pub evidence: Commitment,
}

/// An action was inspected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionInspected {
    /// The action.
    pub action: ActionId,
    /// Who inspected.
    pub by: MemberId,
    /// What was found.
    pub inspection: Inspection,
    /// Commitment to the reasons.
    pub text: Commitment,
}

/// An action was not reported as done in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionOverdue {
    /// The action.
    pub action: ActionId,
}

/// Where an action stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionStatus {
    /// To be done.
    Assigned,
    /// Reported as done.
    Completed,
    /// Accepted by a supervisor.
    Accepted,
    /// Stopped: what it carried out was revoked.
    Stopped,
}

/// An action in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// The matter.
    pub matter: MatterId,
    /// The round of the matter.
    pub round: u32,
    /// Who is to do it.
    pub assignee: MemberId,
    /// Who assigned it.
    pub assigned_by: MemberId,
    /// What is to be done.
    pub document: DocumentHash,
    /// By when.
    pub due_at_ms: TimeMs,
    /// Whether that was missed.
    pub overdue: bool,
    /// Where it stands.
    pub status: ActionStatus,
    /// Commitments to progress reports, in order.
    pub progress: Vec<Commitment>,
    /// Commitment to the evidence.
    pub evidence: Option<Commitment>,
    /// Who inspected it last.
    pub inspected_by: Option<MemberId>,
    /// The last entry that changed it.
    pub changed_at: u64,
}
