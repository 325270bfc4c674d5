//! Alternates of elections: who steps up when a seat falls vacant, and how each of them stands.

use super::Member;
use crate::entry::Entry;
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::{Enum, SimpleObject};
use yishi_core::{AlternateList, AlternatesClause, CouncilId, ResolutionId, SeatId};

/// Who steps up when an elected person leaves the seat within the term 候补.
#[derive(SimpleObject)]
pub(crate) struct AlternatesRule {
    /// How many there are at most.
    places: i32,
    /// How long an alternate has to accept, e.g. `5d`.
    accept: String,
}

impl AlternatesRule {
    pub(crate) fn new(clause: &AlternatesClause) -> Self {
        Self { places: count(clause.places), accept: String::from(clause.accept) }
    }
}

/// How an alternate stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::AlternateStatus")]
pub(crate) enum AlternateStatus {
    /// Waits until a place falls vacant 候补.
    Waiting,
    /// Is called and has to accept or decline 待接受.
    Called,
    /// Took the seat 已递补.
    Seated,
    /// Declined 已谢绝.
    Declined,
    /// Did not accept in time 逾期.
    Lapsed,
    /// Is called no more: the alternates of the election ended, or this one was recalled from the seat.
    Ended,
}

/// Why nobody steps up by an election any more.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::AlternatesEnd")]
pub(crate) enum AlternatesEnd {
    /// The term is over.
    Term,
    /// A later election renewed the whole body.
    Renewed,
    /// A ruling revoked the election.
    Revoked,
}

/// Somebody who was not elected and steps up when a place falls vacant 候补.
#[derive(SimpleObject)]
pub(crate) struct Alternate {
    /// Which one, from 1, in the order of the count.
    order: i32,
    /// Who.
    member: Member,
    /// How they stand.
    status: AlternateStatus,
    /// Whose place they were called to; null before.
    in_place_of: Option<Member>,
    /// By when they accept or accepted; null before they are called.
    accept_by: Option<DateTime>,
    /// The entry that called them; null before.
    called: Option<Entry>,
    /// The last entry that passed them over, because they could not take the seat then; null where none did.
    passed_over: Option<Entry>,
    /// The entry that seated them or ended their turn; null while they may still step up.
    settled: Option<Entry>,
}

/// The alternates of an election, and whether they still step up.
#[derive(SimpleObject)]
pub(crate) struct Alternates {
    /// The resolution that certified the election, by its name in the book.
    resolution_id: String,
    /// The alternates, in the order of the count; at most twenty.
    members: Vec<Alternate>,
    /// Until when they step up: the end of the term.
    until: Option<DateTime>,
    /// The last entry that called nobody to a vacant place; null where none did.
    exhausted: Option<Entry>,
    /// Why they step up no more; null while they do.
    ended_because: Option<AlternatesEnd>,
    /// The entry that ended them; null while they step up.
    ended: Option<Entry>,
    /// The entry that certified the election, and with it who they are.
    entry: Entry,
}

impl Alternates {
    pub(crate) fn of(view: &View, resolution: ResolutionId) -> Option<Self> {
        view.state().alternates.lists.get(&resolution).map(|list| Self::new(view, list))
    }

    /// Those of the elections to a seat that still step up, the earliest election first.
    pub(crate) fn of_seat(view: &View, council: &CouncilId, seat: &SeatId) -> Vec<Self> {
        view.state().running_alternates(council, seat).map(|list| Self::new(view, list)).collect()
    }

    fn new(view: &View, list: &AlternateList) -> Self {
        let entry = |index: u64| Entry::new(view, index);
        Self {
            resolution_id: list.resolution.to_string(),
            members: list.numbered().map(|(order, found)| Alternate::new(view, order, found)).collect(),
            until: list.term_ends_at_ms.map(DateTime::from),
            exhausted: list.exhausted_at.map(entry),
            ended_because: list.ended.map(|(because, _)| because.into()),
            ended: list.ended.map(|(_, index)| entry(index)),
            entry: entry(list.resolution.entry_index()),
        }
    }
}

impl Alternate {
    fn new(view: &View, order: u32, found: &yishi_core::Alternate) -> Self {
        let (member, entry) =
            (|id: &yishi_core::MemberId| Member::new(view, id.clone()), |index| Entry::new(view, index));
        let call = found.call.as_ref();
        Self {
            order: count(order),
            member: member(&found.member),
            status: found.status.into(),
            in_place_of: call.map(|call| member(&call.in_place_of)),
            accept_by: call.map(|call| call.accept_by_ms.into()),
            called: call.map(|call| entry(call.index)),
            passed_over: found.passed_over_at.map(entry),
            settled: found.settled_at.map(entry),
        }
    }
}
