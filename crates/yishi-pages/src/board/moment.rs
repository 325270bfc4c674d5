//! Moments as people, calendars and feeds read them.

use jiff::{Timestamp, tz::Offset};
use yishi_core::TimeMs;

/// A moment in each of its written forms. One after the year 9999 is written as the last that has a form.
#[derive(Clone, Copy, Debug)]
pub struct Moment(Timestamp);

impl Moment {
    /// The moment of a time.
    pub fn of(time: TimeMs) -> Self {
        let found = i64::try_from(time.0).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
        Self(found.unwrap_or(Timestamp::MAX))
    }

    /// In China: `2026-03-02 09:00`.
    pub fn in_china(self) -> String {
        Offset::constant(8).to_datetime(self.0).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// RFC 3339, in UTC and whole seconds: `2026-03-02T01:00:00Z`.
    pub fn rfc3339(self) -> String {
        Offset::UTC.to_datetime(self.0).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// RFC 5545, in UTC: `20260302T010000Z`.
    pub fn basic(self) -> String {
        Offset::UTC.to_datetime(self.0).strftime("%Y%m%dT%H%M%SZ").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_for_people_calendars_and_feeds() {
        let moment = Moment::of(TimeMs(1_772_413_200_000));
        assert_eq!(moment.in_china(), "2026-03-02 09:00");
        assert_eq!(moment.rfc3339(), "2026-03-02T01:00:00Z");
        assert_eq!(moment.basic(), "20260302T010000Z");
    }

    #[test]
    fn a_moment_beyond_all_calendars_has_a_form_too() {
        assert!(Moment::of(TimeMs(u64::MAX)).in_china().starts_with("9999-12-3"));
    }
}
