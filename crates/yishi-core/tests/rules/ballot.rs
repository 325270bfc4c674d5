//! Ballots: who may cast which right, until when, and which ballot counts.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::{Choice, Figures};

fn cast(events: &[Event]) -> &BallotCast {
    match events {
        [Event::BallotCast(event)] => event,
        other => panic!("{other:?}"),
    }
}

fn heads(community: &Community, poll: PollId) -> [u64; 3] {
    let Figures { for_, against, abstain, .. } = community.poll(poll).totals.heads;
    [for_, against, abstain]
}

/// A poll of the owners of building 1, where two co-own flat 102.
fn owners_poll(community: &mut Community) -> PollId {
    let (_, proposal) = community.grid_proposal();
    community.post(proposal, "7d");
    community.open_poll(proposal, "cc278-ordinary", PollScope::Building(id("building-1")))
}

#[test]
fn a_ballot_counts_at_once() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let index = community.index;
    let events = community.vote(poll, "worker-1", Choice::For);
    let expected = BallotCast {
        poll,
        right: "worker-1".into(),
        member: id("worker-1"),
        choice: Choice::For,
        channel: Channel::OwnKey,
        replaces: None,
        grant: None,
    };
    assert_eq!(cast(&events), &expected);
    assert_eq!(heads(&community, poll), [1, 0, 0]);
    let ballot = &community.poll(poll).ballots[&right("worker-1")];
    assert_eq!((ballot.index, &ballot.content), (index, &BallotContent::Choice(Choice::For)));
}

#[test]
fn the_last_millisecond_before_the_close_takes_a_ballot_and_the_close_does_not() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let closed_at_ms = community.poll(poll).closes_at_ms;
    community.at = TimeMs(closed_at_ms.0 - 1);
    let ballot = community.ballot(poll, "worker-1", Choice::For);
    community.try_order(actor("worker-1"), ballot.into()).unwrap();
    community.at = closed_at_ms;
    let ballot: Command = community.ballot(poll, "steward-1", Choice::For).into();
    let unfired = community.try_order(actor("steward-1"), ballot.clone()).unwrap_err();
    assert!(matches!(unfired, Rejection::TimerPending { due_at_ms, .. } if due_at_ms == closed_at_ms));
    let refused = community.refusal("steward-1", community.ballot(poll, "steward-1", Choice::For));
    assert_eq!(refused, Rejection::PollClosed { poll, closed_at_ms });
    assert_eq!(heads(&community, poll), [1, 0, 0]);
}

#[test]
fn a_later_ballot_of_ones_own_replaces_the_earlier() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let first = community.index;
    community.vote(poll, "worker-1", Choice::For);
    let second = community.index;
    let events = community.vote(poll, "worker-1", Choice::Against);
    assert_eq!(cast(&events).replaces, Some(first));
    let events = community.vote(poll, "worker-1", Choice::Abstain);
    assert_eq!(cast(&events).replaces, Some(second));
    assert_eq!(heads(&community, poll), [0, 0, 1]);
    assert_eq!(community.poll(poll).replaced, imbl::Vector::from(vec![first, second]));
}

#[test]
fn an_assisted_ballot_gives_way_to_ones_own_and_never_replaces_it() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let assisted = assisting("clerk", "neighbour-1-1");
    let ballot = |community: &Community, choice| community.ballot(poll, "neighbour-1-1", choice);
    let first = ballot(&community, Choice::For);
    let events = community.order_as(assisted.clone(), first);
    assert_eq!((cast(&events).channel, &cast(&events).member), (Channel::Assisted, &id("neighbour-1-1")));
    let again = ballot(&community, Choice::Abstain);
    let events = community.order_as(assisted.clone(), again);
    assert!(cast(&events).replaces.is_some(), "one assisted ballot may replace another");
    let index = community.index;
    community.vote(poll, "neighbour-1-1", Choice::Against);
    let late = ballot(&community, Choice::For);
    assert_eq!(community.refusal_as(assisted, late), Rejection::OwnBallotStands { index });
    assert_eq!(heads(&community, poll), [0, 1, 0]);
}

#[test]
fn a_right_that_is_not_on_the_roll_and_somebody_elses_are_refused() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let unknown = community.ballot(poll, "resident-1-1", Choice::For);
    let refused = community.refusal("resident-1-1", unknown);
    assert_eq!(refused, Rejection::NotOnRoll { poll, right: "resident-1-1".to_owned() });
    let others = community.ballot(poll, "steward-1", Choice::For);
    let refused = community.refusal("worker-1", others);
    let expected = Rejection::NotHolder { poll, right: "steward-1".to_owned(), member: id("worker-1") };
    assert_eq!(refused, expected);
    let missing = PollId::first(4_000);
    let nowhere = CastBallot { poll: missing, ..community.ballot(poll, "worker-1", Choice::For) };
    let expected = Rejection::NotFound { kind: "poll".to_owned(), id: missing.to_string() };
    assert_eq!(community.refusal("worker-1", nowhere), expected);
}

#[test]
fn a_ballot_names_the_exact_text() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let other = CastBallot { document: document(99), ..community.ballot(poll, "worker-1", Choice::For) };
    let (expected, found) = (document(20).to_string(), document(99).to_string());
    assert_eq!(community.refusal("worker-1", other), Rejection::TextMismatch { expected, found });
}

#[test]
fn co_owners_share_one_ballot_and_the_last_of_them_counts() {
    let mut community = Community::minimal();
    let poll = owners_poll(&mut community);
    let shared = "resident-1-2+resident-1-3";
    for (owner, choice) in [("resident-1-2", Choice::For), ("resident-1-3", Choice::Against)] {
        let ballot = community.ballot(poll, shared, choice);
        community.order(owner, ballot);
    }
    assert_eq!(heads(&community, poll), [0, 1, 0]);
    assert_eq!(community.poll(poll).totals.area_dm2.against, 7_000);
    let alone = community.ballot(poll, "resident-1-2", Choice::For);
    let refused = community.refusal("resident-1-2", alone);
    assert_eq!(refused, Rejection::NotOnRoll { poll, right: "resident-1-2".to_owned() });
}

#[test]
fn an_owner_who_lives_elsewhere_votes() {
    let mut community = Community::minimal();
    let poll = owners_poll(&mut community);
    community.vote(poll, "absent-owner", Choice::For);
    assert_eq!(community.poll(poll).totals.area_dm2.for_, 7_000);
}

#[test]
fn who_has_left_since_the_roll_was_frozen_casts_nothing() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    community.import("gone", vec![member_row("neighbour-1-1", "grid-1", Standing::Left)]);
    let ballot = community.ballot(poll, "neighbour-1-1", Choice::For);
    let refused = community.refusal("neighbour-1-1", ballot);
    let expected = Rejection::StandingInsufficient { member: id("neighbour-1-1"), standing: Standing::Left };
    assert_eq!(refused, expected);
}

#[test]
fn the_engine_casts_no_ballot() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let ballot = community.ballot(poll, "worker-1", Choice::For);
    assert_eq!(community.refusal_as(engine(), ballot), Rejection::EngineOnly);
}
