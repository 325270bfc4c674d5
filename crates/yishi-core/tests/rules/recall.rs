//! Recalls 罢免: a vote for or against takes a seat from its holder once it is certified.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::Choice;

fn begun() -> (Community, ProposalId) {
    let mut charter = minimal_charter();
    let mut rule = charter.decisions[0].clone();
    (rule.id, rule.level, rule.recalls) = (id("recall"), Some(id("grid")), Some(id("neighbour")));
    (rule.notice, rule.before) = (None, Vec::new());
    charter.decisions.push(rule);
    assert_eq!(charter.check(), Ok(()));
    let mut community = Community::settled(charter);
    let (_, proposal) = community.grid_proposal();
    (community, proposal)
}

fn opening(community: &Community, proposal: ProposalId, recall: Option<&str>) -> OpenPoll {
    OpenPoll { recall: recall.map(id), ..community.poll_order(proposal, "recall", PollScope::Council) }
}

fn passed(community: &mut Community, proposal: ProposalId, recall: &str) -> PollId {
    let order = opening(community, proposal, Some(recall));
    let poll = match community.order("worker-1", order).as_slice() {
        [Event::PollOpened(event)] => event.poll,
        other => panic!("{other:?}"),
    };
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::For);
    }
    community.close_poll(poll);
    poll
}

#[test]
fn a_certified_recall_takes_the_seat() {
    let (mut community, proposal) = begun();
    let poll = passed(&mut community, proposal, "neighbour-1-2");
    let document = community.poll(poll).document;
    let events = community.order("supervisor", CertifyResolution { poll, document });
    assert!(events.iter().any(|event| matches!(event, Event::SeatVacated(vacated)
        if vacated.member == id("neighbour-1-2") && vacated.reason.starts_with("recall `resolution_"))));
    let holders: Vec<String> =
        community.state.holders(&id("grid-1"), &id("neighbour")).map(ToString::to_string).collect();
    assert_eq!(holders, ["neighbour-1-1"]);
}

#[test]
fn who_has_left_the_seat_meanwhile_loses_nothing_more() {
    let (mut community, proposal) = begun();
    let poll = passed(&mut community, proposal, "neighbour-1-2");
    let step_down = VacateSeat {
        council: id("grid-1"),
        seat: id("neighbour"),
        member: id("neighbour-1-2"),
        reason: "steps down".to_owned(),
    };
    community.order("neighbour-1-2", step_down);
    let document = community.poll(poll).document;
    let events = community.order("supervisor", CertifyResolution { poll, document });
    assert!(!events.iter().any(|event| matches!(event, Event::SeatVacated(_))));
}

#[test]
fn a_recall_names_a_holder_of_the_seat_and_other_votes_nobody() {
    let (mut community, proposal) = begun();
    let order = opening(&community, proposal, None);
    assert!(matches!(community.refusal("worker-1", order), Rejection::OutOfRange { .. }));
    let order = opening(&community, proposal, Some("resident-1-1"));
    assert!(matches!(community.refusal("worker-1", order), Rejection::NotFound { .. }));
    let order = OpenPoll {
        recall: Some(id("neighbour-1-2")),
        ..community.poll_order(proposal, "council", PollScope::Council)
    };
    assert!(matches!(community.refusal("worker-1", order), Rejection::OutOfRange { .. }));
}
