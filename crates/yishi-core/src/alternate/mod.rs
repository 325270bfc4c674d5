//! Alternates 候补: who takes a seat that falls vacant within the term of the election that filled it.
//!
//! The count orders them and the certification names them. Whichever entry leaves a place vacant calls the next, who takes the seat
//! by their own signature. Who may be elected is left to `nomination`, what a ruling does to the election to `ruling`.

use crate::*;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

mod decide;
mod evolve;
mod kept;

pub(crate) use decide::*;
pub(crate) use evolve::*;
pub(crate) use kept::*;

/// Takes the seat to which an alternate was called; by their own key, until the time to accept is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepUp {
    /// The resolution that certified the election.
    pub resolution: ResolutionId,
}

/// Declines to step up, called or not yet; for good, and by the alternate's own key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclineStepUp {
    /// The resolution that certified the election.
    pub resolution: ResolutionId,
}

/// A place is vacant and an alternate is called to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlternateCalled {
    /// The resolution that certified the election.
    pub resolution: ResolutionId,
    /// Which of the alternates, from 1.
    pub order: u32,
    /// Who.
    pub member: MemberId,
    /// Whose place it is.
    pub in_place_of: MemberId,
    /// By when they accept; later the next is called.
    pub accept_by_ms: TimeMs,
    /// Who comes before and could not take the seat at this moment, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed_over: Vec<MemberId>,
}

/// A place is vacant and nobody is called to it: no alternate is left who could take it, or the charter has the place no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlternatesExhausted {
    /// The resolution that certified the election.
    pub resolution: ResolutionId,
    /// Whose place it is.
    pub in_place_of: MemberId,
    /// Who is left and could not take the seat at this moment, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed_over: Vec<MemberId>,
}

/// An alternate accepted; the entry also seats them, for what is left of the term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlternateSteppedUp {
    /// The resolution that certified the election.
    pub resolution: ResolutionId,
    /// Who.
    pub member: MemberId,
    /// Whose place it was.
    pub in_place_of: MemberId,
}

/// An alternate declined, and is called no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlternateDeclined {
    /// The resolution that certified the election.
    pub resolution: ResolutionId,
    /// Who.
    pub member: MemberId,
}

/// An alternate did not accept in time, and is called no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlternateLapsed {
    /// The resolution that certified the election.
    pub resolution: ResolutionId,
    /// Who.
    pub member: MemberId,
}

/// Nobody steps up by an election any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlternatesEnded {
    /// The resolution that certified the election.
    pub resolution: ResolutionId,
    /// Why.
    pub because: AlternatesEnd,
}

/// Why nobody steps up by an election any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlternatesEnd {
    /// The term is over.
    Term,
    /// A later election renewed the whole body.
    Renewed,
    /// A ruling revoked the election.
    Revoked,
}

/// How an alternate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlternateStatus {
    /// Waits until a place falls vacant.
    Waiting,
    /// Is called and has to accept or decline.
    Called,
    /// Took the seat.
    Seated,
    /// Declined.
    Declined,
    /// Did not accept in time.
    Lapsed,
    /// Is called no more: the election's alternates ended, or they were recalled from the seat.
    Ended,
}

/// An alternate in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternate {
    /// Who.
    pub member: MemberId,
    /// How they stand.
    pub status: AlternateStatus,
    /// The call, once a place fell vacant for them.
    pub call: Option<AlternateCall>,
    /// The last entry that passed them over, because they could not take the seat then.
    pub passed_over_at: Option<u64>,
    /// The entry that seated them, or ended their turn.
    pub settled_at: Option<u64>,
}

/// The call of an alternate to a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlternateCall {
    /// Whose place it is.
    pub in_place_of: MemberId,
    /// By when they accept.
    pub accept_by_ms: TimeMs,
    /// The entry.
    pub index: u64,
}

/// The alternates of an election in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlternateList {
    /// The resolution that certified the election.
    pub resolution: ResolutionId,
    /// The council.
    pub council: CouncilId,
    /// The kind of seat.
    pub seat: SeatId,
    /// The rule that elected.
    pub rule: RuleId,
    /// Who may be elected under it.
    pub electorate: Electorate,
    /// How long an alternate has to accept.
    pub accept: Period,
    /// When the term ends.
    pub term_ends_at_ms: Option<TimeMs>,
    /// The alternates, in the order of the count.
    pub alternates: Vec<Alternate>,
    /// Whose places are vacant and nobody is called to: within an entry only, for the same entry calls the next.
    pub vacant: Vec<MemberId>,
    /// The last entry that called nobody to a place.
    pub exhausted_at: Option<u64>,
    /// Why they ended, and by which entry.
    pub ended: Option<(AlternatesEnd, u64)>,
    /// The last entry that changed it.
    pub changed_at: u64,
}

/// The alternates of all elections.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternates {
    /// By the resolution that certified the election.
    pub lists: OrdMap<ResolutionId, Arc<AlternateList>>,
    /// Those that have not ended.
    pub running: OrdSet<ResolutionId>,
    /// By which election with alternates somebody holds a seat.
    pub seated_by: OrdMap<Seating, ResolutionId>,
    /// The elections of which somebody is an alternate: an index.
    pub of: OrdMap<MemberId, OrdSet<ResolutionId>>,
}

impl AlternateList {
    /// The alternate of this name, with their number from 1.
    pub fn of(&self, member: &MemberId) -> Option<(u32, &Alternate)> {
        self.numbered().find(|(_, alternate)| alternate.member == *member)
    }

    /// The alternates in order, numbered from 1.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &Alternate)> {
        (1..).zip(&self.alternates)
    }

    /// Those who are called and have not answered, with the call.
    pub fn called(&self) -> impl Iterator<Item = (u32, &MemberId, &AlternateCall)> {
        let called = self.numbered().filter(|(_, alternate)| alternate.status == AlternateStatus::Called);
        called.filter_map(|(order, alternate)| Some((order, &alternate.member, alternate.call.as_ref()?)))
    }

    fn seats_called_to(&self) -> impl Iterator<Item = Seating> {
        self.called().map(|(_, member, _)| self.seating(member))
    }

    fn is_for(&self, council: &CouncilId, seat: &SeatId) -> bool {
        self.council == *council && self.seat == *seat
    }

    fn seating(&self, member: &MemberId) -> Seating {
        let (council, seat) = (self.council.clone(), self.seat.clone());
        Seating { council, seat, member: member.clone() }
    }
}

impl State {
    /// The alternates for a kind of seat in a council that have not ended, the earliest election first.
    pub fn running_alternates<'a>(
        &'a self,
        council: &'a CouncilId,
        seat: &'a SeatId,
    ) -> impl Iterator<Item = &'a Arc<AlternateList>> {
        let lists = self.alternates.running.iter().filter_map(|id| self.alternates.lists.get(id));
        lists.filter(move |list| list.is_for(council, seat))
    }

    /// Whether somebody stepped up by the election, and sits by it or sat.
    pub(crate) fn stepped_up(&self, resolution: &Resolution, member: &MemberId) -> bool {
        let found = self.alternates.lists.get(&resolution.id).and_then(|list| list.of(member));
        found.is_some_and(|(_, found)| found.status == AlternateStatus::Seated)
    }

    /// Whether somebody stepped up by the election and holds the seat by it still.
    pub(crate) fn sits_as_alternate(&self, resolution: &Resolution, member: &MemberId) -> bool {
        let Some(list) = self.alternates.lists.get(&resolution.id) else { return false };
        let sits = self.alternates.seated_by.get(&list.seating(member)) == Some(&resolution.id);
        sits && self.stepped_up(resolution, member)
    }

    /// The alternates that somebody is among, in the order of the elections.
    pub fn alternates_with<'a>(&'a self, member: &MemberId) -> impl Iterator<Item = &'a Arc<AlternateList>> {
        let ids = self.alternates.of.get(member).into_iter().flatten();
        ids.filter_map(|id| self.alternates.lists.get(id))
    }
}
