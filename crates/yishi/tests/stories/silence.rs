//! Owners who were served and say nothing 送达而未表态: the rules of procedure of many places count them with the majority. Both counts
//! are told, and a decision that passes only so says it.

use crate::house::{Cast, House, flat, member};
use crate::steps::{Case, Vote, expected, figures};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use yishi_core::Standing;

const RULE: &str = r#"
[[decisions]]
id = "silence-follows"
name = "业主共同决定·一般事项:已送达而未表态的,计入多数票"
electorate = "owners"
level = "compound"
openness = "named"
voting_at_least = "5d"
notice = "10d"
before = ["objections_answered"]
procedure = { silence = "follow_majority" }
requirements = [
  { name = "专有部分面积占比三分之二以上的业主参与表决", part = "participating", base = "entitled", measure = "area", threshold = { at_least = "2/3" }, quorum = true },
  { name = "人数占比三分之二以上的业主参与表决", part = "participating", base = "entitled", measure = "heads", threshold = { at_least = "2/3" }, quorum = true },
  { name = "参与表决专有部分面积过半数的业主同意", part = "for", base = "participating", measure = "area", threshold = { more_than = "1/2" } },
  { name = "参与表决人数过半数的业主同意", part = "for", base = "participating", measure = "heads", threshold = { more_than = "1/2" } },
]
"#;

/// Ten owners with a flat of 100 m² each.
fn building() -> Cast {
    let owners: Vec<String> = (1..=10).map(|number| format!("owner_{number}")).collect();
    let mut rows: Vec<_> =
        owners.iter().map(|owner| member(owner, "buildings", Standing::Resident)).collect();
    rows.extend(["secretary", "clerk"].map(|officer| member(officer, "buildings", Standing::Partner)));
    rows.extend(
        owners
            .iter()
            .map(|owner| flat(&owner.replace("owner", "flat"), "buildings", "building_1", 10_000, &[owner])),
    );
    let seats = [("secretary", "secretary"), ("clerk", "clerk"), ("committee", "owner_1")];
    let seats = seats.map(|(seat, holder)| ("compound", seat, holder.to_owned()));
    Cast { charter: "lift", rows, seats: seats.to_vec() }
}

const CASE: Case =
    Case {
        title: "小区门禁改造", class: "general", place: "buildings", households: 10, cost_fen: 3_000_000
    };

/// How ballot papers reached the owners: the first four were opened on the phone, three were left at the door, one was not taken,
/// one owner could not be found, and of the last nothing is recorded.
fn service_is_recorded(house: &House, poll: &str) {
    let how = ["delivered", "delivered", "delivered", "delivered", "posted", "posted", "posted", "refused"];
    let mut services: BTreeMap<String, &str> =
        (1..).zip(how).map(|(number, how)| (format!("owner_{number}"), how)).collect();
    services.insert("owner_9".to_owned(), "undeliverable");
    let record = json!({ "poll": poll, "services": services });
    let refused = house.is_refused("owner_1", "record_service", record.clone(), &[]);
    assert!(refused.starts_with("power_missing"), "{refused}");
    house.does("clerk", "record_service", record, &[]);
}

#[test]
fn what_passes_only_because_silence_counts_says_so_beside_the_plain_count() {
    let house = House::founded_with(&building(), RULE);
    let matter = house.a_matter_is_raised("owner_2", "clerk", "单元门禁坏了多年,请统一改造。", &CASE);
    let proposal =
        house.a_proposal_is_drafted("secretary", &matter, "各单元统一更换门禁,费用从公共收益列支。");
    house.it_is_posted("secretary", &proposal, 10);
    let vote =
        Vote { rule: "silence-follows", scope: json!({ "scope": "council" }), options: vec![], days: 6 };
    let poll = house.the_vote_opens("secretary", &proposal, &vote);
    service_is_recorded(&house, &poll);
    ["owner_1", "owner_2", "owner_3"].iter().for_each(|owner| house.votes(owner, &poll, None, "for"));
    house.votes("owner_4", &poll, None, "against");
    let counted = house.the_vote_closes(&poll, 7);

    // Four of ten took part: without the silent there is no quorum.
    assert_eq!((&counted["tally"]["verdict"], &counted["verdict"]), (&json!("NO_QUORUM"), &json!("PASSED")));
    let plain = [
        ("40000", "100000", "40.0000", false),
        ("4", "10", "40.0000", false),
        ("30000", "40000", "75.0000", true),
        ("3", "4", "75.0000", true),
    ];
    assert_eq!(figures(&counted["tally"]), expected(&plain));
    let silence = told(&house, &poll);
    let of_silence =
        ["served", "silent", "followed", "passedOnlyBySilence"].map(|name| silence[name].clone());
    assert_eq!(
        of_silence,
        [json!(8), json!(4), json!("FOR"), json!(true)],
        "one was not found, one not served"
    );
    let with_the_silent = [
        ("80000", "100000", "80.0000", true),
        ("8", "10", "80.0000", true),
        ("70000", "80000", "87.5000", true),
        ("7", "8", "87.5000", true),
    ];
    assert_eq!(figures(&silence["tally"]), expected(&with_the_silent));
    the_result_sheet_shows_both(&house, &poll);
    house.it_is_certified("clerk", &poll);
    house.ends_in_an_audit();
}

fn told(house: &House, poll: &str) -> Value {
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { silence {
        served silent followed passedOnlyBySilence
        tally { requirements { numerator denominator percent met } } } } } }";
    house.ask(query, json!({ "poll": poll }))["book"]["poll"]["silence"].take()
}

fn the_result_sheet_shows_both(house: &House, poll: &str) {
    let (status, page) = house.fetch(&format!("/polls/{poll}/result.html?lang=zh-CN"));
    assert_eq!(status, 200);
    for said in ["仅因已送达而未表态者计入多数", "沉默计入后的结果", "40.0000", "80.0000", "87.5000"]
    {
        assert!(page.contains(said), "{said} in {page}");
    }
    let (_, english) = house.fetch(&format!("/polls/{poll}/result.html?lang=en"));
    assert!(english.contains("passes only because") && english.contains("With silence counted"), "{english}");
}
