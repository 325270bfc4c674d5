//! Periods of standing rules: what was booked, what of the profit is due, has come back and is lacking.

use super::Booking;
use crate::entry::Entry;
use crate::page::{self, Page};
use crate::scalar::{DateTime, Fen, count};
use crate::view::View;
use async_graphql::{Context, Enum, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{AccountFigures, RulePeriod};

/// How a standing rule is broken.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Breach")]
pub(crate) enum BreachKind {
    /// There is more expense than income.
    ExpenseUncovered,
    /// More was distributed than is left of the profit without the share.
    DistributedBeyond,
    /// The period is over, and of the share something has not come back.
    ShareLacking,
    /// When the period was over nothing was booked for it, or a booking waited for its confirmation.
    NotKept,
}

/// A breach of a standing rule as it stands in the book.
#[derive(SimpleObject)]
pub(crate) struct RuleBreach {
    /// How the rule was broken.
    breach: BreachKind,
    /// By how much; 0 for a book that is not kept.
    by: Fen,
    /// The entry.
    entry: Entry,
    /// The entry that made it good; null while it is not.
    healed: Option<Entry>,
}

/// One period of a standing rule: what was booked for it, and what that comes to.
pub(crate) struct StandingPeriod {
    view: View,
    rule: Arc<yishi_core::StandingRule>,
    number: u32,
    inner: Option<Arc<RulePeriod>>,
}

impl StandingPeriod {
    pub(super) fn new(view: &View, rule: &Arc<yishi_core::StandingRule>, number: u32) -> Self {
        let inner = rule.periods.get(&number).cloned();
        Self { view: view.clone(), rule: Arc::clone(rule), number, inner }
    }

    fn figures(&self) -> AccountFigures {
        self.rule.figures(self.number)
    }
}

/// One period of a standing rule. Only bookings that count are in its sums.
#[Object]
impl StandingPeriod {
    /// Its number, from 1.
    async fn number(&self) -> i32 {
        count(self.number)
    }

    /// When it begins.
    async fn from(&self) -> DateTime {
        self.rule.windows.begin(self.number).into()
    }

    /// When it ends.
    async fn to(&self) -> DateTime {
        self.rule.windows.end(self.number).into()
    }

    /// By when its share must have come back.
    async fn due_at(&self) -> Option<DateTime> {
        self.rule.windows.due(self.number).map(Into::into)
    }

    /// The entry that recorded that this moment is over; null before.
    async fn ended(&self) -> Option<Entry> {
        let index = self.inner.as_ref()?.ended_at?;
        Some(Entry::new(&self.view, index))
    }

    /// Income.
    async fn income(&self) -> Fen {
        Fen(self.figures().income_fen.0)
    }

    /// Expense.
    async fn expense(&self) -> Fen {
        Fen(self.figures().expense_fen.0)
    }

    /// Income less expense in fen; negative for a loss.
    async fn profit_fen(&self) -> String {
        self.figures().profit_fen().to_string()
    }

    /// The share of the profit that is due so far, rounded up to the fen.
    async fn due(&self) -> Fen {
        Fen(self.figures().share_due_fen_rounded_up(self.rule.terms.returns_at_least).0)
    }

    /// What has come back.
    async fn returned(&self) -> Fen {
        Fen(self.figures().returned_fen.0)
    }

    /// What of the share that is due has not come back.
    async fn lacking(&self) -> Fen {
        Fen(self.rule.lacking_fen(self.number).0)
    }

    /// What was paid out to others.
    async fn distributed(&self) -> Fen {
        Fen(self.figures().distributed_fen.0)
    }

    /// What breaks the rule now.
    async fn broken(&self) -> Vec<BreachKind> {
        let broken = self.inner.iter().flat_map(|period| period.broken.keys());
        broken.map(|breach| BreachKind::from(*breach)).collect()
    }

    /// Every breach that was noted, in order.
    async fn breaches(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<RuleBreach> {
        let records: Vec<yishi_core::BreachRecord> =
            self.inner.iter().flat_map(|period| period.breaches.iter().cloned()).collect();
        let node = |record: yishi_core::BreachRecord| RuleBreach {
            breach: record.breach.into(),
            by: Fen(record.by_fen.0),
            entry: Entry::new(&self.view, record.index),
            healed: record.healed_at.map(|index| Entry::new(&self.view, index)),
        };
        page::page_of_list(ctx, &page::args(first, after, last, before), &records, node)
    }

    /// Its bookings in order, whether they count or not.
    async fn bookings(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Booking> {
        let listed = self.inner.as_ref().map(|period| period.bookings.clone()).unwrap_or_default();
        let (args, all) = (page::args(first, after, last, before), &self.view.state().standings.bookings);
        page::page_of_listed(ctx, &args, all, Some(listed), |found| Booking::new(&self.view, found))
    }
}
