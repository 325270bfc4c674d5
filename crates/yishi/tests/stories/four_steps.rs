//! 四议两公开: the party branch proposes, the two committees discuss, the meeting of party members deliberates, the residents'
//! representatives resolve — four votes on one text, of which only the last one decides. The resolution is posted, and so are the
//! results of the work.

use crate::house::{Cast, House, Text, member};
use crate::steps::{Case, Vote, expected, figures};
use serde_json::{Value, json};
use yishi_core::Standing;

const BRANCH: [&str; 2] = ["party_1", "party_2"];
const COMMITTEE: [&str; 3] = ["committee_1", "committee_2", "committee_3"];
const PARTY: [&str; 6] = ["secretary", "party_1", "party_2", "party_3", "party_4", "committee_1"];
const REPRESENTATIVES: [&str; 5] = ["resident_1", "resident_2", "resident_3", "resident_4", "resident_5"];

/// A community of twenty residents, its officers among them; one sits in both committees and in the meeting of party members.
pub fn community() -> Cast {
    let residents = (1..=10).map(|number| format!("resident_{number}"));
    let names = ["secretary", "party_1", "party_2", "party_3", "party_4", "supervisor_1", "clerk"];
    let people = names.into_iter().chain(COMMITTEE).map(str::to_owned).chain(residents);
    let rows = people.map(|name| member(&name, "group-1", Standing::Resident)).collect();
    let mut seats = vec![("community", "secretary", "secretary".to_owned())];
    let mut seat = |seat, holders: &[&str]| {
        seats.extend(holders.iter().map(|holder| ("community", seat, (*holder).to_owned())));
    };
    seat("branch", &BRANCH);
    seat("committee", &COMMITTEE);
    seat("party-member", &PARTY);
    seat("representative", &REPRESENTATIVES);
    seat("supervisor", &["supervisor_1"]);
    seat("clerk", &["clerk"]);
    Cast { charter: "four-steps", rows, seats }
}

const CASE: Case = Case {
    title: "老街路灯与排水改造",
    class: "public-affairs",
    place: "group-1",
    households: 300,
    cost_fen: 80_000_000,
};

fn step(rule: &'static str) -> Vote {
    Vote { rule, scope: json!({ "scope": "council" }), options: vec![], days: 1 }
}

/// A vote of a body that needs no meeting.
fn votes_on(house: &House, proposal: &str, rule: &'static str, voters: &[&str]) {
    let poll = house.the_vote_opens("secretary", proposal, &step(rule));
    voters.iter().for_each(|voter| house.votes(voter, &poll, None, "for"));
    assert_eq!(house.the_vote_closes(&poll, 2)["verdict"], "PASSED", "{rule}");
}

#[test]
fn one_text_passes_four_votes_and_its_resolution_and_results_are_posted() {
    let house = House::founded(&community());
    let matter = house.a_matter_is_raised("resident_7", "clerk", "老街路灯不亮、下雨积水。", &CASE);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "更换老街路灯32盏,疏通并加深排水沟。");
    let early = house.is_refused(
        "secretary",
        "open_poll",
        house.opening(&proposal, &step("committees-discuss")),
        &[],
    );
    assert!(early.starts_with("step_missing") && early.contains("branch-proposes"), "{early}");

    votes_on(&house, &proposal, "branch-proposes", &["secretary", "party_1"]);
    votes_on(
        &house,
        &proposal,
        "committees-discuss",
        &["secretary", "party_1", "committee_1", "committee_2"],
    );
    house.it_is_posted("secretary", &proposal, 3);
    the_party_members_deliberate(&house, &matter, &proposal);
    let passed = steps(&house, &proposal);
    assert_eq!(passed, ["branch-proposes", "committees-discuss", "party-members"]);
    let poll = the_representatives_resolve(&house, &matter, &proposal);

    let index = house.it_is_certified("clerk", &poll);
    the_resolution_is_posted(&house, &format!("resolution_{index}"));
    the_results_are_posted(&house, &matter);
    house.ends_in_an_audit();
}

fn steps(house: &House, proposal: &str) -> Vec<String> {
    let query = "query ($proposal: String!) { book { proposal(proposalId: $proposal) {
        status steps { ruleId poll { verdict rule { stage } } document { hash } } present { document { hash } } } } }";
    let told = house.ask(query, json!({ "proposal": proposal }))["book"]["proposal"].take();
    assert_eq!(told["status"], "OPEN", "a step decides nothing");
    let step = |found: &Value| {
        assert_eq!(
            (&found["poll"]["verdict"], &found["poll"]["rule"]["stage"]),
            (&json!("PASSED"), &json!("STEP"))
        );
        assert_eq!(found["document"], told["present"]["document"]);
        found["ruleId"].as_str().unwrap().to_owned()
    };
    told["steps"].as_array().unwrap().iter().map(step).collect()
}

/// Two thirds of the six party members have to come, and more than half of all six to agree.
fn the_party_members_deliberate(house: &House, matter: &str, proposal: &str) {
    let present = ["secretary", "party_1", "party_3", "party_4", "committee_1"];
    let meeting = house.a_meeting_begins("secretary", matter, &present);
    let poll = house.the_vote_opens_at("secretary", proposal, "party-members", &meeting);
    let outside = house.tries_to_vote("resident_1", &poll, Some("party_1"), "for").unwrap_err();
    assert!(outside.starts_with("not_holder"), "{outside}");
    ["secretary", "party_1", "party_3", "committee_1"]
        .iter()
        .for_each(|voter| house.votes(voter, &poll, None, "for"));
    house.votes("party_4", &poll, None, "against");
    let counted = house.the_vote_closes(&poll, 1);
    let each = [("5", "6", "83.3333", true), ("4", "6", "66.6666", true)];
    assert_eq!(figures(&counted["tally"]), expected(&each));
    let refused = house.is_refused(
        "clerk",
        "certify_resolution",
        json!({
            "poll": poll, "document": counted["document"]["hash"],
        }),
        &[],
    );
    assert!(refused.starts_with("rule_not_applicable"), "a step is not certified: {refused}");
    house.the_meeting_ends("secretary", &meeting);
}

fn the_representatives_resolve(house: &House, matter: &str, proposal: &str) -> String {
    let meeting = house.a_meeting_begins("secretary", matter, &REPRESENTATIVES[..4]);
    let poll = house.the_vote_opens_at("secretary", proposal, "representatives", &meeting);
    REPRESENTATIVES[..3].iter().for_each(|voter| house.votes(voter, &poll, None, "for"));
    let counted = house.the_vote_closes(&poll, 1);
    let each = [("4", "5", "80.0000", true), ("3", "4", "75.0000", true)];
    assert_eq!(figures(&counted["tally"]), expected(&each));
    house.the_meeting_ends("secretary", &meeting);
    poll
}

/// 一公开.
fn the_resolution_is_posted(house: &House, resolution: &str) {
    let query = "query ($resolution: String!) { book { resolution(resolutionId: $resolution) {
        document { hash } notice { document { hash } ended resolution { resolutionId } } } } }";
    let ask = || house.ask(query, json!({ "resolution": resolution }))["book"]["resolution"].take();
    let told = ask();
    assert_eq!(told["notice"]["resolution"]["resolutionId"], *resolution);
    assert_eq!((&told["notice"]["document"], &told["notice"]["ended"]), (&told["document"], &json!(false)));
    house.wait_days(10);
    assert_eq!(ask()["notice"]["ended"], true);
}

/// 二公开: once all the work is accepted.
fn the_results_are_posted(house: &House, matter: &str) {
    let action = house.work_is_assigned("secretary", matter, "committee_2", "路灯和排水施工,按月报告");
    assert_eq!(results(house), Vec::<Value>::new());
    let evidence = Text::vault("竣工验收单");
    let done = json!({ "action": action, "evidence": evidence.hash() });
    house.does("committee_2", "complete_action", done, &[evidence]);
    let words = Text::statement("32盏灯已亮,雨后无积水。");
    let inspection = json!({ "action": action, "inspection": "accepted", "text": words.hash() });
    house.does("supervisor_1", "inspect_action", inspection, &[words]);
    let posted = results(house);
    assert_eq!(posted.len(), 1, "{posted:?}");
    assert_eq!((&posted[0]["resultsOf"]["matterId"], &posted[0]["ended"]), (&json!(matter), &json!(false)));
    let days = posted[0]["dueAt"].as_str().unwrap();
    house.wait_days(16);
    assert_eq!(results(house)[0]["ended"], true, "fifteen days, until {days}");
}

/// The notices by which results are posted.
fn results(house: &House) -> Vec<Value> {
    let query =
        "{ book { notices(first: 50) { nodes { resultsOf { matterId } ended dueAt document { hash } } } } }";
    let told = house.ask(query, json!({}));
    let notices = told["book"]["notices"]["nodes"].as_array().unwrap().clone();
    notices.into_iter().filter(|notice| !notice["resultsOf"].is_null()).collect()
}
