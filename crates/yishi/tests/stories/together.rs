//! 霞山 片区物业中心: neighbouring compounds are bundled under one property service. Each compound comes to a vote of its own under
//! Civil Code art. 278, and the decision passes when each of them passes.

use crate::house::{Cast, House, flat, member};
use crate::steps::{Case, Vote, expected, figures};
use serde_json::{Value, json};
use yishi_core::{RollRow, Standing};

const COMPOUNDS: [&str; 3] = ["compound-1", "compound-2", "compound-3"];

/// Three owners in each compound with 80, 80 and 140 m²; the owner with two flats in the first has one in the second too.
fn area() -> Cast {
    let mut rows: Vec<RollRow> = Vec::new();
    let mut flats: Vec<RollRow> = Vec::new();
    for (number, compound) in (1..).zip(COMPOUNDS) {
        for (owner, area_dm2) in (1..).zip([8_000, 8_000, 14_000]) {
            let name = format!("owner_{number}_{owner}");
            rows.push(member(&name, compound, Standing::Resident));
            flats.push(flat(&name.replace("owner", "flat"), compound, compound, area_dm2, &[&name]));
        }
    }
    flats.push(flat("flat_2_4", "compound-2", "compound-2", 6_000, &["owner_1_1"]));
    rows.extend(["secretary", "clerk"].map(|officer| member(officer, "compound-1", Standing::Partner)));
    rows.extend(flats);
    let seats = [
        ("secretary", "secretary"),
        ("clerk", "clerk"),
        ("delegate", "owner_1_1"),
        ("delegate", "owner_2_1"),
    ];
    let seats = seats.map(|(seat, holder)| ("area", seat, holder.to_owned()));
    Cast { charter: "joint-service", rows, seats: seats.to_vec() }
}

const CASE: Case = Case {
    title: "三个小区联合选聘物业服务企业",
    class: "service",
    place: "compound-1",
    households: 9,
    cost_fen: 0,
};

fn opened(house: &House, words: &str) -> String {
    let matter = house.a_matter_is_raised("owner_1_1", "clerk", words, &CASE);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, words);
    house.it_is_posted("secretary", &proposal, 10);
    let vote =
        Vote { rule: "compounds-together", scope: json!({ "scope": "council" }), options: vec![], days: 6 };
    house.the_vote_opens("secretary", &proposal, &vote)
}

/// Everybody of a compound votes with the right of their compound.
fn all_vote(house: &House, poll: &str, number: usize, choices: [&str; 3]) {
    for (owner, choice) in (1..).zip(choices) {
        let name = format!("owner_{number}_{owner}");
        house.votes(&name, poll, Some(&format!("compound-{number}/{name}")), choice);
    }
}

fn sections(house: &House, poll: &str) -> Vec<(String, String)> {
    let section = |found: &Value| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&found["council"]["councilId"]), text(&found["tally"]["verdict"]))
    };
    told(house, poll)["sections"].as_array().unwrap().iter().map(section).collect()
}

fn told(house: &House, poll: &str) -> Value {
    let query = "query ($poll: String!) { book { poll(pollId: $poll) {
        tally { councilHalves { entitled for against } }
        sections { council { councilId } tally { final verdict requirements { numerator denominator percent met } } } } } }";
    house.ask(query, json!({ "poll": poll }))["book"]["poll"].take()
}

fn verdicts(each: [&str; 3]) -> Vec<(String, String)> {
    COMPOUNDS.into_iter().zip(each).map(|(name, verdict)| (name.to_owned(), verdict.to_owned())).collect()
}

#[test]
fn compounds_decide_together_and_one_that_is_against_stops_it() {
    let house = House::founded(&area());
    let poll = opened(&house, "三个小区共用一个片区物业中心,统一人员、标准和采购。");

    // Who owns in two compounds has a right in each, and names the one that is used.
    let plain = house.tries_to_vote("owner_1_1", &poll, None, "for").unwrap_err();
    assert!(plain.contains("several_rights"), "{plain}");
    all_vote(&house, &poll, 1, ["for", "for", "for"]);
    all_vote(&house, &poll, 2, ["for", "against", "for"]);
    house.votes("owner_1_1", &poll, Some("compound-2/owner_1_1"), "against");
    all_vote(&house, &poll, 3, ["for", "abstain", "for"]);
    assert_eq!(
        sections(&house, &poll),
        verdicts(["PASSED", "TIED", "PASSED"]),
        "two heads of four are no majority"
    );
    house.votes("owner_1_1", &poll, Some("compound-2/owner_1_1"), "for");
    let counted = house.the_vote_closes(&poll, 9);
    assert_eq!(counted["verdict"], "PASSED");
    assert_eq!(
        figures(&counted["tally"]),
        expected(&[("6", "6", "100.0000", true)]),
        "in halves: three full votes"
    );
    assert_eq!(sections(&house, &poll), verdicts(["PASSED", "PASSED", "PASSED"]));
    let second = [
        ("36000", "36000", "100.0000", true),
        ("4", "4", "100.0000", true),
        ("28000", "36000", "77.7777", true),
        ("3", "4", "75.0000", true),
    ];
    assert_eq!(figures(&told(&house, &poll)["sections"][1]["tally"]), expected(&second));
    house.it_is_certified("clerk", &poll);

    // The owners of all compounds together are for the next text, eight of ten, and still it fails.
    let poll = opened(&house, "片区物业中心增设夜间巡逻,费用由三个小区分摊。");
    all_vote(&house, &poll, 1, ["for", "for", "for"]);
    all_vote(&house, &poll, 2, ["for", "for", "for"]);
    all_vote(&house, &poll, 3, ["for", "against", "against"]);
    let counted = house.the_vote_closes(&poll, 9);
    assert_eq!(counted["verdict"], "FAILED");
    assert_eq!(figures(&counted["tally"]), expected(&[("4", "6", "66.6666", false)]));
    assert_eq!(sections(&house, &poll), verdicts(["PASSED", "PASSED", "FAILED"]));
    let heads = &counted["tally"]["heads"];
    assert_eq!((&heads["for"], &heads["against"]), (&json!("7"), &json!("2")));
    house.ends_in_an_audit();
}
