//! Service of ballots, and silence that follows the majority: both counts are told, and what passes only by silence says so.

use crate::community::*;
use crate::steps::*;
use std::collections::BTreeMap;
use yishi_core::*;
use yishi_tally::{Choice, Silence, Verdict};

fn opened(silence: Silence) -> (Community, PollId) {
    let mut charter = minimal_charter();
    charter.decisions[0].procedure.silence = silence;
    let mut community = Community::settled(charter);
    let (_, poll) = community.grid_poll();
    (community, poll)
}

fn served(poll: PollId, services: &[(&str, Service)]) -> RecordService {
    let services: BTreeMap<VotingRightId, Service> =
        services.iter().map(|(name, service)| (right(name), *service)).collect();
    RecordService { poll, services, evidence: None }
}

const DELIVERED: Service = Service::Delivered;

#[test]
fn those_who_were_served_and_say_nothing_join_the_choice_that_leads() {
    let (mut community, poll) = opened(Silence::FollowMajority);
    let all: Vec<(&str, Service)> = GRID_VOTERS.iter().map(|voter| (*voter, DELIVERED)).collect();
    community.order("worker-1", served(poll, &all));
    community.vote(poll, "worker-1", Choice::For);
    let events = community.close_poll(poll);
    let sealed = sealing(&events);
    assert_eq!(sealed.tally.verdict, Verdict::NoQuorum);
    let silence = sealed.silence.as_ref().unwrap();
    assert_eq!((silence.served, silence.silent, silence.followed), (4, 3, Some(Choice::For)));
    assert_eq!((silence.tally.verdict, silence.passed_only_by_silence), (Verdict::Passed, true));
    assert_eq!(sealed.verdict(), Verdict::Passed, "the charter lets silence count, and the book says so");
    let document = community.poll(poll).document;
    community.order("supervisor", CertifyResolution { poll, document });
}

#[test]
fn silence_without_service_means_nothing() {
    let (mut community, poll) = opened(Silence::FollowMajority);
    community.order(
        "worker-1",
        served(poll, &[("steward-1", Service::Undeliverable), ("neighbour-1-1", DELIVERED)]),
    );
    community.vote(poll, "worker-1", Choice::Against);
    let events = community.close_poll(poll);
    let silence = sealing(&events).silence.as_ref().unwrap();
    assert_eq!((silence.served, silence.silent), (1, 1));
    assert_eq!(silence.tally.totals.heads.against, 2);
}

#[test]
fn silence_follows_nobody_where_no_choice_leads() {
    let (mut community, poll) = opened(Silence::FollowMajority);
    community.order("worker-1", served(poll, &[("neighbour-1-2", DELIVERED)]));
    community.vote(poll, "worker-1", Choice::For);
    community.vote(poll, "steward-1", Choice::Against);
    let events = community.close_poll(poll);
    let silence = sealing(&events).silence.as_ref().unwrap();
    assert_eq!((silence.silent, silence.followed), (1, None));
    assert_eq!(silence.tally, sealing(&events).tally);
}

#[test]
fn silence_decides_nothing_unless_the_charter_says_so() {
    let (mut community, poll) = opened(Silence::Exclude);
    community.order("worker-1", served(poll, &[("steward-1", DELIVERED)]));
    community.vote(poll, "worker-1", Choice::For);
    let events = community.close_poll(poll);
    assert_eq!(sealing(&events).silence, None);
}

#[test]
fn service_is_recorded_by_conveners_and_clerks_for_rights_of_the_poll_while_it_is_open() {
    let (mut community, poll) = opened(Silence::FollowMajority);
    let order = served(poll, &[("steward-1", DELIVERED)]);
    let refused = community.refusal("neighbour-1-1", order.clone());
    assert_eq!(refused, power_missing("neighbour-1-1", Power::Convene, "grid-1"));
    let unknown = community.refusal("worker-1", served(poll, &[("stranger", DELIVERED)]));
    assert!(matches!(unknown, Rejection::NotOnRoll { .. }), "{unknown}");
    community.order("clerk", order.clone());
    assert!(matches!(community.refusal("clerk", order), Rejection::AlreadyDone { .. }));
    community.order("clerk", served(poll, &[("steward-1", Service::Refused)]));
    community.close_poll(poll);
    let late = community.refusal("clerk", served(poll, &[("steward-1", DELIVERED)]));
    assert!(matches!(late, Rejection::PollClosed { .. }), "{late}");
}
