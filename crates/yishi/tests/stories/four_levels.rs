//! 霞山, 荔城, 端州, 北高 (rows A1, A6, B2): four levels of councils in one book. 小事不出楼组、大事不出社区: a building group settles what
//! it can; what it cannot settle moves up by rule, and what is too small comes down. The street guides 指导, takes up 提级 and hands
//! back, and residents contest where a matter was sent 分流异议.

use crate::house::{Cast, House, Text, member};
use crate::steps::{Case, Vote};
use serde_json::{Value, json};
use yishi_core::Standing;

const OFFICERS: [&str; 7] =
    ["street_lead", "street_1", "street_2", "secretary", "clerk", "compound_head", "compound_1"];
const GROUP: [&str; 3] = ["group_head", "group_1", "group_2"];

fn street() -> Cast {
    let near = (1..=5).map(|number| format!("neighbour_{number}")).chain(GROUP.map(str::to_owned));
    let mut rows: Vec<_> = near.map(|name| member(&name, "group-a1", Standing::Resident)).collect();
    rows.push(member("across_1", "group-a2", Standing::Resident));
    rows.push(member("beyond_1", "group-b1", Standing::Resident));
    rows.extend(OFFICERS.map(|officer| member(officer, "group-a2", Standing::Partner)));
    let mut seats = vec![
        ("street", "street-lead", "street_lead"),
        ("street", "street-member", "street_1"),
        ("street", "street-member", "street_2"),
        ("community", "community-secretary", "secretary"),
        ("community", "community-clerk", "clerk"),
        ("community", "community-delegate", "neighbour_4"),
        ("community", "community-delegate", "neighbour_5"),
        ("compound-a", "compound-head", "compound_head"),
        ("compound-a", "compound-delegate", "compound_1"),
        ("group-a1", "group-head", "group_head"),
    ];
    seats.extend(GROUP[1..].iter().map(|holder| ("group-a1", "group-member", *holder)));
    let seats = seats.into_iter().map(|(council, seat, holder)| (council, seat, holder.to_owned()));
    Cast { charter: "four-levels", rows, seats: seats.collect() }
}

const fn case(title: &'static str, households: u64) -> Case {
    Case { title, class: "upkeep", place: "group-a1", households, cost_fen: 100_000 }
}

const LAMP: Case = case("一组楼道灯不亮", 5);
const BENCH: Case = case("一组门前长椅的位置", 8);
const PAINT: Case = case("一组外墙粉刷的颜色", 9);
const BIKES: Case = case("一组自行车棚", 12);
const HEDGE: Case = case("甲小区绿篱修剪", 50);
const GATE: Case = case("社区大门改造", 300);
const ROAD: Case = Case {
    title: "一组门前道路翻修",
    class: "upkeep",
    place: "group-a1",
    households: 10,
    cost_fen: 60_000_000,
};

fn raised(house: &House, case: &Case) -> String {
    house.a_matter_is_raised("neighbour_1", "secretary", case.title, case)
}

/// The council of the building group votes; each in turn says this.
fn the_group_votes(house: &House, matter: &str, choices: &[&str]) -> String {
    let proposal = house.a_proposal_is_drafted("group_head", matter, "楼组提出的方案。");
    let vote = Vote { rule: "majority", scope: json!({ "scope": "council" }), options: vec![], days: 2 };
    let poll = house.the_vote_opens("group_head", &proposal, &vote);
    GROUP.iter().zip(choices).for_each(|(voter, choice)| house.votes(voter, &poll, None, choice));
    house.wait_days(3);
    poll
}

/// Where a matter lies, and what moved it there: each cause with the rule that fired.
fn way(house: &House, matter: &str) -> (String, Vec<(String, Value)>) {
    let query = "query ($matter: String!) { book { matter(matterId: $matter) {
        council { councilId } moves { cause ruleId reason { content } from { councilId } to { councilId } } } } }";
    let told = house.ask(query, json!({ "matter": matter }))["book"]["matter"].take();
    let step = |step: &Value| {
        assert_ne!(step["from"], step["to"]);
        assert_eq!(
            step["ruleId"].is_null(),
            step["reason"]["content"].is_string(),
            "by a rule, or with a reason: {step}"
        );
        (step["cause"].as_str().unwrap().to_owned(), step["ruleId"].clone())
    };
    let moves = told["moves"].as_array().unwrap().iter().map(step).collect();
    (told["council"]["councilId"].as_str().unwrap().to_owned(), moves)
}

fn by_rule(rule: &str) -> Vec<(String, Value)> {
    vec![("RULE".to_owned(), json!(rule))]
}

/// The work is done, accepted by the street and found satisfactory: the matter is closed.
fn it_is_carried_out(house: &House, matter: &str) {
    let action = house.work_is_assigned("secretary", matter, "group_1", "更换楼道灯");
    let picture = Text::vault("照片:灯亮了");
    house.does(
        "group_1",
        "complete_action",
        json!({ "action": action, "evidence": picture.hash() }),
        &[picture],
    );
    let found = Text::statement("已到现场查看");
    let fields = json!({ "action": action, "inspection": "accepted", "text": found.hash() });
    house.does("street_1", "inspect_action", fields, &[found]);
    for delegate in ["neighbour_4", "neighbour_5"] {
        house.does(delegate, "evaluate_matter", json!({ "matter": matter, "rating": 5 }), &[]);
    }
    house.wait_days(9);
}

#[test]
fn the_group_settles_what_it_can_and_what_it_cannot_moves_up_by_rule() {
    let house = House::founded(&street());
    let lamp = raised(&house, &LAMP);
    let poll = the_group_votes(&house, &lamp, &["for", "for", "for"]);
    house.it_is_certified("clerk", &poll);
    it_is_carried_out(&house, &lamp);
    assert_eq!(way(&house, &lamp), ("group-a1".to_owned(), vec![]), "it never left the group");

    let bench = raised(&house, &BENCH);
    the_group_votes(&house, &bench, &["for", "against"]);
    assert_eq!(way(&house, &bench), ("compound-a".to_owned(), by_rule("tie")));
    let paint = raised(&house, &PAINT);
    the_group_votes(&house, &paint, &["for"]);
    assert_eq!(way(&house, &paint), ("compound-a".to_owned(), by_rule("no-quorum")));
    let bikes = raised(&house, &BIKES);
    for neighbour in ["neighbour_1", "neighbour_2", "neighbour_3"] {
        house.does(neighbour, "petition_escalation", json!({ "matter": bikes }), &[]);
    }
    assert_eq!(way(&house, &bikes), ("compound-a".to_owned(), by_rule("petition")));

    // What came to the compound by its size and is small after all goes down, with the reason.
    let hedge = raised(&house, &HEDGE);
    assert_eq!(way(&house, &hedge).0, "compound-a");
    let reason = Text::document("只涉及一组门前,楼组商议即可。");
    let fields = json!({ "matter": hedge, "to": "group-a1", "reason": reason.hash() });
    house.does("compound_head", "hand_matter_down", fields, &[reason]);
    let (council, moves) = way(&house, &hedge);
    assert_eq!((council.as_str(), moves[0].0.as_str()), ("group-a1", "HANDED_DOWN"));

    house.a_hearing_is_held("compound_head", &bench, &["compound_head", "compound_1"]);
    the_figures_lead_to_what_they_count(&house, &lamp);
    // Nobody votes on the hedge in the time that its level has.
    house.wait_days(70);
    let (council, moves) = way(&house, &hedge);
    assert_eq!((council.as_str(), moves[1].clone()), ("compound-a", ("RULE".to_owned(), json!("late"))));
    house.ends_in_an_audit();
}

fn the_figures_lead_to_what_they_count(house: &House, settled: &str) {
    let query = "{ book { figures { levels { levelId matters settled hearingsHeld
        settledMatters(first: 5) { totalCount nodes { matterId closure lastEntry { index } } } } } } }";
    let told = house.ask(query, json!({}))["book"]["figures"]["levels"].take();
    let figures: Vec<_> =
        told.as_array().unwrap().iter().map(|level| (&level["levelId"], &level["matters"])).collect();
    let expected = [("group", 2), ("compound", 3), ("community", 0), ("street", 0)];
    let expected: Vec<(Value, Value)> = expected.iter().map(|(level, n)| (json!(level), json!(n))).collect();
    assert_eq!(figures, expected.iter().map(|(level, n)| (level, n)).collect::<Vec<_>>());
    let held: Vec<&Value> = told.as_array().unwrap().iter().map(|level| &level["hearingsHeld"]).collect();
    assert_eq!(held, [&json!(0), &json!(1), &json!(0), &json!(0)]);
    assert_eq!(told[0]["settled"], 1);
    let node = &told[0]["settledMatters"]["nodes"][0];
    assert_eq!((&node["matterId"], &node["closure"]), (&json!(settled), &json!("SATISFIED")));
    assert_eq!(told[1]["settledMatters"]["totalCount"], 0);
}

#[test]
fn the_street_guides_takes_up_and_hands_back_and_every_step_is_an_entry() {
    let house = House::founded(&street());
    assert_eq!(way(&house, &raised(&house, &ROAD)).0, "street", "few households, but much money");
    let gate = raised(&house, &GATE);
    assert_eq!(way(&house, &gate).0, "community");
    let guidance = || Text::document("请先征求沿街商户意见。");
    let fields = json!({ "matter": gate, "document": guidance().hash() });
    let refused = house.is_refused("secretary", "guide_matter", fields.clone(), &[guidance()]);
    assert!(
        refused.starts_with("power_missing") && refused.contains("guide") && refused.contains("community"),
        "{refused}"
    );
    let entry = house.does("street_lead", "guide_matter", fields, &[guidance()]);
    let query = "query ($matter: String!) { book { matter(matterId: $matter) {
        guidance { entry { index } member { memberId } document { content } } } } }";
    let told = house.ask(query, json!({ "matter": gate }));
    let given = &told["book"]["matter"]["guidance"][0];
    assert_eq!(given["entry"]["index"], entry.to_string());
    assert_eq!(given["member"]["memberId"], "street_lead");
    assert_eq!(given["document"]["content"], "请先征求沿街商户意见。");

    let reason = || Text::document("涉及相邻社区,由街道统筹。");
    let fields = json!({ "matter": gate, "to": "street", "reason": reason().hash() });
    let refused = house.is_refused("compound_head", "take_up_matter", fields.clone(), &[reason()]);
    assert!(refused.starts_with("power_missing"), "{refused}");
    house.does("street_lead", "take_up_matter", fields, &[reason()]);
    assert_eq!(way(&house, &gate).0, "street");
    let back = Text::document("统筹已毕,交回社区商议。");
    let fields = json!({ "matter": gate, "to": "community", "reason": back.hash() });
    house.does("street_lead", "hand_matter_down", fields, &[back]);
    let (council, moves) = way(&house, &gate);
    let causes: Vec<&str> = moves.iter().map(|(cause, _)| cause.as_str()).collect();
    assert_eq!((council.as_str(), causes), ("community", vec!["TAKEN_UP", "HANDED_DOWN"]));
    house.ends_in_an_audit();
}

/// A resident signs that the matter was sent to the wrong council.
fn contests(house: &House, who: &str, matter: &str) {
    let meant = json!({ "kind": "contest_route", "matter": matter });
    house
        .prepared(who, "prepareContest", "PrepareContestInput", json!({ "matter": matter }), &meant)
        .unwrap();
}

#[test]
fn residents_contest_a_route_and_somebody_other_than_the_screener_answers() {
    let house = House::founded(&street());
    let lamp = raised(&house, &LAMP);
    let proposal = house.a_proposal_is_drafted("group_head", &lamp, "换灯。");
    ["neighbour_2", "across_1", "beyond_1"].iter().for_each(|resident| contests(&house, resident, &lamp));
    let vote = Vote { rule: "majority", scope: json!({ "scope": "council" }), options: vec![], days: 2 };
    let refused = house.is_refused("group_head", "open_poll", house.opening(&proposal, &vote), &[]);
    assert!(refused.starts_with("contest_pending"), "{refused}");

    let reason = || Text::document("三个楼组共用一路电,涉及三百户。");
    let facts = json!({ "class": "upkeep", "places": ["group-a1", "group-a2", "group-b1"], "affected_households": 300,
        "cost_fen": 100_000, "urgency": "ordinary" });
    let fields = json!({ "matter": lamp, "facts": facts, "reason": reason().hash() });
    let refused = house.is_refused("secretary", "answer_contest", fields.clone(), &[reason()]);
    assert!(refused.starts_with("duties_not_separate"), "{refused}");
    house.does("compound_head", "answer_contest", fields, &[reason()]);
    let query = "query ($matter: String!) { book { matter(matterId: $matter) {
        contest { signatures } screenedBy { memberId } route { rule { ruleId } facts { affectedHouseholds } } } } }";
    let told = house.ask(query, json!({ "matter": lamp }))["book"]["matter"].take();
    assert_eq!(told["contest"], Value::Null);
    assert_eq!(told["route"], json!({ "rule": { "ruleId": "big" }, "facts": { "affectedHouseholds": 300 } }));
    assert_eq!(told["screenedBy"]["memberId"], "compound_head");
    let (council, moves) = way(&house, &lamp);
    assert_eq!((council.as_str(), moves[0].0.as_str()), ("community", "REROUTED"));

    // Who screens is never put where they would supervise what they screened.
    let seat = json!({ "council": "street", "seat": "street-member", "member": "secretary" });
    let refused = house.is_refused("street_lead", "assign_seat", seat, &[]);
    assert!(refused.starts_with("duties_not_separate"), "{refused}");
    house.ends_in_an_audit();
}
