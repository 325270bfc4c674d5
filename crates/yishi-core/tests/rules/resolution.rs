//! Resolutions: certified by another seat, posted, and acted upon.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::Choice;

fn certify(community: &Community, poll: PollId) -> CertifyResolution {
    CertifyResolution { poll, document: community.poll(poll).document }
}

#[test]
fn a_passed_poll_is_certified_with_the_digests_of_rule_roll_and_tally() {
    let mut community = Community::minimal();
    let (matter, poll) = community.passed_poll();
    let order = certify(&community, poll);
    let events = community.order("supervisor", order);
    let [Event::ResolutionCertified(certified), Event::NoticePosted(posted)] = events.as_slice() else {
        panic!("{events:?}")
    };
    let PollStatus::Sealed { sealing } = community.poll(poll).status.clone() else { panic!("open") };
    assert_eq!(certified.tally_digest, digest_of(&sealing.tally));
    assert_eq!(certified.roll_root, community.poll(poll).roll.root);
    assert_eq!(certified.rule_digest, digest_of(&*community.poll(poll).rule));
    assert_eq!(posted.subject, NoticeSubject::Resolution(certified.resolution));
    let resolution = community.state.resolution(&certified.resolution).unwrap();
    assert_eq!((&resolution.certified_by, resolution.notice), (&id("supervisor"), posted.notice));
    assert_eq!(community.matter(matter).stage, MatterStage::Acting);
    assert_eq!(community.matter(matter).resolutions, [certified.resolution]);
}

#[test]
fn the_notice_of_a_resolution_ends_after_the_charters_period() {
    let mut community = Community::minimal();
    let (_, poll) = community.passed_poll();
    let due = community.state.calendar.end_of(community.at, id("5wd"));
    let order = certify(&community, poll);
    community.order("supervisor", order);
    let ended = |events: &[Event]| matches!(events, [Event::NoticeEnded(_)]);
    assert!(!ended(&community.wait_until(TimeMs(due.0 - 1))));
    assert!(ended(&community.wait_until(due)));
}

#[test]
fn only_a_seat_that_certifies_does_so() {
    let mut community = Community::minimal();
    let (_, poll) = community.passed_poll();
    let order = certify(&community, poll);
    assert_eq!(community.refusal("worker-1", order), power_missing("worker-1", Power::Certify, "grid-1"));
}

#[test]
fn an_open_poll_and_one_that_did_not_pass_are_not_certified() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let order = certify(&community, poll);
    assert_eq!(community.refusal("supervisor", order), wrong_stage("poll", poll, "open", "sealed"));
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::Against);
    }
    community.close_poll(poll);
    let order = certify(&community, poll);
    assert_eq!(community.refusal("supervisor", order), Rejection::NotPassed { poll });
}

#[test]
fn the_certifier_names_the_text_that_was_decided() {
    let mut community = Community::minimal();
    let (_, poll) = community.passed_poll();
    let other = CertifyResolution { poll, document: document(99) };
    let (expected, found) = (document(20).to_string(), document(99).to_string());
    assert_eq!(community.refusal("supervisor", other), Rejection::TextMismatch { expected, found });
}

#[test]
fn a_poll_is_certified_once() {
    let mut community = Community::minimal();
    let (_, poll) = community.passed_poll();
    let order = certify(&community, poll);
    community.order("supervisor", order.clone());
    let refused = community.refusal("supervisor-2", order);
    assert!(already_done(&refused).contains("is certified already"), "{refused}");
}

#[test]
fn a_resolution_lets_the_other_proposals_lapse_and_ends_the_deadline() {
    let mut community = Community::minimal();
    let (matter, proposal) = community.grid_proposal();
    let other = community.propose(matter, 27);
    let poll = community.open_poll(proposal, "council", PollScope::Council);
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::For);
    }
    community.close_poll(poll);
    let order = certify(&community, poll);
    community.order("supervisor", order);
    assert_eq!(community.proposal(other).status, ProposalStatus::Lapsed);
    let deadline = community.matter(matter).decide_by_ms;
    community.wait_until(deadline);
    assert!(!community.matter(matter).overdue);
    assert_eq!(community.matter(matter).council, id("grid-1"));
}

#[test]
fn a_poll_not_certified_in_time_is_overdue_and_can_still_be_certified() {
    let mut community = Community::minimal();
    let (_, poll) = community.passed_poll();
    let PollStatus::Sealed { sealing } = community.poll(poll).status.clone() else { panic!() };
    let due = sealing.certify_by_ms.unwrap();
    assert_eq!(community.wait_until(TimeMs(due.0 - 1)), []);
    assert_eq!(community.wait_until(due), [CertificationOverdue { poll }.into()]);
    assert!(community.poll(poll).certification_overdue);
    let order = certify(&community, poll);
    community.order("supervisor", order);
}

#[test]
fn a_resolution_without_work_in_time_is_overdue_once() {
    let mut community = Community::minimal();
    let matter = community.resolved_matter();
    let resolution = community.matter(matter).resolutions[0];
    let due = community.state.resolution(&resolution).unwrap().act_by_ms.unwrap();
    community.wait_until(TimeMs(due.0 - 1));
    assert!(!community.state.resolution(&resolution).unwrap().overdue);
    let events = community.wait_until(due);
    assert_eq!(events, [FirstActionOverdue { resolution }.into()]);
    assert!(community.state.resolution(&resolution).unwrap().overdue);
    assert_eq!(community.wait_days(100), []);
}

#[test]
fn a_resolution_with_work_assigned_in_time_is_never_overdue() {
    let mut community = Community::minimal();
    let matter = community.resolved_matter();
    let action = community.assign(matter, "steward-1");
    community.complete(action);
    community.inspect(action, Inspection::Accepted);
    let events = community.wait_days(200);
    assert!(!events.iter().any(|event| matches!(event, Event::FirstActionOverdue(_))), "{events:?}");
}

#[test]
fn a_charter_without_these_deadlines_asks_for_nothing() {
    let mut charter = minimal_charter();
    (charter.deadlines.certification, charter.deadlines.first_action) = (None, None);
    let mut community = Community::settled(charter);
    community.passed_poll();
    assert_eq!(community.wait_days(300), []);
}
