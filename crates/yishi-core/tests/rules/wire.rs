//! The wire format of version 1, frozen: one line of canonical JSON for every kind of command and event.
//!
//! A line that stands here has been written into books. It is read and written for ever; a change is a new variant with
//! a line of its own.

use std::collections::BTreeSet;
use yishi_core::*;

const COMMANDS: &str = include_str!("../fixtures/commands-v1.jsonl");
const EVENTS: &str = include_str!("../fixtures/events-v1.jsonl");

#[test]
fn every_command_ever_written_is_read_and_written_byte_for_byte() {
    for line in COMMANDS.lines() {
        let command: Command = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(canonical_json(&command), line);
    }
}

#[test]
fn every_event_ever_written_is_read_and_written_byte_for_byte() {
    for line in EVENTS.lines() {
        let event: Event = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(canonical_json(&event), line);
    }
}

#[test]
fn every_kind_stands_in_the_frozen_lines() {
    let kinds = |lines: &'static str| -> BTreeSet<String> {
        let kind = |line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["kind"].as_str().map(str::to_owned)
        };
        lines.lines().filter_map(kind).collect()
    };
    let owned =
        |kinds: &[&str]| -> BTreeSet<String> { kinds.iter().map(|kind| (*kind).to_owned()).collect() };
    assert_eq!(kinds(COMMANDS), owned(Command::KINDS));
    assert_eq!(kinds(EVENTS), owned(Event::KINDS));
}

#[test]
fn unknown_fields_and_kinds_are_refused() {
    let commands =
        COMMANDS.lines().map(|line| (line, serde_json::from_str::<Command>(&spoilt(line)).is_err()));
    let events = EVENTS.lines().map(|line| (line, serde_json::from_str::<Event>(&spoilt(line)).is_err()));
    for (line, refused) in commands.chain(events) {
        assert!(refused, "an unknown field passed: {line}");
    }
    assert!(serde_json::from_str::<Command>(r#"{"kind":"become_king"}"#).is_err());
}

/// The line with one more field.
fn spoilt(line: &str) -> String {
    line.replacen('{', r#"{"unheard_of":1,"#, 1)
}

#[test]
fn every_rejection_has_a_code_and_survives_its_text() {
    let rejection = Rejection::SeatsFull {
        council: "grid-1".parse().unwrap(),
        seat: "neighbour".parse().unwrap(),
        holders: 5,
    };
    assert_eq!(rejection.code(), "seats_full");
    let text = canonical_json(&rejection);
    assert_eq!(text, r#"{"code":"seats_full","council":"grid-1","holders":5,"seat":"neighbour"}"#);
    assert_eq!(serde_json::from_str::<Rejection>(&text).unwrap(), rejection);
}
