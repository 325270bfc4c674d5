//! Hearings 协商会: called with notice, attended, spoken at, minuted.
//!
//! `agenda` holds what is dealt with, who is invited and which benches were heard; `floor` who speaks when; `questions` what is
//! asked; `sessions` signed attendance, and hearings that go on at another moment.

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

mod agenda;
mod decide;
mod evolve;
mod floor;
mod questions;
mod sessions;

pub use agenda::*;
pub(crate) use decide::*;
pub(crate) use evolve::*;
pub use floor::*;
pub use questions::*;
pub use sessions::*;

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
    /// The proposals on the matter that are dealt with; at most 20. None where the agenda is not bound to proposals.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub items: BTreeSet<ProposalId>,
    /// Members who are invited besides the holders of the council's seats; at most 100.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub invited_members: BTreeSet<MemberId>,
    /// Seats of other councils whose holders are invited; at most 20.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub invited_seats: BTreeSet<InvitedSeat>,
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
    /// For, against or neutral; absent where the speaker takes no position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<SpeakingPosition>,
    /// The proposal it is about, an item where the call names items; absent for the matter as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<ProposalId>,
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
    /// The proposals on the matter that are dealt with; at most 20. None where the agenda is not bound to proposals.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub items: BTreeSet<ProposalId>,
    /// Members who are invited besides the holders of the council's seats; at most 100.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub invited_members: BTreeSet<MemberId>,
    /// Seats of other councils whose holders are invited; at most 20.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub invited_seats: BTreeSet<InvitedSeat>,
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
    /// For, against or neutral.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<SpeakingPosition>,
    /// The proposal it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<ProposalId>,
    /// The benches that the charter wants to hear and for which the member spoke, by their seats in the council.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub benches: BTreeSet<BenchId>,
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
    /// Who had asked for the floor and was not given it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unheard: BTreeSet<MemberId>,
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
    /// Interrupted until a stated moment.
    Adjourned,
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
    /// Who is present in the session under way, or was in the last one.
    pub present: BTreeSet<MemberId>,
    /// How each of them came to be present, and who signed without being recorded.
    #[serde(default)]
    pub attendance: BTreeMap<MemberId, Attended>,
    /// Sessions, the one under way included.
    #[serde(default)]
    pub sessions: Vec<HearingSession>,
    /// The proposals that are dealt with.
    #[serde(default)]
    pub items: BTreeSet<ProposalId>,
    /// Members invited by name.
    #[serde(default)]
    pub invited_members: BTreeSet<MemberId>,
    /// Seats whose holders are invited.
    #[serde(default)]
    pub invited_seats: BTreeSet<InvitedSeat>,
    /// Who speaks, who waits, and points of order.
    #[serde(default)]
    pub floor: Floor,
    /// What was asked.
    #[serde(default)]
    pub questions: Vec<HearingQuestion>,
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
    /// For, against or neutral.
    #[serde(default)]
    pub position: Option<SpeakingPosition>,
    /// The proposal it is about.
    #[serde(default)]
    pub proposal: Option<ProposalId>,
    /// The benches for which it counts.
    #[serde(default)]
    pub benches: BTreeSet<BenchId>,
}
