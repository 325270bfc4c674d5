//! Words for people, in two languages: what commands and events are called, what findings say, and moments. The reasons of the rules stay as
//! they are.

mod checks;
mod commands;
mod events;
mod finding_rows;
mod findings;

use yishi_core::{Date, TimeMs};
use yishi_tally::Language;

/// The one of two texts that is in the language.
pub(crate) const fn pick<'a>(language: Language, english: &'a str, chinese: &'a str) -> &'a str {
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

/// What a command of a kind is called. A kind without a name of its own is called by its kind.
pub(crate) fn command(language: Language, kind: &str) -> String {
    named(language, kind, commands::chinese(kind))
}

/// What an event of a kind is called.
pub(crate) fn event(language: Language, kind: &str) -> String {
    named(language, kind, events::chinese(kind))
}

/// What a check is called.
pub(crate) fn check_name(language: Language, check: &str) -> String {
    match (language, checks::chinese(check)) {
        (Language::Chinese, Some(name)) => format!("{name} ({check})"),
        (Language::Chinese, None) | (Language::English, _) => check.to_owned(),
    }
}

/// What a finding says, on one line: a name out of the bundle may hold anything.
pub(crate) fn finding(language: Language, message: &str) -> String {
    let message = message.replace('\n', "?");
    match language {
        Language::English => message,
        Language::Chinese => findings::chinese(&message),
    }
}

fn named(language: Language, kind: &str, chinese: Option<&str>) -> String {
    match (language, chinese) {
        (Language::Chinese, Some(name)) => name.to_owned(),
        (Language::Chinese, None) | (Language::English, _) => kind.replace('_', " "),
    }
}

/// A moment as clocks in China show it.
pub(crate) fn moment(at: TimeMs) -> String {
    let date = Date::of(at);
    let minutes = at.0.saturating_sub(date.start_ms()) / 60_000;
    format!("{date} {:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

/// An area in square metres from hundredths, without rounding.
pub(crate) fn hundredths(number: u64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(lines: &str) -> Vec<String> {
        let kind = |line: &str| {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            value["kind"].as_str().unwrap().to_owned()
        };
        lines.lines().map(kind).collect()
    }

    #[test]
    fn every_command_and_every_event_has_a_name_in_chinese() {
        let known = kinds(include_str!("../../../yishi-core/tests/fixtures/commands-v1.jsonl"));
        let nameless: Vec<&String> = known.iter().filter(|kind| commands::chinese(kind).is_none()).collect();
        assert_eq!(nameless, Vec::<&String>::new());
        let known = kinds(include_str!("../../../yishi-core/tests/fixtures/events-v1.jsonl"));
        let nameless: Vec<&String> = known.iter().filter(|kind| events::chinese(kind).is_none()).collect();
        assert_eq!(nameless, Vec::<&String>::new());
    }

    #[test]
    fn moments_are_those_of_clocks_in_china() {
        assert_eq!(moment(TimeMs(1_772_413_200_000)), "2026-03-02 09:00");
        assert_eq!(moment(TimeMs(1_772_413_200_000 + 15 * 3_600_000 - 1)), "2026-03-02 23:59");
        assert_eq!(hundredths(12_305), "123.05");
    }
}
