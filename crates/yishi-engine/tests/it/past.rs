//! Past versions: the same state, root and checkpoint as when they were the newest.

use yishi_book::{Admission, Authentic};
use yishi_core::TimeMs;
use yishi_engine::{AsOf, AsOfError, MAX_FOLD};
use yishi_tally::Choice;
use yishi_testkit::{Community, PaperBook};

#[test]
fn every_past_version_is_what_was_published_then_also_after_a_restart() {
    let mut community = Community::empty(yishi_testkit::Cast::new(3));
    let mut published = vec![community.engine.version()];
    for order in community.cast.founding(&community.desk) {
        community.clock.advance_ms(1_000);
        published.push(community.must(&order).version);
    }
    for restarted in [false, true] {
        if restarted {
            community.reopen().unwrap();
        }
        for then in &published {
            let now = community.engine.version_as_of(AsOf::Size(then.size)).unwrap();
            assert_eq!((now.size, now.root, now.recorded_at), (then.size, then.root, then.recorded_at));
            assert_eq!((&now.checkpoint, &now.state), (&then.checkpoint, &then.state));
            let by_time = community.engine.version_as_of(AsOf::Time(then.recorded_at)).unwrap();
            assert_eq!(by_time.size, then.size);
        }
    }
}

#[test]
fn a_moment_names_the_last_entry_recorded_at_or_before_it() {
    let community = Community::founded(3);
    let size = community.engine.version().size;
    community.clock.advance_ms(10);
    community.must(&community.cast.submission(&community.desk, 1));
    let at = |ms: u64| {
        community.engine.version_as_of(AsOf::Time(TimeMs(yishi_testkit::START.0 + ms))).unwrap().size
    };
    assert_eq!((at(0), at(9), at(10), at(1_000_000)), (size, size, size + 1, size + 1));
    let before = TimeMs(yishi_testkit::START.0 - 1);
    assert_eq!(community.engine.version_as_of(AsOf::Time(before)).unwrap().size, 0);
}

#[test]
fn what_lies_after_the_head_is_no_past() {
    let community = Community::founded(3);
    let size = community.engine.version().size;
    let answer = community.engine.version_as_of(AsOf::Size(size + 1));
    assert!(matches!(answer, Err(AsOfError::AfterHead { size: named }) if named == size));
}

#[test]
fn a_version_too_far_from_any_snapshot_is_refused_with_the_distance() {
    let mut community = long_book(MAX_FOLD + 2);
    community.reopen().unwrap();
    let as_of = |community: &Community, size: u64| community.engine.version_as_of(AsOf::Size(size));
    let refused = as_of(&community, MAX_FOLD + 1);
    assert!(
        matches!(refused, Err(AsOfError::TooFar { entries, limit: MAX_FOLD }) if entries == MAX_FOLD + 1)
    );
    assert_eq!(as_of(&community, MAX_FOLD).unwrap().size, MAX_FOLD);
    // Now folded from the version just made, which is kept.
    assert_eq!(as_of(&community, MAX_FOLD + 1).unwrap().size, MAX_FOLD + 1);
}

/// A stopped community whose book has so many entries and no snapshot, made without an engine.
fn long_book(entries: u64) -> Community {
    let community = Community::empty(yishi_testkit::Cast::new(3));
    community.engine.shutdown();
    let mut paper = PaperBook::founded(&community.cast);
    let (orders, poll) = community.cast.poll(&paper_desk(&community), paper.book.size());
    for order in &orders {
        paper.must_admit(order);
    }
    let voter = &community.cast.residents[0];
    let desk = paper_desk(&community);
    desk.count_from(1_000_000);
    while paper.book.size() < entries {
        let envelope = desk.envelope(voter, poll.ballot(voter, Choice::For));
        let command = Authentic::sign(envelope, &voter.key()).unwrap();
        let Ok(Admission::Appended { leaf, .. }) = paper.book.admit(&command, paper.now) else { panic!() };
        paper.leaves.push(leaf);
    }
    community.stores.anchor.set(Some(paper.checkpoint().into_bytes()));
    community.stores.journal.set_leaves(paper.leaves);
    community.stores.snapshots.set_all(Default::default());
    community
}

fn paper_desk(community: &Community) -> yishi_testkit::Desk {
    let desk = community.cast.desk();
    desk.count_from(10_000);
    desk
}
