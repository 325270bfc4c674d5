//! What bookings of a period come to: profit, the share that is due, what has come back, what is lacking, what may be distributed.
//!
//! All in whole fen. The share is rounded up, so that what is called at least seven tenths is never a fen less.

use super::{Booked, Breach, Expenses, StandingRuleTerms};
use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use yishi_tally::Fraction;

/// What was booked on an account for a period, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountFigures {
    /// Income.
    pub income_fen: AmountFen,
    /// Expense.
    pub expense_fen: AmountFen,
    /// What has come back to the compound.
    pub returned_fen: AmountFen,
    /// What was paid out to others.
    pub distributed_fen: AmountFen,
}

/// Whether a booking adds or takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Adds,
    TakesBack,
}

impl AccountFigures {
    /// Income less expense; negative for a loss.
    pub fn profit_fen(&self) -> i128 {
        i128::from(self.income_fen.0).saturating_sub(i128::from(self.expense_fen.0))
    }

    /// The share of the profit that is due, rounded up to the fen; nothing of a loss.
    pub fn share_due_fen_rounded_up(&self, share: Fraction) -> AmountFen {
        let profit = u128::from(self.income_fen.0.saturating_sub(self.expense_fen.0));
        let due =
            profit.saturating_mul(u128::from(share.numerator())).div_ceil(u128::from(share.denominator()));
        AmountFen(u64::try_from(due).unwrap_or(u64::MAX))
    }

    /// What of the share that is due has not come back.
    pub fn lacking_fen(&self, share: Fraction) -> AmountFen {
        AmountFen(self.share_due_fen_rounded_up(share).0.saturating_sub(self.returned_fen.0))
    }

    /// What may be paid out next: nothing before the share has come back, then what is left of the profit.
    pub fn left_fen(&self, share: Fraction) -> AmountFen {
        if self.lacking_fen(share).0 > 0 {
            return AmountFen(0);
        }
        AmountFen(self.others_fen(share).0.saturating_sub(self.distributed_fen.0))
    }

    /// What of the profit is for others in all, with the share or more kept back for the compound. It never shrinks with an income,
    /// so that a distribution that was in order is not made a breach by what is earned later.
    fn others_fen(&self, share: Fraction) -> AmountFen {
        let profit = self.income_fen.0.saturating_sub(self.expense_fen.0);
        let kept = self.share_due_fen_rounded_up(share).0.max(self.returned_fen.0);
        AmountFen(profit.saturating_sub(kept))
    }

    /// The figures with one more booking; none where a sum would leave the numbers that canonical JSON can hold.
    pub(super) fn with(&self, booked: Booked, amount: AmountFen, sign: Sign) -> Option<Self> {
        let mut after = *self;
        let sum = match booked {
            Booked::Income => &mut after.income_fen,
            Booked::Expense => &mut after.expense_fen,
            Booked::Returned => &mut after.returned_fen,
            Booked::Distributed => &mut after.distributed_fen,
        };
        sum.0 = match sign {
            Sign::Adds => sum.0.checked_add(amount.0).filter(|sum| *sum <= MAX_SAFE_INTEGER)?,
            Sign::TakesBack => sum.0.checked_sub(amount.0)?,
        };
        Some(after)
    }

    /// How far they break a rule; `over` once the time for the share is over.
    pub(super) fn breaches(&self, terms: &StandingRuleTerms, time: ShareTime) -> BTreeMap<Breach, AmountFen> {
        let share = terms.returns_at_least;
        let uncovered = match terms.expenses {
            Expenses::Covered => self.expense_fen.0.saturating_sub(self.income_fen.0),
            Expenses::Free => 0,
        };
        let lacking = match time {
            ShareTime::Over => self.lacking_fen(share).0,
            ShareTime::Runs => 0,
        };
        let beyond = self.distributed_fen.0.saturating_sub(self.others_fen(share).0);
        let all = [
            (Breach::ExpenseUncovered, uncovered),
            (Breach::DistributedBeyond, beyond),
            (Breach::ShareLacking, lacking),
        ];
        all.into_iter().filter(|(_, by)| *by > 0).map(|(breach, by)| (breach, AmountFen(by))).collect()
    }
}

/// Whether the share of a period may still come back in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShareTime {
    Runs,
    Over,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(income: u64, expense: u64, returned: u64, distributed: u64) -> AccountFigures {
        let [income_fen, expense_fen, returned_fen, distributed_fen] =
            [income, expense, returned, distributed].map(AmountFen);
        AccountFigures { income_fen, expense_fen, returned_fen, distributed_fen }
    }

    fn seven_tenths() -> Fraction {
        Fraction::new(7, 10).unwrap()
    }

    #[test]
    fn a_share_is_rounded_up_to_the_fen_and_a_loss_owes_nothing() {
        let due = |income, expense| figures(income, expense, 0, 0).share_due_fen_rounded_up(seven_tenths()).0;
        assert_eq!([due(100, 0), due(101, 0), due(10, 9), due(9, 9), due(9, 10)], [70, 71, 1, 0, 0]);
        assert_eq!(due(MAX_SAFE_INTEGER, 0), 6_305_039_478_318_694);
        assert_eq!(figures(9, 10, 0, 0).profit_fen(), -1);
    }

    #[test]
    fn nothing_is_left_for_others_before_the_share_has_come_back_and_then_the_rest() {
        let left = |returned| figures(1_000, 0, returned, 0).left_fen(seven_tenths()).0;
        assert_eq!([left(0), left(699), left(700), left(800), left(1_200)], [0, 0, 300, 200, 0]);
    }

    #[test]
    fn what_is_earned_later_makes_no_distribution_a_breach() {
        let left = |income| figures(income, 0, 700, 300).left_fen(seven_tenths()).0;
        assert_eq!([left(1_000), left(1_001)], [0, 0]);
        for income in 1_000..1_010 {
            assert!(figures(income, 0, 700, 300).others_fen(seven_tenths()).0 >= 300, "{income}");
        }
        assert_eq!(figures(999, 0, 700, 300).others_fen(seven_tenths()), AmountFen(299));
    }

    #[test]
    fn sums_stay_within_what_json_can_hold_and_are_never_negative() {
        let full = figures(MAX_SAFE_INTEGER - 1, 0, 0, 0);
        assert!(full.with(Booked::Income, AmountFen(1), Sign::Adds).is_some());
        assert!(full.with(Booked::Income, AmountFen(2), Sign::Adds).is_none());
        assert!(full.with(Booked::Expense, AmountFen(1), Sign::TakesBack).is_none());
    }
}
