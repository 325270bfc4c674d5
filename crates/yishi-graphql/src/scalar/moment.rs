//! Moments as RFC 3339 texts, exact to the millisecond, computed with integers.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use yishi_core::TimeMs;

const DAY_MS: u64 = 86_400_000;

/// A moment, e.g. `2026-05-04T09:30:00.000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateTime(pub(crate) TimeMs);

impl From<TimeMs> for DateTime {
    fn from(time: TimeMs) -> Self {
        Self(time)
    }
}

/// A moment as RFC 3339 writes it, to the millisecond, in UTC; e.g. `2026-05-04T09:30:00.000Z`. Other offsets are
/// accepted.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        parse(text).map(Self).ok_or_else(|| {
            InputValueError::custom("write a moment as RFC 3339 does, e.g. 2026-05-04T09:30:00Z")
        })
    }

    fn to_value(&self) -> Value {
        Value::String(format(self.0))
    }
}

/// The moment as text.
pub(crate) fn format(time: TimeMs) -> String {
    let (days, in_day) = (time.0 / DAY_MS, time.0 % DAY_MS);
    let (year, month, day) = civil_of_days(days);
    let (hour, minute) = (in_day / 3_600_000, in_day / 60_000 % 60);
    let (second, ms) = (in_day / 1000 % 60, in_day % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
}

/// Year, month and day of a day since 1970-01-01, by eras of 400 years that begin in March.
fn civil_of_days(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

fn days_of_civil(year: u64, month: u64, day: u64) -> Option<u64> {
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let (era, of_era) = (year / 400, year % 400);
    let march_month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * march_month + 2) / 5 + day - 1;
    (era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year).checked_sub(719_468)
}

fn parse(text: &str) -> Option<TimeMs> {
    let (date, rest) = text.split_once(['T', 't'])?;
    let days = parse_date(date)?;
    let (clock, offset) = split_offset(rest)?;
    let in_day = parse_clock(clock)?;
    let utc = i64::try_from(days * DAY_MS + in_day).ok()?.checked_sub(offset)?;
    u64::try_from(utc).ok().map(TimeMs)
}

fn parse_date(text: &str) -> Option<u64> {
    let mut parts = text.split('-');
    let (year, month, day) =
        (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let days = days_of_civil(year, month, day)?;
    // A day that the month does not have comes back as another date.
    (civil_of_days(days) == (year, month, day)).then_some(days)
}

/// Splits `09:30:00+08:00` into the clock and the offset in milliseconds.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let at = text.rfind(['+', '-'])?;
    let (clock, offset) = text.split_at_checked(at)?;
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let ms = i64::try_from((hours * 60 + minutes) * 60_000).ok()?;
    Some((clock, if offset.starts_with('-') { -ms } else { ms }))
}

fn parse_clock(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.split(':');
    let (hour, minute, second) =
        (number(parts.next()?, 2)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let digits = !fraction.is_empty() && fraction.len() <= 3 && fraction.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 || !digits {
        return None;
    }
    let ms: u64 = format!("{fraction:0<3}").parse().ok()?;
    Some(((hour * 60 + minute) * 60 + second) * 1000 + ms)
}

fn number(text: &str, digits: usize) -> Option<u64> {
    let plain = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_are_written_and_read() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (1_709_251_200_000, "2024-03-01T00:00:00.000Z"),
            (1_795_334_162_123, "2026-11-22T07:56:02.123Z"),
        ] {
            assert_eq!(format(TimeMs(ms)), text);
            assert_eq!(parse(text), Some(TimeMs(ms)));
        }
    }

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        for days in 0..146_097 {
            let (year, month, day) = civil_of_days(days);
            assert_eq!(days_of_civil(year, month, day), Some(days));
        }
    }

    #[test]
    fn offsets_are_taken_off() {
        assert_eq!(parse("1970-01-01T08:00:00+08:00"), Some(TimeMs(0)));
        assert_eq!(parse("1970-01-01T00:00:00-00:30"), Some(TimeMs(1_800_000)));
        assert_eq!(parse("1970-01-01T00:00:00+00:01"), None);
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2026-02-30T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z",
            "2026-1-1T00:00:00Z",
            "T",
            "2026-01-01T00:00:00+8",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
