//! 向阳: owners elect their committee. Several places, each with a majority of its own by heads and by area (Civil Code art. 278);
//! the certified election seats the winners, and one of them sits in the management committee of the area too 交叉任职.

use crate::house::{Cast, House, flat, member};
use crate::steps::{Case, Vote, winners};
use serde_json::{Value, json};
use yishi_core::Standing;

/// Nine owners, two of them with much area; an old committee of one.
fn area() -> Cast {
    let owners: Vec<String> = (1..=9).map(|number| format!("owner_{number}")).collect();
    let mut rows: Vec<_> = owners.iter().map(|owner| member(owner, "compound", Standing::Resident)).collect();
    rows.extend(["secretary", "clerk"].map(|officer| member(officer, "compound", Standing::Partner)));
    rows.extend(owners.iter().enumerate().map(|(number, owner)| {
        let area_dm2 = if number < 2 { 30_000 } else { 8_000 };
        flat(&format!("flat_{number}"), "compound", "building_1", area_dm2, &[owner])
    }));
    let seats = [
        ("area", "secretary", "secretary"),
        ("area", "clerk", "clerk"),
        ("compound", "committee", "owner_9"),
        ("area", "member", "owner_3"),
    ];
    let seats = seats.map(|(council, seat, holder)| (council, seat, holder.to_owned()));
    Cast { charter: "committee", rows, seats: seats.to_vec() }
}

const CASE: Case =
    Case {
        title: "选举第二届业主委员会", class: "committee", place: "compound", households: 9, cost_fen: 0
    };

fn candidates(numbers: &[u32]) -> Vec<Value> {
    numbers
        .iter()
        .map(|n| json!({ "id": format!("candidate-{n}"), "member": format!("owner_{n}") }))
        .collect()
}

fn holders(house: &House, council: &str, seat: &str) -> Vec<String> {
    let query = "query ($council: String!) { book { council(councilId: $council) {
        seats { seat { seatId } holders { member { memberId } } } } } }";
    let found = house.ask(query, json!({ "council": council }));
    let seats = found["book"]["council"]["seats"].as_array().unwrap().clone();
    let seat = seats.into_iter().find(|found| found["seat"]["seatId"] == seat).unwrap();
    let names = seat["holders"].as_array().unwrap().iter();
    names.map(|holder| holder["member"]["memberId"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn owners_elect_a_committee_and_the_certified_election_seats_its_winners() {
    let house = House::founded(&area());
    let matter = house.a_matter_is_raised("owner_1", "clerk", "业主委员会任期届满,请组织换届选举。", &CASE);
    let proposal =
        house.a_proposal_is_drafted("secretary", &matter, "换届选举办法及候选人名单:五名候选人,选三名。");
    house.it_is_posted("secretary", &proposal, 15);
    let vote =
        |options| Vote { rule: "committee-election", scope: json!({ "scope": "council" }), options, days: 6 };

    // 差额选举: three candidates for three places are no choice.
    let opening = house.opening(&proposal, &vote(candidates(&[1, 2, 3])));
    let refused = house.is_refused("secretary", "open_poll", opening, &[]);
    assert!(refused.starts_with("rule_not_applicable"), "{refused}");
    let poll = house.the_vote_opens("secretary", &proposal, &vote(candidates(&[1, 2, 3, 4, 5])));

    // Nobody may name more candidates than there are places.
    let many = ["candidate-1", "candidate-2", "candidate-3", "candidate-4"];
    let refused = house.marks("owner_8", &poll, json!({ "approved": many }), json!({ "set": many }));
    assert!(refused.unwrap_err().starts_with("out_of_range"));

    // 3 and 4 have the most heads; 4 lacks the area, for the two large owners are against; 1 has both; 2 has half of the heads only.
    house.approves("owner_1", &poll, &["candidate-1", "candidate-2", "candidate-3"]);
    house.approves("owner_2", &poll, &["candidate-1", "candidate-2", "candidate-3"]);
    for owner in ["owner_3", "owner_4", "owner_5"] {
        house.approves(owner, &poll, &["candidate-1", "candidate-3", "candidate-4"]);
    }
    house.approves("owner_6", &poll, &["candidate-2", "candidate-3", "candidate-4"]);
    house.approves("owner_7", &poll, &["candidate-2", "candidate-4", "candidate-5"]);
    house.approves("owner_8", &poll, &[]);
    let during = house.ask(
        "query ($poll: String!) { book { poll(pollId: $poll) { outcome { final } tally { heads { for abstain } } } } }",
        json!({ "poll": poll }),
    );
    let during = &during["book"]["poll"];
    assert!(during["outcome"].is_null(), "the rule lets only the turnout be told");
    assert_eq!(during["tally"]["heads"], json!({ "for": "7", "abstain": "1" }));

    let counted = house.the_vote_closes(&poll, 7);
    assert_eq!(winners(&counted), ["candidate-3", "candidate-1"]);
    assert_eq!(counted["tally"]["verdict"], "PASSED");
    let rounds = counted["outcome"]["rounds"].as_array().unwrap();
    assert_eq!(rounds[0]["needed"]["exact"], "5", "more than half of eight heads");
    assert_eq!(rounds[1]["needed"]["exact"], "54001", "more than half of 1,080 m²");
    let trace = counted["outcome"]["trace"].to_string();
    assert!(trace.contains("owner_4") && trace.contains("54001"), "{trace}");

    assert_eq!(holders(&house, "compound", "committee"), ["owner_9"]);
    let index = house.it_is_certified("clerk", &poll);
    assert_eq!(
        holders(&house, "compound", "committee"),
        ["owner_1", "owner_3"],
        "the old committee has left"
    );
    assert_eq!(holders(&house, "area", "member"), ["owner_3"], "who holds a seat in both bodies");
    let query = "query ($resolution: String!) { book { resolution(resolutionId: $resolution) {
        outcomeDigest election { seatId elected { memberId } termEndsAt } } } }";
    let found = house.ask(query, json!({ "resolution": format!("resolution_{index}") }));
    let resolution = &found["book"]["resolution"];
    assert_eq!(resolution["outcomeDigest"], counted["outcome"]["digest"]);
    assert_eq!(
        resolution["election"]["elected"],
        json!([{ "memberId": "owner_3" }, { "memberId": "owner_1" }])
    );
    assert!(resolution["election"]["termEndsAt"].as_str().unwrap().starts_with("2031-"));
    house.ends_in_an_audit();
}
