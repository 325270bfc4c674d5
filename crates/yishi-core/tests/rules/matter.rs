//! How matters travel: referred up, handed down, by petition, by a missed deadline.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::Choice;

fn refer(matter: MatterId) -> ReferMatterUp {
    ReferMatterUp { matter, reason: document(40) }
}

fn hand_down(matter: MatterId, to: &str) -> HandMatterDown {
    HandMatterDown { matter, to: id(to), reason: document(41) }
}

fn petition(matter: MatterId) -> PetitionEscalation {
    PetitionEscalation { matter }
}

fn rule(name: &str) -> EscalationCause {
    EscalationCause::Rule { rule: id(name) }
}

fn escalated(events: &[Event]) -> Option<(&CouncilId, &EscalationCause)> {
    events.iter().find_map(|event| match event {
        Event::MatterEscalated(event) => Some((&event.to, &event.cause)),
        _ => None,
    })
}

fn deadlines(community: &Community) -> Vec<(TimeMs, Obligation)> {
    community.state.obligations.iter().copied().collect()
}

#[test]
fn a_matter_is_referred_up_with_a_reason_and_a_new_deadline() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let before = community.matter(matter).decide_by_ms;
    community.wait_days(1);
    community.order("worker-1", refer(matter));
    let index = community.index - 1;
    let moved = community.matter(matter);
    assert_eq!(moved.council, id("community"));
    assert_eq!((moved.moves.len(), moved.moves[0].index), (1, index));
    assert!(moved.decide_by_ms > before);
    let due = (moved.decide_by_ms, Obligation::Deliberation { matter, set_by: index });
    assert_eq!(deadlines(&community), [due], "the old deadline is lifted");
}

#[test]
fn referring_needs_the_power_over_the_council_that_has_the_matter() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let refused = community.refusal("worker-2", refer(matter));
    let (member, council) = (id("worker-2"), id("grid-1"));
    assert_eq!(refused, Rejection::PowerMissing { member, power: Power::Refer, council });
}

#[test]
fn there_is_nothing_above_the_highest_council() {
    let mut community = Community::minimal();
    let matter = community.community_matter();
    let none = Rejection::NoParentCouncil { council: id("community") };
    assert_eq!(community.refusal("secretary", refer(matter)), none);
    assert_eq!(community.refusal("resident-1-1", petition(matter)), none);
}

#[test]
fn a_matter_is_handed_down_to_a_child_that_covers_its_places() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    community.order("worker-1", refer(matter));
    community.order("secretary", hand_down(matter, "grid-1"));
    let moved = community.matter(matter);
    assert_eq!(moved.council, id("grid-1"));
    assert_eq!(moved.moves[1].cause, None);
    assert_eq!(community.state.obligations.len(), 1);
}

#[test]
fn a_matter_is_not_handed_down_to_a_council_that_misses_a_place() {
    let mut community = Community::minimal();
    let matter = community.community_matter();
    let (council, place) = (id("grid-1"), id("grid-2"));
    assert_eq!(
        community.refusal("secretary", hand_down(matter, "grid-1")),
        Rejection::PlaceNotCovered { council, place }
    );
}

#[test]
fn a_matter_is_handed_down_one_step_only() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let (council, above) = (id("grid-2"), id("grid-1"));
    assert_eq!(
        community.refusal("worker-1", hand_down(matter, "grid-2")),
        Rejection::NotChildCouncil { council, above }
    );
    assert!(matches!(community.refusal("worker-1", hand_down(matter, "grid-9")), Rejection::NotFound { .. }));
}

#[test]
fn the_signature_that_reaches_the_number_moves_the_matter() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    assert_eq!(escalated(&community.order("resident-1-1", petition(matter))), None);
    assert_eq!(escalated(&community.order("resident-1-2", petition(matter))), None);
    assert_eq!(community.matter(matter).petitioners.len(), 2);
    let events = community.order("resident-1-3", petition(matter));
    assert_eq!(escalated(&events), Some((&id("community"), &rule("petition"))));
    assert!(community.matter(matter).petitioners.is_empty(), "signatures stay behind");
}

#[test]
fn nobody_signs_twice() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    community.order("resident-1-1", petition(matter));
    let refused = community.refusal("resident-1-1", petition(matter));
    assert!(matches!(refused, Rejection::AlreadyDone { .. }), "{refused}");
}

#[test]
fn residents_of_the_area_sign_by_themselves_or_with_help_and_nobody_else() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let (member, council) = (id("resident-2-1"), id("grid-1"));
    assert_eq!(
        community.refusal("resident-2-1", petition(matter)),
        Rejection::OutsideArea { member, council }
    );
    let refused = community.refusal("steward-1", petition(matter));
    assert!(matches!(refused, Rejection::StandingInsufficient { .. }), "{refused}");
    community.order_as(assisting("clerk", "resident-1-1"), petition(matter));
    assert!(community.matter(matter).petitioners.contains(&id::<MemberId>("resident-1-1")));
}

#[test]
fn without_a_rule_for_petitions_nobody_signs() {
    let mut charter = minimal_charter();
    charter.escalation.retain(|clause| clause.id != id("petition"));
    let mut community = Community::settled(charter);
    let matter = community.grid_matter();
    assert_eq!(
        community.refusal("resident-1-1", petition(matter)),
        Rejection::NoEscalationRule { trigger: "petitions".to_owned() }
    );
}

#[test]
fn a_missed_deadline_moves_the_matter_up_and_sets_a_new_one() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let due = community.matter(matter).decide_by_ms;
    assert_eq!(community.wait_until(TimeMs(due.0 - 1)), vec![]);
    let events = community.wait_until(due);
    assert_eq!(escalated(&events), Some((&id("community"), &rule("deadline"))));
    assert!(community.matter(matter).decide_by_ms > due);
    assert_eq!(community.state.obligations.len(), 1);
}

#[test]
fn a_deadline_missed_at_the_highest_council_is_recorded_and_deliberation_goes_on() {
    let mut community = Community::minimal();
    let matter = community.community_matter();
    let due = community.matter(matter).decide_by_ms;
    assert_eq!(community.wait_until(due), vec![DeliberationOverdue { matter }.into()]);
    assert!(community.matter(matter).overdue);
    assert_eq!(community.matter(matter).stage, MatterStage::Deliberating);
    assert!(community.state.obligations.is_empty());
}

#[test]
fn without_a_rule_for_deadlines_the_breach_is_recorded_where_the_matter_is() {
    let mut charter = minimal_charter();
    charter.escalation.retain(|clause| clause.id != id("deadline"));
    let mut community = Community::settled(charter);
    let matter = community.grid_matter();
    let due = community.matter(matter).decide_by_ms;
    assert_eq!(community.wait_until(due), vec![DeliberationOverdue { matter }.into()]);
    assert_eq!(community.matter(matter).council, id("grid-1"));
}

#[test]
fn an_overdue_matter_gets_a_clean_deadline_when_it_moves() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    community.order("worker-1", refer(matter));
    let due = community.matter(matter).decide_by_ms;
    community.wait_until(due);
    assert!(community.matter(matter).overdue);
    community.order("secretary", hand_down(matter, "grid-1"));
    assert!(!community.matter(matter).overdue);
}

#[test]
fn a_matter_handled_directly_moves_too_until_its_first_action() {
    let mut community = Community::minimal();
    let matter = community.direct_matter();
    assert_eq!(community.matter(matter).stage, MatterStage::Acting);
    community.order("worker-1", refer(matter));
    assert_eq!(community.matter(matter).council, id("community"));
    assert_eq!(community.matter(matter).stage, MatterStage::Acting);
}

#[test]
fn a_matter_does_not_move_while_a_poll_on_it_is_open() {
    let mut community = Community::minimal();
    let (matter, poll) = community.grid_poll();
    let closes_at_ms = community.poll(poll).closes_at_ms;
    let open = Rejection::PollIsOpen { matter, poll, closes_at_ms };
    assert_eq!(community.refusal("worker-1", refer(matter)), open);
    assert_eq!(community.refusal("resident-1-1", petition(matter)), open);
}

#[test]
fn the_deadline_waits_for_an_open_poll_and_fires_right_after_one_that_did_not_pass() {
    let mut charter = minimal_charter();
    charter.escalation.retain(|clause| clause.id == id("deadline"));
    let mut community = Community::settled(charter);
    let (matter, proposal) = community.grid_proposal();
    let due = community.matter(matter).decide_by_ms;
    community.wait_until(TimeMs(due.0 - HOUR_MS));
    let poll = community.open_poll(proposal, "council", PollScope::Council);
    let closes_at_ms = community.poll(poll).closes_at_ms;
    assert!(closes_at_ms > due);
    assert_eq!(community.wait_until(TimeMs(closes_at_ms.0 - 1)), vec![], "the deadline passed in silence");
    let events = community.wait_until(closes_at_ms);
    assert!(matches!(events[0], Event::PollSealed(_)));
    assert_eq!(escalated(&events), Some((&id("community"), &rule("deadline"))));
}

#[test]
fn a_matter_that_was_decided_waits_for_its_certification_and_does_not_move() {
    let mut community = Community::minimal();
    let (matter, poll) = community.passed_poll();
    let refused = community.refusal("worker-1", refer(matter));
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
    let events = community.wait_days(200);
    assert_eq!(events, [CertificationOverdue { poll }.into()], "the deadline of its deliberation has gone");
}

#[test]
fn open_proposals_stay_behind_when_the_matter_moves() {
    let mut community = Community::minimal();
    let (matter, proposal) = community.grid_proposal();
    community.order("worker-1", refer(matter));
    assert_eq!(community.proposal(proposal).status, ProposalStatus::Lapsed);
}

#[test]
fn a_vote_without_a_quorum_or_with_a_tie_moves_the_matter_by_its_rule() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let events = community.close_poll(poll);
    assert_eq!(escalated(&events), Some((&id("community"), &rule("no-quorum"))));
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    for (voter, choice) in
        GRID_VOTERS.into_iter().zip([Choice::For, Choice::For, Choice::Against, Choice::Against])
    {
        community.vote(poll, voter, choice);
    }
    let events = community.close_poll(poll);
    assert_eq!(escalated(&events), Some((&id("community"), &rule("tie"))));
}

#[test]
fn a_direct_matter_stays_once_its_first_action_is_assigned() {
    let mut community = Community::minimal();
    let matter = community.direct_matter();
    community.assign(matter, "steward-1");
    let refused = community.refusal("worker-1", refer(matter));
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
    assert!(
        community.state.obligations.iter().all(|(_, owed)| !matches!(owed, Obligation::Deliberation { .. }))
    );
}

#[test]
fn a_reopened_matter_is_deliberated_in_a_new_round_with_a_new_deadline() {
    let mut community = Community::minimal();
    let matter = community.evaluated_matter();
    community.rate(matter, "neighbour-1-1", 1);
    community.rate(matter, "neighbour-1-2", 1);
    community.end_evaluation(matter);
    let reopened = community.matter(matter);
    assert_eq!((reopened.round, reopened.stage), (2, MatterStage::Deliberating));
    let set_by = community.index - 1;
    let due = (reopened.decide_by_ms, Obligation::Deliberation { matter, set_by });
    assert!(community.state.obligations.contains(&due));
    community.order("worker-1", refer(matter));
}

#[test]
fn a_submission_does_not_join_a_closed_matter() {
    let mut community = Community::minimal();
    let matter = community.evaluated_matter();
    community.end_evaluation(matter);
    assert_eq!(community.matter(matter).stage, MatterStage::Closed);
    let submission = community.submit("resident-1-2", 20);
    let merge = ScreenSubmission { submission, screening: Screening::Merge { into: matter } };
    let refused = community.refusal("worker-1", merge);
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
}
