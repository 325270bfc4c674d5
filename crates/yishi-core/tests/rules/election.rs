//! Elections: whom a certified election seats, who leaves, and what stands against it.

use crate::choosing::{RULE, charter_choosing};
use crate::community::*;
use crate::steps::*;
use std::sync::Arc;
use yishi_core::*;
use yishi_tally::{Committee, Marks, Method, OptionId, Verdict};

fn election(seats: u32, incumbents: Incumbents) -> ChoiceClause {
    ChoiceClause {
        method: Method::Committee(Committee { seats, ..Committee::default() }),
        weight: BallotWeight::Heads,
        progress: Progress::Turnout,
        elects: Some(ElectionClause { seat: id("neighbour"), incumbents, term: Some(Period::Days(365)) }),
    }
}

pub fn charter(seats: u32, incumbents: Incumbents) -> Charter {
    let mut charter = charter_choosing(ChoiceClause { elects: None, ..election(seats, incumbents) });
    let rule = charter.decisions.last_mut().unwrap();
    rule.level = Some(id("grid"));
    rule.choice = Some(election(seats, incumbents));
    charter.check().unwrap();
    charter
}

/// Somebody who stands, as an option of the vote.
pub fn candidate(member: &str) -> PollOption {
    PollOption {
        id: OptionId(Arc::from(member)),
        member: Some(id(member)),
        name: None,
        document: None,
        cost_fen: None,
        by: [].into(),
        offer: None,
    }
}

const CANDIDATES: [&str; 4] = ["resident-1-1", "resident-1-2", "resident-1-3", "neighbour-1-1"];

/// An election in grid 1.
pub fn opened(charter: Charter) -> (Community, PollId) {
    let mut community = Community::settled(charter);
    let (_, proposal) = community.grid_proposal();
    let options = CANDIDATES.map(candidate).to_vec();
    let order = OpenPoll { options, ..community.poll_order(proposal, RULE, PollScope::Council) };
    let poll = match community.order(chair(&id("grid-1")), order).as_slice() {
        [Event::PollOpened(event)] => event.poll,
        other => panic!("{other:?}"),
    };
    (community, poll)
}

/// Everybody of grid 1 approves of the same candidates, and the poll closes.
fn elected(incumbents: Incumbents, approved: &[&str]) -> (Community, PollId) {
    let (mut community, poll) = opened(charter(3, incumbents));
    for voter in GRID_VOTERS {
        let document = community.poll(poll).document;
        let marks = Marks::set(approved.iter().copied());
        community.order(voter, CastMarks { poll, right: right(voter), document, marks });
    }
    community.close_poll(poll);
    (community, poll)
}

pub fn certify(community: &Community, poll: PollId) -> CertifyResolution {
    CertifyResolution { poll, document: community.poll(poll).document }
}

pub fn holders(community: &Community) -> Vec<String> {
    community.state.holders(&id("grid-1"), &id("neighbour")).map(ToString::to_string).collect()
}

/// A certified election of three neighbours, one of whom sat before.
pub fn certified_election() -> (Community, ResolutionId) {
    let (mut community, poll) = elected(Incumbents::Stay, &["resident-1-1", "resident-1-2", "neighbour-1-1"]);
    let order = certify(&community, poll);
    community.order("supervisor", order);
    let resolution = community.state.resolution_of(community.poll(poll)).unwrap().id;
    (community, resolution)
}

#[test]
fn certifying_an_election_seats_its_winners_and_says_until_when() {
    let (mut community, poll) = elected(Incumbents::Stay, &["resident-1-1", "resident-1-2", "neighbour-1-1"]);
    let order = certify(&community, poll);
    let events = community.order("supervisor", order);
    let kinds: Vec<&str> = events.iter().map(Event::kind).collect();
    let expected =
        ["resolution_certified", "notice_posted", "election_certified", "seat_assigned", "seat_assigned"];
    assert_eq!(kinds, expected, "who holds the seat already is not seated again");
    assert_eq!(holders(&community), ["neighbour-1-1", "neighbour-1-2", "resident-1-1", "resident-1-2"]);
    let resolution = community.state.resolution_of(community.poll(poll)).unwrap();
    let election = resolution.election.as_ref().unwrap();
    let names: Vec<String> = election.elected.iter().map(ToString::to_string).collect();
    assert_eq!(names.len(), 3);
    let term = community.state.calendar.end_of(resolution.certified_at_ms, Period::Days(365));
    assert_eq!(election.term_ends_at_ms, Some(term));
}

#[test]
fn a_full_election_unseats_those_who_are_not_chosen_again() {
    let (mut community, poll) =
        elected(Incumbents::Leave, &["resident-1-1", "resident-1-2", "neighbour-1-1"]);
    let order = certify(&community, poll);
    let events = community.order("supervisor", order);
    assert!(events.iter().any(|event| matches!(event,
        Event::SeatVacated(vacated) if vacated.member == id("neighbour-1-2"))));
    assert_eq!(holders(&community), ["neighbour-1-1", "resident-1-1", "resident-1-2"]);
}

#[test]
fn who_is_elected_may_hold_a_seat_in_another_body_too() {
    let (mut community, poll) = elected(Incumbents::Stay, &["resident-1-1"]);
    community.seat("community", "delegate", "resident-1-1");
    let order = certify(&community, poll);
    community.order("supervisor", order);
    let seats: Vec<&str> = community
        .state
        .seatings
        .keys()
        .filter(|seating| seating.member == id("resident-1-1"))
        .map(|seating| seating.council.as_str())
        .collect();
    assert_eq!(seats, ["community", "grid-1"]);
}

#[test]
fn candidates_vote_for_nobody_else_where_the_charter_says_so() {
    let mut charter = charter(3, Incumbents::Stay);
    charter.decisions.last_mut().unwrap().procedure.proxies = Proxies::ExceptCandidates;
    assert_eq!(charter.check(), Ok(()));
    let (mut community, poll) = opened(charter);
    for proxy in ["resident-1-1", "resident-1-4"] {
        let expires_at_ms = TimeMs(community.at.0 + 30 * DAY_MS);
        community.order("steward-1", GrantProxy { proxy: id(proxy), scope: GrantScope::All, expires_at_ms });
    }
    let document = community.poll(poll).document;
    let ballot = CastMarks { poll, right: right("steward-1"), document, marks: Marks::set(["resident-1-2"]) };
    let refusal = community.refusal("resident-1-1", ballot.clone());
    assert_eq!(refusal, Rejection::CandidateAsProxy { poll, member: id("resident-1-1") });
    community.order("resident-1-4", ballot);
}

#[test]
fn each_place_takes_a_majority_of_its_own_and_half_the_ballots_are_not_enough() {
    let (mut community, poll) = opened(charter(3, Incumbents::Stay));
    let approvals =
        [&["resident-1-1", "resident-1-2"][..], &["resident-1-1", "resident-1-2"], &["resident-1-1"], &[]];
    for (voter, approved) in GRID_VOTERS.iter().zip(approvals) {
        let document = community.poll(poll).document;
        let marks = Marks::set(approved.iter().copied());
        community.order(voter, CastMarks { poll, right: right(voter), document, marks });
    }
    let events = community.close_poll(poll);
    let sealed = sealing(&events);
    assert_eq!(
        sealed.outcome.as_ref().unwrap().winners,
        ["resident-1-1".into()],
        "two of four is not more than half"
    );
    assert_eq!(sealed.tally.verdict, Verdict::Passed);
}

#[test]
fn a_winner_who_has_left_since_is_named_and_not_seated() {
    let (mut community, poll) = elected(Incumbents::Stay, &["resident-1-1", "resident-1-2"]);
    community.import("gone", vec![member_row("resident-1-1", "grid-1", Standing::Left)]);
    let order = certify(&community, poll);
    let events = community.order("supervisor", order);
    let certified = events.iter().find_map(|event| match event {
        Event::ElectionCertified(event) => Some(event),
        _ => None,
    });
    assert!(certified.unwrap().elected.contains(&id("resident-1-1")));
    assert!(!holders(&community).contains(&"resident-1-1".to_owned()));
}

#[test]
fn an_election_into_full_seats_is_not_certified_until_one_is_vacated() {
    let (mut community, poll) = elected(Incumbents::Stay, &["resident-1-1", "resident-1-2", "resident-1-3"]);
    community.seat("grid-1", "neighbour", "resident-1-4");
    let order = certify(&community, poll);
    let expected = Rejection::SeatsFull { council: id("grid-1"), seat: id("neighbour"), holders: 5 };
    assert_eq!(community.refusal("supervisor", order.clone()), expected);
    let reason = "moves to another bench".to_owned();
    let vacate =
        VacateSeat { council: id("grid-1"), seat: id("neighbour"), member: id("resident-1-4"), reason };
    community.order("secretary", vacate);
    community.order("supervisor", order);
    assert_eq!(holders(&community).len(), 5);
}

#[test]
fn only_members_of_the_area_stand_each_once() {
    let mut community = Community::settled(charter(3, Incumbents::Stay));
    let (_, proposal) = community.grid_proposal();
    let refusal = |community: &mut Community, changed: PollOption| {
        let mut options = CANDIDATES.map(candidate).to_vec();
        options[0] = changed;
        let order = OpenPoll { options, ..community.poll_order(proposal, RULE, PollScope::Council) };
        community.refusal(chair(&id("grid-1")), order).code()
    };
    assert_eq!(refusal(&mut community, candidate("resident-2-1")), "outside_area");
    assert_eq!(refusal(&mut community, candidate("nobody")), "not_found");
    let twice = PollOption { id: "other-name".into(), ..candidate("resident-1-2") };
    assert_eq!(refusal(&mut community, twice), "rule_not_applicable");
    let named = PollOption { member: None, name: Some("A tree".to_owned()), ..candidate("a-tree") };
    assert_eq!(refusal(&mut community, named), "out_of_range");
}

#[test]
fn a_charter_cannot_elect_more_than_a_seat_holds_or_into_another_level() {
    let clauses = |change: &dyn Fn(&mut DecisionClause)| {
        let mut charter = charter(3, Incumbents::Stay);
        change(charter.decisions.last_mut().unwrap());
        let faults = charter.check().unwrap_err();
        faults.into_iter().map(|fault| fault.clauses.join(" ")).collect::<Vec<_>>().join("; ")
    };
    let rule = minimal_charter().decisions.len();
    let seats = minimal_charter().seats.iter().position(|seat| seat.id == id("neighbour")).unwrap();
    let many = clauses(&|rule| rule.choice = Some(election(6, Incumbents::Stay)));
    assert_eq!(many, format!("decisions[{rule}].choice.method.seats seats[{seats}].holders"));
    let other = clauses(&|rule| rule.level = Some(id("community")));
    assert!(other.contains(&format!("decisions[{rule}].choice.elects.seat")), "{other}");
    let unknown = clauses(&|rule| {
        rule.choice.as_mut().unwrap().elects.as_mut().unwrap().seat = id("throne");
    });
    assert_eq!(unknown, format!("decisions[{rule}].choice.elects.seat"));
}
