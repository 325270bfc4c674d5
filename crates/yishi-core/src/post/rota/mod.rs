//! The rota 排班: who is on duty when, who came, and who did not.

mod decide;
mod evolve;

use crate::*;
use serde::{Deserialize, Serialize};

pub(crate) use decide::*;
pub(crate) use evolve::*;

/// Most shifts in one plan.
pub const MAX_SHIFTS: usize = 100;

/// How far ahead shifts are planned, in days: a year and a day.
pub const MAX_ROTA_DAYS: u64 = 366;

/// Longest shift, in days.
pub const MAX_SHIFT_DAYS: u64 = 1;

/// A shift as it is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftPlan {
    /// Who is on duty; a holder of the post.
    pub member: MemberId,
    /// From when on.
    pub from_ms: TimeMs,
    /// Until when; at most 24 hours later.
    pub to_ms: TimeMs,
}

/// Plans shifts of the holders of a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanRota {
    /// The council.
    pub council: CouncilId,
    /// The kind of post.
    pub post: PostId,
    /// 1 to 100 shifts; those of one member do not overlap, on whatever posts.
    pub shifts: Vec<ShiftPlan>,
}

/// Comes to a shift; by its member, while it lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckIn {
    /// The shift.
    pub shift: ShiftId,
}

/// Shifts are planned; the first has the id of this entry, further ones its ordinals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotaPlanned {
    /// The council.
    pub council: CouncilId,
    /// The kind of post.
    pub post: PostId,
    /// How many.
    pub shifts: u32,
}

/// Somebody came to their shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftAttended {
    /// The shift.
    pub shift: ShiftId,
}

/// A shift ended and nobody had come to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftMissed {
    /// The shift.
    pub shift: ShiftId,
}

/// How a shift stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShiftStatus {
    /// To come, or running and not attended yet.
    Planned,
    /// Its member came.
    Attended,
    /// It ended and its member had not come.
    Missed,
    /// Its member left the post before it ended.
    Lifted,
}

/// A shift in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Its id; the index in it is the entry that planned it.
    pub id: ShiftId,
    /// The posting of its member.
    pub posting: PostingId,
    /// Who is on duty.
    pub member: MemberId,
    /// From when on.
    pub from_ms: TimeMs,
    /// Until when.
    pub to_ms: TimeMs,
    /// How it stands.
    pub status: ShiftStatus,
    /// The entry that changed it last.
    pub changed_at: u64,
}
