//! 青云谱 (row B10): 书记领题、党组织解题、党员答题. A hard matter has a named sponsor, a solving body and answering members, all visible; who does
//! not answer in time is shown, and the villagers' meeting settles it.

use crate::house::{Cast, House, Text, member};
use crate::steps::{Case, Vote};
use serde_json::{Value, json};
use yishi_core::Standing;

const SEATS: [(&str, &str); 6] = [
    ("secretary", "secretary"),
    ("supervisor", "supervisor"),
    ("head", "head"),
    ("representative", "villager_1"),
    ("representative", "villager_2"),
    ("representative", "villager_3"),
];

const ROAD: Case =
    Case {
        title: "村口道路被占", class: "land", place: "village", households: 90, cost_fen: 2_000_000
    };

fn village() -> Cast {
    let names = SEATS.iter().map(|(_, name)| *name).chain(["member_1", "member_2"]);
    let rows = names.map(|name| member(name, "village", Standing::Resident)).collect();
    let seats = SEATS.map(|(seat, holder)| ("village", seat, holder.to_owned()));
    Cast { charter: "hard-matters", rows, seats: seats.to_vec() }
}

fn told(house: &House, matter: &str) -> Value {
    let query = "query ($matter: String!) { book { matter(matterId: $matter) { hard {
        sponsor { memberId } benchId question { content } answerBy
        answers { member { memberId } overdue text { content } entry { index } } } } } }";
    house.ask(query, json!({ "matter": matter }))["book"]["matter"]["hard"].take()
}

#[test]
fn a_hard_matter_has_a_name_a_body_and_answers_that_are_owed() {
    let house = House::founded(&village());
    let matter = house.a_matter_is_raised("villager_1", "secretary", "村口路被堆料占了三年。", &ROAD);
    let question = Text::document("怎样在一个月内腾出道路?");
    let fields = json!({ "matter": matter, "sponsor": "head", "question": question.hash(),
        "solver": { "solver": "bench", "bench": "party" }, "answerers": ["member_1", "member_2"] });
    let refused =
        house.is_refused("villager_1", "sponsor_matter", fields.clone(), std::slice::from_ref(&question));
    assert!(refused.starts_with("not_in_seats"), "{refused}");
    house.does("secretary", "sponsor_matter", fields, &[question]);

    let answer = Text::statement("我家的料三天内清走。");
    let fields = json!({ "matter": matter, "text": answer.hash() });
    house.does("member_1", "answer_hard_matter", fields.clone(), std::slice::from_ref(&answer));
    let refused = house.is_refused("villager_2", "answer_hard_matter", fields, &[answer]);
    assert!(refused.starts_with("owes_no_answer"), "{refused}");
    house.wait_days(8);
    let late = told(&house, &matter);
    assert_eq!((&late["sponsor"]["memberId"], &late["benchId"]), (&json!("head"), &json!("party")));
    assert_eq!(late["answers"][0]["overdue"], false);
    assert_eq!(late["answers"][1]["overdue"], true, "who does not answer is shown: {late:#}");
    assert_eq!(late["answers"][1]["text"], Value::Null);
    let page = house.on_the_board(&format!("matters/{matter}.html"));
    for words in
        ["难题领办", "<code>head</code>", "怎样在一个月内腾出道路?", "我家的料三天内清走。", "<dd>1/2"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let council = house.on_the_board("councils/village.html");
    assert!(council.contains("逾期 · 1") && council.contains("<strong>答题</strong>"), "{council}");
    house.the_board_says_nowhere(&["member_1", "member_2", "villager_1"]);
    let answer = Text::statement("我负责动员剩下的两户。");
    house.does(
        "member_2",
        "answer_hard_matter",
        json!({ "matter": matter, "text": answer.hash() }),
        &[answer],
    );
    let there = told(&house, &matter);
    assert_eq!(there["answers"][1]["text"]["content"], "我负责动员剩下的两户。");
    assert_eq!(there["answers"][1]["overdue"], true, "late stays late");

    let proposal = house.a_proposal_is_drafted("secretary", &matter, "月底前清空道路,村里出车。");
    let present = ["secretary", "head", "villager_1", "villager_2", "villager_3"];
    house.a_hearing_is_held("secretary", &matter, &present);
    let vote = Vote { rule: "villagers", scope: json!({ "scope": "council" }), options: vec![], days: 1 };
    let poll = house.the_vote_opens("secretary", &proposal, &vote);
    for voter in present {
        house.votes(voter, &poll, None, "for");
    }
    assert_eq!(house.the_vote_closes(&poll, 2)["verdict"], "PASSED");
    house.it_is_certified("supervisor", &poll);
    house.ends_in_an_audit();
}
