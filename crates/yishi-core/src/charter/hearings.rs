//! How hearings are called and held.

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How hearings are called and held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HearingClause {
    /// Least time between the call and the hearing.
    pub notice: Period,
    /// Least time when the matter is urgent 急事急议.
    pub urgent_notice: Period,
    /// Attendance of voting seats needed, counted over the seats that are held.
    pub quorum: yishi_tally::Threshold,
    /// Whether the call has to name what is put to a vote afterwards; not unless said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub agenda: AgendaLock,
    /// Whether who signs their own attendance is present by that; by the chair's record alone unless said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub attendance: AttendanceProof,
    /// How long one turn to speak lasts, in minutes, 1 to 120; absent where everybody present speaks without waiting for a turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaking_minutes: Option<u32>,
    /// How a hearing is adjourned; not at all unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjournment: Option<AdjournmentClause>,
    /// The benches that have to speak before a vote whose rule asks for `benches_heard` 三方共议.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub benches: BTreeSet<BenchId>,
}

/// Whether the call of a hearing has to name what is put to a vote afterwards 议题锁定.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgendaLock {
    /// It does not.
    #[default]
    Open,
    /// A proposal is put to a vote only once it stood as an item of a hearing that was held.
    Items,
}

/// What makes somebody present.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttendanceProof {
    /// The record of the chair; a signature of one's own stands beside it.
    #[default]
    Recorded,
    /// The record of the chair, or a signature of one's own.
    Signed,
}

/// How a hearing is interrupted and goes on 休会、续会.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdjournmentClause {
    /// How far ahead the continuation is at most.
    pub within: Period,
    /// How often one hearing is adjourned at most; 1 or more.
    pub times: u32,
}
