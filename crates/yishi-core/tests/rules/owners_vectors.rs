//! The owners' vote vectors, each driven through orders: roll, poll, ballots in time and late, close.

use crate::community::*;
use crate::steps::*;
use serde_json::Value;
use std::collections::BTreeSet;
use yishi_core::*;
use yishi_tally::{Choice, Verdict};

/// What belongs to rules that do not exist yet: the first vote counts, paper, proxies, invalid ballots as turnout, silence, parking.
const OUT_OF_SCOPE: [&str; 6] = [
    "invalid_participates_profile",
    "paper_loses_to_electronic",
    "parking_not_counted",
    "proxy_cap_3",
    "revote_first",
    "silence_follow_majority",
];

const DEVELOPER: &str = "developer";

#[test]
fn owners_votes_come_out_as_the_vectors_say() {
    let Some(data) = yishi_testkit::test_data("owners' vote vectors") else { return };
    let text = std::fs::read_to_string(data.join("rules/owners-vote-vectors.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let (checked, skipped): (Vec<_>, Vec<_>) = cases.iter().partition(|case| is_in_scope(case));
    let skipped: BTreeSet<_> = skipped.into_iter().map(name).collect();
    assert_eq!(skipped, BTreeSet::from(OUT_OF_SCOPE));
    assert_eq!(checked.len(), 15);
    checked.into_iter().for_each(check);
}

fn is_in_scope(case: &Value) -> bool {
    let all = |list: &str, holds: fn(&Value) -> bool| case[list].as_array().unwrap().iter().all(holds);
    case.get("profile").is_none()
        && all("units", |unit| unit.get("kind").is_none())
        && all("ballots", |ballot| ballot["channel"] == "electronic" && ballot.get("proxy").is_none())
}

fn name(case: &Value) -> &str {
    case["name"].as_str().unwrap()
}

/// Unsold and undelivered units are the developer's.
fn owners(unit: &Value) -> BTreeSet<String> {
    if unit["status"] != "delivered" {
        return [DEVELOPER.to_owned()].into();
    }
    unit["owners"].as_array().unwrap().iter().map(name_of).collect()
}

/// Names of members and units have no capitals.
fn name_of(value: &Value) -> String {
    value.as_str().unwrap().to_lowercase()
}

fn roll(case: &Value) -> Vec<RollRow> {
    let units = case["units"].as_array().unwrap();
    let everybody: BTreeSet<String> = units.iter().flat_map(owners).collect();
    let members = everybody.iter().map(|owner| member_row(owner, "grid-1", Standing::AbsentOwner));
    let rows = units.iter().map(|unit| RollRow::Unit {
        id: id(&name_of(&unit["id"])),
        council: id("grid-1"),
        building: id("vector"),
        area_dm2: AreaDm2(unit["area"].as_u64().unwrap()),
        owners: owners(unit).iter().map(|owner| id(owner)).collect(),
    });
    members.chain(rows).collect()
}

fn check(case: &Value) {
    let mut community = Community::minimal();
    community.import("vector", roll(case));
    let (_, proposal) = community.grid_proposal();
    community.post(proposal, "7d");
    let special = ["CC278.6", "CC278.7", "CC278.8"].contains(&case["item"].as_str().unwrap());
    let rule = if special { "cc278-special" } else { "cc278-ordinary" };
    let poll = community.open_poll(proposal, rule, PollScope::Building(id("vector")));
    let (late, in_time): (Vec<_>, Vec<_>) = case["ballots"]
        .as_array()
        .unwrap()
        .iter()
        .partition(|ballot| ballot["t"].as_u64() >= case["closes"].as_u64());
    let mut refused: BTreeSet<String> =
        in_time.iter().filter_map(|it| cast(&mut community, case, poll, it)).collect();
    let events = community.close_poll(poll);
    refused.extend(late.iter().filter_map(|it| cast(&mut community, case, poll, it)));
    compare(case, sealing(&events), &refused);
}

/// Casts a ballot of a vector; if it is refused, its id with the vector's word for the reason.
fn cast(community: &mut Community, case: &Value, poll: PollId, ballot: &Value) -> Option<String> {
    // A choice that does not exist is no command: it never gets as far as the rules.
    let choice: Choice = serde_json::from_value(ballot["choice"].clone()).ok()?;
    let head = name_of(&ballot["head"]);
    let announced = case["agenda"].as_array().unwrap().contains(&ballot["item"]);
    let asked = if announced { community.poll(poll).document } else { document(99) };
    let order = CastBallot { poll, right: right(&head), document: asked, choice };
    let holder = head.split('+').next().unwrap();
    community.fire_due();
    let word = match community.try_order(actor(holder), order.into()) {
        Ok(_) => return None,
        Err(Rejection::PollClosed { .. }) => "outside_window",
        Err(Rejection::TextMismatch { .. }) => "item_not_announced",
        Err(other) => panic!("{}: {other}", name(case)),
    };
    Some(format!("{} {word}", ballot["id"].as_str().unwrap()))
}

fn compare(case: &Value, sealed: &PollSealed, refused: &BTreeSet<String>) {
    let expected = &case["expected"];
    let totals = &sealed.tally.totals;
    for (measure, figures) in [("heads", totals.heads), ("area", totals.area_dm2)] {
        let counted = [
            ("total", figures.entitled),
            ("participating", figures.participating()),
            ("for_", figures.for_),
            ("against", figures.against),
            ("abstain", figures.abstain),
        ];
        for (figure, counted) in counted {
            assert_eq!(
                expected[figure][measure].as_u64(),
                Some(counted),
                "{}: {figure} by {measure}",
                name(case)
            );
        }
    }
    assert_eq!(expected["quorum"], sealed.tally.verdict != Verdict::NoQuorum, "{}", name(case));
    assert_eq!(expected["passed"], sealed.tally.verdict == Verdict::Passed, "{}", name(case));
    let rejected = expected["rejected"].as_array().unwrap().iter();
    let rejected: BTreeSet<_> =
        rejected.map(|row| format!("{} {}", row[0].as_str().unwrap(), row[1].as_str().unwrap())).collect();
    assert_eq!(&rejected, refused, "{}", name(case));
}
