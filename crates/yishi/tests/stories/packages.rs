//! 向阳: service packages of 10, 20 and 30 yuan a month 先尝后买. After a trial period the households of the compound choose among
//! them; equal packages are decided by a lot that anybody can draw again.

use crate::house::{Cast, DAY_MS, House, member};
use crate::steps::{Case, Vote, winners};
use serde_json::{Value, json};
use yishi_core::{Digest, Standing, TimeMs};
use yishi_tally::{OptionId, Seed, lot};

pub fn compound() -> Cast {
    let residents = (1..=8).map(|number| format!("resident_{number}"));
    let mut rows: Vec<_> = residents.map(|name| member(&name, "buildings", Standing::Resident)).collect();
    rows.extend(["secretary", "clerk"].map(|officer| member(officer, "buildings", Standing::Partner)));
    let seats = [("secretary", "secretary"), ("clerk", "clerk"), ("delegate", "resident_1")];
    let seats = seats.map(|(seat, holder)| ("compound", seat, holder.to_owned()));
    Cast { charter: "packages", rows, seats: seats.to_vec() }
}

const CASE: Case =
    Case { title: "物业服务套餐", class: "service", place: "buildings", households: 8, cost_fen: 0 };

pub fn packages() -> Vec<Value> {
    let package = |(id, name): (&str, &str)| json!({ "id": id, "name": name });
    [
        ("package-10", "每月10元:保洁"),
        ("package-20", "每月20元:保洁、门岗"),
        ("package-30", "每月30元:保洁、门岗、绿化"),
    ]
    .map(package)
    .to_vec()
}

/// Everything up to the vote: the trial period passes before the text is posted.
pub fn tried_and_posted(house: &House) -> String {
    let matter = house.a_matter_is_raised("resident_1", "clerk", "先服务后收费,试用期满再定档次。", &CASE);
    house.wait_until(TimeMs(house.now().0 + 30 * DAY_MS));
    let proposal = house.a_proposal_is_drafted(
        "secretary",
        &matter,
        "三档服务套餐:每月10元、20元、30元,试用30天后由各户选择。",
    );
    house.it_is_posted("secretary", &proposal, 7);
    proposal
}

fn vote(rule: &'static str) -> Vote {
    Vote { rule, scope: json!({ "scope": "council" }), options: packages(), days: 5 }
}

#[test]
fn a_compound_chooses_a_package_by_single_choice_and_sees_how_the_packages_stand() {
    let house = House::founded(&compound());
    let proposal = tried_and_posted(&house);
    let poll = house.the_vote_opens("secretary", &proposal, &vote("choose-one"));
    let chosen = ["package-10", "package-20", "package-20", "package-30", "package-20"];
    for (number, package) in (1..).zip(chosen) {
        let right = json!({ "one": package });
        house.marks(&format!("resident_{number}"), &poll, right.clone(), right).unwrap();
    }
    let query = "query ($poll: String!) { book { poll(pollId: $poll) {
        outcome { final winners { name } } rule { choice { method progress } } } } }";
    let during = house.ask(query, json!({ "poll": poll }));
    assert_eq!(
        during["book"]["poll"]["outcome"],
        json!({ "final": false, "winners": [{ "name": "每月20元:保洁、门岗" }] })
    );
    let ballot = house.order("resident_6", "cast_ballot", json!({
        "poll": poll, "right": "household_resident_6", "document": house.opening(&proposal, &vote("choose-one"))["document"], "choice": "for",
    }), &[]);
    assert!(ballot.unwrap_err().starts_with("ballot_of_other_kind"), "yes and no say nothing among packages");

    let counted = house.the_vote_closes(&poll, 6);
    assert_eq!(
        (winners(&counted), &counted["tally"]["verdict"]),
        (vec!["package-20".to_owned()], &json!("PASSED"))
    );
    house.it_is_certified("clerk", &poll);
    house.ends_in_an_audit();
}

#[test]
fn equal_packages_are_decided_by_a_lot_that_anybody_can_draw_again() {
    let house = House::founded(&compound());
    let proposal = tried_and_posted(&house);
    let poll = house.the_vote_opens("secretary", &proposal, &vote("choose-approval"));
    for number in 1..=6 {
        house.approves(&format!("resident_{number}"), &poll, &["package-10", "package-20"]);
    }
    let query =
        "query ($poll: String!) { book { poll(pollId: $poll) { lotSource options { optionId name } } } }";
    let opened = house.ask(query, json!({ "poll": poll }));
    assert_eq!(opened["book"]["poll"]["lotSource"], "HEAD_BEFORE_SEALING");
    let counted = house.the_vote_closes(&poll, 6);
    let seed: Digest = counted["outcome"]["seed"].as_str().unwrap().parse().unwrap();
    let number = |package: &str| lot(&Seed(seed.0), &OptionId::from(package));
    let drawn = if number("package-10") < number("package-20") { "package-10" } else { "package-20" };
    assert_eq!(winners(&counted), [drawn]);
    house.it_is_certified("clerk", &poll);
    house.ends_in_an_audit();
}
