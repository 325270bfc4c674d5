//! 荔城 (row B11): neighbours' disputes are mediated by police, lawyers and 长者评理员. Sides agree, a mediator who is challenged is replaced, two
//! sessions take place of which nothing said is recorded, and the agreement binds once both sides and a mediator signed the same text; where a
//! side ends it, the community council deliberates, and where the time is over, the book says so by itself.

use crate::house::{Cast, DAY_MS, House, Text, member};
use crate::steps::{Case, Vote};
use serde_json::{Value, json};
use yishi_core::Standing;

const SEATS: [(&str, &str, &str); 9] = [
    ("community", "secretary", "secretary"),
    ("community", "supervisor", "supervisor"),
    ("community", "elder", "elder_1"),
    ("community", "elder", "elder_2"),
    ("community", "police", "officer"),
    ("community", "lawyer", "lawyer"),
    ("community", "delegate", "delegate_1"),
    ("community", "delegate", "delegate_2"),
    ("grid-1", "grid-worker", "worker"),
];

const NOISE: Case =
    Case { title: "楼上夜间噪声", class: "dispute", place: "grid-1", households: 2, cost_fen: 0 };

const TEXT: &str = "一、晚十点后不在客厅练琴。二、铺设隔音垫,费用各半。";

fn community() -> Cast {
    let names = SEATS.iter().map(|(_, _, name)| *name).chain(["upstairs", "downstairs", "caller"]);
    let rows = names.map(|name| member(name, "grid-1", Standing::Resident)).collect();
    let seats = SEATS.map(|(council, seat, holder)| (council, seat, holder.to_owned()));
    Cast { charter: "mediation", rows, seats: seats.to_vec() }
}

fn dispute(house: &House) -> String {
    let matter = house.a_matter_is_raised("downstairs", "secretary", "楼上半夜练琴,多次沟通无果。", &NOISE);
    let side = |name: &str| json!({ "side": "members", "members": [name] });
    let sides = [side("upstairs"), side("downstairs")];
    house.does("worker", "open_mediation", json!({ "matter": matter, "sides": sides }), &[]);
    matter
}

fn names(house: &House, matter: &str, mediators: [&str; 2]) {
    house.does("worker", "name_mediators", json!({ "matter": matter, "mediators": mediators }), &[]);
}

fn both_agree(house: &House, matter: &str) {
    for side in ["upstairs", "downstairs"] {
        house.does(side, "consent_to_mediation", json!({ "matter": matter }), &[]);
    }
}

fn a_session_takes_place(house: &House, matter: &str, by: &str) {
    let starts_at_ms = house.now().0 + 2 * DAY_MS;
    let place = Text::statement("社区评理室");
    let fields = json!({ "matter": matter, "starts_at_ms": starts_at_ms, "place": place.hash() });
    house.does(by, "call_mediation_session", fields, std::slice::from_ref(&place));
    house.wait_days(2);
    let outcome = json!({ "outcome": "held", "attended": ["downstairs", by, "upstairs"] });
    house.does(by, "close_mediation_session", json!({ "matter": matter, "outcome": outcome }), &[]);
}

fn told(house: &House, matter: &str) -> Value {
    let query = "query ($matter: String!) { book { matter(matterId: $matter) { stage closure council { name }
        mediation { open allAgreed namingOverdue mediators { member { memberId } }
        sessions { held place { content } } agreement { commitment performance inForceSince confirmBy }
        referral { reason body council { name } entry { index } } } } } }";
    house.ask(query, json!({ "matter": matter }))["book"]["matter"].take()
}

fn owed(house: &House, name: &str) -> Vec<String> {
    let query = "query ($member: String!) { book { member(memberId: $member) { owed { kind } } } }";
    let found = house.ask(query, json!({ "member": name }))["book"]["member"]["owed"].take();
    let kinds = found.as_array().into_iter().flatten();
    kinds.filter_map(|it| it["kind"].as_str().map(str::to_owned)).collect()
}

#[test]
fn neighbours_settle_a_dispute_and_an_agreement_binds_that_all_signed() {
    let house = House::founded(&community());
    let matter = dispute(&house);
    assert_eq!(told(&house, &matter)["stage"], "MEDIATING");
    let own = json!({ "matter": matter, "mediators": ["elder_1", "upstairs"] });
    house.does(
        "secretary",
        "assign_seat",
        json!({ "council": "community", "seat": "elder", "member": "upstairs" }),
        &[],
    );
    let refused = house.is_refused("worker", "name_mediators", own, &[]);
    assert!(refused.starts_with("duties_not_separate"), "a side mediates nothing of its own: {refused}");

    names(&house, &matter, ["elder_1", "officer"]);
    let challenge = json!({ "matter": matter, "mediator": "elder_1" });
    house.does("upstairs", "challenge_mediator", challenge, &[]);
    names(&house, &matter, ["lawyer", "officer"]);
    let place = Text::statement("社区评理室");
    let refused = house.is_refused(
        "lawyer",
        "call_mediation_session",
        json!({ "matter": matter, "starts_at_ms": house.now().0 + 3 * DAY_MS, "place": place.hash() }),
        std::slice::from_ref(&place),
    );
    assert!(refused.starts_with("mediation_not_begun"), "{refused}");
    both_agree(&house, &matter);
    a_session_takes_place(&house, &matter, "lawyer");
    a_session_takes_place(&house, &matter, "officer");

    let text = Text::vault(TEXT);
    let fields = json!({ "matter": matter, "text": text.hash(), "performance": "by_sides" });
    house.does("lawyer", "propose_settlement", fields, std::slice::from_ref(&text));
    let signature = json!({ "matter": matter, "text": text.hash(), "performance": "by_sides" });
    for signer in ["upstairs", "lawyer"] {
        house.does(signer, "sign_settlement", signature.clone(), &[]);
        assert_eq!(told(&house, &matter)["mediation"]["agreement"]["inForceSince"], Value::Null);
    }
    let refused = house.is_refused("delegate_1", "sign_settlement", signature.clone(), &[]);
    assert!(refused.starts_with("not_a_side"), "{refused}");
    house.does("downstairs", "sign_settlement", signature, &[]);

    let settled = told(&house, &matter);
    assert_eq!(
        (&settled["stage"], &settled["closure"]),
        (&json!("CLOSED"), &json!("SETTLED")),
        "{settled:#}"
    );
    let mediation = &settled["mediation"];
    assert_eq!(mediation["agreement"]["commitment"], text.hash());
    assert!(mediation["agreement"]["confirmBy"].is_string(), "{mediation:#}");
    assert_eq!(
        mediation["sessions"],
        json!([{ "held": true, "place": null }, { "held": true, "place": null }])
    );
    let figures = house.ask("query { book { figures { levels { levelId settled } } } }", json!({}));
    assert_eq!(
        figures["book"]["figures"]["levels"][0],
        json!({ "levelId": "grid", "settled": 1 }),
        "{figures:#}"
    );
    house.ends_in_an_audit();
}

#[test]
fn where_a_side_ends_it_the_council_deliberates_and_where_time_is_over_the_book_says_so() {
    let house = House::founded(&community());
    let ended = dispute(&house);
    let late = dispute(&house);
    names(&house, &ended, ["elder_1", "elder_2"]);
    both_agree(&house, &ended);
    a_session_takes_place(&house, &ended, "elder_2");
    house.does("upstairs", "end_mediation", json!({ "matter": ended }), &[]);
    let told_of = told(&house, &ended);
    assert_eq!(told_of["mediation"]["referral"]["reason"], "ENDED", "{told_of:#}");
    assert_eq!(told_of["council"]["name"], "社区议事会");
    // A notice whose last day is a Saturday ends on Monday: a day later it ends the same.
    house.wait_days(1);

    let proposal =
        house.a_proposal_is_drafted("secretary", &ended, "公共琴房每晚开放,居民公约写明安静时段。");
    let present = ["secretary", "elder_1", "elder_2", "delegate_1", "delegate_2"];
    house.a_hearing_is_held("secretary", &ended, &present);
    let vote = Vote { rule: "council", scope: json!({ "scope": "council" }), options: vec![], days: 1 };
    let poll = house.the_vote_opens("secretary", &proposal, &vote);
    for voter in present {
        house.votes(voter, &poll, None, "for");
    }
    assert_eq!(house.the_vote_closes(&poll, 2)["verdict"], "PASSED");
    house.it_is_certified("supervisor", &poll);

    let waiting = told(&house, &late);
    assert_eq!(waiting["mediation"]["namingOverdue"], true, "nobody named mediators: {waiting:#}");
    assert!(owed(&house, "downstairs").contains(&"MEDIATION_CONSENT".to_owned()));
    let board = house.on_the_board(&format!("matters/{late}.html"));
    assert!(board.contains("未按期确定") && board.contains("<strong>确定调解员</strong>"), "{board}");
    house.the_board_says_nowhere(&["upstairs", "downstairs"]);
    house.wait_days(40);
    let over = told(&house, &late);
    assert_eq!(over["mediation"]["referral"]["reason"], "DEADLINE_MISSED", "{over:#}");
    assert_eq!(over["stage"], "DELIBERATING");
    house.ends_in_an_audit();
}
