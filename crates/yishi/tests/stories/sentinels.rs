//! 荔城·拱辰 (row A9): couriers as 网格哨兵, grid sentinels. Partners hand in what they see and take tasks within the powers of their
//! kind; where residents vote or sign, they do not.

use crate::house::{Cast, House, Text, member};
use crate::steps::{Case, Vote};
use serde_json::json;
use yishi_core::Standing;

fn community() -> Cast {
    let mut rows: Vec<_> =
        (1..=6).map(|number| member(&format!("resident_{number}"), "grid-1", Standing::Resident)).collect();
    let partners = ["courier", "rider", "leader", "secretary", "clerk", "supervisor"];
    rows.extend(partners.map(|name| member(name, "grid-1", Standing::Partner)));
    let mut seats = vec![
        ("community", "secretary", "secretary".to_owned()),
        ("community", "clerk", "clerk".to_owned()),
        ("community", "supervisor", "supervisor".to_owned()),
        ("grid-1", "courier", "courier".to_owned()),
        ("grid-1", "rider", "rider".to_owned()),
        ("grid-1", "volunteers", "leader".to_owned()),
    ];
    seats.extend((1..=3).map(|number| ("community", "delegate", format!("resident_{number}"))));
    Cast { charter: "sentinels", rows, seats }
}

const BINS: Case =
    Case { title: "垃圾桶移位", class: "street", place: "grid-1", households: 40, cost_fen: 100_000 };

/// An urgent small thing that a sentinel hands in; a matter on the direct track.
fn reported(house: &House, grid: &str) -> String {
    let words = Text::statement("北门窨井盖松动,骑车容易摔倒。");
    let submitted =
        house.does("courier", "submit", json!({ "council": grid, "text": words.hash() }), &[words]);
    let title = Text::document("北门窨井盖松动");
    let facts = json!({
        "class": "street", "places": [grid], "affected_households": 20, "cost_fen": 50_000, "urgency": "urgent",
    });
    let fields = json!({
        "submission": format!("submission_{submitted}"),
        "screening": { "verdict": "accept", "title": title.hash(), "facts": facts },
    });
    let refused =
        house.is_refused("courier", "screen_submission", fields.clone(), std::slice::from_ref(&title));
    assert!(refused.starts_with("power_missing"), "a sentinel reports and does not screen: {refused}");
    format!("matter_{}", house.does("clerk", "screen_submission", fields, &[title]))
}

#[test]
fn a_sentinel_reports_takes_the_task_and_has_it_accepted() {
    let house = House::founded(&community());
    let matter = reported(&house, "grid-1");
    let task = Text::document("设置警示锥,陪同维修到场");
    let fields = json!({ "matter": matter, "assignee": "rider", "document": task.hash() });
    let refused = house.is_refused("courier", "assign_action", fields, std::slice::from_ref(&task));
    assert!(refused.starts_with("power_missing"), "a courier's kind has no such power: {refused}");
    let action = house.work_is_assigned("leader", &matter, "rider", "设置警示锥,陪同维修到场");
    let report = Text::statement("已设警示锥,维修下午到。");
    let fields = json!({ "action": action, "text": report.hash() });
    let other = house.is_refused("courier", "report_progress", fields.clone(), std::slice::from_ref(&report));
    assert!(other.starts_with("not_assignee"), "{other}");
    house.does("rider", "report_progress", fields, &[report]);
    let picture = Text::vault("照片");
    let fields = json!({ "action": action, "evidence": picture.hash() });
    house.does("rider", "complete_action", fields, &[picture]);
    let found = Text::statement("现场已恢复。");
    let fields = json!({ "action": action, "inspection": "accepted", "text": found.hash() });
    house.does("supervisor", "inspect_action", fields, &[found]);
    for number in 1..=3 {
        let fields = json!({ "matter": matter, "rating": 5 });
        house.does(&format!("resident_{number}"), "evaluate_matter", fields, &[]);
    }
    house.wait_days(8);
    let query = "query ($matter: String!) { book { matter(matterId: $matter) { stage closure } } }";
    let told = house.ask(query, json!({ "matter": matter }))["book"]["matter"].take();
    assert_eq!(told, json!({ "stage": "CLOSED", "closure": "SATISFIED" }));
    house.ends_in_an_audit();
}

#[test]
fn partners_neither_vote_nor_sign_where_residents_do_and_their_power_ends_at_their_grid() {
    let house = House::founded(&community());
    let matter = house.a_matter_is_raised("rider", "clerk", "垃圾桶挡住车道,请移位。", &BINS);
    let refused = house.is_refused("rider", "petition_escalation", json!({ "matter": matter }), &[]);
    assert!(refused.starts_with("standing_insufficient"), "{refused}");
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "移到东墙。");
    let vote =
        Vote { rule: "residents-vote", scope: json!({ "scope": "council" }), options: vec![], days: 3 };
    let poll = house.the_vote_opens("secretary", &proposal, &vote);
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { roll { heads } } } }";
    assert_eq!(house.ask(query, json!({ "poll": poll }))["book"]["poll"]["roll"]["heads"], 6);
    let refused = house.tries_to_vote("courier", &poll, Some("courier"), "for").unwrap_err();
    assert!(refused.starts_with("not_on_roll"), "{refused}");
    let elsewhere = reported(&house, "grid-2");
    let task = Text::document("设置警示锥");
    let fields = json!({ "matter": elsewhere, "assignee": "rider", "document": task.hash() });
    let refused = house.is_refused("leader", "assign_action", fields, &[task]);
    assert!(refused.starts_with("power_missing"), "the leader dispatches in the own grid only: {refused}");
    house.ends_in_an_audit();
}

#[test]
fn a_sentinel_reports_every_week_and_a_week_without_a_report_shows() {
    let house = House::founded(&community());
    let posting = house.comes_to_a_post("secretary", ("grid-1", "sentinel"), "courier", &[]);
    house.records("courier", &posting, "report", None, Some("一切正常。"));
    house.wait_days(15);
    assert_eq!(house.done_and_missed(&posting, "report"), (1, 1));
    house.ends_in_an_audit();
}
