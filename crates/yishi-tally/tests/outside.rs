//! Votes that others counted: vectors for owners' votes and the official results of Swiss federal votes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that cannot go on must stop"
)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use yishi_tally::{
    Base, Choice, Measure, Tally, Totals, Verdict, VotingRight, cc278_ordinary, cc278_special,
    simple_majority, tally,
};

/// Vectors about what does not exist yet: first-vote-counts, paper, proxies, invalid ballots as turnout, silence, parking.
const OUT_OF_SCOPE: [&str; 6] = [
    "invalid_participates_profile",
    "paper_loses_to_electronic",
    "parking_not_counted",
    "proxy_cap_3",
    "revote_first",
    "silence_follow_majority",
];

#[test]
fn owners_votes_come_out_as_the_vectors_say() {
    let Some(data) = yishi_testkit::test_data("owners' vote vectors") else { return };
    let text = std::fs::read_to_string(data.join("rules/owners-vote-vectors.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let skipped: Vec<_> = cases.iter().filter(|case| !is_in_scope(case)).map(name).collect();
    assert_eq!(skipped.iter().collect::<BTreeSet<_>>(), OUT_OF_SCOPE.iter().collect());
    assert_eq!(cases.len() - skipped.len(), 15);
    for case in cases.iter().filter(|case| is_in_scope(case)) {
        check(case);
    }
}

/// In scope is what needs no profile beyond the default, no paper, no proxies and no units other than flats.
fn is_in_scope(case: &Value) -> bool {
    let all = |list: &str, holds: fn(&Value) -> bool| case[list].as_array().unwrap().iter().all(holds);
    case.get("profile").is_none()
        && all("units", |unit| unit.get("kind").is_none())
        && all("ballots", |ballot| ballot["channel"] == "electronic" && ballot.get("proxy").is_none())
}

fn name(case: &Value) -> &str {
    case["name"].as_str().unwrap()
}

fn check(case: &Value) {
    let rights = heads(case);
    let mut totals = Totals::of_roll(rights.values());
    let mut standing = BTreeMap::new();
    for ballot in case["ballots"].as_array().unwrap() {
        let Some(choice) = admitted(case, ballot) else { continue };
        let head = ballot["head"].as_str().unwrap();
        if let Some(earlier) = standing.insert(head, choice) {
            totals.withdraw(&rights[head], earlier);
        }
        totals.record(&rights[head], choice);
    }
    let special = ["CC278.6", "CC278.7", "CC278.8"].contains(&case["item"].as_str().unwrap());
    let rule = if special { cc278_special() } else { cc278_ordinary() };
    compare(case, &tally(&rule, &totals));
}

/// One head per set of owners with areas added; what is unsold or undelivered belongs to the developer.
fn heads(case: &Value) -> BTreeMap<String, VotingRight> {
    let mut rights: BTreeMap<String, VotingRight> = BTreeMap::new();
    for unit in case["units"].as_array().unwrap() {
        let mut owners: Vec<_> =
            unit["owners"].as_array().unwrap().iter().map(|owner| owner.as_str().unwrap()).collect();
        owners.sort_unstable();
        let id = if unit["status"] == "delivered" { owners.join("+") } else { "developer".to_owned() };
        rights
            .entry(id.clone())
            .or_insert(VotingRight { id: id.as_str().into(), heads: 1, area_dm2: 0, bench: None })
            .area_dm2 += unit["area"].as_u64().unwrap();
    }
    rights
}

/// What `yishi-core` refuses never reaches the count: late ballots, other questions, choices that do not exist.
fn admitted(case: &Value, ballot: &Value) -> Option<Choice> {
    let time = ballot["t"].as_u64().unwrap();
    let in_time = (case["opens"].as_u64().unwrap()..case["closes"].as_u64().unwrap()).contains(&time);
    let announced = case["agenda"].as_array().unwrap().contains(&ballot["item"]);
    let choice = serde_json::from_value(ballot["choice"].clone()).ok();
    choice.filter(|_| in_time && announced)
}

fn compare(case: &Value, tally: &Tally) {
    let expected = &case["expected"];
    for (measure, figures) in [("heads", tally.totals.heads), ("area", tally.totals.area_dm2)] {
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
    assert_eq!(expected["quorum"], tally.verdict != Verdict::NoQuorum, "{}", name(case));
    assert_eq!(expected["passed"], tally.verdict == Verdict::Passed, "{}", name(case));
}

#[test]
fn swiss_double_majorities_come_out_as_the_official_results_say() {
    let Some(data) = yishi_testkit::test_data("Swiss federal votes") else { return };
    let text = std::fs::read_to_string(data.join("swissvotes/votes.jsonl")).unwrap();
    let votes: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let double: Vec<_> = votes.iter().filter(|vote| vote["needs_cantons"] == true).collect();
    assert_eq!((votes.len(), double.len()), (340, 239));
    for vote in votes {
        let people = passed(&people(&vote), Base::Cast);
        assert_eq!(vote["official"]["people"], people, "people's majority of vote {}", vote["anr"]);
        if vote["needs_cantons"] == true {
            let cantons = passed(&cantons(&vote), Base::Entitled);
            assert_eq!(vote["official"]["cantons"], cantons, "cantons' majority of vote {}", vote["anr"]);
            assert_eq!(vote["official"]["accepted"], people && cantons, "vote {}", vote["anr"]);
        }
    }
}

fn passed(ballots: &[(VotingRight, Choice)], base: Base) -> bool {
    let mut totals = Totals::of_roll(ballots.iter().map(|(right, _)| right));
    for (right, choice) in ballots {
        totals.record(right, *choice);
    }
    let mut rule = simple_majority();
    rule[0].base = base;
    assert_eq!(rule[0].measure, Measure::Heads);
    tally(&rule, &totals).verdict == Verdict::Passed
}

fn people(vote: &Value) -> Vec<(VotingRight, Choice)> {
    let block = |side: &str, choice| (block(side, vote[side].as_u64().unwrap()), choice);
    vec![block("yes", Choice::For), block("no", Choice::Against)]
}

/// Each canton votes as most of its voters did, with weight 2; half-cantons with weight 1 (Federal Constitution art. 142).
fn cantons(vote: &Value) -> Vec<(VotingRight, Choice)> {
    let canton = |canton: &Value| {
        let weight = if canton["half"] == true { 1 } else { 2 };
        let accepted = canton["yes"].as_u64().unwrap() > canton["no"].as_u64().unwrap();
        let choice = if accepted { Choice::For } else { Choice::Against };
        (block(canton["canton"].as_str().unwrap(), weight), choice)
    };
    vote["cantons"].as_array().unwrap().iter().map(canton).collect()
}

fn block(id: &str, heads: u64) -> VotingRight {
    VotingRight { id: id.into(), heads, area_dm2: 0, bench: None }
}
