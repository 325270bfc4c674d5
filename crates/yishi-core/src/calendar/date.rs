//! Dates of the civil (Gregorian) calendar, and their text.

use super::{CHINA_OFFSET_MS, DAY_MS};
use crate::*;
use std::fmt;
use std::str::FromStr;

/// Days from 0000-03-01 to 1970-01-01: years are counted from March, so that a leap day is a year's last.
const EPOCH_FROM_MARCH_0000: u64 = 719_468;
/// Days in the 400 years after which the Gregorian calendar repeats.
const DAYS_IN_ERA: u64 = 146_097;
/// The last date with a year of four digits, 9999-12-31.
const LAST_DATE: u32 = 2_932_896;

impl Date {
    /// The date on which a moment falls in China.
    pub fn of(moment: TimeMs) -> Self {
        let days = moment.0.saturating_add(CHINA_OFFSET_MS) / DAY_MS;
        Self { days_since_epoch: u32::try_from(days).unwrap_or(u32::MAX) }
    }

    /// The moment at which the date ends, 24:00 in China.
    pub fn end_ms(self) -> u64 {
        (u64::from(self.days_since_epoch) + 1) * DAY_MS - CHINA_OFFSET_MS
    }

    /// The date so many days later.
    pub fn plus_days(self, days: u32) -> Self {
        Self { days_since_epoch: self.days_since_epoch.saturating_add(days) }
    }

    /// The day of the same number so many months later, or the last of that month where it has no such day (Civil Code
    /// art. 202).
    pub fn plus_months(self, months: u32) -> Self {
        let (year, month, day) = self.year_month_day();
        let counted = year * 12 + (month - 1) + u64::from(months);
        let (year, month) = (counted / 12, counted % 12 + 1);
        (0..day).find_map(|back| Self::from_year_month_day(year, month, day - back)).unwrap_or(self)
    }

    /// Whether it is a Saturday or Sunday. The epoch was a Thursday.
    pub fn is_weekend(self) -> bool {
        matches!(self.days_since_epoch % 7, 2 | 3)
    }

    fn year_month_day(self) -> (u64, u64, u64) {
        let days = u64::from(self.days_since_epoch) + EPOCH_FROM_MARCH_0000;
        let (era, day_of_era) = (days / DAYS_IN_ERA, days % DAYS_IN_ERA);
        let leap_days = day_of_era / 1_460 + day_of_era / 146_096 - day_of_era / 36_524;
        let year_of_era = (day_of_era - leap_days) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = 400 * era + year_of_era + u64::from(month <= 2);
        (year, month, day)
    }

    /// Days since the epoch of a date whose parts are within 1970..=9999, 1..=12 and 1..=31.
    fn from_year_month_day(year: u64, month: u64, day: u64) -> Option<Self> {
        let year_from_march = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (year_from_march / 400, year_from_march % 400);
        let month_from_march = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = (era * DAYS_IN_ERA + day_of_era).checked_sub(EPOCH_FROM_MARCH_0000)?;
        let date = Self { days_since_epoch: u32::try_from(days).ok()? };
        // A day that the month does not have comes back as one of the next month.
        (date.year_month_day() == (year, month, day)).then_some(date)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.year_month_day();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        parse(text).filter(|date| date.days_since_epoch <= LAST_DATE).ok_or_else(|| InvalidId {
            kind: "date",
            text: text.to_owned(),
            expected: "write a date from 1970-01-01 to 9999-12-31 as `YYYY-MM-DD`",
        })
    }
}

fn parse(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = digits(parts.next()?, 2)?;
    let within = year >= 1970 && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !within || parts.next().is_some() {
        return None;
    }
    Date::from_year_month_day(year, month, day)
}

fn digits(text: &str, length: usize) -> Option<u64> {
    let plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

impl TryFrom<String> for Date {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}
