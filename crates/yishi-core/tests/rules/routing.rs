//! Routing: the first rule whose conditions all hold, and the lowest council of its level that covers the places.

use crate::community::*;
use std::sync::Arc;
use yishi_core::*;

fn version(charter: Charter) -> CharterVersion {
    CharterVersion {
        version: 7,
        digest: digest_of(&charter),
        source: document(1),
        charter: Arc::new(charter),
        adopted_at: 0,
        resolution: None,
    }
}

fn routed(facts: &Facts) -> (String, String, Track) {
    let route = version(minimal_charter()).route(facts).unwrap();
    assert_eq!(route.charter_version, 7);
    (route.rule.to_string(), route.council.to_string(), route.track)
}

fn expect(facts: &Facts, rule: &str, council: &str, track: Track) {
    assert_eq!(routed(facts), (rule.to_owned(), council.to_owned(), track));
}

#[test]
fn a_small_matter_stays_in_its_grid() {
    expect(&facts("parking", &["grid-2"]), "small", "grid-2", Track::Deliberate);
}

#[test]
fn a_matter_of_two_grids_goes_to_the_community() {
    expect(&facts("parking", &["grid-1", "grid-2"]), "several-grids", "community", Track::Deliberate);
}

#[test]
fn cost_counts_from_the_bound_on() {
    let costing = |cost| Facts { cost_fen: AmountFen(cost), ..facts("parking", &["grid-1"]) };
    expect(&costing(4_999_999), "small", "grid-1", Track::Deliberate);
    expect(&costing(5_000_000), "big-by-cost", "community", Track::Deliberate);
}

#[test]
fn affected_households_count_from_the_bound_on() {
    let affecting = |households| Facts { affected_households: households, ..facts("parking", &["grid-1"]) };
    expect(&affecting(99), "small", "grid-1", Track::Deliberate);
    expect(&affecting(100), "big-by-households", "community", Track::Deliberate);
}

#[test]
fn the_direct_track_wants_class_urgency_and_cost_together() {
    let urgent = |class: &str, cost| Facts {
        urgency: Urgency::Urgent,
        cost_fen: AmountFen(cost),
        ..facts(class, &["grid-1"])
    };
    expect(&urgent("repair", 200_000), "emergency-repair", "grid-1", Track::Direct);
    expect(&urgent("repair", 200_001), "small", "grid-1", Track::Deliberate);
    expect(&urgent("parking", 200_000), "small", "grid-1", Track::Deliberate);
    expect(&facts("repair", &["grid-1"]), "small", "grid-1", Track::Deliberate);
}

/// Grids under compound a, a compound b without grids, a community above.
fn three_levels() -> Charter {
    let mut charter = minimal_charter();
    let named = |text: &str| text.to_owned();
    charter.levels.insert(1, Level { id: id("compound"), name: named("Compound") });
    let council = |name: &str, level: &str, parent: Option<&str>| CouncilClause {
        id: id(name),
        name: named(name),
        level: id(level),
        parent: parent.map(id),
    };
    charter.councils = vec![
        council("community", "community", None),
        council("compound-a", "compound", Some("community")),
        council("compound-b", "compound", Some("community")),
        council("grid-a1", "grid", Some("compound-a")),
        council("grid-a2", "grid", Some("compound-a")),
    ];
    charter
}

fn council_for(level: &str, places: &[&str]) -> String {
    let mut charter = three_levels();
    charter.routing = vec![RoutingRule {
        id: id("only"),
        name: "Only".to_owned(),
        when: RoutingConditions::default(),
        level: id(level),
        track: Track::Deliberate,
        decide_within: None,
        act_within: None,
    }];
    version(charter).route(&facts("parking", places)).unwrap().council.to_string()
}

#[test]
fn the_council_is_the_lowest_of_the_level_or_above_that_covers_all_places() {
    assert_eq!(council_for("grid", &["grid-a1"]), "grid-a1");
    assert_eq!(council_for("compound", &["grid-a1"]), "compound-a");
    assert_eq!(council_for("community", &["grid-a1"]), "community");
    assert_eq!(
        council_for("grid", &["grid-a1", "grid-a2"]),
        "compound-a",
        "two grids meet in their compound"
    );
    assert_eq!(
        council_for("grid", &["compound-b"]),
        "compound-b",
        "a place may stand above the level itself"
    );
    assert_eq!(council_for("grid", &["compound-b", "grid-a1"]), "community");
}

#[test]
fn councils_know_who_is_below_whom() {
    let charter = three_levels();
    let below = |council: &str, above: &str| charter.is_below(&id(council), &id(above));
    assert!(below("grid-a1", "compound-a") && below("grid-a1", "community"));
    assert!(!below("grid-a1", "grid-a1") && charter.is_at_or_below(&id("grid-a1"), &id("grid-a1")));
    assert!(!below("grid-a1", "compound-b") && !below("compound-a", "grid-a1"));
    assert!(charter.is_lowest(&id("compound-b")) && !charter.is_lowest(&id("compound-a")));
    assert!(!charter.is_lowest(&id("unknown")));
}
