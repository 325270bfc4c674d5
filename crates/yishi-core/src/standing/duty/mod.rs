//! Standing duties 长效职责: upkeep, publication and reports that a resolution lays down, who owes them, what was done and missed.
//!
//! A duty goes with the seat or post that owes it. One obligation stands for each duty: the next of its windows.

mod decide;
mod evolve;

use super::{Adoption, Laid, Recurrence, SeatAt, StandingTerms, Succession, Windows};
use crate::*;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

pub(crate) use decide::*;
pub(crate) use evolve::*;

/// A duty that a text lays down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingDutyTerms {
    /// What kind of duty it is.
    pub does: DutyKind,
    /// What it is called; 1 to 200 characters. What exactly has to be done stands in the text.
    pub name: String,
    /// Who owes it.
    pub bearer: DutyBearer,
    /// The seat that sees to it; nobody who owes it.
    pub supervisor: SeatAt,
    /// When it comes back, and for how long.
    pub recurs: Recurrence,
    /// The standing duty whose place it takes: that one ends when the first window of this begins, with the certification or on the later day
    /// that is said. Absent where it takes none's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<StandingDutyId>,
}

/// What kind of duty comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyKind {
    /// Something is looked after or inspected 维护.
    Maintenance,
    /// Something is made public 公布.
    Publication,
    /// Somebody reports 报告.
    Report,
}

/// Who owes a standing duty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "bearer", deny_unknown_fields)]
pub enum DutyBearer {
    /// Whoever holds a seat.
    Seat {
        /// The council.
        council: CouncilId,
        /// The kind of seat.
        seat: SeatId,
    },
    /// Whoever holds a post.
    Post {
        /// The council.
        council: CouncilId,
        /// The kind of post.
        post: PostId,
    },
    /// A member by name.
    Member {
        /// The member.
        member: MemberId,
    },
}

impl fmt::Display for DutyBearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seat { council, seat } => write!(f, "seat:{council}/{seat}"),
            Self::Post { council, post } => write!(f, "post:{council}/{post}"),
            Self::Member { member } => write!(f, "member:{member}"),
        }
    }
}

/// Records that a standing duty was done for one of its windows; by whoever owes it, also when it is late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerformDuty {
    /// The duty.
    pub duty: StandingDutyId,
    /// For which of its windows, from 1: the one that runs, or one that was missed.
    pub occurrence: u32,
    /// What was done, found or published.
    pub report: DutyReport,
    /// Commitment to evidence such as a certificate of inspection, kept in the vault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Commitment>,
}

/// What was done, found or published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "report", deny_unknown_fields)]
pub enum DutyReport {
    /// As a document, which everybody may read for ever.
    Document {
        /// The document.
        document: DocumentHash,
    },
    /// In words of whoever did it.
    Statement {
        /// Commitment to the words.
        text: Commitment,
    },
}

/// A duty stands by the certification of a resolution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingDutyLaid {
    /// Its id.
    pub duty: StandingDutyId,
    /// The resolution.
    pub resolution: ResolutionId,
    /// The duty.
    pub terms: StandingDutyTerms,
    /// When its first window begins: the day that was voted on, or the certification if that came later.
    pub begins_at_ms: TimeMs,
    /// By when it has to be done first; absent where the last day was over before the certification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due_at_ms: Option<TimeMs>,
    /// The duty that ends when this one begins, on a later day; absent where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<StandingDutyId>,
}

/// A standing duty was done for one of its windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingDutyPerformed {
    /// The duty.
    pub duty: StandingDutyId,
    /// For which of its windows.
    pub occurrence: u32,
    /// What was done, found or published.
    pub report: DutyReport,
    /// Commitment to evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Commitment>,
    /// Who did it.
    pub by: MemberId,
    /// Whether it had been missed before.
    pub late: bool,
    /// By when it has to be done next; absent where this was late, or it does not come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due_at_ms: Option<TimeMs>,
}

/// A standing duty was not done in time. The breach stands; it still can be done, and the next window runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingDutyMissed {
    /// The duty.
    pub duty: StandingDutyId,
    /// For which of its windows.
    pub occurrence: u32,
    /// By when it has to be done next; absent where it does not come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due_at_ms: Option<TimeMs>,
}

/// A standing duty ended before its time; nothing of it is owed any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingDutyEnded {
    /// The duty.
    pub duty: StandingDutyId,
    /// The resolution that ended it or laid down another in its place; absent where its own was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<ResolutionId>,
}

/// A standing duty in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingDuty {
    /// Its id; the index in it is the entry that laid it down.
    pub id: StandingDutyId,
    /// The resolution.
    pub resolution: ResolutionId,
    /// The council that decided.
    pub council: CouncilId,
    /// The decision rule under which it did.
    pub decided_by: RuleId,
    /// The duty as it was voted on.
    pub terms: StandingDutyTerms,
    /// Its windows.
    pub windows: Windows,
    /// The window whose duty is to be done next, from 1.
    pub next: u32,
    /// By when; absent once it does not come back.
    pub next_due_at_ms: Option<TimeMs>,
    /// What was done and missed, by window.
    pub occurrences: OrdMap<u32, DutyOccurrence>,
    /// The windows that were missed and not made up for.
    pub overdue: OrdSet<u32>,
    /// What ended it, if something did.
    pub end: Option<StandingEnd>,
    /// The duty that ends when this one begins, where that is later than the certification.
    pub replaces: Option<StandingDutyId>,
    /// What takes its place on a later day.
    pub succession: Option<Succession<StandingDutyId>>,
    /// The last entry that changed it.
    pub changed_at: u64,
}

/// One window of a standing duty that was done or missed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyOccurrence {
    /// The entry that recorded that it was missed.
    pub missed_at: Option<u64>,
    /// How it was done.
    pub performed: Option<DutyPerformance>,
}

/// How a standing duty was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyPerformance {
    /// What was done, found or published.
    pub report: DutyReport,
    /// Commitment to evidence.
    pub evidence: Option<Commitment>,
    /// Who did it.
    pub by: MemberId,
    /// When it was recorded.
    pub at_ms: TimeMs,
    /// The entry.
    pub index: u64,
}

impl StandingDuty {
    /// Where it stands.
    pub const fn status(&self) -> StandingStatus {
        StandingStatus::of(self.end, self.next_due_at_ms)
    }

    /// Where it stands on a list.
    pub fn place(&self) -> StandingPlace {
        StandingPlace::of(self.status(), !self.overdue.is_empty())
    }

    /// Whether something of it is still to be done.
    pub fn is_owed(&self) -> bool {
        self.end.is_none() && (self.next_due_at_ms.is_some() || !self.overdue.is_empty())
    }

    /// What falls due of it next: the end of a window, and its own.
    fn timers(&self) -> impl Iterator<Item = (TimeMs, Obligation)> + use<> {
        let (duty, stands) = (self.id, self.end.is_none());
        let due = self.next_due_at_ms.map(|due| (due, Obligation::StandingDuty { duty }));
        let ends = self.succession.map(|next| (next.at_ms, Obligation::StandingDutyEnds { duty }));
        due.into_iter().chain(ends).filter(move |_| stands)
    }
}

impl State {
    /// The standing duties that a resolution laid down, in order.
    pub fn duties_of(&self, resolution: ResolutionId) -> impl Iterator<Item = &Arc<StandingDuty>> {
        let index = resolution.entry_index();
        let ids = StandingDutyId::first(index)..=StandingDutyId::nth(index, u32::MAX);
        self.standings.duties.range(ids).map(|(_, duty)| duty)
    }

    /// Whether a member owes a duty now: by their seat, their post or by name.
    pub fn bears(&self, member: &MemberId, bearer: &DutyBearer) -> bool {
        match bearer {
            DutyBearer::Seat { council, seat } => self.holds(member, council, seat),
            DutyBearer::Post { council, post } => {
                let (council, post, member) = (council.clone(), post.clone(), member.clone());
                self.posts.held.contains_key(&PostHeld { council, post, member })
            }
            DutyBearer::Member { member: named } => member == named,
        }
    }

    /// The standing duties of which a member has something to do, in order: by their seats, their posts and by name.
    pub fn duties_borne_by(&self, member: &MemberId) -> OrdSet<StandingDutyId> {
        let seats =
            self.seats_held_by(member).map(|SeatAt { council, seat }| DutyBearer::Seat { council, seat });
        let postings = self.posts.of_member.get(member).into_iter().flatten();
        let held = postings.filter_map(|id| self.posts.postings.get(id)).map(|posting| &posting.held);
        let held = held.filter(|held| self.posts.held.contains_key(*held));
        let posts =
            held.map(|held| DutyBearer::Post { council: held.council.clone(), post: held.post.clone() });
        let bearers = seats.chain(posts).chain([DutyBearer::Member { member: member.clone() }]);
        bearers.filter_map(|bearer| self.standings.owed_by.get(&bearer)).flatten().copied().collect()
    }

    /// The standing duties that a member sees to by their seats.
    pub fn duties_seen_to_by(&self, member: &MemberId) -> OrdSet<StandingDutyId> {
        let seen_to = self.seats_held_by(member).filter_map(|seat| self.standings.seen_to_by.get(&seat));
        seen_to.flatten().copied().collect()
    }
}
