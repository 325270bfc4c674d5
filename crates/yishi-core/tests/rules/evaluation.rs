//! Evaluation: who rates, which rating counts, and how the matter closes or opens again.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;

fn counted(events: &[Event]) -> &EvaluationCounted {
    match &events[0] {
        Event::EvaluationCounted(event) => event,
        other => panic!("{other:?}"),
    }
}

/// Rates with the delegates in turn and counts.
fn rated(ratings: &[u8]) -> (Community, MatterId, Vec<Event>) {
    let mut community = Community::minimal();
    let matter = community.evaluated_matter();
    for (delegate, rating) in ["delegate-1", "delegate-2", "delegate-3"].iter().zip(ratings) {
        community.rate(matter, delegate, *rating);
    }
    let events = community.end_evaluation(matter);
    (community, matter, events)
}

#[test]
fn two_thirds_of_satisfied_ratings_close_the_matter() {
    let (community, matter, events) = rated(&[5, 4, 1]);
    let result = EvaluationResult::Satisfied;
    let expected = EvaluationCounted { matter, round: 1, ratings: 3, satisfied: 2, result };
    assert_eq!(counted(&events), &expected);
    assert_eq!(events[1], MatterClosed { matter, closure: Closure::Satisfied }.into());
    assert_eq!(community.matter(matter).stage, MatterStage::Closed);
}

#[test]
fn fewer_satisfied_ratings_open_the_next_round_of_deliberation() {
    let (mut community, matter, events) = rated(&[5, 3, 3]);
    assert_eq!(counted(&events).result, EvaluationResult::Dissatisfied);
    let reopened = community.matter(matter);
    assert_eq!((reopened.stage, reopened.round), (MatterStage::Deliberating, 2));
    assert!(reopened.evaluation.is_none());
    let set_by = reopened.deadline_set_by;
    let obligation = Obligation::Deliberation { matter, set_by };
    assert!(community.state.obligations.contains(&(reopened.decide_by_ms, obligation)));
    let proposal = community.propose(matter, 28);
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    let missing = Rejection::HearingMissing { rule: id("council"), matter };
    assert_eq!(refused, missing, "the hearing of the round before does not count");
    community.hold_hearing(matter, &GRID_VOTERS);
    community.open_poll(proposal, "council", PollScope::Council);
}

#[test]
fn a_direct_matter_is_acted_on_again() {
    let mut community = Community::minimal();
    let matter = community.direct_matter();
    let action = community.assign(matter, "steward-1");
    community.complete(action);
    community.inspect(action, Inspection::Accepted);
    for delegate in ["delegate-1", "delegate-2"] {
        community.rate(matter, delegate, 1);
    }
    community.end_evaluation(matter);
    assert_eq!((community.matter(matter).stage, community.matter(matter).round), (MatterStage::Acting, 2));
    let again = community.assign(matter, "steward-1");
    community.complete(again);
    let events = community.inspect(again, Inspection::Accepted);
    assert!(
        matches!(&events[1], Event::EvaluationOpened(opened) if opened.round == 2),
        "round 1 is left alone"
    );
}

#[test]
fn one_rating_too_few_closes_the_matter_unrated() {
    let (community, matter, events) = rated(&[5]);
    assert_eq!(counted(&events).result, EvaluationResult::TooFewRatings);
    assert_eq!(community.matter(matter).closure, Some(Closure::Unrated));
    let (community, matter, _) = rated(&[5, 5]);
    assert_eq!(community.matter(matter).closure, Some(Closure::Satisfied));
}

#[test]
fn no_rating_at_all_is_too_few() {
    let (community, matter, events) = rated(&[]);
    let result = EvaluationResult::TooFewRatings;
    assert_eq!(counted(&events), &EvaluationCounted { matter, round: 1, ratings: 0, satisfied: 0, result });
    assert_eq!(community.matter(matter).closure, Some(Closure::Unrated));
}

#[test]
fn the_latest_rating_of_a_representative_counts() {
    let mut community = Community::minimal();
    let matter = community.evaluated_matter();
    for (delegate, rating) in [("delegate-1", 1), ("delegate-2", 4), ("delegate-1", 5)] {
        community.rate(matter, delegate, rating);
    }
    let events = community.end_evaluation(matter);
    assert_eq!((counted(&events).ratings, counted(&events).satisfied), (2, 2));
}

#[test]
fn the_window_ends_by_the_calendar_and_not_a_millisecond_before() {
    let mut community = Community::minimal();
    let matter = community.evaluated_matter();
    let due = community.matter(matter).evaluation.as_ref().unwrap().due_at_ms;
    community.at = TimeMs(due.0 - 1);
    community.try_order(actor("delegate-1"), rating_of(matter, 5).into()).unwrap();
    community.at = due;
    let refused = community.refusal("delegate-2", rating_of(matter, 5));
    assert_eq!(refused, wrong_stage("matter", matter, "closed", "being evaluated"));
}

#[test]
fn only_residents_representatives_rate_and_none_of_their_own_work() {
    let mut charter = minimal_charter();
    let evaluate = Grant { power: Power::Evaluate, over: Reach::OwnAndBelow };
    for seat in charter.seats.iter_mut().filter(|seat| seat.id.as_str() == "supervisor") {
        seat.powers.push(evaluate);
    }
    let mut community = Community::settled(charter);
    let matter = community.resolved_matter();
    let action = community.assign(matter, "delegate-1");
    community.complete(action);
    let refused = community.refusal("delegate-2", rating_of(matter, 5));
    assert_eq!(refused, wrong_stage("matter", matter, "being acted on", "being evaluated"));
    community.inspect(action, Inspection::Accepted);
    let refused = community.refusal("resident-1-1", rating_of(matter, 5));
    assert_eq!(refused, power_missing("resident-1-1", Power::Evaluate, "grid-1"));
    for (member, other) in [("delegate-1", "carrying out"), ("supervisor", "supervising")] {
        let refused = community.refusal(member, rating_of(matter, 5));
        let (duty, other) = ("evaluating".to_owned(), other.to_owned());
        assert_eq!(refused, Rejection::DutiesNotSeparate { member: id(member), duty, other });
    }
    community.rate(matter, "supervisor-2", 5);
}

#[test]
fn a_clerk_helps_a_representative_but_not_somebody_without_the_seat() {
    let mut community = Community::minimal();
    let matter = community.evaluated_matter();
    let refused = community.refusal_as(assisting("clerk", "resident-1-1"), rating_of(matter, 5));
    assert_eq!(refused, power_missing("resident-1-1", Power::Evaluate, "grid-1"));
    let events = community.order_as(assisting("clerk", "delegate-1"), rating_of(matter, 5));
    assert!(matches!(&events[0], Event::MatterEvaluated(event) if event.member == id("delegate-1")));
}
