//! Periods and the calendar they are counted in: China Standard Time, Civil Code arts. 200 to 204.

mod date;
mod period;
#[cfg(test)]
mod tests;

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most dates in one adoption: a year and some.
pub const MAX_CALENDAR_DAYS: usize = 400;

/// Longest period in days that a charter may write: ten years.
pub const MAX_PERIOD_DAYS: u32 = 3_660;

/// Longest period in months that a charter may write: ten years.
pub const MAX_PERIOD_MONTHS: u32 = 120;

/// A calendar date in China Standard Time, written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    /// Days since 1970-01-01.
    pub days_since_epoch: u32,
}

/// What a listed date is, against the ordinary week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A statutory holiday or a day off in lieu 放假.
    Holiday,
    /// A weekend day worked in exchange 调休上班.
    Workday,
}

/// A length of time as a charter writes it: `48h`, `15d` (calendar days), `3wd` (working days) or `6mo` (months; a year is 12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// Hours; counting starts at the next full hour (Civil Code art. 201).
    Hours(u32),
    /// Calendar days; the first day is not counted, a last day on a holiday moves to the next working day (arts. 201, 203).
    Days(u32),
    /// Working days by the adopted calendar.
    WorkingDays(u32),
    /// Months; the last day is the one of the same number, or the last of its month where there is none (art. 202), and
    /// moves like that of a period in days.
    Months(u32),
}

/// The adopted calendar: weekends are free, listed dates differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Dates that differ from the ordinary week.
    pub days: BTreeMap<Date, DayKind>,
}

/// Adopts dates into the calendar, e.g. the State Council's yearly holiday notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdoptCalendar {
    /// The dates, replacing what was listed for them.
    pub days: BTreeMap<Date, DayKind>,
    /// The published source of the dates, in words; 1 to 200 characters.
    pub source: String,
}

/// Dates were adopted into the calendar. Deadlines already set do not move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarAdopted {
    /// The dates.
    pub days: BTreeMap<Date, DayKind>,
    /// The published source.
    pub source: String,
}

const HOUR_MS: u64 = 3_600_000;
const DAY_MS: u64 = 24 * HOUR_MS;

/// China Standard Time is eight hours ahead of UTC, all year (Civil Code art. 204 leaves the clock to the law; there is no summer time).
const CHINA_OFFSET_MS: u64 = 8 * HOUR_MS;

impl Calendar {
    /// The end of `period` counted from `start`, never later than 2^53 − 1.
    ///
    /// The day, or the hour, in which it starts is not counted. A period in days ends at 24:00 of its last day, and a
    /// last day off moves to the next working day (Civil Code arts. 201 to 203). Periods of more than ten years count
    /// as ten years.
    pub fn end_of(&self, start: TimeMs, period: Period) -> TimeMs {
        let end = match period {
            Period::Hours(hours) => {
                let full_hours = start.0 / HOUR_MS + 1 + u64::from(hours.min(MAX_PERIOD_DAYS * 24));
                full_hours.saturating_mul(HOUR_MS)
            }
            Period::Days(days) => {
                let last = Date::of(start).plus_days(days.min(MAX_PERIOD_DAYS));
                self.working_day_from(last).end_ms()
            }
            Period::WorkingDays(days) => {
                let mut last = Date::of(start);
                for _ in 0..days.min(MAX_PERIOD_DAYS) {
                    last = self.working_day_from(last.plus_days(1));
                }
                last.end_ms()
            }
            Period::Months(months) => {
                let last = Date::of(start).plus_months(months.min(MAX_PERIOD_MONTHS));
                self.working_day_from(last).end_ms()
            }
        };
        TimeMs(end.min(MAX_SAFE_INTEGER))
    }

    /// Whether people work on the date: listed days as listed, others from Monday to Friday.
    pub fn is_working_day(&self, date: Date) -> bool {
        match self.days.get(&date) {
            Some(DayKind::Holiday) => false,
            Some(DayKind::Workday) => true,
            None => !date.is_weekend(),
        }
    }

    /// The date itself if it is a working day, else the next one that is.
    fn working_day_from(&self, date: Date) -> Date {
        let mut found = date;
        while !self.is_working_day(found) && found.days_since_epoch < u32::MAX {
            found = found.plus_days(1);
        }
        found
    }
}

/// By whoever may amend the charter.
pub(crate) fn decide_adopt_calendar(deciding: &Deciding<'_>, command: &AdoptCalendar) -> Decision {
    deciding.require_amender()?;
    require_count("days", command.days.len(), 1, MAX_CALENDAR_DAYS)?;
    require_words("source", &command.source)?;
    Ok(vec![CalendarAdopted { days: command.days.clone(), source: command.source.clone() }.into()])
}

pub(crate) fn evolve_calendar_adopted(evolving: &mut Evolving<'_>, event: &CalendarAdopted) {
    let calendar = Arc::make_mut(&mut evolving.state.calendar);
    calendar.days.extend(event.days.iter().map(|(date, kind)| (*date, *kind)));
}
