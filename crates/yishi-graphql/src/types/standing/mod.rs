//! What resolutions lay down to last, as objects of the schema.

mod booking;
mod duty;
mod period;
mod rule;
mod words;

use super::charter::Seat;
use super::{Council, Member};
use crate::entry::Entry;
use crate::scalar::count;
use crate::view::View;
use async_graphql::{Enum, SimpleObject};
use yishi_core::{Lasts, Recurrence, SeatAt, StandingEnd};

pub(crate) use booking::Booking;
pub(crate) use duty::{ProposedDuty, StandingDuty, duties_of, duties_to_do};
pub(crate) use period::StandingPeriod;
pub(crate) use rule::{ProposedRule, StandingRule, rules_of};

/// A kind of seat in one council; whoever holds it at the moment is meant.
#[derive(SimpleObject)]
pub(crate) struct SeatInCouncil {
    /// The council.
    council: Option<Council>,
    /// The kind of seat; null where the charter does not know it any more.
    seat: Option<Seat>,
    /// Who holds it now.
    holders: Vec<Member>,
}

impl SeatInCouncil {
    pub(crate) fn new(view: &View, at: &SeatAt) -> Self {
        let state = view.state();
        let holders = state.holders(&at.council, &at.seat);
        Self {
            council: Council::find(view, &at.council),
            seat: state.charter().and_then(|charter| Seat::find(charter, &at.seat)),
            holders: holders.map(|member| Member::new(view, member.clone())).collect(),
        }
    }
}

/// When something comes back, and for how long.
#[derive(SimpleObject)]
pub(crate) struct Recurring {
    /// The first day of the first window, `YYYY-MM-DD`; from the certification, if that comes later or this is null.
    from: Option<String>,
    /// How long a window is, e.g. `6mo`.
    every: String,
    /// How many times it comes back; null where it is not a number of times.
    times: Option<i32>,
    /// The last day on which a window may begin, `YYYY-MM-DD`; null where there is none. Null in both: until it is ended.
    until: Option<String>,
    /// How many days after its window it is still in time.
    grace_days: i32,
}

impl Recurring {
    pub(crate) fn new(recurs: &Recurrence) -> Self {
        let (times, until) = match recurs.lasts {
            Lasts::Times { times } => (Some(count(times)), None),
            Lasts::Until { day } => (None, Some(day.to_string())),
            Lasts::UntilEnded => (None, None),
        };
        Self {
            from: recurs.from.map(|from| from.to_string()),
            every: String::from(recurs.every),
            times,
            until,
            grace_days: count(recurs.grace_days),
        }
    }
}

/// Where something stands that a resolution laid down to last.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::StandingStatus")]
pub(crate) enum StandingStatus {
    /// It comes back.
    Running,
    /// Its time ran out; what was missed can still be made up for.
    Finished,
    /// A resolution or a ruling ended it.
    Ended,
}

/// What ended something before its time.
#[derive(SimpleObject)]
pub(crate) struct StandingEnding {
    /// The resolution that ended it; null where its own was revoked.
    resolution: Option<super::Resolution>,
    /// The entry.
    entry: Entry,
}

impl StandingEnding {
    pub(crate) fn new(view: &View, end: &StandingEnd) -> Self {
        let resolution = end.ended_by.and_then(|id| super::Resolution::find(view, id));
        Self { resolution, entry: Entry::new(view, end.index) }
    }
}
