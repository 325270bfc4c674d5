//! 向阳 (row A7): alternates. Three of five are elected, the other two follow in the order of the count; one leaves, the first alternate declines
//! and the second takes the seat; a ruling that revokes the election ends all of it.

use crate::committee_election::{ELECTION, compound, options, qualified};
use crate::house::{House, Text};
use crate::steps::{Vote, winners};
use serde_json::{Value, json};

const STAND: [&str; 5] = ["owner_1", "owner_2", "owner_3", "owner_4", "owner_5"];

/// Nine owners with three marks each: everybody who stands has at least five of nine.
const APPROVALS: [[usize; 3]; 9] =
    [[0, 1, 2], [0, 1, 2], [0, 1, 3], [0, 3, 4], [0, 3, 4], [0, 2, 4], [1, 2, 3], [1, 2, 4], [1, 3, 4]];

impl House {
    fn alternates(&self, resolution: &str) -> Value {
        let query = "query ($resolution: String!) { book { resolution(resolutionId: $resolution) { election {
            elected { memberId } termEndsAt alternates { until endedBecause ended { index } exhausted { index }
                members { order status acceptBy member { memberId } inPlaceOf { memberId }
                    called { index } settled { index } } } } } } }";
        self.ask(query, json!({ "resolution": resolution }))["book"]["resolution"]["election"].take()
    }

    /// The alternates that the page of the council shows for its committee.
    fn alternates_of_seat(&self) -> Vec<Value> {
        let query = "query { book { council(councilId: \"compound\") { seats { seat { seatId }
            alternates { resolutionId members { status } } } } } }";
        let mut found = self.ask(query, json!({}));
        let seats = found["book"]["council"]["seats"].as_array_mut().unwrap();
        let seat = seats.iter_mut().find(|found| found["seat"]["seatId"] == "committee").unwrap();
        seat["alternates"].as_array().unwrap().clone()
    }

    fn owes_a_word(&self, who: &str) -> bool {
        let query = "query ($member: String!) { book { member(memberId: $member) {
            owed { kind dueAt object { __typename } } } } }";
        let found = self.ask(query, json!({ "member": who }));
        let owed = found["book"]["member"]["owed"].as_array().unwrap().clone();
        owed.iter().any(|owed| owed["kind"] == "ALTERNATE_ANSWER" && !owed["dueAt"].is_null())
    }

    fn steps_down(&self, who: &str) {
        let fields =
            json!({ "council": "compound", "seat": "committee", "member": who, "reason": "迁居外地" });
        self.does(who, "vacate_seat", fields, &[]);
    }
}

fn statuses(election: &Value) -> Vec<String> {
    let members = election["alternates"]["members"].as_array().unwrap();
    members.iter().map(|found| found["status"].as_str().unwrap().to_owned()).collect()
}

/// Five owners stand, are screened, and are voted on; the resolution.
fn elected(house: &House) -> (String, Vec<String>) {
    let matter = house.a_matter_is_raised("owner_1", "clerk", "业主委员会任期将满,请组织换届。", &ELECTION);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "换届选举办法:应选三名,候补两名。");
    let closes_at_ms = house.now().0 + 9 * 86_400_000;
    let opening = json!({ "proposal": proposal, "rule": "committee-election", "closes_at_ms": closes_at_ms });
    house.does("secretary", "open_nominations", opening, &[]);
    for owner in STAND {
        let nomination = house.stands(owner, &proposal, &format!("{owner}:愿意参选。"));
        house.screens("clerk", &nomination, qualified(), "符合条件,已核对账户。").unwrap();
    }
    house.wait_days(16);
    house.it_is_posted("secretary", &proposal, 15);
    let query = "query ($proposal: String!) { book { proposal(proposalId: $proposal) {
        nominations { ballotPaper { member { memberId } } } } } }";
    let found = house.ask(query, json!({ "proposal": proposal }));
    let paper = found["book"]["proposal"]["nominations"]["ballotPaper"].as_array().unwrap().iter();
    let paper: Vec<String> = paper.map(|it| it["member"]["memberId"].as_str().unwrap().to_owned()).collect();
    let scope = json!({ "scope": "council" });
    let vote = Vote { rule: "committee-election", scope, options: options(&paper), days: 12 };
    let poll = house.the_vote_opens("secretary", &proposal, &vote);
    for (number, marks) in (1..).zip(APPROVALS) {
        let marks = marks.map(|place| STAND[place].replace('_', "-"));
        house.approves(&format!("owner_{number}"), &poll, &marks.each_ref().map(String::as_str));
    }
    let counted = house.the_vote_closes(&poll, 13);
    let index = house.it_is_certified("clerk", &poll);
    (format!("resolution_{index}"), winners(&counted).iter().map(|name| name.replace('-', "_")).collect())
}

#[test]
fn who_was_not_elected_steps_up_in_the_order_of_the_count_until_the_election_is_revoked() {
    let house = House::founded(&compound());
    let (resolution, seated) = elected(&house);
    let election = house.alternates(&resolution);
    assert_eq!((seated.len(), statuses(&election)), (3, vec!["WAITING".to_owned(), "WAITING".to_owned()]));
    assert_eq!(election["alternates"]["until"], election["termEndsAt"]);
    let members = election["alternates"]["members"].as_array().unwrap();
    let names: Vec<String> =
        members.iter().map(|found| found["member"]["memberId"].as_str().unwrap().to_owned()).collect();
    let [first, second] = names.as_slice() else { panic!("{names:?}") };
    assert!(names.iter().all(|name| !seated.contains(name)));
    let step_up = json!({ "resolution": resolution });
    let refused = house.is_refused(first, "step_up", step_up.clone(), &[]);
    assert!(refused.starts_with("wrong_stage"), "no place is vacant yet: {refused}");

    house.steps_down(&seated[0]);
    let election = house.alternates(&resolution);
    assert_eq!(statuses(&election), ["CALLED", "WAITING"]);
    assert_eq!(election["alternates"]["members"][0]["inPlaceOf"]["memberId"], seated[0].as_str());
    assert!(house.owes_a_word(first) && !house.owes_a_word("secretary"));
    let refused = house.is_refused(second, "step_up", step_up.clone(), &[]);
    assert!(refused.starts_with("wrong_stage"), "out of order: {refused}");
    let refused = house.is_refused("owner_8", "step_up", step_up.clone(), &[]);
    assert!(refused.starts_with("not_alternate"), "{refused}");
    let assign = json!({ "council": "compound", "seat": "committee", "member": "owner_8" });
    let refused = house.is_refused("secretary", "assign_seat", assign, &[]);
    assert!(refused.starts_with("place_kept"), "{refused}");
    house.does(first, "decline_step_up", step_up.clone(), &[]);
    assert_eq!(statuses(&house.alternates(&resolution)), ["DECLINED", "CALLED"]);
    house.does(second, "step_up", step_up.clone(), &[]);
    let mut expected = vec![seated[1].clone(), seated[2].clone(), second.clone()];
    expected.sort();
    assert_eq!(house.committee(), expected);
    assert_eq!(house.alternates_of_seat().len(), 1);

    let judgment = Text::document("撤销业主委员会选举结果的判决书。");
    let fields = json!({ "resolution": resolution, "authority": "区人民法院", "reference": "2026-民初-7",
        "document": judgment.hash(), "finding": { "finding": "revoked", "seats": "vacate" } });
    house.does("registrar_1", "record_ruling", fields, &[judgment]);
    let election = house.alternates(&resolution);
    assert_eq!(
        (statuses(&election), &election["alternates"]["endedBecause"]),
        (vec!["DECLINED".to_owned(), "SEATED".to_owned()], &json!("REVOKED"),)
    );
    assert!(house.committee().is_empty() && house.alternates_of_seat().is_empty());
    house.ends_in_an_audit();
}

#[test]
fn alternates_who_are_silent_lose_their_turn_and_the_place_stays_vacant() {
    let house = House::founded(&compound());
    let (resolution, seated) = elected(&house);
    house.steps_down(&seated[1]);
    let election = house.alternates(&resolution);
    let first = election["alternates"]["members"][0]["member"]["memberId"].as_str().unwrap().to_owned();
    house.wait_days(7);
    assert_eq!(statuses(&house.alternates(&resolution)), ["LAPSED", "CALLED"]);
    let refused = house.is_refused(&first, "step_up", json!({ "resolution": resolution }), &[]);
    assert!(refused.starts_with("wrong_stage"), "too late: {refused}");
    house.wait_days(7);
    let election = house.alternates(&resolution);
    assert_eq!(statuses(&election), ["LAPSED", "LAPSED"]);
    assert!(!election["alternates"]["exhausted"].is_null(), "the place stays vacant");
    assert_eq!(house.committee().len(), 2);
    house.ends_in_an_audit();
}
