//! 端州, the lift once more: an owners' vote as buildings really have them. Some flats are unsold, a parking stall does not count,
//! a couple is one head, a guardian votes for a child; one vote comes by proxy, one on paper (Civil Code art. 278, special matters).

use crate::house::{Cast, House, but, flat, member};
use crate::lift::CASE;
use crate::steps::{Vote, expected, figures};
use serde_json::{Value, json};
use yishi_core::{RollRow, Standing};
use yishi_tally::{UnitKind, UnitStatus};

fn in_building(name: &str, area_dm2: u64, owners: &[&str]) -> RollRow {
    flat(name, "buildings", "building_7", area_dm2, owners)
}

fn of_status(name: &str, wanted: UnitStatus, owner: &str) -> RollRow {
    but(in_building(name, 9_000, &[owner]), |status, _, _| *status = wanted)
}

/// Six flats of 90 m² with one owner each, a couple's flat, a child's flat; two flats unsold and one sold and not handed over.
fn building() -> Cast {
    let people: Vec<String> = (1..=9).map(|number| format!("owner_{number}")).collect();
    let mut rows: Vec<RollRow> = people
        .iter()
        .map(String::as_str)
        .chain(["child", "mother"])
        .map(|name| member(name, "buildings", Standing::Resident))
        .collect();
    let officers = ["secretary", "clerk", "manager", "developer", "witness_1", "witness_2"];
    rows.extend(officers.map(|officer| member(officer, "buildings", Standing::Partner)));
    rows.extend(
        people.iter().take(6).map(|owner| in_building(&owner.replace("owner", "flat"), 9_000, &[owner])),
    );
    rows.push(in_building("flat_couple", 12_000, &["owner_7", "owner_8"]));
    rows.push(but(in_building("flat_child", 8_000, &["child"]), |_, _, guardian| {
        *guardian = Some("mother".parse().unwrap());
    }));
    rows.push(of_status("flat_unsold_1", UnitStatus::Unsold, "developer"));
    rows.push(of_status("flat_unsold_2", UnitStatus::Unsold, "developer"));
    rows.push(of_status("flat_bought", UnitStatus::Undelivered, "owner_9"));
    rows.push(but(in_building("stall_1", 1_200, &["owner_1"]), |_, kind, _| *kind = UnitKind::Parking));
    let seats = [
        ("secretary", "secretary"),
        ("clerk", "clerk"),
        ("manager", "manager"),
        ("committee", "owner_1"),
        ("witness", "witness_1"),
        ("witness", "witness_2"),
    ];
    let seats = seats.map(|(seat, holder)| ("compound", seat, holder.to_owned()));
    Cast { charter: "lift", rows, seats: seats.to_vec() }
}

/// Everything up to the vote.
fn opened(house: &House) -> String {
    let matter = house.a_matter_is_raised("owner_6", "clerk", "七号楼加装电梯,请业主共同决定。", &CASE);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "北侧外挂一部,一层不分摊。");
    house.a_hearing_is_held("secretary", &matter, &["secretary", "manager", "owner_1"]);
    house.it_is_posted("secretary", &proposal, 10);
    let vote = Vote {
        rule: "owners-special",
        scope: json!({ "scope": "building", "id": "building_7" }),
        options: vec![],
        days: 6,
    };
    house.the_vote_opens("secretary", &proposal, &vote)
}

/// The ballot that stands for a right.
fn ballot(house: &House, poll: &str, right: &str) -> Value {
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { ballots(first: 100) { nodes {
        rightId choice channel member { memberId } grant { grantId principal { memberId } } } } } } }";
    let found = house.ask(query, json!({ "poll": poll }));
    let nodes = found["book"]["poll"]["ballots"]["nodes"].as_array().unwrap().clone();
    nodes.into_iter().find(|ballot| ballot["rightId"] == right).unwrap_or_default()
}

#[test]
fn owners_decide_by_proxy_on_paper_for_a_child_and_for_what_is_unsold() {
    let house = House::founded(&building());
    let poll = opened(&house);

    // Nine heads: six owners, the couple, the child, and the developer with 270 m². The stall of 12 m² is in nobody's area.
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { roll { rights heads areaDm2 }
        rule { procedure { proxies proxyCap paper parkingCounts } } } } }";
    let told = house.ask(query, json!({ "poll": poll }))["book"]["poll"].take();
    assert_eq!(told["roll"], json!({ "rights": 9, "heads": 9, "areaDm2": "101000" }));
    let procedure = json!({ "proxies": "ALLOWED", "proxyCap": 1, "paper": true, "parkingCounts": false });
    assert_eq!(told["rule"]["procedure"], procedure);

    house.votes("owner_1", &poll, None, "against");
    house.votes("owner_2", &poll, None, "for");
    house.votes("owner_4", &poll, None, "for");
    house.votes("owner_6", &poll, None, "for");
    house.votes("mother", &poll, Some("child"), "for");
    house.votes("developer", &poll, Some(":developer"), "for");
    let buyer = house.tries_to_vote("owner_9", &poll, Some(":developer"), "against").unwrap_err();
    assert!(buyer.starts_with("not_holder"), "who was not handed over a flat has no vote yet: {buyer}");

    the_principal_overrides_the_proxy(&house, &poll);
    a_second_mandate_is_refused(&house, &poll);
    the_couple_votes_on_paper(&house, &poll);
    a_paper_does_not_replace_an_own_key(&house, &poll);

    let counted = house.the_vote_closes(&poll, 7);
    // Owner 5 alone has not voted. Six of eight heads are three quarters exactly, and that is enough (以上 includes the bound).
    let each = [
        ("92000", "101000", "91.0891", true),
        ("8", "9", "88.8888", true),
        ("74000", "92000", "80.4347", true),
        ("6", "8", "75.0000", true),
    ];
    assert_eq!(figures(&counted["tally"]), expected(&each));
    let heads = json!({ "entitled": "9", "for": "6", "against": "1", "abstain": "1", "invalid": "0", "present": "0" });
    assert_eq!(counted["tally"]["heads"], heads);
    assert_eq!(counted["verdict"], "PASSED");
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { sealing { counted replaced unconfirmed } } } }";
    let sealing = house.ask(query, json!({ "poll": poll }))["book"]["poll"]["sealing"].take();
    assert_eq!(sealing, json!({ "counted": 8, "replaced": 1, "unconfirmed": 1 }));
    house.it_is_certified("clerk", &poll);
    house.ends_in_an_audit();
}

fn the_principal_overrides_the_proxy(house: &House, poll: &str) {
    let grant = house.grants("owner_3", "owner_4", poll);
    house.votes("owner_4", poll, Some("owner_3"), "for");
    let cast = ballot(house, poll, "owner_3");
    assert_eq!(
        (&cast["grant"]["grantId"], &cast["grant"]["principal"]["memberId"], &cast["member"]["memberId"]),
        (&json!(grant), &json!("owner_3"), &json!("owner_4"))
    );
    house.votes("owner_3", poll, None, "abstain");
    let refused = house.tries_to_vote("owner_4", poll, Some("owner_3"), "for").unwrap_err();
    assert!(refused.starts_with("principal_ballot_stands"), "{refused}");
    let stands = ballot(house, poll, "owner_3");
    assert_eq!((&stands["choice"], &stands["grant"]), (&json!("ABSTAIN"), &Value::Null));
}

/// One mandate is the cap, and it stays used though the principal has voted since.
fn a_second_mandate_is_refused(house: &House, poll: &str) {
    house.grants("owner_5", "owner_4", poll);
    let refused = house.tries_to_vote("owner_4", poll, Some("owner_5"), "for").unwrap_err();
    assert!(refused.starts_with("proxy_cap_reached"), "{refused}");
    assert_eq!(ballot(house, poll, "owner_5"), Value::Null);
}

fn the_couple_votes_on_paper(house: &House, poll: &str) {
    let right = "owner_7+owner_8";
    house.a_paper_is_entered("witness_1", poll, right, "owner_8", "for");
    assert_eq!(ballot(house, poll, right), Value::Null, "one reading is no ballot");
    let same = house.a_paper_is_read_again("witness_1", poll, right, "owner_8", "for").unwrap_err();
    assert!(same.starts_with("duties_not_separate"), "{same}");
    let other = house.a_paper_is_read_again("witness_2", poll, right, "owner_8", "against").unwrap_err();
    assert!(other.starts_with("paper_mismatch"), "{other}");
    house.a_paper_is_read_again("witness_2", poll, right, "owner_8", "for").unwrap();
    let cast = ballot(house, poll, right);
    assert_eq!((&cast["choice"], &cast["channel"]), (&json!("FOR"), &json!("PAPER")));
}

fn a_paper_does_not_replace_an_own_key(house: &House, poll: &str) {
    house.a_paper_is_entered("witness_2", poll, "owner_6", "owner_6", "against");
    let refused =
        house.a_paper_is_read_again("witness_1", poll, "owner_6", "owner_6", "against").unwrap_err();
    assert!(refused.starts_with("own_ballot_stands"), "{refused}");
    assert_eq!(ballot(house, poll, "owner_6")["choice"], "FOR");
}
