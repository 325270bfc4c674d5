//! Windows of what comes back: one after the other from a day on, without a gap, until it has come back often enough.
//!
//! A window is no period of law: a last day on a holiday does not move. Months are always counted from the first day, so that
//! the 31st does not become the 28th for ever.

use crate::bounds::require_within;
use crate::*;
use serde::{Deserialize, Serialize};

/// Most times that something of a resolution comes back by number: a hundred years of months.
pub const MAX_TIMES: u32 = 1_200;

/// Shortest window, in days: what has to be done more often is a duty of a post.
pub const MIN_WINDOW_DAYS: u32 = 7;

/// How long after it was said the first window may begin, in days: ten years.
pub const MAX_STANDING_WAIT_DAYS: u64 = 3_660;

/// More than lie before the year 9999, in days.
const MANY_DAYS: u32 = 3_000_000;

/// More than lie before the year 9999, in months.
const MANY_MONTHS: u32 = 96_000;

/// When something comes back, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurrence {
    /// The first day of the first window; from the certification, if that comes later or nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// How long a window is: days or months, from 7 days to ten years.
    pub every: Period,
    /// For how long it comes back.
    pub lasts: Lasts,
    /// How many days after the end of its window it is still in time; fewer than a window has.
    #[serde(default, skip_serializing_if = "is_default")]
    pub grace_days: u32,
}

/// For how long something comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "lasts", deny_unknown_fields)]
pub enum Lasts {
    /// So many times.
    Times {
        /// How many; 1 to 1,200.
        times: u32,
    },
    /// As long as a window begins on or before a day.
    Until {
        /// The day.
        day: Date,
    },
    /// Until another resolution ends it or its own is revoked.
    UntilEnded,
}

/// The windows of something that comes back, once it is known when the first begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Windows {
    /// When the first begins.
    pub begins_at_ms: TimeMs,
    /// How they follow one another.
    pub recurs: Recurrence,
}

impl Recurrence {
    /// Refuses what cannot be counted, begins too late, or is over by the moment of a certification.
    pub(super) fn check(&self, now: TimeMs) -> Result<(), Rejection> {
        let shortest = match self.every {
            Period::Days(days) => days,
            Period::Months(months) => months.saturating_mul(28),
            Period::Hours(_) | Period::WorkingDays(_) => 0,
        };
        if shortest < MIN_WINDOW_DAYS {
            let expected = format!("calendar days or months, at least {MIN_WINDOW_DAYS} days");
            return Err(out_of_range("every", &expected, self.every));
        }
        if self.grace_days >= shortest {
            let expected = format!("0 to {}, less than a window", shortest.saturating_sub(1));
            return Err(out_of_range("grace_days", &expected, self.grace_days));
        }
        if let Some(from) = self.from {
            let latest = now.plus_days(MAX_STANDING_WAIT_DAYS);
            require_within("from", TimeMs(from.start_ms()), &(TimeMs(0)..=latest))?;
        }
        match self.lasts {
            Lasts::Times { times } if times == 0 || times > MAX_TIMES => {
                Err(out_of_range("times", &format!("1 to {MAX_TIMES}"), times))
            }
            Lasts::Until { day } if day < self.from.map_or(Date::of(now), |from| from.max(Date::of(now))) => {
                Err(out_of_range("day", "not before the first window begins", day))
            }
            Lasts::Times { .. } | Lasts::Until { .. } | Lasts::UntilEnded => Ok(()),
        }
    }

    /// The windows, if the resolution is certified at a moment.
    pub fn windows_from(self, certified_at: TimeMs) -> Windows {
        let said = self.from.map_or(TimeMs(0), |from| TimeMs(from.start_ms()));
        Windows { begins_at_ms: said.max(certified_at), recurs: self }
    }
}

impl Windows {
    /// When a window begins; they are counted from 1.
    pub fn begin(self, number: u32) -> TimeMs {
        if number <= 1 { self.begins_at_ms } else { self.end(number.saturating_sub(1)) }
    }

    /// When a window ends. The day on which the first begins counts where it is whole, and else does not (Civil Code art. 201).
    pub fn end(self, number: u32) -> TimeMs {
        let first = Date::of(self.begins_at_ms);
        let steps = |step: u32, most: u32| step.saturating_mul(number).min(most);
        let day = match self.recurs.every {
            Period::Days(days) | Period::WorkingDays(days) => first.plus_days(steps(days, MANY_DAYS)),
            Period::Hours(hours) => first.plus_days(steps(hours / 24, MANY_DAYS)),
            Period::Months(months) => first.plus_months(steps(months, MANY_MONTHS)),
        };
        let whole = self.begins_at_ms.0 == first.start_ms();
        TimeMs(if whole { day.start_ms() } else { day.end_ms() }.min(MAX_SAFE_INTEGER))
    }

    /// By when what belongs to a window has to be done; none where it does not come back so often.
    pub fn due(self, number: u32) -> Option<TimeMs> {
        self.comes_back(number).then(|| self.end(number).plus_days(u64::from(self.recurs.grace_days)))
    }

    /// The number of the window in which a day lies; none where there is no such window.
    pub fn number_on(self, day: Date) -> Option<u32> {
        let moment = TimeMs(day.end_ms().saturating_sub(1));
        if moment < self.begins_at_ms {
            return None;
        }
        // Ends follow one another, so the first that is later is found by halves.
        let (mut before, mut number) = (0_u32, 1_u32);
        while self.end(number) <= moment {
            before = number;
            number = number.checked_mul(2).filter(|number| *number < MANY_DAYS)?;
        }
        while number.saturating_sub(before) > 1 {
            let middle = before.midpoint(number);
            if self.end(middle) <= moment { before = middle } else { number = middle }
        }
        self.comes_back(number).then_some(number)
    }

    fn comes_back(self, number: u32) -> bool {
        let begins = self.begin(number);
        let still = match self.recurs.lasts {
            Lasts::Times { times } => number <= times,
            Lasts::Until { day } => begins.0 < day.end_ms(),
            Lasts::UntilEnded => true,
        };
        still && number >= 1 && begins < self.end(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Friday, 6 March 2026, 09:30 in China.
    const FRIDAY: TimeMs = TimeMs(1_772_760_600_000);

    fn recurs(from: Option<&str>, every: &str) -> Recurrence {
        let (from, every) = (from.map(|from| from.parse().unwrap()), every.parse().unwrap());
        Recurrence { from, every, lasts: Lasts::UntilEnded, grace_days: 0 }
    }

    /// The last days of the first windows.
    fn last_days(from: Option<&str>, every: &str) -> Vec<String> {
        let windows = recurs(from, every).windows_from(FRIDAY);
        (1..=3).map(|number| Date::of(TimeMs(windows.end(number).0 - 1)).to_string()).collect()
    }

    #[test]
    fn the_day_of_the_certification_does_not_count_and_a_day_that_is_named_does() {
        assert_eq!(last_days(None, "7d"), ["2026-03-13", "2026-03-20", "2026-03-27"]);
        assert_eq!(last_days(Some("2026-03-09"), "7d"), ["2026-03-15", "2026-03-22", "2026-03-29"]);
        assert_eq!(last_days(Some("2026-04-01"), "6mo"), ["2026-09-30", "2027-03-31", "2027-09-30"]);
        assert_eq!(last_days(Some("2026-01-01"), "6mo"), ["2026-09-06", "2027-03-06", "2027-09-06"]);
    }

    #[test]
    fn months_do_not_drift_at_their_ends() {
        assert_eq!(last_days(Some("2026-08-31"), "1mo"), ["2026-09-29", "2026-10-30", "2026-11-29"]);
    }

    #[test]
    fn what_comes_back_so_often_or_until_a_day_ends_there() {
        let of = |lasts| Recurrence { lasts, ..recurs(None, "7d") }.windows_from(FRIDAY);
        let counted = |windows: Windows| (1..9).take_while(|number| windows.due(*number).is_some()).count();
        assert_eq!(counted(of(Lasts::Times { times: 2 })), 2);
        assert_eq!(counted(of(Lasts::Until { day: "2026-03-13".parse().unwrap() })), 1);
        assert_eq!(counted(of(Lasts::Until { day: "2026-03-14".parse().unwrap() })), 2);
        assert_eq!(counted(of(Lasts::UntilEnded)), 8);
    }

    #[test]
    fn grace_ends_before_the_next_window_does() {
        let refused =
            |every: &str, grace_days| Recurrence { grace_days, ..recurs(None, every) }.check(FRIDAY).is_err();
        assert_eq!((refused("7d", 6), refused("7d", 7), refused("6d", 0)), (false, true, true));
        assert_eq!((refused("1mo", 27), refused("1mo", 28)), (false, true));
        assert!(refused("200h", 0) && refused("9wd", 0));
    }

    #[test]
    fn times_and_days_have_bounds() {
        let check = |lasts| Recurrence { lasts, ..recurs(None, "7d") }.check(FRIDAY).is_ok();
        let times = [0, 1, MAX_TIMES, MAX_TIMES + 1].map(|times| check(Lasts::Times { times }));
        assert_eq!(times, [false, true, true, false]);
        let until = |day: &str| check(Lasts::Until { day: day.parse().unwrap() });
        assert_eq!((until("2026-03-05"), until("2026-03-06")), (false, true));
        let over = Lasts::Until { day: "2026-03-05".parse().unwrap() };
        assert!(Recurrence { lasts: over, ..recurs(Some("2026-01-01"), "7d") }.check(FRIDAY).is_err());
        assert!(recurs(Some("2036-03-13"), "7d").check(FRIDAY).is_ok());
        assert!(recurs(Some("2036-03-14"), "7d").check(FRIDAY).is_err());
    }

    #[test]
    fn every_day_lies_in_one_window() {
        for (from, every) in [(None, "7d"), (Some("2026-08-31"), "1mo"), (Some("2026-04-01"), "6mo")] {
            let windows = recurs(from, every).windows_from(FRIDAY);
            let first = Date::of(windows.begins_at_ms);
            for day in (0..900).map(|days| first.plus_days(days)) {
                let number = windows.number_on(day).unwrap();
                let moment = TimeMs(day.end_ms() - 1);
                assert!(windows.begin(number) <= moment && moment < windows.end(number), "{day}: {number}");
            }
            let before = Date { days_since_epoch: first.days_since_epoch - 1 };
            assert_eq!((windows.number_on(before), windows.number_on(first)), (None, Some(1)));
        }
        let twice = Recurrence { lasts: Lasts::Times { times: 2 }, ..recurs(Some("2026-04-01"), "1mo") };
        let on = |day: &str| twice.windows_from(FRIDAY).number_on(day.parse().unwrap());
        assert_eq!([on("2026-05-31"), on("2026-06-01"), on("9999-12-31")], [Some(2), None, None]);
    }

    #[test]
    fn windows_end_with_the_calendar() {
        let windows = recurs(None, "120mo").windows_from(FRIDAY);
        assert_eq!(windows.due(4_000_000_000), None);
    }
}
