//! The fixtures build what they say, the same in every run.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on must stop"
)]

use yishi_tally::Choice;
use yishi_testkit::{Cast, Community, PaperBook, test_charter};

#[test]
fn the_test_charter_is_without_fault() {
    assert_eq!(test_charter().check(), Ok(()));
}

#[test]
fn the_founding_fills_roll_keys_and_seats() {
    let community = Community::founded(20);
    let state = &community.engine.version().state;
    assert_eq!(state.roll.members.len(), 24);
    assert_eq!(state.roll.units.len(), 16);
    assert_eq!(state.keys.len(), 3 + 24);
    assert_eq!(state.seatings.len(), 7);
}

#[test]
fn two_runs_write_the_same_bytes_with_and_without_an_engine() {
    let (one, two) = (Community::founded(60), Community::founded(60));
    assert_eq!(one.stores.journal.leaves(), two.stores.journal.leaves());
    assert_eq!(PaperBook::founded(&Cast::new(60)).leaves, one.stores.journal.leaves());
    assert_eq!(PaperBook::founded(&Cast::new(60)).checkpoint(), one.engine.version().checkpoint.to_string());
}

#[test]
fn a_poll_is_open_and_takes_ballots() {
    let (community, poll) = Community::voting(5);
    for resident in &community.cast.residents {
        community.must(&community.desk.order(resident, poll.ballot(resident, Choice::For), vec![]));
    }
    assert_eq!(community.engine.version().state.polls[&poll.poll].ballots.len(), 5);
}

#[test]
fn a_book_opened_again_is_the_same() {
    let mut community = Community::founded(5);
    let before = community.engine.version();
    community.reopen().unwrap();
    let after = community.engine.version();
    assert_eq!((after.size, after.root), (before.size, before.root));
    assert!(after.state == before.state);
}
