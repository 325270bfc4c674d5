//! Periods at their boundaries: first day, last day, holiday, the hour, midnight in China.

use super::*;
use proptest::prelude::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// A moment in China Standard Time.
fn moment(day: &str, hour: u64, minute: u64) -> TimeMs {
    TimeMs(date(day).end_ms() - DAY_MS + hour * HOUR_MS + minute * 60_000)
}

fn midnight_after(day: &str) -> TimeMs {
    TimeMs(date(day).end_ms())
}

fn spring_festival_2026() -> Calendar {
    let mut days: BTreeMap<Date, DayKind> =
        (0..9).map(|n| (date("2026-02-15").plus_days(n), DayKind::Holiday)).collect();
    days.insert(date("2026-02-14"), DayKind::Workday);
    days.insert(date("2026-02-28"), DayKind::Workday);
    Calendar { days }
}

#[test]
fn the_first_day_is_not_counted_and_the_last_ends_at_midnight_in_china() {
    // Monday 2026-03-02.
    let end = Calendar::default().end_of(moment("2026-03-02", 0, 0), Period::Days(3));
    assert_eq!(end, midnight_after("2026-03-05"));
    assert_eq!(end.0 % DAY_MS, 16 * HOUR_MS, "midnight in China is 16:00 UTC");
}

#[test]
fn the_last_minute_of_a_day_counts_as_that_day_and_the_next_minute_as_the_next() {
    let calendar = Calendar::default();
    assert_eq!(calendar.end_of(moment("2026-03-02", 23, 59), Period::Days(1)), midnight_after("2026-03-03"));
    assert_eq!(calendar.end_of(moment("2026-03-02", 24, 0), Period::Days(1)), midnight_after("2026-03-04"));
}

#[test]
fn a_last_day_on_a_weekend_moves_to_monday_and_one_on_friday_stays() {
    let calendar = Calendar::default();
    assert_eq!(calendar.end_of(moment("2026-03-02", 9, 0), Period::Days(4)), midnight_after("2026-03-06"));
    assert_eq!(calendar.end_of(moment("2026-03-02", 9, 0), Period::Days(5)), midnight_after("2026-03-09"));
    assert_eq!(calendar.end_of(moment("2026-03-02", 9, 0), Period::Days(7)), midnight_after("2026-03-09"));
}

#[test]
fn a_last_day_on_a_holiday_moves_behind_the_whole_holiday() {
    let end = spring_festival_2026().end_of(moment("2026-02-13", 9, 0), Period::Days(3));
    assert_eq!(end, midnight_after("2026-02-24"));
}

#[test]
fn a_weekend_day_worked_in_exchange_is_a_working_day() {
    let calendar = spring_festival_2026();
    assert_eq!(calendar.end_of(moment("2026-02-13", 9, 0), Period::Days(1)), midnight_after("2026-02-14"));
    assert_eq!(
        Calendar::default().end_of(moment("2026-02-13", 9, 0), Period::Days(1)),
        midnight_after("2026-02-16")
    );
}

#[test]
fn working_days_skip_weekends_and_holidays() {
    let calendar = spring_festival_2026();
    assert_eq!(
        calendar.end_of(moment("2026-02-13", 9, 0), Period::WorkingDays(2)),
        midnight_after("2026-02-24")
    );
}

#[test]
fn months_end_on_the_day_of_the_same_number_or_the_last_of_a_shorter_month() {
    let calendar = Calendar::default();
    let end = |day, months| calendar.end_of(moment(day, 9, 0), Period::Months(months));
    assert_eq!(end("2026-03-02", 3), midnight_after("2026-06-02"));
    assert_eq!(end("2026-10-31", 1), midnight_after("2026-11-30"));
    assert_eq!(end("2027-11-30", 3), midnight_after("2028-02-29"));
    assert_eq!(end("2026-02-27", 12), midnight_after("2027-03-01"), "2027-02-27 is a Saturday");
}

#[test]
fn hours_begin_at_the_next_full_hour() {
    let calendar = Calendar::default();
    let end = moment("2026-03-03", 11, 0);
    assert_eq!(calendar.end_of(moment("2026-03-02", 10, 0), Period::Hours(24)), end);
    assert_eq!(calendar.end_of(moment("2026-03-02", 10, 59), Period::Hours(24)), end);
    assert_eq!(calendar.end_of(moment("2026-03-02", 11, 0), Period::Hours(24)), TimeMs(end.0 + HOUR_MS));
}

#[test]
fn hours_do_not_care_about_holidays() {
    let end = spring_festival_2026().end_of(moment("2026-02-16", 9, 30), Period::Hours(2));
    assert_eq!(end, moment("2026-02-16", 12, 0));
}

#[test]
fn no_period_ends_after_the_last_number_that_json_carries() {
    for period in [
        Period::Hours(u32::MAX),
        Period::Days(u32::MAX),
        Period::WorkingDays(u32::MAX),
        Period::Months(u32::MAX),
    ] {
        assert!(Calendar::default().end_of(TimeMs(u64::MAX), period).0 <= MAX_SAFE_INTEGER);
        assert!(Calendar::default().end_of(TimeMs(MAX_SAFE_INTEGER), period).0 <= MAX_SAFE_INTEGER);
    }
}

#[test]
fn dates_are_written_and_read_exactly() {
    for (text, days) in
        [("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-03-01", 20_513), ("9999-12-31", 2_932_896)]
    {
        assert_eq!(date(text).days_since_epoch, days);
        assert_eq!(date(text).to_string(), text);
    }
}

#[test]
fn moments_are_told_in_the_time_of_china() {
    assert_eq!(TimeMs(0).to_string(), "1970-01-01 08:00:00 (+08:00)");
    assert_eq!(moment("2026-03-02", 9, 5).to_string(), "2026-03-02 09:05:00 (+08:00)");
    assert_eq!(midnight_after("2026-03-02").to_string(), "2026-03-03 00:00:00 (+08:00)");
    assert_eq!(TimeMs(MAX_SAFE_INTEGER).to_string(), "9007199254740991 ms");
}

#[test]
fn days_that_do_not_exist_and_other_spellings_are_refused() {
    let bad = [
        "2026-02-29",
        "2100-02-29",
        "2026-04-31",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "1969-12-31",
        "10000-01-01",
        "2026-1-01",
        "2026-01-01 ",
        "+026-01-01",
        "2026/01/01",
        "2026-01-01-",
        "20260101",
        "2026-01-01T00:00",
        "",
    ];
    for text in bad {
        assert!(text.parse::<Date>().is_err(), "{text}");
    }
}

#[test]
fn periods_have_one_spelling() {
    assert_eq!("3wd".parse(), Ok(Period::WorkingDays(3)));
    for text in [
        "0d",
        "03d",
        "3",
        "d",
        "3 d",
        "-3d",
        "3D",
        "3661d",
        "3661wd",
        "87841h",
        "121mo",
        "4294967296h",
        "３d",
    ] {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
    for text in ["1h", "87840h", "3660d", "3660wd", "1mo", "120mo"] {
        assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
    }
}

proptest! {
    #[test]
    fn every_date_survives_its_text(days in 0_u32..=2_932_896) {
        let date = Date { days_since_epoch: days };
        prop_assert_eq!(date.to_string().parse::<Date>().unwrap(), date);
    }

    #[test]
    fn the_next_date_has_the_next_text(days in 0_u32..2_932_896) {
        let (today, tomorrow) = (Date { days_since_epoch: days }, Date { days_since_epoch: days + 1 });
        prop_assert!(today.to_string() < tomorrow.to_string());
    }

    #[test]
    fn every_period_survives_its_text(number in 1_u32..=MAX_PERIOD_DAYS, unit in 0_usize..4) {
        let months = Period::Months(number % MAX_PERIOD_MONTHS + 1);
        let period = [Period::Hours(number), Period::Days(number), Period::WorkingDays(number), months][unit];
        prop_assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
    }

    #[test]
    fn a_period_in_days_ends_at_midnight_of_a_working_day_after_its_length(
        start in 0_u64..4_000_000_000_000, days in 1_u32..60,
    ) {
        let calendar = spring_festival_2026();
        let end = calendar.end_of(TimeMs(start), Period::Days(days));
        prop_assert_eq!((end.0 + CHINA_OFFSET_MS) % DAY_MS, 0);
        prop_assert!(calendar.is_working_day(Date::of(TimeMs(end.0 - 1))));
        prop_assert!(end.0 >= start + u64::from(days) * DAY_MS);
    }

    #[test]
    fn a_later_start_never_gives_an_earlier_end(
        start in 0_u64..4_000_000_000_000, step in 0_u64..1_000_000_000, days in 1_u32..60,
    ) {
        let calendar = spring_festival_2026();
        for period in [Period::Hours(days), Period::Days(days), Period::WorkingDays(days), Period::Months(days)] {
            prop_assert!(
                calendar.end_of(TimeMs(start), period) <= calendar.end_of(TimeMs(start + step), period)
            );
        }
    }

    #[test]
    fn text_that_is_no_date_or_period_never_panics(text in "\\PC{0,12}") {
        let _ = text.parse::<Date>();
        let _ = text.parse::<Period>();
    }
}
