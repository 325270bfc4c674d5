//! A hearing with order: a locked agenda, an invited expert, people who sign in, turns with a time, a point of order, a question that is
//! owed, an adjournment, and three benches 三方共议 that have to speak before the vote.

use crate::house::{Cast, DAY_MS, HOUR_MS, House, Text, member};
use crate::steps::{Case, Vote};
use serde_json::{Value, json};
use yishi_core::{Standing, TimeMs};

const SEATS: [(&str, &str); 6] = [
    ("secretary", "secretary"),
    ("supervisor", "supervisor"),
    ("manager", "manager"),
    ("delegate", "delegate_1"),
    ("delegate", "delegate_2"),
    ("delegate", "delegate_3"),
];

const PARKING: Case =
    Case {
        title: "地面停车位划线", class: "parking", place: "compound", households: 200, cost_fen: 800_000
    };

fn compound() -> Cast {
    let rows = SEATS.iter().map(|(_, name)| *name).chain(["resident_1", "resident_2"]);
    let rows = rows.map(|name| member(name, "compound", Standing::Resident));
    let partner = member("traffic_expert", "compound", Standing::Partner);
    let seats = SEATS.map(|(seat, holder)| ("compound", seat, holder.to_owned()));
    Cast { charter: "orderly-hearings", rows: rows.chain([partner]).collect(), seats: seats.to_vec() }
}

impl House {
    fn at(&self, who: &str, hearing: &str, kind: &str) {
        self.does(who, kind, json!({ "hearing": hearing }), &[]);
    }

    fn gives_the_floor(&self, hearing: &str, to: &str) {
        self.does("secretary", "give_floor", json!({ "hearing": hearing, "member": to }), &[]);
    }

    fn says(&self, who: &str, hearing: &str, words: &str, position: &str, proposal: &str) {
        let text = Text::statement(words);
        let fields =
            json!({ "hearing": hearing, "text": text.hash(), "position": position, "proposal": proposal });
        self.does(who, "make_statement", fields, &[text]);
        self.at(who, hearing, "yield_floor");
    }

    fn told(&self, hearing: &str) -> Value {
        let query = "query ($hearing: String!) { book { hearing(hearingId: $hearing) {
            status attendance items { proposalId } invited(first: 20) { totalCount nodes { memberId } }
            attendances(first: 20) { nodes { member { memberId } recorded { index } signed { index } } }
            waiting { memberId } nextSpeaker { memberId } turns(first: 20) { nodes { member { memberId } endedAt } }
            points(first: 5) { nodes { ruling ruledBy { memberId } text { content } reasons { content } } }
            questions(first: 5) { nodes { questionId benchId text { content } answer { content } answeredBy { memberId } } }
            statements(first: 20) { nodes { member { memberId } position benchIds proposal { proposalId } } }
            sessions { attendance seatsPresent seatsHeld reason { content } } } } }";
        self.ask(query, json!({ "hearing": hearing }))["book"]["hearing"].take()
    }
}

#[test]
fn three_benches_are_heard_in_order_before_the_vote() {
    let house = House::founded(&compound());
    let matter = house.a_matter_is_raised("resident_1", "secretary", "车停得太乱。", &PARKING);
    let lines = house.a_proposal_is_drafted("secretary", &matter, "划线 80 个车位,先到先停。");
    let other = house.a_proposal_is_drafted("resident_1", &matter, "全部固定车位。");

    let agenda = Text::document("议题:划线方案。地点:活动室。");
    let starts_at = TimeMs(house.now().0 + 9 * DAY_MS);
    let fields = json!({ "matter": matter, "starts_at_ms": starts_at.0, "agenda": agenda.hash(), "items": [lines],
        "invited_members": ["traffic_expert"] });
    let hearing = format!("hearing_{}", house.does("secretary", "call_hearing", fields, &[agenda]));
    house.wait_until(starts_at);
    house.at("secretary", &hearing, "open_hearing");
    for who in ["secretary", "manager", "delegate_1", "traffic_expert", "resident_1"] {
        house.at(who, &hearing, "attend_hearing");
    }
    house.these_are_present("secretary", &hearing, &["delegate_2"]);

    // Turns: in order, one at a time, points of order first.
    let out_of_turn = Text::statement("我先说!");
    let fields = json!({ "hearing": hearing, "text": out_of_turn.hash() });
    let refused = house.is_refused("resident_1", "make_statement", fields, &[out_of_turn]);
    assert!(refused.starts_with("floor_missing"), "{refused}");
    for who in ["secretary", "delegate_1", "resident_1"] {
        house.at(who, &hearing, "ask_for_floor");
    }
    house.gives_the_floor(&hearing, "secretary");
    house.says("secretary", &hearing, "社区赞成划线。", "for", &lines);
    let point = Text::statement("请主持人先说明发言时限。");
    let fields = json!({ "hearing": hearing, "text": point.hash() });
    let point = format!("point_{}", house.does("delegate_2", "raise_point", fields, &[point]));
    let next = json!({ "hearing": hearing, "member": "delegate_1" });
    let refused = house.is_refused("secretary", "give_floor", next, &[]);
    assert!(refused.starts_with("point_waits"), "{refused}");
    let reasons = Text::statement("成立:每人五分钟。");
    let fields = json!({ "hearing": hearing, "point": point, "ruling": "sustained", "text": reasons.hash() });
    house.does("secretary", "rule_on_point", fields, &[reasons]);
    let skipped = json!({ "hearing": hearing, "member": "resident_1" });
    let refused = house.is_refused("secretary", "give_floor", skipped, &[]);
    assert!(refused.starts_with("not_next") && refused.contains("delegate_1"), "{refused}");
    house.gives_the_floor(&hearing, "delegate_1");
    house.says("delegate_1", &hearing, "老人车位要留出来。", "against", &lines);

    // A question that the property company owes an answer to.
    let asked = Text::statement("划线费用谁出?");
    let to = json!({ "asked": "bench", "bench": "property" });
    let fields = json!({ "hearing": hearing, "to": to, "text": asked.hash() });
    let question = format!("question_{}", house.does("resident_1", "ask_question", fields, &[asked]));

    // Adjourned before the property company and one resident have spoken.
    let reason = Text::document("时间已晚,改日继续。");
    let to = TimeMs(house.now().0 + 2 * DAY_MS);
    let fields = json!({ "hearing": hearing, "to_ms": to.0, "reason": reason.hash() });
    house.does("secretary", "adjourn_hearing", fields, &[reason]);
    house.wait_until(TimeMs(to.0 + HOUR_MS));
    house.at("secretary", &hearing, "open_hearing");
    for who in ["secretary", "manager", "delegate_2", "delegate_3", "traffic_expert"] {
        house.at(who, &hearing, "attend_hearing");
    }
    let told = house.told(&hearing);
    assert_eq!(told["nextSpeaker"], Value::Null, "who asked in the first session is not there: {told:#}");
    house.at("traffic_expert", &hearing, "ask_for_floor");
    house.gives_the_floor(&hearing, "traffic_expert");
    house.says("traffic_expert", &hearing, "80 个车位符合规范。", "neutral", &lines);
    house.the_meeting_ends("secretary", &hearing);

    let told = house.told(&hearing);
    assert_eq!((&told["status"], &told["attendance"]), (&json!("HELD"), &json!(5)));
    assert_eq!(told["sessions"][0]["attendance"], 6);
    assert_eq!(told["waiting"][0]["memberId"], "resident_1", "who waited in vain is shown");
    assert_eq!(told["questions"]["nodes"][0]["answer"], Value::Null, "the question is open");
    assert_eq!(told["points"]["nodes"][0]["ruling"], "SUSTAINED");
    assert_eq!(told["statements"]["nodes"][1]["position"], "AGAINST");
    assert_eq!(told["invited"]["totalCount"], 7);
    let signed = told["attendances"]["nodes"].as_array().unwrap();
    assert!(
        signed.iter().all(|found| found["recorded"].is_null() && !found["signed"].is_null()),
        "{signed:?}"
    );
    let answer = Text::statement("由公共收益支出。");
    let fields = json!({ "hearing": hearing, "question": question, "text": answer.hash() });
    house.does("manager", "answer_question", fields, &[answer]);
    assert_eq!(house.told(&hearing)["questions"]["nodes"][0]["answeredBy"]["memberId"], "manager");

    the_board_shows_the_order(&house, &matter, &hearing);

    // The property company has not spoken, and the other text was no item.
    let vote = Vote { rule: "three-parties", scope: json!({ "scope": "council" }), options: vec![], days: 1 };
    let refused = house.is_refused("secretary", "open_poll", house.opening(&lines, &vote), &[]);
    assert!(refused.starts_with("benches_not_heard") && refused.contains("property"), "{refused}");
    let refused = house.is_refused("secretary", "open_poll", house.opening(&other, &vote), &[]);
    assert!(refused.starts_with("item_not_heard"), "{refused}");

    let agenda = Text::document("议题:划线方案,请物业发言。");
    let starts_at = TimeMs(house.now().0 + 9 * DAY_MS);
    let fields =
        json!({ "matter": matter, "starts_at_ms": starts_at.0, "agenda": agenda.hash(), "items": [lines] });
    let second = format!("hearing_{}", house.does("secretary", "call_hearing", fields, &[agenda]));
    house.wait_until(starts_at);
    house.at("secretary", &second, "open_hearing");
    for who in ["secretary", "manager", "delegate_1", "delegate_2"] {
        house.at(who, &second, "attend_hearing");
    }
    house.at("manager", &second, "ask_for_floor");
    house.gives_the_floor(&second, "manager");
    house.says("manager", &second, "物业负责施工和维护。", "for", &lines);
    house.the_meeting_ends("secretary", &second);

    let poll = house.the_vote_opens("secretary", &lines, &vote);
    for voter in ["secretary", "manager", "delegate_1", "delegate_2"] {
        house.votes(voter, &poll, None, "for");
    }
    assert_eq!(house.the_vote_closes(&poll, 2)["verdict"], "PASSED");
    house.it_is_certified("supervisor", &poll);
    house.ends_in_an_audit();
}

/// Turns, points, questions and sessions stand on the page of the hearing without names, and in its record with them.
fn the_board_shows_the_order(house: &House, matter: &str, hearing: &str) {
    let page = house.on_the_board(&format!("hearings/{hearing}.html"));
    for words in [
        "会次",
        "发言顺序",
        "程序问题",
        "<strong>成立</strong>",
        "划线费用谁出?",
        "由公共收益支出。",
        "时间已晚,改日继续。",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("delegate_1") && !page.contains("resident_1"), "{page}");
    let life = house.on_the_board(&format!("matters/{matter}.html"));
    for words in ["协商会开始", "协商会休会", "协商会续会", "协商会结束并形成纪要"] {
        assert!(life.contains(words), "{words}: {life}");
    }
    let query = "query ($hearing: String!) { book { hearing(hearingId: $hearing) { pageUrl minutesUrl } } }";
    let told = house.ask(query, json!({ "hearing": hearing }))["book"]["hearing"].take();
    assert_eq!(house.fetch(told["pageUrl"].as_str().unwrap()).0, 200);
    let (status, record) = house.fetch(told["minutesUrl"].as_str().unwrap());
    assert_eq!(status, 200);
    assert!(record.contains("delegate_1") && record.contains("Turns to speak"), "{record}");
    let (_, data) = house.fetch(&told["minutesUrl"].as_str().unwrap().replace(".html", ".json"));
    let data: Value = serde_json::from_str(&data).unwrap();
    assert_eq!(
        (&data["turns"][0]["member"], &data["points"][0]["ruled"]["ruling"]),
        (&json!("secretary"), &json!("sustained"))
    );
    house.the_board_says_nowhere(&["resident_1", "delegate_2"]);
}
