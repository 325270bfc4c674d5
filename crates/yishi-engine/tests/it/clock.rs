//! A clock that cannot be trusted stops the writing until an operator confirms it.

use yishi_core::TimeMs;
use yishi_engine::SubmitError;
use yishi_testkit::Community;

const HOUR_MS: u64 = 60 * 60 * 1000;

fn recorded_at(community: &Community) -> TimeMs {
    community.engine.version().recorded_at
}

#[test]
fn a_small_step_back_is_recorded_as_no_time_at_all() {
    let community = Community::founded(3);
    let before = recorded_at(&community);
    community.clock.step_to(TimeMs(before.0 - 2_000));
    community.must(&community.cast.submission(&community.desk, 1));
    assert_eq!(recorded_at(&community), before);
}

#[test]
fn a_larger_step_back_makes_the_book_read_only_until_an_operator_confirms_and_times_still_never_go_back() {
    let community = Community::founded(3);
    let before = recorded_at(&community);
    community.clock.step_to(TimeMs(before.0 - 2_001));
    let order = community.cast.submission(&community.desk, 1);
    assert!(matches!(community.submit(&order), Err(SubmitError::ReadOnly(_))));
    assert!(community.engine.read_only().unwrap().contains("2001 ms back"));

    community.engine.confirm_clock();
    assert_eq!(community.engine.read_only(), None);
    community.must(&order);
    assert_eq!(recorded_at(&community), before);
}

#[test]
fn a_jump_ahead_stops_the_book_before_any_deadline_falls_due_by_it() {
    let (community, poll) = Community::voting(3);
    community.clock.step_to(poll.closes_at_ms);
    let size = community.engine.version().size;
    community.engine.tick();
    assert_eq!(community.engine.version().size, size);
    assert!(community.engine.read_only().unwrap().contains("jumped"));
    // The clock is set right again, and the operator says so: the poll is still open.
    community.clock.step_to(yishi_testkit::START);
    community.engine.confirm_clock();
    community.must(&community.cast.submission(&community.desk, 1));
}

#[test]
fn time_that_really_passed_is_no_jump_however_long_nothing_was_written() {
    let community = Community::founded(3);
    community.clock.advance_ms(100 * 24 * HOUR_MS);
    community.engine.tick();
    assert_eq!(community.engine.read_only(), None);
}

#[test]
fn a_book_opened_with_a_clock_far_ahead_closes_no_poll_by_it() {
    let (mut community, poll) = Community::voting(3);
    let a_year_ahead = TimeMs(poll.closes_at_ms.0 + 365 * 24 * HOUR_MS);
    community.clock.step_to(a_year_ahead);
    community.reopen().unwrap();
    let size = community.engine.version().size;
    community.engine.tick();
    assert_eq!(community.engine.version().size, size);
    assert!(community.engine.read_only().unwrap().contains("more than 90 days after the last entry"));
    // It was wrong, and is set right.
    community.clock.step_to(yishi_testkit::START);
    community.engine.confirm_clock();
    community.must(&community.cast.submission(&community.desk, 1));
    // It was right after all: what is due happens.
    community.clock.step_to(a_year_ahead);
    community.engine.confirm_clock();
    let size = community.engine.version().size;
    community.engine.tick();
    assert!(community.engine.version().size > size);
}

#[test]
fn a_book_opened_with_a_clock_before_its_last_entry_does_not_write() {
    let mut community = Community::founded(3);
    community.clock.step_to(TimeMs(yishi_testkit::START.0 - HOUR_MS));
    community.reopen().unwrap();
    let order = community.cast.submission(&community.desk, 1);
    assert!(matches!(community.submit(&order), Err(SubmitError::ReadOnly(_))));
    community.clock.step_to(yishi_testkit::START);
    community.engine.confirm_clock();
    community.must(&order);
}
