//! Alternates: who follows the elected, who is called when a place falls vacant, and how they take it or do not.

use crate::choosing::RULE;
use crate::community::*;
use crate::election::{candidate, certify, charter as election, holders};
use crate::steps::*;
use yishi_core::*;
use yishi_tally::{Approval, Marks, Method, StvWig};

const STAND: [&str; 6] =
    ["resident-1-1", "resident-1-2", "resident-1-3", "resident-1-4", "resident-1-5", "resident-1-6"];

const TERM: Period = Period::Days(365);

/// The seats of grid 1 elect three neighbours by the most marks; three others at most are alternates, with three days to accept.
fn charter(change: impl FnOnce(&mut DecisionClause)) -> Charter {
    let mut charter = election(3, Incumbents::Stay);
    let rule = charter.decisions.last_mut().unwrap();
    let choice = rule.choice.as_mut().unwrap();
    choice.method = Method::Approval(Approval { seats: 3, ..Approval::default() });
    rule.alternates = Some(AlternatesClause { places: 3, accept: Period::Days(3) });
    change(rule);
    assert_eq!(charter.check(), Ok(()));
    charter
}

/// Three have all four votes, the fourth three, the fifth two, the last none.
fn voted(community: &mut Community) -> PollId {
    voted_on(community, STAND)
}

fn voted_on(community: &mut Community, stand: [&str; 6]) -> PollId {
    let (_, proposal) = community.grid_proposal();
    let options = stand.map(candidate).to_vec();
    let order = OpenPoll { options, ..community.poll_order(proposal, RULE, PollScope::Council) };
    let poll = match community.order(chair(&id("grid-1")), order).as_slice() {
        [Event::PollOpened(event)] => event.poll,
        other => panic!("{other:?}"),
    };
    for (voter, most) in GRID_VOTERS.iter().zip([3, 4, 5, 5]) {
        let document = community.poll(poll).document;
        let marks = Marks::set(stand[..most].iter().copied());
        community.order(voter, CastMarks { poll, right: right(voter), document, marks });
    }
    community.close_poll(poll);
    poll
}

fn certified_under(charter: Charter) -> (Community, ResolutionId) {
    let mut community = Community::settled(charter);
    let poll = voted(&mut community);
    let order = certify(&community, poll);
    community.order("supervisor", order);
    let resolution = community.state.resolution_of(community.poll(poll)).unwrap().id;
    (community, resolution)
}

/// Three neighbours were elected beside two who stay, and two alternates wait.
pub fn seated() -> (Community, ResolutionId) {
    certified_under(charter(|_| {}))
}

fn vacate(member: &str) -> VacateSeat {
    VacateSeat {
        council: id("grid-1"),
        seat: id("neighbour"),
        member: id(member),
        reason: "moves on".to_owned(),
    }
}

fn assign(member: &str) -> AssignSeat {
    AssignSeat { council: id("grid-1"), seat: id("neighbour"), member: id(member) }
}

fn list(community: &Community, resolution: ResolutionId) -> &AlternateList {
    &community.state.alternates.lists[&resolution]
}

/// How the alternates stand, in their order.
fn stand(community: &Community, resolution: ResolutionId) -> Vec<AlternateStatus> {
    list(community, resolution).alternates.iter().map(|alternate| alternate.status).collect()
}

fn called(events: &[Event]) -> Vec<&AlternateCalled> {
    let mut calls = Vec::new();
    for event in events {
        if let Event::AlternateCalled(call) = event {
            calls.push(call);
        }
    }
    calls
}

fn kinds(events: &[Event]) -> Vec<&str> {
    events.iter().map(Event::kind).collect()
}

use AlternateStatus::{Called, Declined, Ended, Lapsed, Seated, Waiting};

#[test]
fn the_certification_names_who_follows_in_the_order_of_the_count() {
    let (community, resolution) = seated();
    let election = community.state.resolution(&resolution).unwrap().election.clone().unwrap();
    assert_eq!(election.elected, [id("resident-1-1"), id("resident-1-2"), id("resident-1-3")]);
    assert_eq!(election.alternates, [id("resident-1-4"), id("resident-1-5")], "nobody voted for the last");
    assert_eq!(stand(&community, resolution), [Waiting, Waiting]);
    let poll = community.state.resolution(&resolution).unwrap().poll;
    let outcome = community.poll(poll).outcome.clone().unwrap();
    assert_eq!(outcome.rest, ["resident-1-4".into(), "resident-1-5".into()]);
    let (community, resolution) =
        certified_under(charter(|rule| rule.alternates.as_mut().unwrap().places = 1));
    assert_eq!(stand(&community, resolution).len(), 1);
    let (community, resolution) = certified_under(charter(|rule| rule.alternates = None));
    let election = community.state.resolution(&resolution).unwrap().election.clone().unwrap();
    assert!(election.alternates.is_empty() && community.state.alternates.lists.is_empty());
    assert!(!serde_json::to_string(&*election).unwrap().contains("alternates"));
}

#[test]
fn a_vacant_place_calls_the_first_and_when_they_decline_the_second_who_steps_up() {
    let (mut community, resolution) = seated();
    let events = community.order("resident-1-2", vacate("resident-1-2"));
    let call = called(&events)[0].clone();
    assert_eq!((call.order, &call.member, &call.in_place_of), (1, &id("resident-1-4"), &id("resident-1-2")));
    let at = community.entries.last().unwrap().context.at;
    assert_eq!(call.accept_by_ms, community.state.calendar.end_of(at, Period::Days(3)));
    let owed = community.state.owed_to(&id("resident-1-4"));
    let word = Owed {
        due_at_ms: Some(call.accept_by_ms),
        what: OwedWhat::AlternateAnswer(resolution),
        overdue: false,
    };
    assert!(owed.contains(&word), "{owed:?}");
    let events = community.order("resident-1-4", DeclineStepUp { resolution });
    assert_eq!(kinds(&events), ["alternate_declined", "alternate_called"]);
    assert_eq!(called(&events)[0].member, id("resident-1-5"));
    assert!(!community.state.owed_to(&id("resident-1-4")).iter().any(|owed| owed.what == word.what));
    let events = community.order("resident-1-5", StepUp { resolution });
    assert_eq!(kinds(&events), ["alternate_stepped_up", "seat_assigned"]);
    assert_eq!(stand(&community, resolution), [Declined, Seated]);
    assert!(holders(&community).contains(&"resident-1-5".to_owned()));
    assert!(!community.state.owed_to(&id("resident-1-5")).iter().any(|owed| owed.what == word.what));
}

#[test]
fn when_nobody_is_left_the_place_stays_vacant_and_may_be_filled_as_before() {
    let (mut community, resolution) = seated();
    community.order("resident-1-5", DeclineStepUp { resolution });
    assert_eq!(stand(&community, resolution), [Waiting, Declined], "before any place is vacant");
    community.order("secretary", vacate("resident-1-1"));
    let events = community.order("resident-1-4", DeclineStepUp { resolution });
    assert_eq!(kinds(&events), ["alternate_declined", "alternates_exhausted"]);
    assert!(list(&community, resolution).exhausted_at.is_some());
    community.order("secretary", assign("resident-1-6"));
    // Whose seat an appointment filled, no alternate follows.
    assert_eq!(kinds(&community.order("resident-1-6", vacate("resident-1-6"))), ["seat_vacated"]);
}

#[test]
fn an_alternate_accepts_until_the_time_is_over_and_then_the_next_is_called() {
    let (mut community, resolution) = seated();
    let events = community.order("resident-1-3", vacate("resident-1-3"));
    let accept_by_ms = called(&events)[0].accept_by_ms;
    community.wait_until(TimeMs(accept_by_ms.0 - 1));
    community.clone().order("resident-1-4", StepUp { resolution });
    let events = community.wait_until(accept_by_ms);
    assert_eq!(kinds(&events), ["alternate_lapsed", "alternate_called"]);
    let late = community.refusal("resident-1-4", StepUp { resolution });
    assert!(matches!(&late, Rejection::WrongStage { status, .. } if status == "lapsed"), "{late}");
    let events = community.wait_until(called(&events)[0].accept_by_ms);
    assert!(kinds(&events).ends_with(&["alternate_lapsed", "alternates_exhausted"]), "{events:?}");
    assert_eq!(stand(&community, resolution), [Lapsed, Lapsed]);
}

#[test]
fn only_whoever_is_called_steps_up_once_and_by_their_own_key() {
    let (mut community, resolution) = seated();
    let step_up = StepUp { resolution };
    let waiting = community.refusal("resident-1-4", step_up.clone());
    assert!(matches!(&waiting, Rejection::WrongStage { status, .. } if status == "waiting"), "{waiting}");
    community.order("resident-1-1", vacate("resident-1-1"));
    let stranger = |member: &str| Rejection::NotAlternate { member: id(member), resolution };
    for member in ["resident-1-6", "resident-1-1", "secretary"] {
        assert_eq!(community.refusal(member, step_up.clone()), stranger(member));
        assert_eq!(community.refusal(member, DeclineStepUp { resolution }), stranger(member));
    }
    let early = community.refusal("resident-1-5", step_up.clone());
    assert!(matches!(&early, Rejection::WrongStage { status, .. } if status == "waiting"), "{early}");
    let helped = community.refusal_as(assisting("clerk", "resident-1-4"), step_up.clone());
    assert_eq!(helped.code(), "assistance_not_allowed");
    community.order("resident-1-4", step_up.clone());
    let accepted_again = community.refusal("resident-1-4", step_up);
    for again in [accepted_again, community.refusal("resident-1-4", DeclineStepUp { resolution })] {
        assert!(matches!(&again, Rejection::WrongStage { status, .. } if status == "seated"), "{again}");
    }
    let unknown = StepUp { resolution: ResolutionId::first(1) };
    assert_eq!(community.refusal("resident-1-4", unknown).code(), "not_found");
}

#[test]
fn the_place_is_kept_for_whoever_is_called() {
    let (mut community, resolution) = seated();
    let events = community.order("resident-1-1", vacate("resident-1-1"));
    let kept = Rejection::PlaceKept {
        council: id("grid-1"),
        seat: id("neighbour"),
        member: id("resident-1-4"),
        accept_by_ms: called(&events)[0].accept_by_ms,
    };
    assert_eq!(community.refusal("secretary", assign("resident-1-6")), kept);
    // Another place is free: nobody was elected to it.
    community.order("neighbour-1-2", vacate("neighbour-1-2"));
    community.order("secretary", assign("resident-1-6"));
    assert_eq!(community.refusal("secretary", assign("neighbour-1-2")), kept);
    community.order("resident-1-4", StepUp { resolution });
    assert_eq!(holders(&community).len(), 5);
    let full = community.refusal("secretary", assign("neighbour-1-2"));
    assert_eq!(full.code(), "seats_full");
}

#[test]
fn two_vacant_places_call_two_alternates_at_once() {
    let (mut community, resolution) = seated();
    community.order("resident-1-1", vacate("resident-1-1"));
    let events = community.order("resident-1-2", vacate("resident-1-2"));
    let second = called(&events)[0];
    assert_eq!((second.order, &second.in_place_of), (2, &id("resident-1-2")));
    assert_eq!(stand(&community, resolution), [Called, Called]);
    let events = community.order("resident-1-4", DeclineStepUp { resolution });
    assert_eq!(kinds(&events), ["alternate_declined", "alternates_exhausted"], "the other call stands");
    community.order("resident-1-5", StepUp { resolution });
}

#[test]
fn who_cannot_take_the_seat_is_passed_over_and_may_be_called_another_time() {
    let (mut community, resolution) = seated();
    community.import("away", vec![resident("resident-1-4", "grid-2")]);
    let events = community.order("resident-1-1", vacate("resident-1-1"));
    let call = called(&events)[0];
    assert_eq!((call.order, &call.passed_over[..]), (2, &[id("resident-1-4")][..]));
    assert_eq!(stand(&community, resolution), [Waiting, Called]);
    community.import("back", vec![resident("resident-1-4", "grid-1")]);
    let events = community.order("resident-1-2", vacate("resident-1-2"));
    assert_eq!(called(&events)[0].member, id("resident-1-4"));
    community.import("away-again", vec![resident("resident-1-4", "grid-2")]);
    assert_eq!(community.refusal("resident-1-4", StepUp { resolution }).code(), "outside_area");
}

#[test]
fn one_import_may_take_away_a_holder_and_the_next_in_line() {
    let (mut community, resolution) = seated();
    let gone = ["resident-1-2", "resident-1-4"].map(|it| member_row(it, "grid-1", Standing::Left)).to_vec();
    community.import("gone", gone);
    let sealed = &community.entries.last().unwrap().events;
    assert_eq!(kinds(sealed), ["roll_sealed", "alternate_called"]);
    let call = called(sealed)[0];
    assert_eq!((&call.member, &call.in_place_of), (&id("resident-1-5"), &id("resident-1-2")));
    assert_eq!(stand(&community, resolution), [Waiting, Called]);
}

#[test]
fn powers_that_the_charter_keeps_apart_pass_an_alternate_over() {
    let mut charter = charter(|_| {});
    let seat = charter.seats.iter_mut().find(|seat| seat.id == id("neighbour")).unwrap();
    seat.powers.push(Grant { power: Power::Guide, over: Reach::Own });
    let powers = [Power::Guide, Power::Convene].into();
    charter.separation.push(SeparationClause { name: "apart".to_owned(), powers });
    assert_eq!(charter.check(), Ok(()));
    let (mut community, _) = certified_under(charter);
    community.order("worker-1", VacateSeat { seat: id("grid-worker"), ..vacate("worker-1") });
    community.order("secretary", AssignSeat { seat: id("grid-worker"), ..assign("resident-1-4") });
    let events = community.order("resident-1-1", vacate("resident-1-1"));
    assert_eq!(called(&events)[0].passed_over, [id("resident-1-4")]);
}

#[test]
fn a_ruling_that_revokes_the_election_ends_its_alternates_and_those_who_stepped_up_leave_as_it_says() {
    for (seats, sits) in [(SeatsAfter::Vacate, false), (SeatsAfter::Stay, true)] {
        let (mut community, resolution) = seated();
        community.order("resident-1-1", vacate("resident-1-1"));
        community.order("resident-1-4", StepUp { resolution });
        community.order("resident-1-2", vacate("resident-1-2"));
        let ruling = RecordRuling {
            resolution,
            authority: "district court".to_owned(),
            reference: "5".to_owned(),
            document: document(99),
            finding: Finding::Revoked { seats: Some(seats) },
        };
        let events = community.order("registrar-1", ruling);
        assert!(called(&events).is_empty());
        assert_eq!(stand(&community, resolution), [Seated, Ended]);
        assert_eq!(list(&community, resolution).ended.unwrap().0, AlternatesEnd::Revoked);
        for member in ["resident-1-3", "resident-1-4"] {
            assert_eq!(holders(&community).contains(&member.to_owned()), sits, "{member}");
        }
        let refused = community.refusal("resident-1-5", StepUp { resolution });
        assert!(matches!(&refused, Rejection::WrongStage { status, .. } if status == "ended"), "{refused}");
        assert!(!community.state.obligations.iter().any(|(_, due)| {
            matches!(due, Obligation::AlternateAnswer { .. } | Obligation::AlternatesEnd { .. })
        }));
    }
}

#[test]
fn alternates_end_with_the_term_and_nobody_has_longer_to_accept() {
    let (mut community, resolution) = seated();
    let ends = list(&community, resolution).term_ends_at_ms.unwrap();
    let certified_at = community.state.resolution(&resolution).unwrap().certified_at_ms;
    assert_eq!(ends, community.state.calendar.end_of(certified_at, TERM));
    community.wait_until(TimeMs(ends.0 - HOUR_MS));
    let events = community.order("resident-1-1", vacate("resident-1-1"));
    assert_eq!(called(&events)[0].accept_by_ms, ends);
    let events = community.wait_until(ends);
    assert_eq!(kinds(&events), ["alternates_ended"]);
    assert_eq!(stand(&community, resolution), [Ended, Ended]);
    assert_eq!(kinds(&community.order("resident-1-2", vacate("resident-1-2"))), ["seat_vacated"]);
    assert!(holders(&community).contains(&"resident-1-3".to_owned()), "nobody is unseated by a timer");
}

#[test]
fn an_election_of_the_whole_body_ends_the_alternates_of_the_one_before() {
    let leave = |rule: &mut DecisionClause| {
        rule.choice.as_mut().unwrap().elects.as_mut().unwrap().incumbents = Incumbents::Leave;
    };
    let (mut community, first) = certified_under(charter(leave));
    community.order("resident-1-1", vacate("resident-1-1"));
    for voter in ["neighbour-1-1", "neighbour-1-2"] {
        community.seat("grid-1", "neighbour", voter);
    }
    let poll = voted(&mut community);
    let order = certify(&community, poll);
    let events = community.order("supervisor", order);
    let second = community.state.resolution_of(community.poll(poll)).unwrap().id;
    assert!(called(&events).is_empty());
    assert_eq!(list(&community, first).ended.unwrap().0, AlternatesEnd::Renewed);
    assert_eq!(stand(&community, second), [Waiting, Waiting]);
    // Who was elected again holds the seat by the later election.
    let events = community.order("resident-1-2", vacate("resident-1-2"));
    assert_eq!(called(&events)[0].resolution, second);
}

#[test]
fn a_by_election_leaves_the_alternates_of_the_one_before_and_the_place_kept_for_them() {
    let (mut community, first) = seated();
    for member in ["resident-1-1", "resident-1-2", "resident-1-3"] {
        community.order(member, vacate(member));
    }
    assert_eq!(stand(&community, first), [Called, Called]);
    let poll = voted(&mut community);
    assert_eq!(stand(&community, first), [Lapsed, Lapsed], "while the vote went on");
    let order = certify(&community, poll);
    community.order("supervisor", order);
    assert_eq!(holders(&community).len(), 5);
    assert_eq!(list(&community, first).ended, None);
    let (mut community, first) = certified_under(charter(|rule| {
        rule.alternates.as_mut().unwrap().accept = Period::Days(30);
    }));
    for member in ["resident-1-1", "resident-1-2", "resident-1-3"] {
        community.order(member, vacate(member));
    }
    let poll = voted(&mut community);
    let order = certify(&community, poll);
    assert_eq!(community.refusal("supervisor", order.clone()).code(), "place_kept");
    community.order("resident-1-4", DeclineStepUp { resolution: first });
    assert_eq!(community.refusal("supervisor", order.clone()).code(), "place_kept");
    community.order("resident-1-5", DeclineStepUp { resolution: first });
    community.order("supervisor", order);
    assert_eq!(holders(&community).len(), 5);
}

#[test]
fn nobody_is_late_with_a_certification_that_waits_for_the_answer_of_alternates() {
    let (mut community, first) = certified_under(charter(|rule| {
        rule.alternates.as_mut().unwrap().accept = Period::Days(30);
    }));
    let mut accept_by_ms = community.at;
    for member in ["resident-1-1", "resident-1-2", "resident-1-3"] {
        let events = community.order(member, vacate(member));
        accept_by_ms = called(&events).first().map_or(accept_by_ms, |call| call.accept_by_ms);
    }
    let poll = voted(&mut community);
    let due = community.poll(poll).certify_by_ms().unwrap();
    assert!(due < accept_by_ms);
    let later = community.state.calendar.end_of(accept_by_ms, Period::Days(10));
    let postponed = CertificationPostponed { poll, certify_by_ms: later };
    let overdue = Event::from(CertificationOverdue { poll });
    let events = community.wait_until(due);
    assert!(events.contains(&postponed.into()) && !events.contains(&overdue), "{events:?}");
    assert_eq!(community.poll(poll).certify_by_ms(), Some(later));
    let waits = certify(&community, poll);
    assert_eq!(community.refusal("supervisor", waits).code(), "place_kept");
    community.wait_until(TimeMs(later.0 - HOUR_MS));
    assert_eq!(stand(&community, first), [Lapsed, Lapsed]);
    let (mut other, order) = (community.clone(), certify(&community, poll));
    assert!(other.wait_until(later).contains(&overdue));
    community.order("supervisor", order);
    assert!(!community.poll(poll).certification_overdue);
    assert!(!community.state.obligations.iter().any(|(_, it)| *it == Obligation::Certification { poll }));
}

#[test]
fn who_was_elected_and_has_left_since_leaves_a_place_from_the_beginning() {
    let mut community = Community::settled(charter(|_| {}));
    let poll = voted(&mut community);
    community.import("gone", vec![member_row("resident-1-2", "grid-1", Standing::Left)]);
    let order = certify(&community, poll);
    let events = community.order("supervisor", order);
    let call = called(&events)[0];
    assert_eq!((&call.member, &call.in_place_of), (&id("resident-1-4"), &id("resident-1-2")));
}

#[test]
fn who_stepped_up_and_left_the_seat_is_not_called_again() {
    let (mut community, resolution) = seated();
    community.order("resident-1-1", vacate("resident-1-1"));
    community.order("resident-1-4", StepUp { resolution });
    let events = community.order("secretary", vacate("resident-1-4"));
    let call = called(&events)[0];
    assert_eq!((&call.member, &call.in_place_of), (&id("resident-1-5"), &id("resident-1-4")));
    community.order("resident-1-5", StepUp { resolution });
    let events = community.order("resident-1-5", vacate("resident-1-5"));
    assert_eq!(kinds(&events), ["seat_vacated", "alternates_exhausted"]);
}

#[test]
fn who_is_recalled_from_the_seat_does_not_come_back_as_an_alternate() {
    let mut charter = charter(|_| {});
    let mut rule = charter.decisions[0].clone();
    (rule.id, rule.level, rule.recalls) = (id("recall"), Some(id("grid")), Some(id("neighbour")));
    (rule.notice, rule.before) = (None, Vec::new());
    charter.decisions.push(rule);
    let (mut community, resolution) = certified_under(charter);
    // The first alternate sits by an appointment and loses that seat.
    community.order("secretary", vacate("neighbour-1-2"));
    community.order("secretary", assign("resident-1-4"));
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let recall = Some(id("resident-1-4"));
    let order = OpenPoll { recall, ..community.poll_order(proposal, "recall", PollScope::Council) };
    let poll = match community.order("worker-1", order).as_slice() {
        [Event::PollOpened(event)] => event.poll,
        other => panic!("{other:?}"),
    };
    for voter in ["worker-1", "steward-1", "neighbour-1-1", "resident-1-1", "resident-1-2", "resident-1-3"] {
        community.vote(poll, voter, yishi_tally::Choice::For);
    }
    community.close_poll(poll);
    let order = certify(&community, poll);
    community.order("supervisor", order);
    assert_eq!(stand(&community, resolution), [Ended, Waiting]);
    let events = community.order("resident-1-1", vacate("resident-1-1"));
    assert_eq!(called(&events)[0].member, id("resident-1-5"));
}

/// The charter with so many seats for neighbours in a grid.
fn with_holders(holders: u32) -> Charter {
    let mut charter = charter(|_| {});
    charter.seats.iter_mut().find(|seat| seat.id == id("neighbour")).unwrap().holders = holders;
    assert_eq!(charter.check(), Ok(()));
    charter
}

fn adoption(charter: Charter) -> AdoptCharter {
    AdoptCharter { charter: charter.into(), source: document(3), resolution: None }
}

#[test]
fn nobody_is_called_to_a_place_that_the_charter_has_no_more() {
    let mut community = Community::settled(charter(|_| {}));
    let poll = voted(&mut community);
    community.import("gone", vec![member_row("resident-1-2", "grid-1", Standing::Left)]);
    community.order("secretary", adoption(with_holders(4)));
    let order = certify(&community, poll);
    let events = community.order("supervisor", order);
    assert_eq!(holders(&community).len(), 4);
    assert!(called(&events).is_empty() && kinds(&events).contains(&"alternates_exhausted"), "{events:?}");
    let resolution = community.state.resolution_of(community.poll(poll)).unwrap().id;
    assert_eq!(stand(&community, resolution), [Waiting, Waiting]);
    let events = community.order("resident-1-1", vacate("resident-1-1"));
    assert_eq!(called(&events)[0].member, id("resident-1-4"), "a place that there is");
}

#[test]
fn the_next_charter_has_a_place_for_whoever_is_called() {
    let (mut community, resolution) = seated();
    community.order("resident-1-1", vacate("resident-1-1"));
    let refused = community.refusal("secretary", adoption(with_holders(4)));
    assert!(format!("{refused:?}").contains("1 are called to it"), "{refused:?}");
    community.order("resident-1-4", DeclineStepUp { resolution });
    community.order("resident-1-5", DeclineStepUp { resolution });
    community.order("secretary", adoption(with_holders(4)));
}

#[test]
fn nobody_is_called_to_two_places_of_one_kind() {
    let (mut community, first) = certified_under(with_holders(8));
    let others = ["resident-1-6", "delegate-1", "clerk", "resident-1-4", "resident-1-5", "secretary"];
    let poll = voted_on(&mut community, others);
    let order = certify(&community, poll);
    community.order("supervisor", order);
    let second = community.state.resolution_of(community.poll(poll)).unwrap().id;
    assert_eq!(stand(&community, second), [Waiting, Waiting]);
    community.order("resident-1-1", vacate("resident-1-1"));
    let events = community.order("resident-1-6", vacate("resident-1-6"));
    let call = called(&events)[0];
    assert_eq!((call.resolution, &call.member), (second, &id("resident-1-5")));
    assert_eq!(call.passed_over, [id("resident-1-4")], "who is called to the place of another election");
    assert_eq!(
        (stand(&community, first), stand(&community, second)),
        (vec![Called, Waiting], vec![Waiting, Called])
    );
    let events = community.order("resident-1-2", vacate("resident-1-2"));
    assert_eq!(kinds(&events), ["seat_vacated", "alternates_exhausted"]);
}

/// Two rounds of an election of two, whose second goes by the most votes; what each of the four voters marks in both.
fn two_rounds(first_marks: [&str; 4], second_marks: &[&str]) -> (Community, PollId) {
    let mut charter = election(2, Incumbents::Stay);
    let rule = charter.decisions.last_mut().unwrap();
    rule.alternates = Some(AlternatesClause { places: 3, accept: Period::Days(3) });
    let (within, candidates_each) = (Period::Days(3), 3);
    rule.second_round =
        Some(SecondRoundClause { within, candidates_each, needed: SecondRoundNeed::MostVotes });
    assert_eq!(charter.check(), Ok(()));
    let (mut community, first) = crate::election::opened(charter);
    let mark = |community: &mut Community, poll: PollId, marks: &[&str]| {
        for (voter, approved) in GRID_VOTERS.iter().zip(marks) {
            let document = community.poll(poll).document;
            let marks = Marks::set(approved.split_whitespace());
            community.order(voter, CastMarks { poll, right: right(voter), document, marks });
        }
        community.close_poll(poll);
    };
    mark(&mut community, first, &first_marks);
    assert!(
        community.poll(first).outcome.as_ref().unwrap().rest.is_empty(),
        "they would need more than half"
    );
    let closes_at_ms = community.state.calendar.end_of(community.at, Period::Days(10));
    let order = OpenSecondRound { poll: first, document: community.poll(first).document, closes_at_ms };
    let second = match &community.order("worker-1", order)[..] {
        [Event::PollOpened(event)] => event.poll,
        other => panic!("{other:?}"),
    };
    mark(&mut community, second, second_marks);
    let order = certify(&community, second);
    community.order("supervisor", order);
    (community, second)
}

const BOTH: &str = "resident-1-1 resident-1-2";
const FIRST: [&str; 4] = [BOTH, BOTH, "resident-1-1 resident-1-3", "neighbour-1-1"];

#[test]
fn the_last_round_gives_the_order_and_whoever_the_first_elected_leaves_a_place_as_well() {
    let (mut community, second) =
        two_rounds(FIRST, &["resident-1-3", "resident-1-3", "resident-1-3", "resident-1-2"]);
    let resolution = community.state.resolution_of(community.poll(second)).unwrap();
    let election = resolution.election.clone().unwrap();
    assert_eq!(election.elected, [id("resident-1-1"), id("resident-1-3")]);
    assert_eq!(election.alternates, [id("resident-1-2")]);
    let events = community.order("resident-1-1", vacate("resident-1-1"));
    assert_eq!(called(&events)[0].member, id("resident-1-2"));
}

#[test]
fn equals_whom_no_rule_separates_are_no_alternates_and_neither_is_anybody_after_a_vote_without_a_quorum() {
    let equal = ["resident-1-3", "resident-1-3", "resident-1-2", "neighbour-1-1"];
    for marks in [&equal[..], &["resident-1-2"]] {
        let (community, second) = two_rounds(FIRST, marks);
        let resolution = community.state.resolution_of(community.poll(second)).unwrap();
        let election = resolution.election.clone().unwrap();
        assert_eq!(election.alternates, []);
        assert!(community.state.alternates.lists.is_empty());
    }
}

#[test]
fn a_charter_has_alternates_only_where_the_count_orders_them_and_a_term_ends_them() {
    let faults = |change: &dyn Fn(&mut DecisionClause)| {
        let mut charter = charter(|_| {});
        change(charter.decisions.last_mut().unwrap());
        let faults = charter.check().unwrap_err();
        faults.into_iter().map(|fault| fault.clauses.join(" ")).collect::<Vec<_>>().join("; ")
    };
    let path = format!("decisions[{}]", minimal_charter().decisions.len());
    let places = |places| faults(&|rule| rule.alternates.as_mut().unwrap().places = places);
    assert_eq!([places(0), places(21)], [(); 2].map(|()| format!("{path}.alternates.places")));
    charter(|rule| rule.alternates.as_mut().unwrap().places = 20);
    let stv: StvWig = serde_json::from_str(r#"{"seats":3}"#).unwrap();
    let method = faults(&|rule| rule.choice.as_mut().unwrap().method = Method::StvWig(stv.clone()));
    assert_eq!(method, format!("{path}.alternates {path}.choice.method"));
    let term = faults(&|rule| rule.choice.as_mut().unwrap().elects.as_mut().unwrap().term = None);
    assert_eq!(term, format!("{path}.alternates {path}.choice.elects.term"));
    let motion = faults(&|rule| rule.choice.as_mut().unwrap().elects = None);
    assert_eq!(motion, format!("{path}.alternates {path}.choice"));
}
