//! Periods and the calendar they are counted in: China Standard Time, Civil Code arts. 200 to 204.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// A length of time as a charter writes it: `48h`, `15d` (calendar days) or `3wd` (working days).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// Hours; counting starts at the next full hour (Civil Code art. 201).
    Hours(u32),
    /// Calendar days; the first day is not counted, a last day on a holiday moves to the next working day (arts. 201, 203).
    Days(u32),
    /// Working days by the adopted calendar.
    WorkingDays(u32),
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

impl Calendar {
    /// The end of `period` counted from `start`, never later than 2^53 − 1.
    pub fn end_of(&self, _start: TimeMs, _period: Period) -> TimeMs {
        unimplemented!()
    }
}

impl TryFrom<String> for Date {
    type Error = crate::InvalidId;
    fn try_from(_text: String) -> Result<Self, Self::Error> {
        unimplemented!()
    }
}

impl From<Date> for String {
    fn from(_date: Date) -> String {
        unimplemented!()
    }
}

impl TryFrom<String> for Period {
    type Error = crate::InvalidId;
    fn try_from(_text: String) -> Result<Self, Self::Error> {
        unimplemented!()
    }
}

impl From<Period> for String {
    fn from(_period: Period) -> String {
        unimplemented!()
    }
}

pub(crate) fn decide_adopt_calendar(_deciding: &Deciding<'_>, _command: &AdoptCalendar) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn evolve_calendar_adopted(_evolving: &mut Evolving<'_>, _event: &CalendarAdopted) {}
