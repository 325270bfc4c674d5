//! Periods as a charter writes them.

use crate::*;
use std::fmt;
use std::str::FromStr;

impl Period {
    /// The period in hours, working days counted as calendar days and months as 31 of them: for comparing what must fit into what.
    pub fn nominal_hours(self) -> u64 {
        match self {
            Self::Hours(hours) => u64::from(hours),
            Self::Days(days) | Self::WorkingDays(days) => u64::from(days) * 24,
            Self::Months(months) => u64::from(months) * 31 * 24,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hours(hours) => write!(f, "{hours}h"),
            Self::Days(days) => write!(f, "{days}d"),
            Self::WorkingDays(days) => write!(f, "{days}wd"),
            Self::Months(months) => write!(f, "{months}mo"),
        }
    }
}

impl FromStr for Period {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        parse(text).ok_or_else(|| InvalidId {
            kind: "period",
            text: text.to_owned(),
            expected: "write hours as `48h` (1 to 87840), calendar days as `15d` or working days as `3wd` (1 to 3660), months as `6mo` (1 to 120)",
        })
    }
}

fn parse(text: &str) -> Option<Period> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit_at);
    if number.starts_with('0') {
        return None;
    }
    let number: u32 = number.parse().ok()?;
    match unit {
        "h" if number <= MAX_PERIOD_DAYS * 24 => Some(Period::Hours(number)),
        "d" if number <= MAX_PERIOD_DAYS => Some(Period::Days(number)),
        "wd" if number <= MAX_PERIOD_DAYS => Some(Period::WorkingDays(number)),
        "mo" if number <= MAX_PERIOD_MONTHS => Some(Period::Months(number)),
        _ => None,
    }
}

impl TryFrom<String> for Period {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> String {
        period.to_string()
    }
}
