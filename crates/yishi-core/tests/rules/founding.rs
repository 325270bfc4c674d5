//! Founding a book: who may, with whom, and who adopts the charter.

use crate::community::*;
use yishi_core::*;

fn refused(by: &str, create: CreateBook) -> Rejection {
    Community::empty().refusal(by, create)
}

#[test]
fn a_book_is_founded_by_one_of_the_registrars_it_names() {
    let community = Community::founded();
    let book = community.state.book.as_ref().unwrap();
    assert_eq!(book.registrars, vec![id("registrar-1"), id("registrar-2"), id("registrar-3")]);
    assert_eq!(book.created_at, START);
    let key = community.state.keys.get(&key_of("registrar-2")).unwrap();
    assert_eq!((key.member.as_str(), key.enrolled_at, key.revoked_at), ("registrar-2", 0, None));
}

#[test]
fn nobody_founds_a_book_who_is_not_one_of_its_registrars() {
    let refused = refused("somebody", create_book(&["registrar-1"]));
    assert_eq!(refused, Rejection::NotRegistrar { member: id("somebody") });
}

#[test]
fn the_founder_signs_with_the_key_that_the_book_names() {
    let founder = Actor { key: key_of("other"), ..actor("registrar-1") };
    let refused = Community::empty().refusal_as(founder, create_book(&["registrar-1"]));
    assert_eq!(refused, Rejection::NotRegistrar { member: id("registrar-1") });
}

#[test]
fn a_book_has_one_to_twenty_registrars() {
    let names: Vec<String> = (1..=21).map(|number| format!("registrar-{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Community::empty().order("registrar-1", create_book(&names[..1]));
    Community::empty().order("registrar-1", create_book(&names[..20]));
    for registrars in [&names[..0], &names[..21]] {
        let refused = refused("registrar-1", create_book(registrars));
        assert!(
            matches!(&refused, Rejection::OutOfRange { field, .. } if field == "registrars"),
            "{refused}"
        );
    }
}

#[test]
fn registrars_are_different_people_with_different_keys() {
    let mut same_member = create_book(&["registrar-1", "registrar-2"]);
    same_member.registrars[1].member = id("registrar-1");
    assert!(matches!(refused("registrar-1", same_member), Rejection::OutOfRange { .. }));
    let mut same_key = create_book(&["registrar-1", "registrar-2"]);
    same_key.registrars[1].key = key_of("registrar-1");
    assert_eq!(refused("registrar-1", same_key), Rejection::KeyInUse { key: key_of("registrar-1") });
}

#[test]
fn the_engine_key_is_nobody_elses() {
    let mut shared = create_book(&["registrar-1"]);
    shared.engine_key = key_of("registrar-1");
    assert_eq!(refused("registrar-1", shared), Rejection::KeyInUse { key: key_of("registrar-1") });
}

#[test]
fn a_book_has_a_name_of_one_to_two_hundred_characters() {
    for (length, passes) in [(0, false), (1, true), (200, true), (201, false)] {
        let create = CreateBook { name: "区".repeat(length), ..create_book(&["registrar-1"]) };
        let context = Community::empty().context();
        let decided = decide(&State::default(), &actor("registrar-1"), &create.into(), context);
        assert_eq!(decided.is_ok(), passes, "{length}: {decided:?}");
    }
}

#[test]
fn a_registrar_adopts_the_first_charter_and_its_digest_names_it() {
    let community = Community::chartered(minimal_charter());
    let version = community.state.charter().unwrap();
    assert_eq!((version.version, version.adopted_at), (1, 1));
    assert_eq!(version.digest, digest_of(&minimal_charter()));
    assert_eq!(*version.charter, minimal_charter());
}

#[test]
fn nobody_else_adopts_the_first_charter() {
    let adopt = AdoptCharter { charter: Box::new(minimal_charter()), source: document(1), resolution: None };
    let refused = Community::founded().refusal("somebody", adopt);
    assert_eq!(refused, Rejection::NotRegistrar { member: id("somebody") });
}

fn amended() -> AdoptCharter {
    AdoptCharter {
        charter: Box::new(Charter { name: "Amended".to_owned(), ..minimal_charter() }),
        source: document(3),
        resolution: None,
    }
}

#[test]
fn the_seat_that_may_amend_adopts_the_next_version() {
    let mut community = Community::minimal();
    community.order("secretary", amended());
    assert_eq!(community.state.charter().unwrap().version, 2);
    assert_eq!(community.state.charters.len(), 2, "the first version stays, for what was decided under it");
}

#[test]
fn registrars_cannot_amend_the_charter() {
    let refused = Community::minimal().refusal("registrar-1", amended());
    let (member, council) = (id("registrar-1"), id("community"));
    assert_eq!(refused, Rejection::PowerMissing { member, power: Power::Amend, council });
}

#[test]
fn the_charter_in_force_is_not_adopted_again() {
    let adopt = AdoptCharter { charter: Box::new(minimal_charter()), source: document(3), resolution: None };
    let refused = Community::minimal().refusal("secretary", adopt);
    assert!(matches!(refused, Rejection::AlreadyDone { .. }), "{refused}");
}

fn faults(community: &mut Community, by: &str, charter: Charter) -> Vec<String> {
    match community
        .refusal(by, AdoptCharter { charter: charter.into(), source: document(3), resolution: None })
    {
        Rejection::CharterFaulty { faults } => faults.into_iter().flat_map(|fault| fault.clauses).collect(),
        other => panic!("{other}"),
    }
}

#[test]
fn a_faulty_charter_is_refused_with_its_faults() {
    let charter = Charter { classes: Vec::new(), routing: Vec::new(), ..minimal_charter() };
    let found = faults(&mut Community::founded(), "registrar-1", charter);
    assert_eq!(found, ["classes", "routing"]);
}

#[test]
fn no_more_registrars_have_to_agree_than_there_are() {
    let with = |threshold| Charter { registrars: RegistrarClause { threshold }, ..minimal_charter() };
    Community::chartered(with(3));
    assert_eq!(faults(&mut Community::founded(), "registrar-1", with(4)), ["registrars.threshold"]);
}

#[test]
fn an_amendment_keeps_every_council_at_its_level() {
    let mut gone = minimal_charter();
    gone.councils.retain(|council| council.id != id("grid-2"));
    gone.routing.retain(|rule| rule.when.places_at_least.is_none());
    assert_eq!(faults(&mut Community::minimal(), "secretary", gone), ["councils"]);
}

#[test]
fn an_amendment_puts_no_council_below_one_where_people_live() {
    let mut deeper = minimal_charter();
    deeper.levels.insert(0, Level { id: id("building"), name: "Building".to_owned() });
    let parent = Some(id("grid-1"));
    let below = CouncilClause { id: id("building-1"), name: "B".to_owned(), level: id("building"), parent };
    deeper.councils.push(below);
    for seat in &mut deeper.seats {
        seat.powers.iter_mut().for_each(|grant| grant.over = Reach::OwnAndBelow);
    }
    assert_eq!(faults(&mut Community::minimal(), "secretary", deeper.clone()), ["councils"]);
    Community::chartered(deeper);
}

#[test]
fn an_amendment_takes_no_seat_from_under_its_holder() {
    let with = |holders: u32| {
        let mut charter = Charter { name: "Amended".to_owned(), ..minimal_charter() };
        charter
            .seats
            .iter_mut()
            .filter(|seat| seat.id == id("delegate"))
            .for_each(|seat| seat.holders = holders);
        charter
    };
    assert_eq!(faults(&mut Community::minimal(), "secretary", with(2)), ["seats"]);
    Community::minimal().order(
        "secretary",
        AdoptCharter { charter: Box::new(with(3)), source: document(3), resolution: None },
    );
}

#[test]
fn dates_are_adopted_before_a_charter_by_registrars_and_later_by_amenders() {
    let adopt = AdoptCalendar {
        days: [(id::<Date>("2026-10-01"), DayKind::Holiday)].into(),
        source: "国办发明电〔2025〕7号".to_owned(),
    };
    let mut community = Community::founded();
    community.order("registrar-2", adopt.clone());
    assert!(!community.state.calendar.is_working_day(id("2026-10-01")));
    let mut community = Community::minimal();
    community.order("secretary", adopt.clone());
    assert!(matches!(community.refusal("registrar-1", adopt), Rejection::PowerMissing { .. }));
}

#[test]
fn an_adoption_of_dates_names_some_dates_and_a_source() {
    let adopt = |days: u32, source: &str| AdoptCalendar {
        days: (0..days).map(|days_since_epoch| (Date { days_since_epoch }, DayKind::Workday)).collect(),
        source: source.to_owned(),
    };
    Community::founded().order("registrar-1", adopt(400, "source"));
    for refused in [adopt(0, "source"), adopt(401, "source"), adopt(1, ""), adopt(1, "two\nlines")] {
        let refused = Community::founded().refusal("registrar-1", refused);
        assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
    }
}

#[test]
fn an_amendment_moves_no_place_from_under_an_open_matter() {
    let tree = |parent_of_grid_2: &str| {
        let mut charter = minimal_charter();
        charter.levels.insert(1, Level { id: id("compound"), name: "Compound".to_owned() });
        for (name, parent) in [("compound-a", "community"), ("compound-b", "community")] {
            let (level, parent) = (id("compound"), Some(id(parent)));
            charter.councils.push(CouncilClause { id: id(name), name: name.to_owned(), level, parent });
        }
        for (position, parent) in [(1, "compound-a"), (2, parent_of_grid_2)] {
            charter.councils[position].parent = Some(id(parent));
        }
        charter.seats.iter_mut().take(1).flat_map(|seat| &mut seat.powers).for_each(|grant| {
            grant.over = Reach::OwnAndBelow;
        });
        charter
    };
    let mut community = Community::settled(tree("compound-a"));
    let mut level = tree("compound-a");
    level.routing[1].level = id("compound");
    community
        .order("secretary", AdoptCharter { charter: Box::new(level), source: document(4), resolution: None });
    let matter = community.community_matter();
    assert_eq!(community.matter(matter).council, id("compound-a"));
    assert_eq!(faults(&mut community, "secretary", tree("compound-b")), ["councils"]);
    community.order("secretary", ReferMatterUp { matter, reason: document(40) });
    community.order(
        "secretary",
        AdoptCharter { charter: Box::new(tree("compound-b")), source: document(5), resolution: None },
    );
}
