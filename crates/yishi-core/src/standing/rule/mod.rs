//! Standing rules 长效规则: how much of the profit of an account comes back to the compound in each period, checked at each booking.
//!
//! `figures` works out what is due and lacking, `booking` says what stands in the book, `book` who
//! may book it, `decide` and `evolve` how rules
//! begin, end and are broken. This is no ledger: it keeps one account by kinds of booking, and moves no money.

mod book;
mod booking;
mod decide;
mod evolve;
mod figures;

use super::{
    Adoption, Laid, Recurrence, SeatAt, StandingEnd, StandingStatus, StandingTerms, Succession, Windows,
};
use crate::*;
use imbl::{OrdMap, OrdSet, Vector};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use yishi_tally::Fraction;

pub(crate) use book::*;
pub use booking::*;
pub(crate) use decide::*;
pub(crate) use evolve::*;
pub use figures::*;

/// Most rules that one text lays down.
pub const MAX_STANDING_RULES: usize = 5;

/// A rule on an account that a text lays down: so much of each period's profit comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingRuleTerms {
    /// What it is called; 1 to 200 characters.
    pub name: String,
    /// The account, named by the text. A later rule of the same council on it takes its place.
    pub account: AccountId,
    /// The least share of the profit of a period that comes back to the compound; more than 0.
    pub returns_at_least: Fraction,
    /// The periods; within the days of grace the share is still returned in time.
    pub periods: Recurrence,
    /// The seat that keeps the book of the account.
    pub keeper: SeatAt,
    /// The seat that has to confirm a booking before it counts; absent where none has to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmer: Option<SeatAt>,
    /// The seat that sees to the rule.
    pub supervisor: SeatAt,
    /// What happens to a distribution beyond what the rule leaves.
    pub distributions: OnExcess,
    /// Whether expenses need income of the same period.
    #[serde(default, skip_serializing_if = "is_default")]
    pub expenses: Expenses,
    /// The rule that stands on the account, where it ends when the first period of this begins: with the certification or on the later day that
    /// is said. Absent where none stands, or it ends with the certification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<StandingRuleId>,
}

/// What happens to a distribution beyond what the rule leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnExcess {
    /// It is refused: the account pays nobody out by this book before the share has come back, that of periods before too.
    Refuse,
    /// It is recorded, with a breach where it takes of the share: others pay out, and the book says what happened.
    Record,
}

/// Whether expenses need income of the same period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expenses {
    /// They may come first.
    #[default]
    Free,
    /// More expense than income is a breach, recorded with the booking.
    Covered,
}

/// How a standing rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// There is more expense than income.
    ExpenseUncovered,
    /// More was distributed than is left of the profit without the share.
    DistributedBeyond,
    /// The period is over, and of the share something has not come back.
    ShareLacking,
    /// When the period was over nothing was booked for it, or a booking waited for its confirmation: a book that nobody keeps shows no profit to share.
    NotKept,
}

/// A rule on an account stands by the certification of a resolution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingRuleLaid {
    /// Its id.
    pub rule: StandingRuleId,
    /// The resolution.
    pub resolution: ResolutionId,
    /// The rule.
    pub terms: StandingRuleTerms,
    /// When its first period begins: the day that was voted on, or the certification if that came later or the rule takes the place of another.
    pub begins_at_ms: TimeMs,
    /// By when the share of the first period has to have come back; absent where the last day was over before the certification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due_at_ms: Option<TimeMs>,
    /// The rule that ends when this one begins, on a later day; absent where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<StandingRuleId>,
}

/// The time for the share of a period is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingPeriodEnded {
    /// The rule.
    pub rule: StandingRuleId,
    /// The period, from 1.
    pub period: u32,
    /// What was booked for it.
    pub figures: AccountFigures,
    /// How many bookings there are for it, refused ones aside.
    pub bookings: u32,
    /// How many of them wait for their confirmation.
    pub unconfirmed: u32,
    /// The share that was due, rounded up to the fen.
    pub share_due_fen: AmountFen,
    /// What of it has not come back.
    pub lacking_fen: AmountFen,
    /// What has not come back of the shares of periods before.
    pub earlier_lacking_fen: AmountFen,
    /// By when the next share is due, and with it whatever is lacking; absent where there is no next period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due_at_ms: Option<TimeMs>,
}

/// A standing rule is broken, or more than before. The breach stands, also when it is healed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingRuleBroken {
    /// The rule.
    pub rule: StandingRuleId,
    /// The period.
    pub period: u32,
    /// How.
    pub breach: Breach,
    /// By how much now; 0 for a book that is not kept.
    pub by_fen: AmountFen,
}

/// A breach of a standing rule is made good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingRuleHealed {
    /// The rule.
    pub rule: StandingRuleId,
    /// The period.
    pub period: u32,
    /// Which breach.
    pub breach: Breach,
}

/// A standing rule ended before its time: nothing is booked under it any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingRuleEnded {
    /// The rule.
    pub rule: StandingRuleId,
    /// The resolution that ended it or laid down another on its account; absent where its own was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<ResolutionId>,
}

/// A standing rule in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingRule {
    /// Its id; the index in it is the entry that laid it down.
    pub id: StandingRuleId,
    /// The resolution.
    pub resolution: ResolutionId,
    /// The council that decided.
    pub council: CouncilId,
    /// The decision rule under which it did.
    pub decided_by: RuleId,
    /// The rule as it was voted on.
    pub terms: StandingRuleTerms,
    /// Its periods.
    pub windows: Windows,
    /// The period whose share is due next, from 1.
    pub next: u32,
    /// By when; absent once there is no further period.
    pub next_due_at_ms: Option<TimeMs>,
    /// The periods that are over or have bookings.
    pub periods: OrdMap<u32, Arc<RulePeriod>>,
    /// The periods that are over and lack something of their share.
    pub lacking: OrdSet<u32>,
    /// The periods in which something is broken.
    pub broken: OrdSet<u32>,
    /// Bookings that wait for their confirmation.
    pub unconfirmed: OrdSet<BookingId>,
    /// What ended it, if something did.
    pub end: Option<StandingEnd>,
    /// The rule that ends when this one begins, where that is later than the certification. Until then that one has the account.
    pub replaces: Option<StandingRuleId>,
    /// What takes its place on a later day.
    pub succession: Option<Succession<StandingRuleId>>,
    /// The last entry that changed it.
    pub changed_at: u64,
}

/// One period of a standing rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulePeriod {
    /// What was booked for it and counts.
    pub figures: AccountFigures,
    /// Its bookings, whether they count or not.
    pub bookings: OrdSet<BookingId>,
    /// How many of them were refused.
    pub refused: u32,
    /// What breaks the rule now, and by how much when that was last noted.
    pub broken: BTreeMap<Breach, AmountFen>,
    /// Every breach that was noted, in order.
    pub breaches: Vector<BreachRecord>,
    /// The entry that recorded that its time is over.
    pub ended_at: Option<u64>,
}

/// A breach as it stands in the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreachRecord {
    /// How the rule was broken.
    pub breach: Breach,
    /// By how much.
    pub by_fen: AmountFen,
    /// The entry.
    pub index: u64,
    /// The entry that made it good, if one did.
    pub healed_at: Option<u64>,
}

impl StandingRule {
    /// Where it stands.
    pub const fn status(&self) -> StandingStatus {
        StandingStatus::of(self.end, self.next_due_at_ms)
    }

    /// Where it stands on a list.
    pub fn place(&self) -> StandingPlace {
        StandingPlace::of(self.status(), !self.broken.is_empty())
    }

    /// Whether a share is due or will be, or something is broken that can still be made good.
    pub fn is_owed(&self) -> bool {
        self.end.is_none() && (self.next_due_at_ms.is_some() || !self.broken.is_empty())
    }

    /// What was booked for a period and counts.
    pub fn figures(&self, period: u32) -> AccountFigures {
        self.periods.get(&period).map_or_else(AccountFigures::default, |found| found.figures)
    }

    /// What of the share of a period has not come back.
    pub fn lacking_fen(&self, period: u32) -> AmountFen {
        self.figures(period).lacking_fen(self.terms.returns_at_least)
    }

    /// What of the shares of several periods has not come back.
    pub fn lacking_fen_of(&self, periods: &OrdSet<u32>) -> AmountFen {
        let lacking = periods.iter().map(|period| self.lacking_fen(*period).0);
        AmountFen(lacking.fold(0, u64::saturating_add).min(MAX_SAFE_INTEGER))
    }

    /// The bookings for a period, refused ones aside, and how many of them wait for their confirmation.
    fn kept(&self, period: u32) -> BookKept {
        let Some(found) = self.periods.get(&period) else { return BookKept::default() };
        let waiting = self.unconfirmed.iter().filter(|id| found.bookings.contains(*id)).count();
        BookKept { bookings: found.not_refused(), unconfirmed: waiting }
    }

    fn has_ended(&self, period: u32) -> bool {
        self.periods.get(&period).is_some_and(|found| found.ended_at.is_some())
    }

    /// What falls due of it next: the share of a period, and its own end.
    fn timers(&self) -> impl Iterator<Item = (TimeMs, Obligation)> + use<> {
        let (rule, stands) = (self.id, self.end.is_none());
        let due = self.next_due_at_ms.map(|due| (due, Obligation::StandingPeriod { rule }));
        let ends = self.succession.map(|next| (next.at_ms, Obligation::StandingRuleEnds { rule }));
        due.into_iter().chain(ends).filter(move |_| stands)
    }
}

/// How well the book of a period is kept.
#[derive(Clone, Copy, Debug, Default)]
struct BookKept {
    bookings: usize,
    unconfirmed: usize,
}

impl BookKept {
    const fn is_complete(self) -> bool {
        self.bookings > 0 && self.unconfirmed == 0
    }
}

impl State {
    /// The standing rules that a resolution laid down, in order.
    pub fn rules_of_resolution(&self, resolution: ResolutionId) -> impl Iterator<Item = &Arc<StandingRule>> {
        let index = resolution.entry_index();
        let ids = StandingRuleId::first(index)..=StandingRuleId::nth(index, u32::MAX);
        self.standings.rules.range(ids).map(|(_, rule)| rule)
    }

    /// The standing rules that a member sees to by their seats, in order.
    pub fn rules_seen_to_by(&self, member: &MemberId) -> OrdSet<StandingRuleId> {
        let seen_to =
            self.seats_held_by(member).filter_map(|seat| self.standings.rules_seen_to_by.get(&seat));
        seen_to.flatten().copied().collect()
    }
}
