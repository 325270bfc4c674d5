//! The roll: parts in order, sealed as a whole, in force from the sealing on.

use crate::community::*;
use yishi_core::*;

fn part(number: u32, rows: Vec<RollRow>) -> ImportRollPart {
    ImportRollPart { import: id("import"), part: number, rows }
}

fn seal_of(rows: &[RollRow], area_dm2: u64) -> SealRoll {
    SealRoll {
        import: id("import"),
        rows: rows.len() as u64,
        area_dm2: AreaDm2(area_dm2),
        root: roll_digest(rows),
    }
}

fn residents(from: usize, count: usize) -> Vec<RollRow> {
    (from..from + count).map(|number| resident(&format!("person-{number}"), "grid-1")).collect()
}

fn invalid_row(refused: Rejection) -> u64 {
    match refused {
        Rejection::RollRowInvalid { row, .. } => row,
        other => panic!("{other}"),
    }
}

#[test]
fn rows_count_from_the_sealing_on_and_not_before() {
    let mut community = Community::chartered(minimal_charter());
    let rows = residents(0, 3);
    community.order("registrar-1", part(1, rows[..2].to_vec()));
    community.order("registrar-1", part(2, rows[2..].to_vec()));
    assert!(community.state.roll.members.is_empty());
    community.order("registrar-1", seal_of(&rows, 0));
    assert_eq!(community.state.roll.members.len(), 3);
    assert!(community.state.roll.pending.is_empty());
    assert_eq!(community.state.member(&id("person-2")).unwrap().since, community.index - 1);
}

#[test]
fn parts_come_in_order_without_gaps() {
    let mut community = Community::chartered(minimal_charter());
    let out_of_order =
        |expected, found| Rejection::RollPartOutOfOrder { import: id("import"), expected, found };
    assert_eq!(community.refusal("registrar-1", part(2, residents(0, 1))), out_of_order(1, 2));
    community.order("registrar-1", part(1, residents(0, 1)));
    assert_eq!(community.refusal("registrar-1", part(1, residents(1, 1))), out_of_order(2, 1));
    assert_eq!(community.refusal("registrar-1", part(3, residents(1, 1))), out_of_order(2, 3));
}

#[test]
fn a_part_holds_one_to_a_hundred_rows() {
    Community::chartered(minimal_charter()).order("registrar-1", part(1, residents(0, 100)));
    for count in [0, 101] {
        let refused =
            Community::chartered(minimal_charter()).refusal("registrar-1", part(1, residents(0, count)));
        assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
    }
}

#[test]
fn the_seal_names_rows_area_and_digest_as_received() {
    let rows = vec![resident("person-1", "grid-1"), unit("flat-1", "grid-1", 9_000, &["person-1"])];
    let mut community = Community::chartered(minimal_charter());
    community.order("registrar-1", part(1, rows.clone()));
    let good = seal_of(&rows, 9_000);
    let received = Rejection::RollSealMismatch {
        import: id("import"),
        rows: 2,
        area_dm2: 9_000,
        root: roll_digest(&rows),
    };
    for bad in [
        SealRoll { rows: 3, ..good.clone() },
        SealRoll { area_dm2: AreaDm2(8_999), ..good.clone() },
        SealRoll { root: Digest([0; 32]), ..good.clone() },
    ] {
        assert_eq!(community.refusal("registrar-1", bad), received);
    }
    community.order("registrar-1", good);
}

#[test]
fn an_import_that_does_not_exist_cannot_be_sealed() {
    let refused = Community::chartered(minimal_charter()).refusal("registrar-1", seal_of(&[], 0));
    assert!(matches!(refused, Rejection::NotFound { .. }), "{refused}");
}

#[test]
fn a_sealed_import_takes_no_further_part_and_no_second_seal() {
    let mut community = Community::chartered(minimal_charter());
    let rows = residents(0, 1);
    community.order("registrar-1", part(1, rows.clone()));
    community.order("registrar-1", seal_of(&rows, 0));
    assert!(matches!(
        community.refusal("registrar-1", part(2, residents(1, 1))),
        Rejection::AlreadyDone { .. }
    ));
    assert!(matches!(community.refusal("registrar-1", seal_of(&rows, 0)), Rejection::AlreadyDone { .. }));
}

#[test]
fn a_row_with_an_unknown_council_or_one_that_has_others_below_is_named() {
    let mut community = Community::chartered(minimal_charter());
    community.order("registrar-1", part(1, residents(0, 2)));
    for council in ["grid-9", "community"] {
        let rows = vec![resident("person-8", "grid-1"), resident("person-9", council)];
        assert_eq!(invalid_row(community.refusal("registrar-1", part(2, rows))), 4);
    }
}

#[test]
fn a_unit_has_an_area_and_an_owner() {
    for (area_dm2, passes) in [(0, false), (1, true), (MAX_SAFE_INTEGER, true), (MAX_SAFE_INTEGER + 1, false)]
    {
        let mut community = Community::chartered(minimal_charter());
        let row = part(1, vec![unit("flat-1", "grid-1", area_dm2, &["person-1"])]);
        let decided = community.try_order(actor("registrar-1"), row.into());
        assert_eq!(decided.is_ok(), passes, "{area_dm2}: {decided:?}");
    }
    let nobodys = part(1, vec![unit("flat-1", "grid-1", 1, &[])]);
    let refused = Community::chartered(minimal_charter()).refusal("registrar-1", nobodys);
    assert_eq!(invalid_row(refused), 1);
}

#[test]
fn every_owner_is_on_the_roll_when_it_is_sealed_wherever_their_row_stands() {
    let flat = unit("flat-1", "grid-1", 9_000, &["person-1"]);
    let mut community = Community::chartered(minimal_charter());
    community.order("registrar-1", part(1, vec![flat.clone()]));
    let refused = community.refusal("registrar-1", seal_of(std::slice::from_ref(&flat), 9_000));
    assert_eq!(invalid_row(refused), 1);
    let person = resident("person-1", "grid-1");
    community.order("registrar-1", part(2, vec![person.clone()]));
    community.order("registrar-1", seal_of(&[flat, person], 9_000));
}

#[test]
fn an_id_that_stands_twice_in_one_import_is_named() {
    let rows = [residents(1, 2), residents(1, 1)].concat();
    let mut community = Community::chartered(minimal_charter());
    community.order("registrar-1", part(1, rows.clone()));
    assert_eq!(invalid_row(community.refusal("registrar-1", seal_of(&rows, 0))), 3);
}

#[test]
fn a_later_import_replaces_a_row_and_keeps_the_entry_that_made_the_member() {
    let mut community = Community::minimal();
    let since = community.state.member(&id("resident-1-1")).unwrap().since;
    community.import("moves", vec![resident("resident-1-1", "grid-2")]);
    let moved = community.state.member(&id("resident-1-1")).unwrap();
    assert_eq!((moved.council.as_str(), moved.since), ("grid-2", since));
}

#[test]
fn who_left_holds_no_seat_and_who_moved_keeps_theirs() {
    let mut community = Community::minimal();
    let seats_before = community.state.seatings.len();
    community.import("moves", vec![resident("neighbour-1-2", "grid-2")]);
    assert_eq!(community.state.seatings.len(), seats_before);
    community.import("leaves", vec![member_row("neighbour-1-1", "grid-1", Standing::Left)]);
    assert_eq!(community.state.seatings.len(), seats_before - 1);
    assert!(community.state.holders(&id("grid-1"), &id("neighbour")).eq([&id("neighbour-1-2")]));
}

#[test]
fn the_roll_is_kept_by_registrars_and_by_seats_that_enrol_over_all_its_councils() {
    let mut charter = minimal_charter();
    let worker = charter.seats.iter_mut().find(|seat| seat.id == id("grid-worker")).unwrap();
    worker.powers.push(Grant { power: Power::Enrol, over: Reach::Own });
    let mut community = Community::settled(charter);
    community.order("secretary", part(1, residents(0, 1)));
    community.order("worker-1", ImportRollPart { import: id("grid"), part: 1, rows: residents(0, 1) });
    let both = vec![resident("person-1", "grid-1"), resident("person-2", "grid-2")];
    let both = ImportRollPart { import: id("both"), part: 1, rows: both };
    let (member, council) = (id("worker-1"), id("grid-2"));
    assert_eq!(
        community.refusal("worker-1", both),
        Rejection::PowerMissing { member, power: Power::Enrol, council }
    );
    assert!(matches!(community.refusal("clerk", part(2, residents(1, 1))), Rejection::PowerMissing { .. }));
}

#[test]
fn the_digest_is_over_a_header_and_one_line_of_canonical_json_a_row() {
    use sha2::{Digest as _, Sha256};
    let rows = vec![resident("person-1", "grid-1"), unit("flat-1", "grid-1", 9_000, &["person-1"])];
    let text = concat!(
        "yishi/roll/v1\n",
        r#"{"council":"grid-1","household":"household-person-1","id":"person-1","row":"member","standing":"resident"}"#,
        "\n",
        r#"{"area_dm2":9000,"building":"building-1","council":"grid-1","id":"flat-1","owners":["person-1"],"row":"unit"}"#,
        "\n",
    );
    assert_eq!(roll_digest(&rows).0, <[u8; 32]>::from(Sha256::digest(text)));
}

#[test]
fn an_import_that_is_not_sealed_lapses_and_its_name_is_free_again() {
    let mut community = Community::minimal();
    community.order("registrar-1", part(1, residents(1, 2)));
    community.order("registrar-1", part(2, residents(3, 2)));
    let lapses_at = community.state.roll.pending.values().next().unwrap().lapses_at_ms.unwrap();
    assert_eq!(community.wait_until(TimeMs(lapses_at.0 - 1)), []);
    let import: RollImportId = community.state.roll.pending.keys().next().unwrap().clone();
    assert_eq!(community.wait_until(lapses_at), [RollImportLapsed { import }.into()]);
    assert!(community.state.roll.pending.is_empty());
    community.order("registrar-1", part(1, residents(1, 2)));
    community.order("registrar-1", seal_of(&residents(1, 2), 0));
    assert_eq!(community.wait_days(60), [], "a sealed import lapses no more");
}
