//! Bookings 记账: what is booked on an account, what confirms it, and counter-bookings 冲销 for what was wrong.
//!
//! A booking is never changed. It stands, counts or not, and a wrong one is taken back by another that names it. Who may book
//! what, and what a booking comes to, is left to `book`.

use super::*;

/// Most bookings for one period of a rule, refused ones aside. What takes one of them back is always booked.
pub const MAX_BOOKINGS: usize = 10_000;

/// How many returned shares are booked beyond them, so that a full period can still be made good.
pub const MAX_RETURNS_BEYOND: usize = 1_000;

/// Most bookings of a rule that wait for their confirmation.
pub const MAX_UNCONFIRMED: usize = 100;

/// What a booking is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Booked {
    /// Income of the account 收入.
    Income,
    /// An expense of the account 支出.
    Expense,
    /// A share of the profit that comes back to the compound 返还.
    Returned,
    /// A share of the profit that is paid out to others 分配.
    Distributed,
}

/// Books an amount on an account; by whoever keeps its book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordBooking {
    /// The council whose rule stands on the account.
    pub council: CouncilId,
    /// The account.
    pub account: AccountId,
    /// What is booked.
    pub booked: Booked,
    /// How much; at least 1.
    pub amount_fen: AmountFen,
    /// The day to which it belongs, not after today: it says for which period it counts, unless `period` does.
    pub day: Date,
    /// The period for which a share comes back or is paid out, from 1, where that is done after it: one that has begun by that day. Absent for
    /// the period of the day, and for income and expenses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<u32>,
    /// Commitment to the voucher, kept in the vault.
    pub evidence: Commitment,
}

/// Takes a booking back by another one of the same kind, day and amount 冲销; by whoever keeps the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReverseBooking {
    /// The booking, which counts.
    pub booking: BookingId,
    /// Why, in words; 1 to 200 characters.
    pub reason: String,
    /// Commitment to the voucher, kept in the vault.
    pub evidence: Commitment,
}

/// Confirms a booking or refuses it; by a holder of the seat that the rule names, who did not book it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckBooking {
    /// The booking, which waits for it.
    pub booking: BookingId,
    /// What was found.
    pub finding: BookingFinding,
}

/// What was found when a booking was compared with its voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "finding", deny_unknown_fields)]
pub enum BookingFinding {
    /// It agrees with it: the booking counts.
    Confirmed,
    /// It does not: the booking never counts.
    Refused {
        /// Why, in words; 1 to 200 characters.
        reason: String,
    },
}

/// A booking stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookingRecorded {
    /// Its id.
    pub booking: BookingId,
    /// The rule on the account.
    pub rule: StandingRuleId,
    /// The period of the rule for which it counts, from 1: that of its day, or the earlier one that was named.
    pub period: u32,
    /// The account.
    pub account: AccountId,
    /// What is booked.
    pub booked: Booked,
    /// How much.
    pub amount_fen: AmountFen,
    /// The day to which it belongs.
    pub day: Date,
    /// Commitment to the voucher.
    pub evidence: Commitment,
    /// The booking that it takes back; absent for an ordinary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<BookingId>,
    /// Why it takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who booked it.
    pub by: MemberId,
}

/// A booking was compared with its voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookingChecked {
    /// The booking.
    pub booking: BookingId,
    /// What was found.
    pub finding: BookingFinding,
    /// Who compared it.
    pub by: MemberId,
}

/// A booking counts; what its period comes to with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookingCounted {
    /// The booking.
    pub booking: BookingId,
    /// What is booked for the period now.
    pub figures: AccountFigures,
    /// The share of the profit that is due so far, rounded up to the fen.
    pub share_due_fen: AmountFen,
    /// What of it has not come back.
    pub lacking_fen: AmountFen,
}

/// Where a booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingStatus {
    /// It waits for its confirmation.
    Unconfirmed,
    /// It counts.
    Counted,
    /// It was refused and never counts.
    Refused,
}

/// A booking in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// What was recorded.
    pub recorded: Arc<BookingRecorded>,
    /// When it was recorded.
    pub at_ms: TimeMs,
    /// Where it stands.
    pub status: BookingStatus,
    /// What was found when it was compared with its voucher.
    pub checked: Option<Arc<BookingChecked>>,
    /// The entry of that.
    pub checked_at: Option<u64>,
    /// The booking that takes it back, or waits to.
    pub reversed_by: Option<BookingId>,
}

impl BookingStatus {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Unconfirmed => "unconfirmed",
            Self::Counted => "counted",
            Self::Refused => "refused",
        }
    }
}
