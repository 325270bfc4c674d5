//! The rules and the log write canonical JSON alike, so that digests in events and bytes of leaves cannot drift apart.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use yishi_core::{Charter, Command, Event, MINIMAL_CHARTER_JSON, canonical_json};
use yishi_log::canonical;

const COMMANDS: &str = include_str!("../../yishi-core/tests/fixtures/commands-v1.jsonl");
const EVENTS: &str = include_str!("../../yishi-core/tests/fixtures/events-v1.jsonl");

#[test]
fn the_log_takes_every_frozen_command_and_event_as_canonical() {
    for line in COMMANDS.lines() {
        let command: Command =
            canonical::decode(line.as_bytes()).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(canonical::encode(&command).unwrap(), canonical_json(&command).into_bytes());
    }
    for line in EVENTS.lines() {
        let event: Event =
            canonical::decode(line.as_bytes()).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(canonical::encode(&event).unwrap(), canonical_json(&event).into_bytes());
    }
}

#[test]
fn both_write_escapes_and_other_scripts_alike() {
    let mut charter: Charter = serde_json::from_str(MINIMAL_CHARTER_JSON).unwrap();
    charter.name = "\u{0}\u{8}\u{c}\n\r\t\u{1f}\"\\/\u{7f}\u{80} 渭阳 བོད \u{2028} 😀".to_owned();
    assert_eq!(canonical::encode(&charter).unwrap(), canonical_json(&charter).into_bytes());
}
