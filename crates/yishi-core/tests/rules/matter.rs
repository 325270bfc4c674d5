//! How matters travel: referred up, handed down, by petition, by a missed deadline.

use crate::community::*;
use yishi_core::*;

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
