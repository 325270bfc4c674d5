//! Seats: who fills them, how many hold them, and how far their powers reach.

use crate::community::*;
use yishi_core::*;

fn assign(council: &str, seat: &str, member: &str) -> AssignSeat {
    AssignSeat { council: id(council), seat: id(seat), member: id(member) }
}

fn vacate(council: &str, seat: &str, member: &str) -> VacateSeat {
    VacateSeat { council: id(council), seat: id(seat), member: id(member), reason: "moved".to_owned() }
}

fn appoint_missing(member: &str, council: &str) -> Rejection {
    Rejection::PowerMissing { member: id(member), power: Power::Appoint, council: id(council) }
}

#[test]
fn registrars_fill_seats_as_long_as_nobody_may_appoint() {
    let mut community = Community::chartered(minimal_charter());
    community.import("first", everybody());
    community.order("registrar-1", assign("community", "delegate", "delegate-1"));
    community.order("registrar-1", assign("community", "secretary", "secretary"));
    let refused = community.refusal("registrar-1", assign("grid-1", "neighbour", "neighbour-1-1"));
    assert_eq!(refused, appoint_missing("registrar-1", "grid-1"));
    community.order("secretary", assign("grid-1", "neighbour", "neighbour-1-1"));
    community.order("secretary", vacate("community", "secretary", "secretary"));
    community.order("registrar-1", assign("grid-1", "neighbour", "neighbour-1-2"));
}

#[test]
fn nobody_else_fills_seats() {
    let refused = Community::minimal().refusal("clerk", assign("grid-1", "neighbour", "resident-1-1"));
    assert_eq!(refused, appoint_missing("clerk", "grid-1"));
}

#[test]
fn a_seat_has_no_more_holders_than_the_charter_says() {
    let mut community = Community::minimal();
    for number in 1..=3 {
        community.order("secretary", assign("grid-1", "neighbour", &format!("resident-1-{number}")));
    }
    let (council, seat) = (id("grid-1"), id("neighbour"));
    let refused = community.refusal("secretary", assign("grid-1", "neighbour", "resident-1-4"));
    assert_eq!(refused, Rejection::SeatsFull { council, seat, holders: 5 });
}

#[test]
fn nobody_holds_one_seat_twice_but_may_hold_two_seats() {
    let mut community = Community::minimal();
    let again = community.refusal("secretary", assign("grid-1", "neighbour", "neighbour-1-1"));
    assert!(matches!(again, Rejection::AlreadyDone { .. }), "{again}");
    community.order("secretary", assign("community", "delegate", "neighbour-1-1"));
}

#[test]
fn only_people_on_the_roll_sit() {
    let mut community = Community::minimal();
    let stranger = community.refusal("secretary", assign("grid-1", "neighbour", "stranger"));
    assert!(matches!(stranger, Rejection::NotFound { .. }), "{stranger}");
    community.import("leaves", vec![member_row("resident-1-1", "grid-1", Standing::Left)]);
    let left = community.refusal("secretary", assign("grid-1", "neighbour", "resident-1-1"));
    assert!(matches!(left, Rejection::StandingInsufficient { .. }), "{left}");
}

#[test]
fn a_seat_exists_in_the_councils_of_its_level_only() {
    let mut community = Community::minimal();
    let not_found = |kind: &str, id: &str| Rejection::NotFound { kind: kind.to_owned(), id: id.to_owned() };
    let refused = community.refusal("secretary", assign("grid-1", "delegate", "resident-1-1"));
    assert_eq!(refused, not_found("seat", "grid-1/delegate"));
    let refused = community.refusal("secretary", assign("grid-9", "neighbour", "resident-1-1"));
    assert_eq!(refused, not_found("council", "grid-9"));
}

#[test]
fn a_holder_steps_down_and_others_are_taken_out_by_who_appoints() {
    let mut community = Community::minimal();
    community.order("neighbour-1-1", vacate("grid-1", "neighbour", "neighbour-1-1"));
    let refused = community.refusal("neighbour-1-1", vacate("grid-1", "neighbour", "neighbour-1-2"));
    assert_eq!(refused, appoint_missing("neighbour-1-1", "grid-1"));
    community.order("secretary", vacate("grid-1", "neighbour", "neighbour-1-2"));
    assert_eq!(community.state.holders(&id("grid-1"), &id("neighbour")).count(), 0);
}

#[test]
fn who_does_not_hold_a_seat_cannot_be_taken_out_of_it() {
    let refused = Community::minimal().refusal("secretary", vacate("grid-1", "neighbour", "resident-1-1"));
    assert!(matches!(refused, Rejection::NotFound { .. }), "{refused}");
}

#[test]
fn taking_somebody_out_needs_a_reason() {
    let silent = VacateSeat { reason: " ".to_owned(), ..vacate("grid-1", "neighbour", "neighbour-1-1") };
    let refused = Community::minimal().refusal("secretary", silent);
    assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
}

#[test]
fn a_power_reaches_over_the_councils_that_the_charter_says() {
    let mut charter = minimal_charter();
    let supervisor = charter.seats.iter_mut().find(|seat| seat.id == id("supervisor")).unwrap();
    supervisor.powers.push(Grant { power: Power::Redact, over: Reach::Below });
    let state = Community::settled(charter).state;
    let has = |member: &str, power, council: &str| state.has_power(&id(member), power, &id(council));
    assert!(has("secretary", Power::Convene, "community"), "own");
    assert!(!has("secretary", Power::Convene, "grid-1"), "own is not below");
    assert!(has("supervisor", Power::Redact, "grid-1"), "below");
    assert!(!has("supervisor", Power::Redact, "community"), "below is not own");
    assert!(
        has("secretary", Power::Screen, "community") && has("secretary", Power::Screen, "grid-2"),
        "both"
    );
    assert!(
        has("worker-1", Power::Screen, "grid-1") && !has("worker-1", Power::Screen, "grid-2"),
        "not beside"
    );
    assert!(!has("worker-1", Power::Screen, "community"), "not above");
    assert!(!has("stranger", Power::Screen, "grid-1"));
}
