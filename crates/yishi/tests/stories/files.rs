//! A compound votes three times among options, by marks, by ranking and over a budget. Whoever may read the entries fetches the
//! ballots as files, and the files are counted to what the book says.

use crate::house::{Cast, House, member};
use crate::steps::{Case, Vote, winners};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use yishi_core::Standing;

const RULES: &str = r#"
[[decisions]]
id = "choose-ranking"
name = "排序:各户为套餐排序"
electorate = "households"
level = "compound"
openness = "named"
voting_at_least = "3d"
requirements = []

[decisions.choice]
method = { method = "irv", seats = 1, tie = "given_order" }

[[decisions]]
id = "share-budget"
name = "等额份额:各户共享一笔预算"
electorate = "households"
level = "compound"
openness = "named"
voting_at_least = "3d"
requirements = []

[decisions.choice]
method = { method = "equal_shares", budget = "9000", tie = "given_order" }
"#;

fn compound() -> Cast {
    let residents = (1..=8).map(|number| format!("resident_{number}"));
    let mut rows: Vec<_> = residents.map(|name| member(&name, "buildings", Standing::Resident)).collect();
    rows.extend(["secretary", "clerk"].map(|officer| member(officer, "buildings", Standing::Partner)));
    let seats = [("secretary", "secretary"), ("clerk", "clerk")];
    let seats = seats.map(|(seat, holder)| ("compound", seat, holder.to_owned()));
    Cast { charter: "packages", rows, seats: seats.to_vec() }
}

const CASE: Case =
    Case {
        title: "小区公共空间\n与服务", class: "service", place: "buildings", households: 8, cost_fen: 0
    };

/// A vote among options under a rule, in which each resident in turn says something.
fn voted(house: &House, rule: &'static str, options: Vec<Value>, ballots: &[(Value, Value)]) -> String {
    let matter = house.a_matter_is_raised("resident_1", "clerk", "请大家选择。", &CASE);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, "方案与选项。");
    house.it_is_posted("secretary", &proposal, 7);
    let vote = Vote { rule, scope: json!({ "scope": "council" }), options, days: 5 };
    let poll = house.the_vote_opens("secretary", &proposal, &vote);
    for (number, (marks, said)) in (1..).zip(ballots) {
        house.marks(&format!("resident_{number}"), &poll, marks.clone(), said.clone()).unwrap();
    }
    poll
}

fn ranking(options: &[&str]) -> (Value, Value) {
    let ranks: Vec<_> = options.iter().map(|option| vec![option]).collect();
    (json!({ "ranking": ranks }), json!({ "ranking": ranks }))
}

fn set(options: &[&str]) -> (Value, Value) {
    (json!({ "approved": options }), json!({ "set": options }))
}

fn counted(folder: &Path, arguments: &[&str]) -> Value {
    let ran = Command::new(env!("CARGO_BIN_EXE_yishi")).args(arguments).current_dir(folder).output().unwrap();
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
}

#[test]
fn ballots_fetched_as_files_are_counted_to_the_winners_that_the_book_has() {
    let house = House::founded_with(&compound(), RULES);
    let folder = tempfile::tempdir().unwrap();
    let package = |id: &str| json!({ "id": id, "name": format!("套餐 \"{id}\"") });
    let ballots = [
        ranking(&["ten", "twenty"]),
        ranking(&["ten", "thirty"]),
        ranking(&["ten"]),
        ranking(&["twenty", "thirty", "ten"]),
        ranking(&["thirty", "twenty"]),
        ranking(&["thirty", "twenty"]),
        ranking(&["twenty", "thirty"]),
        ranking(&[]),
    ];
    let ranked = voted(&house, "choose-ranking", ["ten", "twenty", "thirty"].map(package).to_vec(), &ballots);
    let (status, blt) = house.fetch(&format!("/polls/{ranked}/ballots.blt"));
    assert_eq!(status, 200, "{blt}");
    std::fs::write(folder.path().join("ballots.blt"), &blt).unwrap();
    let (status, refused) = house.fetch(&format!("/polls/{ranked}/ballots.pb"));
    assert_eq!(status, 409);
    assert!(refused.contains("NOT_IN_FORMAT") && refused.contains("ask for `ballots.blt`"), "{refused}");
    let by_rule = ["count", "ballots.blt", "--rule", "irv", "--set", "tie=given_order", "--json"];
    let found = counted(folder.path(), &by_rule);
    assert_eq!((&found["title"], &found["ballots"]), (&"小区公共空间 与服务".into(), &8.into()));
    let sealed = house.the_vote_closes(&ranked, 6);
    let names = ["ten", "twenty", "thirty"];
    let numbers: Vec<u64> = winners(&sealed)
        .iter()
        .map(|won| 1 + names.iter().position(|name| name == won).unwrap() as u64)
        .collect();
    assert_eq!(found["winners"], json!(numbers));
    assert_eq!(found["names"]["1"], "套餐 \"ten\"");

    let project =
        |(id, cost): (&str, u64)| json!({ "id": id, "name": format!("项目:{id};甲"), "cost_fen": cost });
    let projects = [("lamps", 4000), ("bench", 3000), ("trees", 5000)].map(project).to_vec();
    let ballots = [
        set(&["lamps"]),
        set(&["bench", "lamps"]),
        set(&["lamps"]),
        set(&["trees"]),
        set(&["bench"]),
        set(&[]),
    ];
    let poll = voted(&house, "share-budget", projects, &ballots);
    let refused = house.fetch(&format!("/polls/{poll}/ballots.blt"));
    assert!(refused.0 == 409 && refused.1.contains("ask for `ballots.pb`"), "{refused:?}");
    let sealed = house.the_vote_closes(&poll, 6);
    let (status, pabulib) = house.fetch(&format!("/polls/{poll}/ballots.pb"));
    assert_eq!(status, 200, "{pabulib}");
    std::fs::write(folder.path().join("ballots.pb"), &pabulib).unwrap();
    let by_rule = ["count", "ballots.pb", "--rule", "equal-shares", "--set", "start=share", "--set"];
    let found = counted(folder.path(), &[&by_rule[..], &["most_runs=1", "--json"]].concat());
    assert_eq!(found["winners"], json!(winners(&sealed)));
    assert!(!winners(&sealed).is_empty());
    for won in winners(&sealed) {
        assert!(pabulib.contains(&format!("{won};")) && pabulib.contains(";1\n"), "{pabulib}");
    }
    let bundle = house.exported(folder.path());
    the_exported_book_counts_its_polls_again(&bundle, &ranked, &poll);
    house.ends_in_an_audit();
}

/// By their own rules as they stand in the book, by others as what would have been.
fn the_exported_book_counts_its_polls_again(bundle: &Path, ranked: &str, budget: &str) {
    let folder = bundle.parent().unwrap();
    let listed = counted(folder, &["count", "bundle", "--json"]);
    let polls: Vec<_> = listed["polls"].as_array().unwrap().iter().collect();
    assert_eq!(polls.len(), 2);
    assert_eq!(
        (&polls[0]["poll"], &polls[0]["method"], &polls[0]["verdict"], &polls[0]["ballots"]),
        (&json!(ranked), &json!("irv"), &json!("passed"), &json!(8))
    );
    let own = counted(folder, &["count", "bundle", "--poll", ranked, "--json"]);
    assert_eq!(
        (&own["binding"], &own["verdict"], &own["rule"]),
        (&true.into(), &"passed".into(), &"irv".into())
    );
    assert_eq!(own["winners"], json!(["twenty"]), "thirty leaves first, and its ballots pass on");
    assert_eq!(own["names"]["ten"], "套餐 \"ten\"");
    assert!(own["rounds"].as_array().unwrap().len() > 1 && !own["trace"].as_array().unwrap().is_empty());
    let tried = counted(folder, &["count", "bundle", "--poll", ranked, "--rule", "plurality", "--json"]);
    assert_eq!((&tried["binding"], &tried["winners"]), (&false.into(), &json!(["ten"])));
    let own = counted(folder, &["count", "bundle", "--poll", budget, "--json"]);
    assert_eq!((&own["binding"], &own["rule"]), (&true.into(), &"equal-shares".into()));
    assert_eq!(own["winners"], json!(["lamps"]), "in one run, purses of 1,500 pay for nothing else");
    let more = counted(folder, &["count", "bundle", "--poll", budget, "--set", "step=100", "--json"]);
    assert_eq!((&more["binding"], &more["winners"]), (&false.into(), &json!(["lamps", "bench"])));
    let compared = counted(folder, &["count", "bundle", "--poll", budget, "--compare", "--json"]);
    assert_eq!(compared["rules"].as_array().unwrap().len(), 4);
}
