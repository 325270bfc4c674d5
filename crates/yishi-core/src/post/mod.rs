//! Posts 岗位: who holds them, which buildings they look after, what they do again and again, and what was missed.
//!
//! `window` says when a duty has to be done, `decide` and `evolve` how a posting changes, `rota` who is on duty when.

mod decide;
mod evolve;
mod rota;
mod window;

use crate::*;
use imbl::{OrdMap, OrdSet, Vector};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(crate) use decide::*;
pub(crate) use evolve::*;
pub use rota::*;

/// Most duties of one post.
pub const MAX_DUTIES: usize = 20;

/// Most buildings that one holder looks after.
pub const MAX_BUILDINGS: usize = 100;

/// Puts a member at a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignPost {
    /// The council.
    pub council: CouncilId,
    /// The kind of post.
    pub post: PostId,
    /// The member.
    pub member: MemberId,
    /// The buildings that they look after, all of the council's area; at most 100, absent for none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub buildings: BTreeSet<BuildingId>,
}

/// Takes a member from a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VacatePost {
    /// The posting.
    pub posting: PostingId,
    /// Why, in words; 1 to 200 characters.
    pub reason: String,
}

/// Records that a duty was done; by the holder, for the window that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordDuty {
    /// The posting.
    pub posting: PostingId,
    /// Which of its duties.
    pub duty: DutyId,
    /// For which building, one of those that the holder looks after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<BuildingId>,
    /// Commitment to what was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Commitment>,
}

/// A member is at a post from this entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostAssigned {
    /// Its id.
    pub posting: PostingId,
    /// The council.
    pub council: CouncilId,
    /// The kind of post.
    pub post: PostId,
    /// The member.
    pub member: MemberId,
    /// The buildings that they look after.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub buildings: BTreeSet<BuildingId>,
    /// When the first window of each duty ends.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub windows: BTreeMap<DutyId, TimeMs>,
}

/// A member is at a post no longer; duties and shifts that were to come are lifted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostVacated {
    /// The posting.
    pub posting: PostingId,
    /// Why.
    pub reason: String,
}

/// A duty was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyRecorded {
    /// The posting.
    pub posting: PostingId,
    /// Which of its duties.
    pub duty: DutyId,
    /// In which window, from 1.
    pub window: u32,
    /// For which building.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<BuildingId>,
    /// Commitment to what was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Commitment>,
    /// When the next window ends, if this met the duty of its window; absent where buildings are still to come, or it was met before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_ends_at_ms: Option<TimeMs>,
}

/// A window ended and its duty was not done. The breach stands; the next window runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyMissed {
    /// The posting.
    pub posting: PostingId,
    /// Which of its duties.
    pub duty: DutyId,
    /// Which window, from 1.
    pub window: u32,
    /// The buildings for which it was not done, where each has to be seen.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub buildings: BTreeSet<BuildingId>,
    /// When the next window ends.
    pub next_ends_at_ms: TimeMs,
}

/// Who is at which post of which council.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PostHeld {
    /// The council.
    pub council: CouncilId,
    /// The kind of post.
    pub post: PostId,
    /// The member.
    pub member: MemberId,
}

/// One member at one post, in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Its id; the index in it is the entry that assigned it.
    pub id: PostingId,
    /// Where and who.
    pub held: PostHeld,
    /// The buildings that they look after.
    pub buildings: BTreeSet<BuildingId>,
    /// When it was assigned: from here windows are counted.
    pub assigned_at_ms: TimeMs,
    /// Its duties, as the charter had them when it was assigned.
    pub duties: Vec<RunningDuty>,
    /// What was done and missed, in order.
    pub records: Vector<DutyRecord>,
    /// Its shifts.
    pub shifts: ShiftIds,
    /// The entry that ended it; absent while it is held.
    pub ended_at: Option<u64>,
    /// Why it ended, where somebody said so.
    pub reason: Option<String>,
}

/// A duty with its window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningDuty {
    /// Which.
    pub id: DutyId,
    /// How long a window is.
    pub every: Period,
    /// What has to be done in it.
    pub covers: DutyCover,
    /// The window whose duty is to be done next, from 1. Once it is done in a window, the next one is due.
    pub window: u32,
    /// When that window begins.
    pub begins_at_ms: TimeMs,
    /// When it ends.
    pub ends_at_ms: TimeMs,
    /// The buildings that were seen in it, where each has to be.
    pub seen: BTreeSet<BuildingId>,
    /// In how many windows it was done.
    pub done: u64,
    /// In how many windows it was missed.
    pub missed: u64,
}

/// Whether a duty was done or missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyOutcome {
    /// It was done.
    Done,
    /// The window ended without it.
    Missed,
}

/// What stands in the book about one duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyRecord {
    /// The entry.
    pub entry: u64,
    /// Which duty.
    pub duty: DutyId,
    /// In which window.
    pub window: u32,
    /// Done or missed.
    pub outcome: DutyOutcome,
    /// The building for which it was done, or those for which it was missed.
    pub buildings: BTreeSet<BuildingId>,
    /// Commitment to what was found.
    pub text: Option<Commitment>,
}

/// Shifts in the order in which they were planned.
pub type ShiftIds = OrdSet<ShiftId>;

/// Posts and their rota, with what finds them quickly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posts {
    /// Postings, ended ones too.
    pub postings: OrdMap<PostingId, Arc<Posting>>,
    /// Those that are held.
    pub held: OrdMap<PostHeld, PostingId>,
    /// All postings of each member.
    pub of_member: OrdMap<MemberId, OrdSet<PostingId>>,
    /// Shifts.
    pub shifts: OrdMap<ShiftId, Arc<Shift>>,
    /// The shifts of each post of a council, in the order in which they were planned.
    pub rota: OrdMap<(CouncilId, PostId), ShiftIds>,
    /// The shifts of each member by their beginning; those that were lifted are not among them.
    pub planned: OrdMap<(MemberId, TimeMs), ShiftId>,
}

impl Posts {
    /// The postings that are held at a kind of post in a council, by the id of the member.
    pub fn holders<'a>(
        &'a self,
        council: &'a CouncilId,
        post: &'a PostId,
    ) -> impl Iterator<Item = &'a PostingId> {
        let first = PostHeld { council: council.clone(), post: post.clone(), member: MemberId::before_all() };
        let of_post =
            move |(held, _): &(&PostHeld, &PostingId)| held.council == *council && held.post == *post;
        self.held.range(first..).take_while(of_post).map(|(_, posting)| posting)
    }
}

impl Posting {
    /// The duty of this name.
    pub fn duty(&self, id: &DutyId) -> Option<&RunningDuty> {
        self.duties.iter().find(|duty| duty.id == *id)
    }
}
