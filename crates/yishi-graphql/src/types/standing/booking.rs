//! Bookings on accounts, and what takes them back.

use super::StandingRule;
use crate::entry::Entry;
use crate::global_id;
use crate::scalar::{DateTime, Fen, Hash, count};
use crate::types::Member;
use crate::view::View;
use async_graphql::{Enum, ID, Object};
use std::sync::Arc;
use yishi_core::{BookingFinding, BookingId};

/// What a booking is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Booked")]
pub(crate) enum Booked {
    /// Income of the account 收入.
    Income,
    /// An expense of the account 支出.
    Expense,
    /// A share of the profit that comes back to the compound 返还.
    Returned,
    /// A share of the profit that is paid out to others 分配.
    Distributed,
}

/// Where a booking stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::BookingStatus")]
pub(crate) enum BookingStatus {
    /// It waits for its confirmation.
    Unconfirmed,
    /// It counts.
    Counted,
    /// It was refused and never counts.
    Refused,
}

/// A booking.
#[derive(Clone)]
pub(crate) struct Booking {
    view: View,
    inner: Arc<yishi_core::Booking>,
}

impl Booking {
    pub(crate) fn new(view: &View, inner: &Arc<yishi_core::Booking>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }

    pub(crate) fn find(view: &View, id: BookingId) -> Option<Self> {
        view.state().standings.bookings.get(&id).map(|inner| Self::new(view, inner))
    }
}

/// A booking 记账 on an account. It is never changed: a wrong one is taken back by another that names it 冲销. Everybody may read it; the
/// voucher is kept closed.
#[Object]
impl Booking {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("booking", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn booking_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The rule on the account.
    async fn rule(&self) -> Option<StandingRule> {
        StandingRule::find(&self.view, self.inner.recorded.rule)
    }

    /// The period of the rule for which it counts, from 1: that of its day, or the earlier one that a share coming back or paid out names.
    async fn period(&self) -> i32 {
        count(self.inner.recorded.period)
    }

    /// The account, by its name in the book.
    async fn account(&self) -> String {
        self.inner.recorded.account.to_string()
    }

    /// What is booked.
    async fn booked(&self) -> Booked {
        self.inner.recorded.booked.into()
    }

    /// How much. A booking that takes another back has the same amount, and is subtracted.
    async fn amount(&self) -> Fen {
        Fen(self.inner.recorded.amount_fen.0)
    }

    /// The day to which it belongs, `YYYY-MM-DD`.
    async fn day(&self) -> String {
        self.inner.recorded.day.to_string()
    }

    /// What stands in the book for the voucher: a hash.
    async fn evidence_commitment(&self) -> Hash {
        Hash::from(self.inner.recorded.evidence)
    }

    /// Where it stands.
    async fn status(&self) -> BookingStatus {
        self.inner.status.into()
    }

    /// Who booked it.
    async fn by(&self) -> Member {
        Member::new(&self.view, self.inner.recorded.by.clone())
    }

    /// When it was recorded.
    async fn at(&self) -> DateTime {
        self.inner.at_ms.into()
    }

    /// Who compared it with its voucher; null where nobody has, or nobody has to.
    async fn checked_by(&self) -> Option<Member> {
        self.inner.checked.as_ref().map(|checked| Member::new(&self.view, checked.by.clone()))
    }

    /// The entry of that.
    async fn checked(&self) -> Option<Entry> {
        self.inner.checked_at.map(|index| Entry::new(&self.view, index))
    }

    /// Why it was refused; null where it was not.
    async fn refused_because(&self) -> Option<String> {
        match &self.inner.checked.as_ref()?.finding {
            BookingFinding::Refused { reason } => Some(reason.clone()),
            BookingFinding::Confirmed => None,
        }
    }

    /// The booking that it takes back; null for an ordinary one.
    async fn reverses(&self) -> Option<Booking> {
        Self::find(&self.view, self.inner.recorded.reverses?)
    }

    /// Why it takes it back.
    async fn reason(&self) -> Option<&str> {
        self.inner.recorded.reason.as_deref()
    }

    /// The booking that takes it back, or waits for its confirmation to; null where there is none.
    async fn reversed_by(&self) -> Option<Booking> {
        Self::find(&self.view, self.inner.reversed_by?)
    }

    /// The entry.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }
}
