//! 霞山 (row A2): 小区党群议事会. Six kinds of seats deliberate each matter on its own 一事一议; what is urgent is heard at short notice
//! under the charter's urgent rule 急事急议.

use crate::house::{Cast, HOUR_MS, House, Text, member};
use crate::steps::{Case, Vote};
use serde_json::json;
use yishi_core::{Standing, TimeMs};

const PARTIES: [(&str, &str); 9] = [
    ("organisation", "organiser"),
    ("branch", "branch_secretary"),
    ("property", "manager"),
    ("owners-committee", "owner_1"),
    ("owners-committee", "owner_2"),
    ("grid-worker", "grid_1"),
    ("building-head", "head_1"),
    ("building-head", "head_2"),
    ("building-head", "head_3"),
];

fn compound() -> Cast {
    let names = PARTIES.map(|(_, name)| name).into_iter().chain(["resident_1", "resident_2"]);
    let rows = names.map(|name| member(name, "building-1", Standing::Resident)).collect();
    let seats = PARTIES.map(|(seat, holder)| ("compound", seat, holder.to_owned()));
    Cast { charter: "party-mass-council", rows, seats: seats.to_vec() }
}

const GATE: Case =
    Case { title: "东门夜间关闭", class: "order", place: "building-1", households: 300, cost_fen: 0 };
const ROOF: Case = Case {
    title: "一号楼屋面漏水",
    class: "upkeep",
    place: "building-1",
    households: 60,
    cost_fen: 3_000_000,
};

fn everybody() -> Vec<&'static str> {
    PARTIES.map(|(_, name)| name).to_vec()
}

/// The council votes on one text; so many of the nine are for it.
fn they_vote(house: &House, proposal: &str, for_it: usize) -> String {
    let vote = Vote { rule: "six-parties", scope: json!({ "scope": "council" }), options: vec![], days: 1 };
    let poll = house.the_vote_opens("branch_secretary", proposal, &vote);
    for (number, voter) in everybody().into_iter().enumerate() {
        house.votes(voter, &poll, None, if number < for_it { "for" } else { "against" });
    }
    poll
}

#[test]
fn six_kinds_of_seats_deliberate_each_matter_on_its_own() {
    let house = House::founded(&compound());
    let gate = house.a_matter_is_raised("resident_1", "branch_secretary", "东门夜里太吵。", &GATE);
    let roof = house.a_matter_is_raised("resident_2", "branch_secretary", "屋面漏水。", &ROOF);
    let [first, second] = [(&gate, "东门23时后关闭。"), (&roof, "全面翻修屋面。")]
        .map(|(matter, words)| house.a_proposal_is_drafted("branch_secretary", matter, words));
    house.a_hearing_is_held("branch_secretary", &gate, &everybody());
    let opening =
        Vote { rule: "six-parties", scope: json!({ "scope": "council" }), options: vec![], days: 1 };
    let refused = house.is_refused("branch_secretary", "open_poll", house.opening(&second, &opening), &[]);
    assert!(refused.starts_with("hearing_missing"), "the other matter was heard, not this one: {refused}");
    house.a_hearing_is_held("branch_secretary", &roof, &everybody());

    let poll = they_vote(&house, &first, 4);
    assert_eq!(house.the_vote_closes(&poll, 2)["verdict"], "FAILED");
    let poll = they_vote(&house, &second, 6);
    assert_eq!(house.the_vote_closes(&poll, 2)["verdict"], "PASSED", "one says nothing about the other");
    house.it_is_certified("owner_1", &poll);
    house.work_is_assigned("branch_secretary", &roof, "manager", "翻修屋面");
    house.ends_in_an_audit();
}

#[test]
fn an_urgent_matter_is_heard_the_day_after_and_an_ordinary_one_is_not() {
    let house = House::founded(&compound());
    let ordinary = house.a_matter_is_raised("resident_1", "branch_secretary", "东门夜里太吵。", &GATE);
    let text = Text::statement("屋面塌了一角。");
    let handed_in =
        house.does("resident_2", "submit", json!({ "council": "building-1", "text": text.hash() }), &[text]);
    let title = Text::document(ROOF.title);
    let facts = json!({ "class": ROOF.class, "places": [ROOF.place], "affected_households": ROOF.households,
        "cost_fen": ROOF.cost_fen, "urgency": "urgent" });
    let screening = json!({ "verdict": "accept", "title": title.hash(), "facts": facts });
    let fields = json!({ "submission": format!("submission_{handed_in}"), "screening": screening });
    let urgent = format!("matter_{}", house.does("branch_secretary", "screen_submission", fields, &[title]));

    let starts_at = TimeMs(house.now().0 + 30 * HOUR_MS);
    let call = |matter: &str| {
        let agenda = Text::document("急事急议");
        (json!({ "matter": matter, "starts_at_ms": starts_at.0, "agenda": agenda.hash() }), [agenda])
    };
    let (fields, agenda) = call(&ordinary);
    let refused = house.is_refused("branch_secretary", "call_hearing", fields, &agenda);
    assert!(refused.starts_with("too_early"), "{refused}");
    let (fields, agenda) = call(&urgent);
    let hearing = format!("hearing_{}", house.does("branch_secretary", "call_hearing", fields, &agenda));
    house.wait_until(starts_at);
    house.does("branch_secretary", "open_hearing", json!({ "hearing": hearing }), &[]);
    house.these_are_present("branch_secretary", &hearing, &everybody());
    house.the_meeting_ends("branch_secretary", &hearing);
    let proposal = house.a_proposal_is_drafted("branch_secretary", &urgent, "先行支护,三日内抢修。");
    let poll = they_vote(&house, &proposal, 9);
    assert_eq!(house.the_vote_closes(&poll, 2)["verdict"], "PASSED");
    house.it_is_certified("owner_2", &poll);
    house.ends_in_an_audit();
}
