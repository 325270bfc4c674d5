//! Second rounds: seats that nobody had the majority for are voted on once more, and both rounds are certified as one.

use crate::community::*;
use crate::election::{certify, charter, holders, opened};
use crate::steps::*;
use yishi_core::*;
use yishi_tally::{Marks, Threshold, Verdict};

fn clause(candidates_each: u32, needed: SecondRoundNeed) -> SecondRoundClause {
    SecondRoundClause { within: Period::Days(3), candidates_each, needed }
}

/// An election of three neighbours by the four seats of grid 1, with a second round.
fn with_second(clause: SecondRoundClause) -> Charter {
    let mut charter = charter(3, Incumbents::Stay);
    charter.decisions.last_mut().unwrap().second_round = Some(clause);
    assert_eq!(charter.check(), Ok(()));
    charter
}

/// The first round of it, counted: two seats are left.
pub fn begun() -> (Community, PollId) {
    first_round(clause(1, SecondRoundNeed::Same))
}

/// The first of the voters approve, in their order; the others cast no ballot.
fn approve<const N: usize>(community: &mut Community, poll: PollId, approvals: [&[&str]; N]) {
    for (voter, approved) in GRID_VOTERS.iter().zip(approvals) {
        let document = community.poll(poll).document;
        let marks = Marks::set(approved.iter().copied());
        community.order(voter, CastMarks { poll, right: right(voter), document, marks });
    }
}

const TWO: &[&str] = &["resident-1-1", "resident-1-2"];
const OTHERS: &[&str] = &["resident-1-1", "resident-1-3"];

/// Everybody is for `resident-1-1`, two each are for two others, one is for the last.
fn first_round(clause: SecondRoundClause) -> (Community, PollId) {
    let (mut community, poll) = opened(with_second(clause));
    let last: &[&str] = &["resident-1-1", "resident-1-3", "neighbour-1-1"];
    approve(&mut community, poll, [TWO, TWO, OTHERS, last]);
    community.close_poll(poll);
    (community, poll)
}

fn due(community: &Community, poll: PollId) -> SecondRoundDue {
    community.poll(poll).sealing().unwrap().second_round.clone().unwrap()
}

fn opening(community: &Community, poll: PollId) -> OpenSecondRound {
    let found = community.poll(poll);
    let closes_at_ms = community.state.calendar.end_of(community.at, found.rule.voting_at_least);
    OpenSecondRound { poll, document: found.document, closes_at_ms }
}

fn open(community: &mut Community, first: PollId) -> PollId {
    let order = opening(community, first);
    match &community.order("worker-1", order)[..] {
        [Event::PollOpened(event)] => event.poll,
        other => panic!("{other:?}"),
    }
}

fn election(events: &[Event]) -> &ElectionCertified {
    let found = events.iter().find_map(|event| match event {
        Event::ElectionCertified(event) => Some(event),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{events:?}"))
}

#[test]
fn the_seats_left_are_voted_on_once_more_and_one_certification_seats_the_winners_of_both_rounds() {
    let (mut community, first) = first_round(clause(1, SecondRoundNeed::Same));
    let left = due(&community, first);
    assert_eq!((left.seats, &left.candidates[..]), (2, &["resident-1-2".into(), "resident-1-3".into()][..]));
    let order = certify(&community, first);
    let waits = Rejection::SecondRoundDue { poll: first, open_by_ms: left.open_by_ms };
    assert_eq!(community.refusal("supervisor", order.clone()), waits);
    assert_eq!(community.proposal(community.poll(first).proposal).status, ProposalStatus::SecondRound);
    let second = open(&mut community, first);
    let found = community.poll(second);
    assert_eq!((found.second_of, found.roll.root), (Some(first), community.poll(first).roll.root));
    let again = opening(&community, first);
    assert_eq!(community.refusal("worker-1", again).code(), "wrong_stage");
    approve(
        &mut community,
        second,
        [&["resident-1-2", "resident-1-3"][..], &["resident-1-2"], &["resident-1-2"], &["resident-1-3"]],
    );
    let events = community.close_poll(second);
    let outcome = sealing(&events).outcome.as_ref().unwrap();
    assert_eq!(outcome.winners, ["resident-1-2".into()], "two of four is not more than half");
    assert_eq!(sealing(&events).second_round, None, "it is held once");
    let refused = community.refusal("supervisor", order);
    assert_eq!(refused, Rejection::SecondRoundDecides { poll: first, second });
    let order = certify(&community, second);
    let events = community.order("supervisor", order);
    let certified = election(&events);
    assert_eq!(certified.elected, [id("resident-1-1"), id("resident-1-2")]);
    assert_eq!(certified.vacant, 1, "the seat left is shown");
    assert_eq!(holders(&community), ["neighbour-1-1", "neighbour-1-2", "resident-1-1", "resident-1-2"]);
    let of = |poll| community.state.resolution_of(community.poll(poll)).unwrap().id;
    assert_eq!(of(first), of(second));
    let grounds = community.state.grounds(community.state.resolution(&of(second)).unwrap());
    let of = |kind| grounds.iter().filter(|ground| ground.kind == kind).count();
    assert_eq!(
        (of(GroundKind::FirstRound), of(GroundKind::Ballot)),
        (6, 4),
        "its opening, sealing and ballots"
    );
}

#[test]
fn those_equal_at_the_border_all_stand() {
    let (mut community, poll) = opened(with_second(clause(1, SecondRoundNeed::Same)));
    let three: &[&str] = &["resident-1-1", "resident-1-2"];
    approve(&mut community, poll, [three, three, OTHERS, &["resident-1-1", "neighbour-1-1"]]);
    community.close_poll(poll);
    let left = due(&community, poll);
    let expected: Vec<yishi_tally::OptionId> =
        ["resident-1-2", "resident-1-3", "neighbour-1-1"].map(Into::into).into();
    assert_eq!((left.seats, left.candidates), (2, expected), "two places, and two are equal for the second");
}

#[test]
fn the_roll_of_the_first_round_decides_the_second() {
    let (mut community, first) = first_round(clause(1, SecondRoundNeed::Same));
    community.seat("grid-1", "neighbour", "resident-1-5");
    let reason = "moves on".to_owned();
    let vacate =
        VacateSeat { council: id("grid-1"), seat: id("neighbour"), member: id("neighbour-1-2"), reason };
    community.order("neighbour-1-2", vacate);
    let second = open(&mut community, first);
    let document = community.poll(second).document;
    let marks = Marks::set(["resident-1-2"]);
    let new = CastMarks { poll: second, right: right("resident-1-5"), document, marks: marks.clone() };
    assert_eq!(community.refusal("resident-1-5", new).code(), "not_on_roll");
    community
        .order("neighbour-1-2", CastMarks { poll: second, right: right("neighbour-1-2"), document, marks });
}

#[test]
fn a_second_round_that_nobody_opens_in_time_is_held_no_more_and_the_first_stands_alone() {
    let (mut community, first) = first_round(clause(1, SecondRoundNeed::Same));
    let open_by_ms = due(&community, first).open_by_ms;
    community.wait_until(TimeMs(open_by_ms.0 - 1));
    open(&mut community.clone(), first);
    let events = community.wait_until(open_by_ms);
    assert!(matches!(&events[..], [Event::SecondRoundMissed(missed)] if missed.poll == first));
    let late = opening(&community, first);
    assert_eq!(community.refusal("worker-1", late).code(), "wrong_stage");
    let order = certify(&community, first);
    let events = community.order("supervisor", order);
    assert_eq!((election(&events).elected.len(), election(&events).vacant), (1, 2));
}

#[test]
fn an_election_that_elected_nobody_in_time_did_not_pass() {
    let (mut community, first) = opened(with_second(clause(1, SecondRoundNeed::Same)));
    approve(&mut community, first, [&["resident-1-1"], &["resident-1-2"], &["resident-1-3"], &[]]);
    let events = community.close_poll(first);
    assert_eq!(sealing(&events).tally.verdict, Verdict::Failed);
    assert_eq!(events.len(), 1, "nothing follows yet");
    let matter = community.poll(first).matter;
    assert_eq!(community.matter(matter).stage, MatterStage::Deliberating);
    assert_eq!(due(&community, first).seats, 3);
    community.wait_until(due(&community, first).open_by_ms);
    assert_eq!(community.proposal(community.poll(first).proposal).status, ProposalStatus::Failed);
}

#[test]
fn whom_the_first_round_elected_is_seated_whatever_the_second_comes_to() {
    let (mut community, first) = first_round(clause(1, SecondRoundNeed::Same));
    let second = open(&mut community, first);
    let events = community.close_poll(second);
    assert_eq!(sealing(&events).tally.verdict, Verdict::NoQuorum);
    let order = certify(&community, second);
    let events = community.order("supervisor", order);
    assert_eq!(election(&events).elected, [id("resident-1-1")]);
    assert_eq!(election(&events).vacant, 2);
}

#[test]
fn a_second_round_without_a_quorum_elects_nobody() {
    let (mut community, first) = first_round(clause(1, SecondRoundNeed::MostVotes));
    let second = open(&mut community, first);
    approve(&mut community, second, [&["resident-1-2"]]);
    let events = community.close_poll(second);
    let sealed = sealing(&events);
    assert_eq!(sealed.tally.verdict, Verdict::NoQuorum);
    assert_eq!(sealed.outcome.as_ref().unwrap().winners.len(), 2, "the count itself names the best");
    let order = certify(&community, second);
    let events = community.order("supervisor", order);
    assert_eq!(election(&events).elected, [id("resident-1-1")]);
    assert_eq!(election(&events).vacant, 2);
}

#[test]
fn a_tie_for_the_last_seat_of_a_second_round_leaves_its_clear_winner_in() {
    let (mut community, first) = first_round(clause(2, SecondRoundNeed::MostVotes));
    assert_eq!(due(&community, first).candidates.len(), 3);
    let second = open(&mut community, first);
    let votes: [&[&str]; 3] =
        [&["resident-1-2", "resident-1-3"], &["resident-1-2", "neighbour-1-1"], &["resident-1-2"]];
    approve(&mut community, second, votes);
    let events = community.close_poll(second);
    assert_eq!(sealing(&events).tally.verdict, Verdict::Tied);
    let order = certify(&community, second);
    let events = community.order("supervisor", order);
    assert_eq!(election(&events).elected, [id("resident-1-1"), id("resident-1-2")]);
    assert_eq!(election(&events).vacant, 1, "nobody has the seat for which two are equal");
}

#[test]
fn a_second_round_may_ask_for_less() {
    let votes: [&[&str]; 4] = [&["resident-1-2"], &["resident-1-2"], &["resident-1-3"], &[]];
    let winners = |needed| {
        let (mut community, first) = first_round(clause(1, needed));
        let second = open(&mut community, first);
        approve(&mut community, second, votes);
        let events = community.close_poll(second);
        sealing(&events).outcome.as_ref().unwrap().winners.len()
    };
    let third: Threshold = serde_json::from_str(r#"{"at_least":"1/3"}"#).unwrap();
    let found =
        [SecondRoundNeed::Same, SecondRoundNeed::Share(third), SecondRoundNeed::MostVotes].map(winners);
    assert_eq!(found, [0, 1, 2]);
}

#[test]
fn no_second_round_follows_a_full_election_or_one_without_a_quorum() {
    let (mut community, first) = opened(with_second(clause(1, SecondRoundNeed::Same)));
    let all: &[&str] = &["resident-1-1", "resident-1-2", "resident-1-3"];
    approve(&mut community, first, [all; 4]);
    let events = community.close_poll(first);
    assert_eq!(sealing(&events).second_round, None);
    let order = opening(&community, first);
    assert_eq!(community.refusal("worker-1", order), Rejection::NoSecondRound { poll: first });
    let order = certify(&community, first);
    let events = community.order("supervisor", order);
    assert_eq!(election(&events).vacant, 0);
    let (mut community, first) = opened(with_second(clause(1, SecondRoundNeed::Same)));
    let events = community.close_poll(first);
    assert_eq!((sealing(&events).tally.verdict, &sealing(&events).second_round), (Verdict::NoQuorum, &None));
}

#[test]
fn another_vote_on_the_matter_waits_for_the_second_round_and_only_the_convener_opens_it() {
    let (mut community, first) = first_round(clause(1, SecondRoundNeed::Same));
    let order = opening(&community, first);
    assert_eq!(community.refusal("resident-1-1", order.clone()).code(), "power_missing");
    let soon = OpenSecondRound { closes_at_ms: TimeMs(order.closes_at_ms.0 - 1), ..order.clone() };
    assert_eq!(community.refusal("worker-1", soon).code(), "too_early");
    let other = OpenSecondRound { document: document(99), ..order };
    assert_eq!(community.refusal("worker-1", other).code(), "text_mismatch");
    let matter = community.poll(first).matter;
    let up = ReferMatterUp { matter, reason: document(40) };
    assert_eq!(community.refusal("worker-1", up).code(), "wrong_stage");
}

#[test]
fn a_charter_has_second_rounds_only_where_seats_can_stay_open() {
    let faults = |change: &dyn Fn(&mut DecisionClause)| {
        let mut charter = with_second(clause(1, SecondRoundNeed::Same));
        change(charter.decisions.last_mut().unwrap());
        let faults = charter.check().unwrap_err();
        faults.into_iter().map(|fault| fault.clauses.join(" ")).collect::<Vec<_>>().join("; ")
    };
    let path = format!("decisions[{}]", minimal_charter().decisions.len());
    let approval = yishi_tally::Method::Approval(yishi_tally::Approval { seats: 3, ..Default::default() });
    let method = faults(&|rule| rule.choice.as_mut().unwrap().method = approval.clone());
    assert_eq!(method, format!("{path}.second_round {path}.choice.method"));
    let none = faults(&|rule| rule.second_round.as_mut().unwrap().candidates_each = 0);
    assert_eq!(none, format!("{path}.second_round.candidates_each"));
    let both = faults(&|rule| {
        rule.electorate = Electorate::Owners;
        rule.choice.as_mut().unwrap().weight = BallotWeight::HeadsAndArea;
        rule.second_round.as_mut().unwrap().needed = SecondRoundNeed::MostVotes;
    });
    assert_eq!(both, format!("{path}.second_round.needed {path}.choice.weight"));
    let motion = faults(&|rule| rule.choice.as_mut().unwrap().elects = None);
    assert_eq!(motion, format!("{path}.second_round {path}.choice"));
}
