//! A book decided again gives the same events and the same state.

use crate::community::*;
use yishi_core::*;

/// Decides every entry again from an empty state.
pub fn replayed(entries: &[Entry]) -> State {
    let mut state = State::default();
    for entry in entries {
        let events = decide(&state, &entry.actor, &entry.command, entry.context);
        assert_eq!(events.as_ref(), Ok(&entry.events), "entry {}", entry.context.index);
        evolve(&mut state, &entry.actor, &entry.command, &entry.events, entry.context);
    }
    state
}

#[test]
fn a_book_decided_again_gives_the_same_events_and_the_same_state() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    for number in 1..=3 {
        community.order(&format!("resident-1-{number}"), PetitionEscalation { matter });
    }
    community.wait_days(100);
    assert_eq!(replayed(&community.entries), community.state);
}

#[test]
fn a_state_survives_being_written_and_read() {
    let mut community = Community::minimal();
    community.grid_matter();
    let text = serde_json::to_string(&community.state.matters).unwrap();
    assert_eq!(
        serde_json::from_str::<imbl::OrdMap<MatterId, std::sync::Arc<Matter>>>(&text).unwrap(),
        community.state.matters
    );
}
