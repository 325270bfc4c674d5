//! 端州 (rows A3 and B3): 四位一体 and three tracks. Each of the four powers, personnel 人事权, deliberation 议事权, supervision 监督权 and
//! evaluation 评议权, belongs to one seat and is refused to everybody else. 急事立刻办、要事商议办、难事合力办: what is urgent is done at
//! once, what matters is deliberated, and for what is hard a whistle calls several bodies together.

use crate::house::{Cast, House, Text, member};
use crate::steps::{Case, Vote};
use serde_json::{Value, json};
use yishi_core::Standing;

const OFFICERS: [&str; 9] = [
    "secretary",
    "guide_deputy",
    "clerk",
    "branch_secretary",
    "deputy",
    "manager",
    "mechanic",
    "city",
    "fire",
];

fn community() -> Cast {
    let residents = (1..=8).map(|number| format!("resident_{number}"));
    let owners = ["owner_1", "owner_2"].map(str::to_owned);
    let mut rows: Vec<_> =
        residents.chain(owners).map(|name| member(&name, "compound-1", Standing::Resident)).collect();
    rows.extend(OFFICERS.map(|officer| member(officer, "compound-1", Standing::Partner)));
    let seats = [
        ("community", "community-secretary", "secretary"),
        ("community", "community-deputy", "guide_deputy"),
        ("community", "clerk", "clerk"),
        ("community", "city-liaison", "city"),
        ("community", "fire-liaison", "fire"),
        ("compound-1", "branch-secretary", "branch_secretary"),
        ("compound-1", "branch-deputy", "deputy"),
        ("compound-1", "committee", "owner_1"),
        ("compound-1", "committee", "owner_2"),
        ("compound-1", "manager", "manager"),
        ("compound-1", "manager", "mechanic"),
        ("compound-1", "delegate", "resident_1"),
        ("compound-1", "delegate", "resident_2"),
        ("compound-1", "delegate", "resident_3"),
    ];
    let seats = seats.map(|(council, seat, holder)| (council, seat, holder.to_owned()));
    Cast { charter: "four-in-one", rows, seats: seats.to_vec() }
}

const GATE: Case = Case {
    title: "东门改为人车分流",
    class: "general",
    place: "compound-1",
    households: 400,
    cost_fen: 3_000_000,
};
const PIPE: Case =
    Case {
        title: "三号楼水管爆裂", class: "upkeep", place: "compound-1", households: 24, cost_fen: 200_000
    };
const WIRES: Case = Case {
    title: "楼间飞线充电和占道",
    class: "several-bodies",
    place: "compound-1",
    households: 120,
    cost_fen: 6_000_000,
};
const SATISFIED: [&str; 2] = ["CLOSED", "SATISFIED"];

fn closed(told: &Value) -> [&str; 2] {
    [told["stage"].as_str().unwrap(), told["closure"].as_str().unwrap_or("")]
}

/// The track on which a matter is handled, and the rule that says so.
fn way(house: &House, matter: &str) -> [String; 2] {
    let query =
        "query ($matter: String!) { book { matter(matterId: $matter) { route { track rule { ruleId } } } } }";
    let told = house.ask(query, json!({ "matter": matter }))["book"]["matter"]["route"].take();
    [&told["track"], &told["rule"]["ruleId"]].map(|word| word.as_str().unwrap().to_owned())
}

#[test]
fn each_of_the_four_powers_belongs_to_one_seat_and_is_refused_to_everybody_else() {
    let house = House::founded(&community());

    // 人事权: the branch secretary seats the fourth representative, and nobody else of the compound can.
    let seat = |member: &str, seat: &str| json!({ "council": "compound-1", "seat": seat, "member": member });
    let fourth = seat("resident_4", "delegate");
    let others = ["deputy", "owner_1", "resident_1", "manager"];
    house.these_lack_the_power("appoint", &others, "assign_seat", &fourth, &[]);
    house.does("branch_secretary", "assign_seat", fourth, &[]);
    let both = house.is_refused("branch_secretary", "assign_seat", seat("owner_1", "delegate"), &[]);
    assert!(both.starts_with("duties_not_separate"), "who supervises does not evaluate: {both}");

    // 议事权: what matters is deliberated, as the deputy convenes it. The community guides and does not convene.
    let matter = house.a_matter_is_raised("resident_7", "deputy", "东门人车混行,老人孩子不敢走。", &GATE);
    assert_eq!(way(&house, &matter), ["DELIBERATE", "important-deliberated"]);
    let draft = Text::document("东门北侧划出人行通道,车辆走南侧。");
    let fields = json!({ "matter": matter, "document": draft.hash() });
    let others = ["branch_secretary", "owner_1", "resident_1", "manager", "secretary"];
    let texts = [draft];
    house.these_lack_the_power("convene", &others, "draft_proposal", &fields, &texts);
    let proposal = format!("proposal_{}", house.does("deputy", "draft_proposal", fields, &texts));
    the_community_guides(&house, &matter);
    the_parties_agree(&house, &matter, &proposal);

    // 监督权: the owners' committee inspects what the property company did.
    let action = house.work_is_assigned("branch_secretary", &matter, "manager", "划线、立牌、装护栏");
    house.the_work_is_done("manager", &action);
    let found = Text::statement("现场查看,已办好。");
    let fields = json!({ "action": action, "inspection": "accepted", "text": found.hash() });
    let others = ["branch_secretary", "deputy", "resident_1", "manager", "secretary"];
    house.these_lack_the_power("supervise", &others, "inspect_action", &fields, &[found]);
    house.accepts_the_work("owner_1", &action).unwrap();

    // 评议权: the representatives rate it.
    let rating = json!({ "matter": matter, "rating": 5 });
    let others = ["branch_secretary", "deputy", "owner_2", "manager", "secretary", "resident_7"];
    house.these_lack_the_power("evaluate", &others, "evaluate_matter", &rating, &[]);
    let told = house.it_is_rated(&matter, &["resident_1", "resident_2", "resident_4"]);
    assert_eq!(closed(&told), SATISFIED);
    house.ends_in_an_audit();
}

/// 社区引导: the community says what to mind; it stands with the matter.
fn the_community_guides(house: &House, matter: &str) {
    let advice = Text::document("请先听取消防意见,通道净宽不少于四米。");
    let fields = json!({ "matter": matter, "document": advice.hash() });
    let texts = [advice];
    house.these_lack_the_power("guide", &["branch_secretary", "deputy"], "guide_matter", &fields, &texts);
    house.does("secretary", "guide_matter", fields, &texts);
    let query = "query ($matter: String!) { book { matter(matterId: $matter) { guidance { member { memberId } } } } }";
    let told = house.ask(query, json!({ "matter": matter }))["book"]["matter"]["guidance"].take();
    assert_eq!(told, json!([{ "member": { "memberId": "secretary" } }]));
}

/// Five of the six seats vote, and two of the three parties that sit in the compound are for it.
fn the_parties_agree(house: &House, matter: &str, proposal: &str) {
    let present = ["branch_secretary", "deputy", "owner_1", "owner_2", "manager"];
    house.a_hearing_is_held("deputy", matter, &present);
    let vote = Vote { rule: "parties", scope: json!({ "scope": "council" }), options: vec![], days: 2 };
    let poll = house.the_vote_opens("deputy", proposal, &vote);
    present.iter().take(4).for_each(|voter| house.votes(voter, &poll, None, "for"));
    house.votes("manager", &poll, None, "against");
    assert_eq!(house.the_vote_closes(&poll, 3)["verdict"], "PASSED");
    house.it_is_certified("clerk", &poll);
}

#[test]
fn what_is_urgent_is_done_at_once_within_a_day() {
    let house = House::founded(&community());
    let words = "三号楼一单元水管爆了,水流到楼道。";
    let matter = house.an_urgent_matter_is_raised("resident_5", "deputy", words, &PIPE);
    assert_eq!(way(&house, &matter), ["DIRECT", "urgent-at-once"]);
    let action = house.work_is_assigned("branch_secretary", &matter, "mechanic", "关阀、换管");
    let query = "query ($action: String!) { book { action(actionId: $action) { dueAt } } }";
    let told = house.ask(query, json!({ "action": action }));
    // Assigned on Monday at nine; the hour in which it was is not counted.
    assert_eq!(told["book"]["action"]["dueAt"], "2026-03-03T02:00:00.000Z");
    house.the_work_is_done("mechanic", &action);
    house.accepts_the_work("owner_2", &action).unwrap();
    let told = house.it_is_rated(&matter, &["resident_1", "resident_2", "resident_3"]);
    assert_eq!(closed(&told), SATISFIED);
    house.ends_in_an_audit();
}

/// Which teams were called: who leads, who is late, and who came.
fn teams(house: &House, matter: &str) -> Vec<(String, bool, bool, Option<String>)> {
    let query = "query ($matter: String!) { book { matter(matterId: $matter) {
        teams { team { teamId } leads overdue reportedBy { memberId } } } } }";
    let told = house.ask(query, json!({ "matter": matter }))["book"]["matter"]["teams"].take();
    let team = |team: &Value| {
        let flag = |name: &str| team[name].as_bool().unwrap();
        let came = team["reportedBy"]["memberId"].as_str().map(str::to_owned);
        (team["team"]["teamId"].as_str().unwrap().to_owned(), flag("leads"), flag("overdue"), came)
    };
    told.as_array().unwrap().iter().map(team).collect()
}

/// The same as it is expected.
fn stands(teams: &[(&str, bool, bool, Option<&str>)]) -> Vec<(String, bool, bool, Option<String>)> {
    let owned = |(team, leads, overdue, came): &(&str, bool, bool, Option<&str>)| {
        ((*team).to_owned(), *leads, *overdue, came.map(str::to_owned))
    };
    teams.iter().map(owned).collect()
}

#[test]
fn for_what_is_hard_a_whistle_calls_teams_who_comes_late_shows_and_one_leads_to_the_end() {
    let house = House::founded(&community());
    let matter = house.a_matter_is_raised("resident_6", "deputy", "飞线充电,消防通道也被占了。", &WIRES);
    assert_eq!(way(&house, &matter), ["JOINT", "hard-together"]);
    let work = Text::document("清理占道、拆除飞线");
    let assign = |assignee: &str| json!({ "matter": matter, "assignee": assignee, "document": work.hash() });
    let texts = std::slice::from_ref(&work);
    let early = house.is_refused("branch_secretary", "assign_action", assign("manager"), texts);
    assert!(early.starts_with("no_teams_called"), "{early}");

    // 吹哨: the branch secretary calls three teams, of which the city's leads.
    let whistle = json!({ "matter": matter, "teams": ["city", "fire", "property-1"], "lead": "city" });
    house.these_lack_the_power("dispatch", &["deputy", "city", "owner_1"], "call_teams", &whistle, &[]);
    house.does("branch_secretary", "call_teams", whistle, &[]);

    // 报到: two come in time; the third comes on the third day, and that stays visible.
    let reports = |team: &str| json!({ "matter": matter, "team": team });
    house.does("city", "report_in", reports("city"), &[]);
    house.does("manager", "report_in", reports("property-1"), &[]);
    let stranger = house.is_refused("manager", "report_in", reports("fire"), &[]);
    assert!(stranger.starts_with("not_in_team"), "{stranger}");
    assert_eq!(teams(&house, &matter)[1], stands(&[("fire", false, false, None)])[0]);
    house.wait_days(2);
    assert_eq!(teams(&house, &matter)[1], stands(&[("fire", false, true, None)])[0]);
    house.does("fire", "report_in", reports("fire"), &[]);
    let all = [
        ("city", true, false, Some("city")),
        ("fire", false, true, Some("fire")),
        ("property-1", false, false, Some("manager")),
    ];
    assert_eq!(teams(&house, &matter), stands(&all));

    // The lead shares out the work, among those who were called.
    let refused = house.is_refused("manager", "assign_action", assign("fire"), texts);
    assert!(refused.starts_with("power_missing"), "the property company does not lead: {refused}");
    let refused = house.is_refused("city", "assign_action", assign("resident_8"), texts);
    assert!(refused.starts_with("not_in_team"), "{refused}");
    let actions = [
        ("city", house.work_is_assigned("city", &matter, "city", "清理占道摊棚")),
        ("fire", house.work_is_assigned("city", &matter, "fire", "划定消防通道并检查")),
        ("manager", house.work_is_assigned("city", &matter, "manager", "拆除飞线,增设充电桩")),
    ];
    for (assignee, action) in &actions {
        house.the_work_is_done(assignee, action);
        house.accepts_the_work("owner_1", action).unwrap();
    }
    let told = house.it_is_rated(&matter, &["resident_1", "resident_2", "resident_3"]);
    assert_eq!(closed(&told), SATISFIED);
    house.ends_in_an_audit();
}
