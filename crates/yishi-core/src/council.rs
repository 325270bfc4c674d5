//! Councils 议事会 and who sits in them; who may do what, and over which councils.

use crate::*;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Puts a member into a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignSeat {
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
    /// The member.
    pub member: MemberId,
}

/// Takes a member out of a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VacateSeat {
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
    /// The member.
    pub member: MemberId,
    /// Why, in words; 1 to 200 characters.
    pub reason: String,
}

/// A member sits from this entry on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatAssigned {
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
    /// The member.
    pub member: MemberId,
}

/// A member sits no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatVacated {
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
    /// The member.
    pub member: MemberId,
    /// Why.
    pub reason: String,
}

/// One holder of one seat.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seating {
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
    /// The member.
    pub member: MemberId,
}

/// Who sits where, with the entry that seated them.
pub type Seatings = OrdMap<Seating, u64>;
