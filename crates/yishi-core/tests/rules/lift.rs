//! A lift for an old building (Civil Code art. 278): sixteen flats, objections from the ground floor answered first.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::{Choice, Verdict};

/// Four floors of four flats: 101 to 404, each 60 m² or 90 m², one owner each but flat 404, which a couple owns.
fn owner_of(floor: u64, flat: u64) -> Vec<String> {
    match (floor, flat) {
        (4, 4) => vec!["owner-404".to_owned(), "spouse-404".to_owned()],
        (floor, flat) => vec![format!("owner-{floor}0{flat}")],
    }
}

fn building() -> Vec<RollRow> {
    let mut rows = Vec::new();
    for (floor, flat) in (1..=4).flat_map(|floor| (1..=4).map(move |flat| (floor, flat))) {
        let owners = owner_of(floor, flat);
        let owners: Vec<&str> = owners.iter().map(String::as_str).collect();
        rows.extend(owners.iter().map(|owner| resident(owner, "grid-1")));
        let area_dm2 = if flat % 2 == 0 { 6_000 } else { 9_000 };
        let RollRow::Unit { id: unit_id, council, area_dm2, owners, .. } =
            unit(&format!("old-{floor}0{flat}"), "grid-1", area_dm2, &owners)
        else {
            panic!("a unit")
        };
        rows.push(RollRow::flat(unit_id, council, id("old-building"), area_dm2, owners));
    }
    rows
}

fn lift_scope() -> PollScope {
    PollScope::Building(id("old-building"))
}

/// The lift's proposal, posted, with two objections of the ground floor.
fn objected_proposal(community: &mut Community) -> (ProposalId, Vec<ObjectionId>) {
    community.import("old-building", building());
    let submission = community.submit("owner-401", 10);
    let matter = community.accept(submission, facts("building", &["grid-1"]));
    let proposal = community.propose(matter, 20);
    let objections = ["owner-101", "owner-102"].map(|owner| {
        let events = community.order(owner, RaiseObjection { proposal, text: words(40) });
        let [Event::ObjectionRaised(event)] = events.as_slice() else { panic!("{events:?}") };
        event.objection
    });
    community.post(proposal, "7d");
    (proposal, objections.into())
}

/// An open poll of the owners.
fn lift_poll(community: &mut Community) -> PollId {
    let (proposal, objections) = objected_proposal(community);
    for objection in objections {
        community.order("worker-1", AnswerObjection { objection, text: words(41) });
    }
    community.open_poll(proposal, "cc278-special", lift_scope())
}

/// The owners of these floors vote alike.
fn floors(community: &mut Community, poll: PollId, floors: &[u64], choice: Choice) {
    for (floor, flat) in floors.iter().flat_map(|floor| (1..=4).map(move |flat| (*floor, flat))) {
        let owners = owner_of(floor, flat);
        let ballot = community.ballot(poll, &owners.join("+"), choice);
        community.order(&owners[0], ballot);
    }
}

#[test]
fn the_vote_does_not_open_before_the_ground_floor_is_answered() {
    let mut community = Community::minimal();
    let (proposal, objections) = objected_proposal(&mut community);
    let order = community.poll_order(proposal, "cc278-special", lift_scope());
    let refused = community.refusal("worker-1", order);
    let (rule, unanswered) = (id("cc278-special"), 2);
    assert_eq!(refused, Rejection::ObjectionsUnanswered { rule, unanswered, objections });
}

#[test]
fn three_floors_of_four_pass_the_lift_exactly() {
    let mut community = Community::minimal();
    let poll = lift_poll(&mut community);
    assert_eq!(community.poll(poll).roll.rights.len(), 16);
    floors(&mut community, poll, &[2, 3, 4], Choice::For);
    floors(&mut community, poll, &[1], Choice::Against);
    let events = community.close_poll(poll);
    let tally = &sealing(&events).tally;
    let numbers: Vec<_> = tally.requirements.iter().map(|it| (it.numerator, it.denominator)).collect();
    assert_eq!(numbers, [(120_000, 120_000), (16, 16), (90_000, 120_000), (12, 16)]);
    assert_eq!(tally.verdict, Verdict::Passed);
}

#[test]
fn one_owner_who_changes_their_mind_stops_the_lift() {
    let mut community = Community::minimal();
    let poll = lift_poll(&mut community);
    floors(&mut community, poll, &[2, 3, 4], Choice::For);
    floors(&mut community, poll, &[1], Choice::Against);
    community.vote(poll, "owner-202", Choice::Abstain);
    let events = community.close_poll(poll);
    assert_eq!(sealing(&events).tally.verdict, Verdict::Failed);
    assert_eq!(sealing(&events).replaced, 1);
}

#[test]
fn two_thirds_of_the_heads_without_two_thirds_of_the_area_are_no_quorum() {
    let mut community = Community::minimal();
    let poll = lift_poll(&mut community);
    floors(&mut community, poll, &[2, 3], Choice::For);
    for owner in ["owner-402", "owner-102", "owner-104"] {
        community.vote(poll, owner, Choice::For);
    }
    let events = community.close_poll(poll);
    let met: Vec<_> =
        sealing(&events).tally.requirements[..2].iter().map(|it| (it.numerator, it.met)).collect();
    assert_eq!(met, [(78_000, false), (11, true)]);
    assert_eq!(sealing(&events).tally.verdict, Verdict::NoQuorum);
}

#[test]
fn the_lift_is_certified_built_accepted_and_rated() {
    let community = whole_story();
    let matter = community.state.matters.values().next().unwrap();
    assert_eq!(matter.closure, Some(Closure::Satisfied));
    let open: Vec<_> = community.state.obligations.iter().collect();
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn the_whole_story_replays_to_the_same_events_and_the_same_state() {
    let community = whole_story();
    let mut state = State::default();
    for entry in &community.entries {
        let events = decide(&state, &entry.actor, &entry.command, entry.context).unwrap();
        assert_eq!(events, entry.events);
        evolve(&mut state, &entry.actor, &entry.command, &events, entry.context);
    }
    assert_eq!(state, community.state);
}

#[test]
fn every_command_and_event_of_the_story_survives_the_wire() {
    for entry in whole_story().entries {
        let command = serde_json::to_string(&entry.command).unwrap();
        assert_eq!(serde_json::from_str::<Command>(&command).unwrap(), entry.command);
        for event in entry.events {
            let text = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
        }
    }
}

/// From the submission to the rating.
fn whole_story() -> Community {
    let mut community = Community::minimal();
    let poll = lift_poll(&mut community);
    floors(&mut community, poll, &[2, 3, 4], Choice::For);
    community.close_poll(poll);
    community.order("supervisor", CertifyResolution { poll, document: document(20) });
    let matter = community.poll(poll).matter;
    let action = community.assign(matter, "manager");
    community.complete(action);
    community.inspect(action, Inspection::Accepted);
    for delegate in ["delegate-1", "delegate-2", "delegate-3"] {
        community.rate(matter, delegate, 5);
    }
    community.end_evaluation(matter);
    community
}
