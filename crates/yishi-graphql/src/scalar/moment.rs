//! Moments as RFC 3339 texts, exact to the millisecond.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use jiff::Timestamp;
use yishi_core::TimeMs;

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

/// The moment as text; moments after the year 9999, which no clock shows, as its end.
pub(crate) fn format(time: TimeMs) -> String {
    let ms = i64::try_from(time.0).unwrap_or(i64::MAX);
    let moment = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX);
    moment.strftime("%FT%T.%3fZ").to_string()
}

/// RFC 3339 with at most milliseconds, from 1970 on. The parser knows more of ISO 8601 and takes a leap second, which no
/// moment of a book is.
fn parse(text: &str) -> Option<TimeMs> {
    let plain = |byte: u8| byte.is_ascii_digit() || b"-+:.TtZz".contains(&byte);
    let has_seconds = text.get(16..17) == Some(":");
    let is_leap = text.get(17..19) == Some("60");
    if !has_seconds || is_leap || !text.bytes().all(plain) {
        return None;
    }
    let moment: Timestamp = text.parse().ok()?;
    let is_whole = moment.subsec_nanosecond().rem_euclid(1_000_000) == 0;
    u64::try_from(moment.as_millisecond()).ok().filter(|_| is_whole).map(TimeMs)
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
            "2026-01-01T00:00Z",
            "2026-01-01 00:00:00Z",
            "2026-01-01T23:59:60Z",
            "2026-01-01T00:00:00.0001Z",
            "2026-01-01T00:00:00Z[UTC]",
            "1969-12-31T23:59:59Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
