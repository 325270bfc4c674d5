//! Hearings 协商会: called with notice, attended, spoken at, minuted.

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

mod decide;
mod evolve;

pub(crate) use decide::*;
pub(crate) use evolve::*;

/// How far ahead a hearing may be called, in days.
pub const MAX_HEARING_DAYS: u64 = 90;

/// How long after its time a hearing may still be opened, in days: who came for that moment must not be kept waiting
/// for another that nobody announced.
pub const HEARING_OPENS_WITHIN_DAYS: u64 = 1;

/// Most members in one record of attendance.
pub const MAX_ATTENDANCE: usize = 100;

/// Calls a hearing on a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallHearing {
    /// The matter, being deliberated.
    pub matter: MatterId,
    /// When it begins; the charter's notice must lie between.
    pub starts_at_ms: TimeMs,
    /// Agenda and place, as a document.
    pub agenda: DocumentHash,
}

/// Opens a called hearing, at its time or within a day after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenHearing {
    /// The hearing.
    pub hearing: HearingId,
}

/// Records who is present; by the chair, for up to 100 members at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordAttendance {
    /// The open hearing.
    pub hearing: HearingId,
    /// Who is present.
    pub members: BTreeSet<MemberId>,
}

/// Makes a statement at an open hearing; by who is recorded as present and lives in the area or holds a seat in the
/// council or one above it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeStatement {
    /// The hearing.
    pub hearing: HearingId,
    /// Commitment to the words.
    pub text: Commitment,
}

/// Closes a hearing with its minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseHearing {
    /// The hearing.
    pub hearing: HearingId,
    /// Commitment to the minutes.
    pub minutes: Commitment,
}

/// A hearing was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HearingCalled {
    /// Its id.
    pub hearing: HearingId,
    /// The matter.
    pub matter: MatterId,
    /// The council that holds it.
    pub council: CouncilId,
    /// When it begins.
    pub starts_at_ms: TimeMs,
    /// Agenda and place.
    pub agenda: DocumentHash,
}

/// A hearing began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HearingOpened {
    /// The hearing.
    pub hearing: HearingId,
}

/// Members were recorded as present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttendanceRecorded {
    /// The hearing.
    pub hearing: HearingId,
    /// Who.
    pub members: BTreeSet<MemberId>,
}

/// A statement was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementMade {
    /// Its id.
    pub statement: StatementId,
    /// The hearing.
    pub hearing: HearingId,
    /// Whose.
    pub member: MemberId,
    /// Commitment to the words.
    pub text: Commitment,
}

/// A hearing ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HearingClosed {
    /// The hearing.
    pub hearing: HearingId,
    /// Commitment to the minutes.
    pub minutes: Commitment,
    /// Holders of voting seats who were present.
    pub seats_present: u64,
    /// Holders of voting seats of the council.
    pub seats_held: u64,
    /// Whether the quorum was there.
    pub quorate: bool,
}

/// Where a hearing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HearingStatus {
    /// Called.
    Called,
    /// Under way.
    Open,
    /// Ended with a quorum.
    Held,
    /// Ended without a quorum.
    Inquorate,
}

/// A hearing in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    /// Its id.
    pub id: HearingId,
    /// The matter.
    pub matter: MatterId,
    /// The round of the matter.
    pub round: u32,
    /// The council that holds it.
    pub council: CouncilId,
    /// When it begins.
    pub starts_at_ms: TimeMs,
    /// Agenda and place.
    pub agenda: DocumentHash,
    /// Where it stands.
    pub status: HearingStatus,
    /// Who was recorded as present.
    pub present: BTreeSet<MemberId>,
    /// Statements made.
    pub statements: Vec<Statement>,
    /// Commitment to the minutes.
    pub minutes: Option<Commitment>,
    /// The last entry that changed it.
    pub changed_at: u64,
}

/// A statement at a hearing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Its id.
    pub id: StatementId,
    /// Whose.
    pub member: MemberId,
    /// Commitment to the words.
    pub text: Commitment,
}
