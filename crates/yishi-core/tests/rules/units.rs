//! Who counts among owners: what is unsold is the developer's, parking by rule, sources of area in order, guardians vote.

use crate::community::*;
use std::collections::BTreeSet;
use yishi_core::*;
use yishi_tally::{AreaSource, Areas, Choice, UnitKind, UnitStatus};

/// A unit of building 9 with whatever differs from a plain flat.
fn unit_row(name: &str, owners: &[&str], change: impl FnOnce(&mut RollRow)) -> RollRow {
    let owners: BTreeSet<MemberId> = owners.iter().map(|owner| id(owner)).collect();
    let mut row = RollRow::flat(id(name), id("grid-1"), id("building-9"), AreaDm2(10_000), owners);
    change(&mut row);
    row
}

fn set_status(wanted: UnitStatus) -> impl FnOnce(&mut RollRow) {
    move |row| {
        let RollRow::Unit { status, .. } = row else { unreachable!() };
        *status = wanted;
    }
}

/// The poll of building 9 with these units, under the ordinary rule with whatever differs in its procedure.
fn poll_of(rows: Vec<RollRow>, change: impl FnOnce(&mut ProcedureClause)) -> (Community, PollId) {
    let mut charter = minimal_charter();
    change(&mut charter.decisions.iter_mut().find(|rule| rule.id == id("cc278-ordinary")).unwrap().procedure);
    let mut community = Community::settled(charter);
    community.import("nine", rows);
    let (_, proposal) = community.grid_proposal();
    community.post(proposal, "7d");
    let poll = community.open_poll(proposal, "cc278-ordinary", PollScope::Building(id("building-9")));
    (community, poll)
}

fn rights(community: &Community, poll: PollId) -> Vec<(String, u64, Vec<String>)> {
    let right = |found: &FrozenRight| {
        let holders = found.holders.iter().map(ToString::to_string).collect();
        (found.right.id.to_string(), found.right.area_dm2, holders)
    };
    community.poll(poll).roll.rights.values().map(|found| right(found)).collect()
}

#[test]
fn all_that_is_not_handed_over_is_one_head_for_which_the_developer_speaks() {
    let rows = vec![
        unit_row("a", &["resident-1-1"], |_| {}),
        unit_row("b", &["manager"], set_status(UnitStatus::Unsold)),
        unit_row("c", &["manager"], set_status(UnitStatus::Unsold)),
        unit_row("d", &["resident-1-2"], set_status(UnitStatus::Undelivered)),
    ];
    let (mut community, poll) = poll_of(rows, |_| {});
    let expected = [
        (":developer".to_owned(), 30_000, vec!["manager".to_owned()]),
        ("resident-1-1".to_owned(), 10_000, vec!["resident-1-1".to_owned()]),
    ];
    assert_eq!(rights(&community, poll), expected);
    let ballot = community.ballot(poll, ":developer", Choice::For);
    let refused = community.refusal("resident-1-2", ballot.clone());
    assert!(matches!(refused, Rejection::NotHolder { .. }), "a buyer does not speak yet: {refused}");
    community.order("manager", ballot);
    assert_eq!(community.poll(poll).totals.heads.for_, 1);
}

#[test]
fn parking_counts_where_the_rules_of_procedure_say_so() {
    let parking = |row: &mut RollRow| {
        let RollRow::Unit { kind, .. } = row else { unreachable!() };
        *kind = UnitKind::Parking;
    };
    for (counts, area) in [(false, 10_000), (true, 20_000)] {
        let rows = vec![unit_row("a", &["resident-1-1"], |_| {}), unit_row("p", &["resident-1-1"], parking)];
        let (community, poll) = poll_of(rows, |procedure| procedure.parking_counts = counts);
        assert_eq!(community.poll(poll).totals.area_dm2.entitled, area);
        assert_eq!(community.poll(poll).totals.heads.entitled, 1, "one owner is one head");
    }
}

#[test]
fn the_first_known_source_in_the_order_gives_the_area() {
    let surveyed = |row: &mut RollRow| {
        let RollRow::Unit { areas, .. } = row else { unreachable!() };
        *areas =
            Areas { registered_dm2: Some(10_000), surveyed_dm2: Some(11_000), contract_dm2: Some(12_000) };
    };
    let order = |order: &[AreaSource]| {
        let order = order.to_vec();
        let rows = vec![unit_row("a", &["resident-1-1"], surveyed), unit_row("b", &["resident-1-2"], |_| {})];
        let (community, poll) = poll_of(rows, |procedure| procedure.area_order = order);
        rights(&community, poll).into_iter().map(|(_, area, _)| area).collect::<Vec<_>>()
    };
    assert_eq!(order(&AREA_ORDER_OF_LAW), [10_000, 10_000]);
    assert_eq!(order(&[AreaSource::Contract, AreaSource::Registered]), [12_000, 10_000]);
}

#[test]
fn a_guardian_votes_for_an_owner_without_a_grant() {
    let guarded = |row: &mut RollRow| {
        let RollRow::Unit { guardian, .. } = row else { unreachable!() };
        *guardian = Some(id("resident-1-2"));
    };
    let (mut community, poll) = poll_of(vec![unit_row("a", &["resident-1-1"], guarded)], |_| {});
    let ballot = community.ballot(poll, "resident-1-1", Choice::For);
    let events = community.order("resident-1-2", ballot);
    assert!(matches!(&events[..], [Event::BallotCast(event)] if event.grant.is_none()));
}

#[test]
fn a_row_whose_areas_contradict_each_other_or_whose_guardian_nobody_knows_is_refused() {
    let mut community = Community::minimal();
    let part = |row: RollRow| ImportRollPart { import: id("nine"), part: 1, rows: vec![row] };
    let other_area = unit_row("a", &["resident-1-1"], |row| {
        let RollRow::Unit { areas, .. } = row else { unreachable!() };
        *areas = Areas { surveyed_dm2: Some(9_999), ..Areas::default() };
    });
    let refused = community.refusal("registrar-1", part(other_area));
    assert!(refused.to_string().contains("9999"), "{refused}");
    let nobody = unit_row("a", &["resident-1-1"], |row| {
        let RollRow::Unit { guardian, .. } = row else { unreachable!() };
        *guardian = Some(id("stranger"));
    });
    let rows = vec![nobody];
    community.order("registrar-1", part(rows[0].clone()));
    let seal = SealRoll { import: id("nine"), rows: 1, area_dm2: AreaDm2(10_000), root: roll_digest(&rows) };
    let refused = community.refusal("registrar-1", seal);
    assert!(refused.to_string().contains("stranger"), "{refused}");
}
