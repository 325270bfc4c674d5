//! 霞山 片区物业中心 (row C5), across books: three compounds, each with a book of its own, bundle themselves under one service. Each votes on
//! the same text, hands its result over and cites the others'; what is cited proves itself, and an auditor compares the books.

use crate::house::{Cast, House, Text, flat, member};
use crate::steps::{Case, Vote};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;
use yishi_core::Standing;

const OWNERS: [&str; 3] = ["owner_1", "owner_2", "owner_3"];
const SERVICE: &str = "三个小区共聘一家物业服务企业,合同三年,收费每月每平方米一元二角。";

const CASE: Case =
    Case {
        title: "与相邻小区共聘物业", class: "service", place: "compound", households: 3, cost_fen: 0
    };

fn compound(number: u32) -> House {
    let mut rows: Vec<_> = OWNERS.iter().map(|owner| member(owner, "compound", Standing::Resident)).collect();
    rows.extend(["secretary", "clerk"].map(|officer| member(officer, "compound", Standing::Partner)));
    for (owner, area_dm2) in OWNERS.iter().zip([8_000, 9_000, 14_000]) {
        rows.push(flat(&owner.replace("owner", "flat"), "compound", "house", area_dm2, &[owner]));
    }
    let seats = [("secretary", "secretary"), ("clerk", "clerk"), ("delegate", "owner_1")];
    let seats = seats.map(|(seat, holder)| ("compound", seat, holder.to_owned()));
    House::founded_as(&Cast { charter: "bundled-compounds", rows, seats: seats.to_vec() }, number)
}

/// The owners of a compound vote on the text together with the partners named. Their poll, counted.
fn voted(house: &House, words: &str, partners: &[Value], choice: &str) -> String {
    let matter = house.a_matter_is_raised("owner_1", "clerk", "单独请不到物业,请与邻近小区一起选聘。", &CASE);
    let proposal = house.a_proposal_is_drafted("secretary", &matter, words);
    let document = Text::document(words).hash();
    let effects = json!({ "proposal": proposal, "document": document, "partners": partners });
    house.does("secretary", "declare_effects", effects, &[]);
    house.it_is_posted("secretary", &proposal, 10);
    let scope = json!({ "scope": "council" });
    let vote = Vote { rule: "neighbours-together", scope, options: vec![], days: 9 };
    let poll = house.the_vote_opens("secretary", &proposal, &vote);
    OWNERS.iter().for_each(|owner| house.votes(owner, &poll, None, choice));
    house.the_vote_closes(&poll, 10);
    poll
}

/// The clerk hands the result over; what the others cite.
fn handed_over(house: &House, poll: &str) -> Value {
    house.does("clerk", "hand_over_result", json!({ "poll": poll }), &[]);
    let query =
        "query ($poll: String!) { book { poll(pollId: $poll) { across { handOver { citation } } } } }";
    let found = house.ask(query, json!({ "poll": poll }));
    let citation = found["book"]["poll"]["across"]["handOver"]["citation"].as_str().unwrap();
    serde_json::from_str(citation).unwrap()
}

fn citing(poll: &str, citation: &Value) -> Value {
    let mut fields = citation.clone();
    fields["poll"] = json!(poll);
    fields
}

fn told(house: &House, poll: &str) -> Value {
    let query = "query ($poll: String!) { book { poll(pollId: $poll) { across {
        passed partners { origin } cited { origin passed size } settled { index } } } } }";
    house.ask(query, json!({ "poll": poll }))["book"]["poll"]["across"].take()
}

fn certification(poll: &str) -> Value {
    json!({ "poll": poll, "document": Text::document(SERVICE).hash() })
}

/// All but the one at `number`, in their order.
fn others(all: &[Value], number: usize) -> Vec<Value> {
    let others = all.iter().enumerate().filter(|(other, _)| *other != number);
    others.map(|(_, found)| found.clone()).collect()
}

/// What the program says of several books beside one another.
fn compared(bundles: &[PathBuf]) -> (bool, Value) {
    let ran = Command::new(env!("CARGO_BIN_EXE_yishi"))
        .args(["audit", "together", "--json"])
        .args(bundles)
        .output()
        .unwrap();
    let said = serde_json::from_slice(&ran.stdout);
    (ran.status.success(), said.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr))))
}

#[test]
fn compounds_with_books_of_their_own_decide_together_and_each_proves_it() {
    let houses = [1, 2, 3].map(compound);
    let partners: Vec<Value> = houses.iter().map(House::as_partner).collect();
    let polls: Vec<String> = (0..)
        .zip(&houses)
        .map(|(number, house)| voted(house, SERVICE, &others(&partners, number), "for"))
        .collect();
    let early = houses[0].is_refused("clerk", "certify_resolution", certification(&polls[0]), &[]);
    assert!(early.starts_with("partners_awaited") && early.contains("00000003"), "{early}");

    let citations: Vec<Value> =
        houses.iter().zip(&polls).map(|(house, poll)| handed_over(house, poll)).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut bundles = Vec::new();
    for (number, (house, poll)) in houses.iter().zip(&polls).enumerate() {
        for citation in others(&citations, number) {
            house.does("owner_2", "cite_result", citing(poll, &citation), &[]);
        }
        assert_eq!(told(house, poll)["passed"], true);
        let query =
            "query ($poll: String!) { book { poll(pollId: $poll) { matter { matterId } resultSheetUrl } } }";
        let found = house.ask(query, json!({ "poll": poll }))["book"]["poll"].take();
        let board =
            house.on_the_board(&format!("matters/{}.html", found["matter"]["matterId"].as_str().unwrap()));
        for words in [
            "跨册共同表决",
            "通过的台账已达要求",
            "引用其他台账结果",
            partners[(number + 1) % 3]["origin"].as_str().unwrap(),
        ] {
            assert!(board.contains(words), "{words}: {board}");
        }
        assert_eq!(house.fetch(found["resultSheetUrl"].as_str().unwrap()).0, 200);
        house.the_board_says_nowhere(&["owner_2"]);
        house.it_is_certified("clerk", poll);
        bundles.push(house.exported(&folder.path().join(number.to_string())));
    }
    let (clean, report) = compared(&bundles);
    assert!(clean, "{report:#}");
    assert_eq!((&report["citations"], &report["findings"]), (&json!(6), &json!([])), "{report:#}");
    assert_eq!(report["one_sided"], json!([]));
    houses.into_iter().for_each(House::ends_in_an_audit);
}

#[test]
fn what_another_book_did_not_decide_cannot_be_cited() {
    let houses = [1, 2, 3].map(compound);
    let [here, there, stranger] = &houses;
    let partners: Vec<Value> = houses.iter().map(House::as_partner).collect();
    let poll = voted(here, SERVICE, &others(&partners, 0), "for");
    let refused = voted(there, SERVICE, &others(&partners, 1), "against");
    let other_text = voted(stranger, "另一份合同。", &others(&partners, 2), "for");
    let fewer = voted(there, SERVICE, &partners[..1], "for");
    let (no, other) = (handed_over(there, &refused), handed_over(stranger, &other_text));
    let is_refused = |fields: Value, why: &str| {
        let said = here.is_refused("owner_2", "cite_result", fields, &[]);
        assert!(said.starts_with("citation_not_proven") && said.contains(why), "{why}: {said}");
    };
    let turned = |field: &str, value: Value| {
        let mut fields = citing(&poll, &no);
        fields[field] = value;
        fields
    };
    is_refused(citing(&poll, &other), "one decision needs one text");
    is_refused(citing(&poll, &handed_over(there, &fewer)), "other books");
    is_refused(turned("passed", json!(true)), "did not pass");
    let leaf = no["leaf"].as_str().unwrap();
    is_refused(turned("leaf", json!(leaf.replace("\"passed\":false", "\"passed\":true"))), "root");
    is_refused(turned("receipt", other["receipt"].clone()), "checkpoint");
    is_refused(turned("origin", other["origin"].clone()), "checkpoint");
    let mut moved = citing(&poll, &no);
    moved["place"]["index"] = json!(0);
    is_refused(moved, "name these as the place");

    here.does("owner_2", "cite_result", citing(&poll, &no), &[]);
    assert_eq!(told(here, &poll)["passed"], Value::Null, "they may vote again");
    here.wait_days(31);
    assert_eq!(told(here, &poll)["passed"], false, "all have to agree, and one did not");
    let late = here.is_refused("clerk", "certify_resolution", certification(&poll), &[]);
    assert!(late.starts_with("wrong_stage"), "{late}");

    let (folder, there_origin) = (tempfile::tempdir().unwrap(), &partners[1]["origin"]);
    let exported = |house: &House, name: &str| house.exported(&folder.path().join(name));
    let bundles = [exported(here, "here"), exported(there, "there"), exported(stranger, "stranger")];
    let (clean, report) = compared(&bundles);
    assert!(clean, "{report:#}");
    assert_eq!(report["one_sided"].as_array().unwrap().len(), 4, "nobody cites the other text: {report:#}");
    let (clean, report) = compared(&[bundles[0].clone(), bundles[2].clone()]);
    assert!(clean, "{report:#}");
    assert_eq!(report["absent"], json!([there_origin]));

    // The operator of the other book signs another history: the citation no longer stands in it.
    let other_book = bundles[1].join("book.jsonl");
    let text = std::fs::read_to_string(&other_book).unwrap();
    let cited = usize::try_from(no["place"]["index"].as_u64().unwrap()).unwrap();
    let shorter: Vec<&str> = text.lines().take(cited).collect();
    std::fs::write(&other_book, shorter.join("\n") + "\n").unwrap();
    let (clean, report) = compared(&bundles);
    assert!(!clean && report["findings"][0]["check"] == "citation", "{report:#}");
    houses.into_iter().for_each(House::ends_in_an_audit);
}
