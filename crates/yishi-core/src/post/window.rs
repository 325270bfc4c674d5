//! Windows within which a duty has to be done: one after the other from the assignment on, without a gap.

use crate::*;

const HOUR_MS: u64 = 3_600_000;

/// More months than lie before the year 9999.
const MANY_MONTHS: u32 = 96_000;

/// Where a window stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// When the post was assigned.
    pub assigned_at: TimeMs,
    /// Its number, from 1.
    pub number: u32,
    /// When it begins.
    pub begins_at: TimeMs,
}

impl Calendar {
    /// The end of a window of a duty.
    ///
    /// A window is no period of law: the day or hour of the assignment is not counted, but a last day on a holiday does not
    /// move, for houses are patrolled on Sundays too. Only windows in working days leave days off out.
    pub(super) fn window_end(&self, window: Window, every: Period) -> TimeMs {
        let first_day = Date::of(window.assigned_at);
        let steps = |step: u32| step.saturating_mul(window.number);
        let end = match every {
            Period::Hours(hours) => {
                let full_hours = (window.assigned_at.0 / HOUR_MS).saturating_add(1);
                full_hours.saturating_add(u64::from(steps(hours))).saturating_mul(HOUR_MS)
            }
            Period::Days(days) => first_day.plus_days(steps(days)).end_ms(),
            Period::Months(months) => first_day.plus_months(steps(months).min(MANY_MONTHS)).end_ms(),
            Period::WorkingDays(_) => return self.end_of(window.last_moment_before(), every),
        };
        TimeMs(end.min(MAX_SAFE_INTEGER))
    }
}

impl Window {
    /// A window begins at midnight, right after the last day of the one before; the first one on the day of the assignment.
    fn last_moment_before(self) -> TimeMs {
        if self.number == 1 { self.assigned_at } else { TimeMs(self.begins_at.0.saturating_sub(1)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Friday, 6 March 2026, 09:30 in China.
    const FRIDAY: TimeMs = TimeMs(1_772_760_600_000);
    const DAY_MS: u64 = 24 * HOUR_MS;
    const MIDNIGHT: u64 = 1_772_812_800_000;

    fn ends(every: &str, count: u32) -> Vec<u64> {
        let mut begins_at = FRIDAY;
        let end = |number| {
            let window = Window { assigned_at: FRIDAY, number, begins_at };
            begins_at = Calendar::default().window_end(window, every.parse().unwrap());
            begins_at.0
        };
        (1..=count).map(end).collect()
    }

    #[test]
    fn days_are_counted_from_the_day_after_and_over_the_weekend() {
        assert_eq!(ends("1d", 3), [MIDNIGHT + DAY_MS, MIDNIGHT + 2 * DAY_MS, MIDNIGHT + 3 * DAY_MS]);
        assert_eq!(ends("30d", 2), [MIDNIGHT + 30 * DAY_MS, MIDNIGHT + 60 * DAY_MS]);
    }

    #[test]
    fn working_days_leave_the_weekend_out() {
        assert_eq!(ends("1wd", 2), [MIDNIGHT + 3 * DAY_MS, MIDNIGHT + 4 * DAY_MS]);
    }

    #[test]
    fn hours_begin_at_the_next_full_hour() {
        let ten = FRIDAY.0 + HOUR_MS / 2;
        assert_eq!(ends("2h", 2), [ten + 2 * HOUR_MS, ten + 4 * HOUR_MS]);
    }

    #[test]
    fn months_do_not_drift_at_their_ends() {
        let window = |number| Window { assigned_at: TimeMs(1_769_826_600_000), number, begins_at: TimeMs(0) };
        let day = |number| {
            let end = Calendar::default().window_end(window(number), Period::Months(1));
            Date::of(TimeMs(end.0 - 1)).to_string()
        };
        assert_eq!((day(1), day(2)), ("2026-02-28".to_owned(), "2026-03-31".to_owned()));
    }
}
