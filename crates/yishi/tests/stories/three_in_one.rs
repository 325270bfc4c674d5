//! 贵德 (row A4): 三位一体 of residents' committee, owners' committee and property company; 大事共议、实事共办、要事共决、急事共商 are four
//! classes, each with a way of its own. 东营 (row A5): topics are screened and the process is convened by the branch of the compound,
//! the follow-up is supervised by the organisation of the community; nobody supervises their own.

use crate::house::{Cast, House, Text, member};
use crate::steps::{Case, Vote};
use serde_json::{Value, json};
use yishi_core::Standing;

const PARTNERS: [&str; 13] = [
    "secretary",
    "supervisor_1",
    "supervisor_2",
    "clerk",
    "branch",
    "committee_1",
    "committee_2",
    "manager",
    "mechanic",
    "company",
    "chair",
    "vice_chair",
    "newcomer",
];

fn community() -> Cast {
    let residents = (1..=8).map(|number| format!("resident_{number}"));
    let owners = ["owner_1", "owner_2", "owner_3"].map(str::to_owned);
    let mut rows: Vec<_> =
        residents.chain(owners).map(|name| member(&name, "compound-1", Standing::Resident)).collect();
    rows.extend(PARTNERS.map(|officer| member(officer, "compound-1", Standing::Partner)));
    let seats = [
        ("community", "community-secretary", "secretary"),
        ("community", "community-supervisor", "supervisor_1"),
        ("community", "clerk", "clerk"),
        ("community", "residents-chair", "chair"),
        ("community", "residents-chair", "vice_chair"),
        ("community", "owners-chair", "owner_3"),
        ("community", "property-company", "company"),
        ("compound-1", "branch-secretary", "branch"),
        ("compound-1", "residents-member", "committee_1"),
        ("compound-1", "residents-member", "committee_2"),
        ("compound-1", "owners-member", "owner_1"),
        ("compound-1", "owners-member", "owner_2"),
        ("compound-1", "property-manager", "manager"),
        ("compound-1", "property-manager", "mechanic"),
        ("compound-1", "delegate", "resident_1"),
        ("compound-1", "delegate", "resident_2"),
        ("compound-1", "delegate", "resident_3"),
    ];
    let seats = seats.map(|(council, seat, holder)| (council, seat, holder.to_owned()));
    Cast { charter: "three-in-one", rows, seats: seats.to_vec() }
}

const fn case(class: &'static str, title: &'static str) -> Case {
    Case { title, class, place: "compound-1", households: 300, cost_fen: 4_000_000 }
}

const URGENT: Case = case("urgent", "二号楼停水");
const PRACTICAL: Case = case("practical", "清理楼道杂物");
const KEY: Case = case("key", "地面停车收费");
const MAJOR: Case = case("major", "三年改造计划");

/// The rule, the track, the council and the day by which a matter has to be decided.
fn way(house: &House, matter: &str) -> [String; 4] {
    let query = "query ($matter: String!) { book { matter(matterId: $matter) {
        decideBy council { councilId } route { track rule { ruleId } } } } }";
    let told = house.ask(query, json!({ "matter": matter }))["book"]["matter"].take();
    let route = &told["route"];
    [&route["rule"]["ruleId"], &route["track"], &told["council"]["councilId"], &told["decideBy"]]
        .map(|word| word.as_str().unwrap().to_owned())
}

/// When an action is due.
fn due(house: &House, action: &str) -> Value {
    let query = "query ($action: String!) { book { action(actionId: $action) { dueAt } } }";
    house.ask(query, json!({ "action": action }))["book"]["action"]["dueAt"].take()
}

#[test]
fn four_classes_take_four_ways_each_with_deadlines_of_its_own() {
    let house = House::founded(&community());
    let raised = |case: &Case| house.a_matter_is_raised("resident_5", "branch", case.title, case);
    let (urgent, practical, key, major) = (raised(&URGENT), raised(&PRACTICAL), raised(&KEY), raised(&MAJOR));
    // All on Monday, 2 March; deadlines in days end at midnight in China.
    let (compound, community) = ("compound-1", "community");
    assert_eq!(way(&house, &urgent), ["urgent-consulted", "DIRECT", compound, "2026-03-02T14:00:00.000Z"]);
    assert_eq!(
        way(&house, &practical),
        ["practical-together", "JOINT", compound, "2026-03-09T16:00:00.000Z"]
    );
    assert_eq!(way(&house, &key), ["key-decided", "DELIBERATE", compound, "2026-03-17T16:00:00.000Z"]);
    assert_eq!(
        way(&house, &major),
        ["major-deliberated", "DELIBERATE", community, "2026-04-16T16:00:00.000Z"]
    );

    // 急事共商: assigned at once, to be done within a day.
    let action = house.work_is_assigned("branch", &urgent, "mechanic", "抢修水泵");
    assert_eq!(due(&house, &action), "2026-03-03T02:00:00.000Z");

    // 实事共办: each of the three sends a team, the owners' committee leads; thirty days.
    let teams = json!({ "matter": practical, "teams": ["owners-1", "property-1", "residents-1"], "lead": "owners-1" });
    house.does("branch", "call_teams", teams, &[]);
    for (member, team) in [("owner_1", "owners-1"), ("manager", "property-1"), ("committee_1", "residents-1")]
    {
        house.does(member, "report_in", json!({ "matter": practical, "team": team }), &[]);
    }
    let action = house.work_is_assigned("owner_1", &practical, "manager", "逐层清理并清运");
    assert_eq!(due(&house, &action), "2026-04-01T16:00:00.000Z");

    // 要事共决: the compound decides without much ado; twenty days for the work.
    the_compound_decides(&house, &key);
    let action = house.work_is_assigned("branch", &key, "manager", "划线、立牌、公示收支");
    assert_eq!(due(&house, &action), "2026-03-25T16:00:00.000Z");

    the_community_deliberates(&house, &major);
    house.ends_in_an_audit();
}

/// 要事共决: five of six seats vote; two of the three benches are for it.
fn the_compound_decides(house: &House, matter: &str) {
    let proposal = house.a_proposal_is_drafted("branch", matter, "首车每月六十元,收支按月公示。");
    let vote =
        Vote { rule: "compound-decides", scope: json!({ "scope": "council" }), options: vec![], days: 2 };
    let poll = house.the_vote_opens("branch", &proposal, &vote);
    let voters = [
        ("committee_1", "for"),
        ("committee_2", "for"),
        ("owner_1", "for"),
        ("owner_2", "for"),
        ("manager", "against"),
    ];
    voters.iter().for_each(|(voter, choice)| house.votes(voter, &poll, None, choice));
    let leads = house.tries_to_vote("branch", &poll, Some("branch"), "for").unwrap_err();
    assert!(leads.starts_with("not_on_roll"), "the branch leads and leaves the vote to the three: {leads}");
    assert_eq!(house.the_vote_closes(&poll, 3)["verdict"], "PASSED");
    house.it_is_certified("clerk", &poll);
}

/// 大事共议: the community hears, posts and votes, and all three have to agree.
fn the_community_deliberates(house: &House, matter: &str) {
    let proposal = house.a_proposal_is_drafted("secretary", matter, "先管网、后立面、再绿化,三年完成。");
    let vote = Vote {
        rule: "community-deliberates",
        scope: json!({ "scope": "council" }),
        options: vec![],
        days: 6,
    };
    let early = house.is_refused("secretary", "open_poll", house.opening(&proposal, &vote), &[]);
    assert!(early.starts_with("notice_too_short"), "{early}");
    house.a_hearing_is_held("secretary", matter, &["chair", "vice_chair", "owner_3", "company"]);
    house.it_is_posted("secretary", &proposal, 7);
    let poll = house.the_vote_opens("secretary", &proposal, &vote);
    ["chair", "owner_3", "company"].iter().for_each(|voter| house.votes(voter, &poll, None, "for"));
    let counted = house.the_vote_closes(&poll, 7);
    assert_eq!(counted["verdict"], "PASSED", "{counted:#}");
    house.it_is_certified("clerk", &poll);
}

#[test]
fn the_branch_screens_and_convenes_and_the_community_organisation_supervises() {
    let house = House::founded(&community());

    // 征集把关: by the branch of the compound, not by the community and not by those whom it concerns.
    let words = Text::statement("地面停车没有规矩,请定一个收费办法。");
    let fields = json!({ "council": "compound-1", "text": words.hash() });
    let submission = format!("submission_{}", house.does("resident_5", "submit", fields, &[words]));
    let title = Text::document(KEY.title);
    let facts = json!({
        "class": KEY.class, "places": [KEY.place], "affected_households": KEY.households,
        "cost_fen": KEY.cost_fen, "urgency": "ordinary",
    });
    let screening = json!({ "verdict": "accept", "title": title.hash(), "facts": facts });
    let fields = json!({ "submission": submission, "screening": screening });
    let texts = [title];
    let others = ["supervisor_1", "secretary", "manager"];
    house.these_lack_the_power("screen", &others, "screen_submission", &fields, &texts);
    let matter = format!("matter_{}", house.does("branch", "screen_submission", fields, &texts));

    // 牵头组织: by the branch as well.
    let draft = Text::document("首车每月八十元。");
    let fields = json!({ "matter": matter, "document": draft.hash() });
    house.these_lack_the_power("convene", &others, "draft_proposal", &fields, &[draft]);
    the_compound_decides(&house, &matter);

    // 主导督办: by the community's organisation, one level up, and not by who screened and convened.
    let action = house.work_is_assigned("branch", &matter, "manager", "划线、立牌、公示收支");
    house.the_work_is_done("manager", &action);
    let found = Text::statement("现场查看,已办好。");
    let fields = json!({ "action": action, "inspection": "accepted", "text": found.hash() });
    let others = ["branch", "secretary", "owner_1", "manager"];
    house.these_lack_the_power("supervise", &others, "inspect_action", &fields, &[found]);
    house.accepts_the_work("supervisor_1", &action).unwrap();
    let told = house.it_is_rated(&matter, &["resident_1", "resident_2", "resident_3"]);
    assert_eq!(told, json!({ "stage": "CLOSED", "closure": "SATISFIED" }));
    house.ends_in_an_audit();
}

#[test]
fn nobody_is_put_where_they_would_supervise_their_own_and_nobody_accepts_their_own_work() {
    let house = House::founded(&community());
    let seat = |council: &str, seat: &str, member: &str| json!({ "council": council, "seat": seat, "member": member });
    let apart = |fields: Value, duty: &str| {
        let refused = house.is_refused("secretary", "assign_seat", fields, &[]);
        assert!(
            refused.starts_with("duties_not_separate")
                && refused.contains(duty)
                && refused.contains("supervise"),
            "{refused}"
        );
    };
    apart(seat("community", "community-supervisor", "branch"), "screen");
    apart(seat("community", "community-supervisor", "secretary"), "convene");
    apart(seat("compound-2", "branch-secretary", "supervisor_1"), "screen");
    house.does("secretary", "assign_seat", seat("compound-2", "branch-secretary", "newcomer"), &[]);
    house.does("secretary", "assign_seat", seat("community", "community-supervisor", "supervisor_2"), &[]);

    // The seats keep powers apart; the matter itself keeps apart who did what.
    let matter = house.a_matter_is_raised("resident_5", "branch", "二号楼停水。", &URGENT);
    let action = house.work_is_assigned("branch", &matter, "supervisor_1", "联系水务抢修");
    house.the_work_is_done("supervisor_1", &action);
    let own = house.accepts_the_work("supervisor_1", &action).unwrap_err();
    assert!(own.starts_with("duties_not_separate"), "{own}");
    house.accepts_the_work("supervisor_2", &action).unwrap();
    house.ends_in_an_audit();
}
