//! Dates of the civil (Gregorian) calendar in China, and moments as people read them.

use super::{CHINA_OFFSET_MS, DAY_MS};
use crate::*;
use jiff::civil;
use jiff::{Timestamp, ToSpan as _};
use std::fmt;
use std::str::FromStr;

/// 1970-01-01.
const EPOCH: civil::Date = civil::date(1970, 1, 1);
/// The last date with a year of four digits.
const LAST: civil::Date = civil::date(9999, 12, 31);

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

    /// The moment at which the date begins, 00:00 in China; never before 1970-01-01T00:00Z.
    pub fn start_ms(self) -> u64 {
        (u64::from(self.days_since_epoch) * DAY_MS).saturating_sub(CHINA_OFFSET_MS)
    }

    /// The date so many days later.
    pub fn plus_days(self, days: u32) -> Self {
        Self { days_since_epoch: self.days_since_epoch.saturating_add(days) }
    }

    /// The day of the same number so many months later, or the last of that month where it has no such day (Civil Code
    /// art. 202); never after the year 9999.
    pub fn plus_months(self, months: u32) -> Self {
        Self::from_civil(self.civil().saturating_add(i64::from(months).months()).min(LAST))
    }

    /// Whether it is a Saturday or Sunday. The epoch was a Thursday.
    pub fn is_weekend(self) -> bool {
        matches!(self.days_since_epoch % 7, 2 | 3)
    }

    /// Dates after the year 9999 count as its last.
    fn civil(self) -> civil::Date {
        EPOCH.saturating_add(i64::from(self.days_since_epoch).min(10_000 * 366).days()).min(LAST)
    }

    /// Dates before the epoch count as the epoch.
    fn from_civil(date: civil::Date) -> Self {
        let days = date.since(EPOCH).map_or(0, |span| span.get_days());
        Self { days_since_epoch: u32::try_from(days).unwrap_or(0) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.civil().fmt(f)
    }
}

impl FromStr for Date {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let date = text.parse().ok().filter(|date| (EPOCH..=LAST).contains(date)).map(Self::from_civil);
        // The parser knows more spellings than the one that is written.
        date.filter(|date| date.to_string() == text).ok_or_else(|| InvalidId {
            kind: "date",
            text: text.to_owned(),
            expected: "write a date from 1970-01-01 to 9999-12-31 as `YYYY-MM-DD`",
        })
    }
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

/// As people in China read it, to the second: `2026-03-02 09:00:00 (+08:00)`. What is beyond the year 9999 is written as a
/// number of milliseconds.
impl fmt::Display for TimeMs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = i64::try_from(self.0.saturating_add(CHINA_OFFSET_MS)).ok();
        match local.and_then(|ms| Timestamp::from_millisecond(ms).ok()) {
            Some(local) => write!(f, "{} (+08:00)", local.strftime("%F %T")),
            None => write!(f, "{} ms", self.0),
        }
    }
}
