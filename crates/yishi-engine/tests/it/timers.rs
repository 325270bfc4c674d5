//! Obligations fire by themselves, before anything later, and once.

use crate::support::{Fail, open_with, test_ports};
use yishi_book::Refusal;
use yishi_core::{Event, PollStatus, Rejection, TimeMs};
use yishi_engine::SubmitError;
use yishi_tally::Choice;
use yishi_testkit::{Community, OpenedPoll, block_on};

fn is_sealed(community: &Community, poll: &OpenedPoll) -> bool {
    matches!(community.engine.version().state.polls[&poll.poll].status, PollStatus::Sealed { .. })
}

#[test]
fn a_poll_is_sealed_at_its_close_and_not_a_millisecond_before() {
    let (community, poll) = Community::voting(3);
    community.clock.advance_to(TimeMs(poll.closes_at_ms.0 - 1));
    community.engine.tick();
    assert!(!is_sealed(&community, &poll));
    community.clock.advance_ms(1);
    community.engine.tick();
    assert!(is_sealed(&community, &poll));
    assert_eq!(community.engine.version().recorded_at, poll.closes_at_ms);
}

#[test]
fn the_last_ballot_counts_a_millisecond_before_the_close_and_the_first_late_one_finds_the_poll_sealed() {
    let (community, poll) = Community::voting(3);
    let [first, second, _] = &community.cast.residents[..] else { panic!() };
    community.clock.advance_to(TimeMs(poll.closes_at_ms.0 - 1));
    community.must(&community.desk.order(first, poll.ballot(first, Choice::For), vec![]));

    community.clock.advance_ms(1);
    let late = community.desk.order(second, poll.ballot(second, Choice::For), vec![]);
    let Err(SubmitError::Refused(Refusal::Rejected { rejection })) = community.submit(&late) else {
        panic!()
    };
    assert_eq!(rejection, Rejection::PollClosed { poll: poll.poll, closed_at_ms: poll.closes_at_ms });
    assert!(is_sealed(&community, &poll));
    let leaves = community.stores.journal.leaves();
    let last = leaves.len() as u64 - 1;
    let events = yishi_book::leaf_events(last, leaves.last().unwrap()).unwrap();
    let Some(Event::PollSealed(sealed)) = events.first() else { panic!("{events:?}") };
    assert_eq!(sealed.counted, 1);
}

#[test]
fn an_idle_writer_wakes_by_itself_when_something_falls_due() {
    let (community, poll) = Community::voting(3);
    let mut heads = community.engine.heads();
    community.clock.advance_to(TimeMs(poll.closes_at_ms.0 - 5));
    community.engine.tick();
    heads.mark_unchanged();
    community.clock.advance_ms(5);
    block_on(heads.changed()).unwrap();
    assert!(is_sealed(&community, &poll));
}

#[test]
fn a_timer_whose_writer_died_unanswered_does_not_fire_again() {
    let (mut community, poll) = Community::voting(3);
    community.engine.shutdown();
    let (journal, anchor) = test_ports(&community.stores);
    let switch = anchor.switch.clone();
    let engine = open_with(&community.cast, &community.stores, &community.clock, journal, anchor).unwrap();
    community.clock.advance_to(poll.closes_at_ms);
    switch.set(Fail::BeforePersisting);
    engine.tick();
    assert!(engine.read_only().is_some());
    engine.shutdown();
    let stored = community.stores.journal.leaves().len();

    community.reopen().unwrap();
    community.engine.tick();
    assert!(is_sealed(&community, &poll));
    assert_eq!(community.stores.journal.leaves().len(), stored);
}

#[test]
fn many_obligations_due_at_once_all_fire_in_order_of_their_due_times() {
    let community = Community::founded(3);
    for number in 0..300 {
        community.must(&community.cast.submission(&community.desk, number));
        community.clock.advance_ms(1);
    }
    let before = community.engine.version().size;
    community.clock.advance_ms(40 * 24 * 60 * 60 * 1000);
    community.engine.tick();
    assert!(community.engine.version().state.obligations.is_empty());
    let leaves = community.stores.journal.leaves();
    let mut submissions = Vec::new();
    for (index, leaf) in (before..).zip(&leaves[before as usize..]) {
        for event in yishi_book::leaf_events(index, leaf).unwrap() {
            if let Event::ScreeningOverdue(overdue) = event {
                submissions.push(overdue.submission);
            }
        }
    }
    assert_eq!(submissions.len(), 300);
    assert!(submissions.is_sorted());
}
