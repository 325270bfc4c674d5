//! A matter that belongs to the neighbours goes to their book: handed over here, received there, confirmed here, and verified from both ends.

use crate::house::{Cast, DAY_MS, House, Text, member};
use crate::steps::Case;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use yishi_core::Standing;

const CASE: Case =
    Case {
        title: "小区围墙外污水外溢", class: "environment", place: "grid-1", households: 1, cost_fen: 0
    };

fn community(number: u32) -> House {
    let rows = vec![
        member("resident_1", "grid-1", Standing::Resident),
        member("secretary", "grid-1", Standing::Partner),
    ];
    let seats = vec![("community", "secretary", "secretary".to_owned())];
    House::founded_as(&Cast { charter: "minimal", rows, seats }, number)
}

fn raised(house: &House) -> String {
    house.a_matter_is_raised("resident_1", "secretary", "污水从围墙外流进来。", &CASE)
}

fn reason() -> Text {
    Text::document("污水来自邻近小区的管道,由其处理更为合适。")
}

fn handing(house: &House, matter: &str, to: &House, days: u64) -> Value {
    json!({
        "matter": matter, "to": to.as_partner(), "council": "grid-1", "reason": reason().hash(),
        "answer_by_ms": house.now().0 + days * DAY_MS,
    })
}

/// What the other side cites, as the service prepares it.
fn citation(house: &House, matter: &str, field: &str) -> Value {
    let query = format!(
        "query ($id: String!) {{ book {{ matter(matterId: $id) {{ found: {field} {{ citation }} }} }} }}"
    );
    let found = house.ask(&query, json!({ "id": matter }));
    serde_json::from_str(found["book"]["matter"]["found"]["citation"].as_str().unwrap()).unwrap()
}

fn receiving(from: &House, cited: &Value) -> Value {
    let facts = json!({
        "class": "environment", "places": ["grid-1"], "affected_households": 1, "cost_fen": 0, "urgency": "ordinary"
    });
    let leaf: Value = serde_json::from_str(cited["leaf"].as_str().unwrap()).unwrap();
    let there = &leaf["events"][0]["matter"];
    json!({ "from": from.as_partner(), "matter_there": there, "cited": cited, "title": Text::document(CASE.title).hash(), "facts": facts })
}

/// Confirms the hand-over at the entry that was cited.
fn confirming(matter: &str, cited: &Value, receipt: &Value) -> Value {
    json!({ "matter": matter, "handed_over_at": cited["place"]["index"], "cited": receipt })
}

fn received(here: &House, from: &House, cited: &Value) -> String {
    let title = Text::document(CASE.title);
    format!("matter_{}", here.does("secretary", "receive_matter", receiving(from, cited), &[title]))
}

fn compared(bundles: &[PathBuf]) -> (i32, Value) {
    let ran = Command::new(env!("CARGO_BIN_EXE_yishi"))
        .args(["audit", "hand-overs", "--json"])
        .args(bundles)
        .output()
        .unwrap();
    let said = serde_json::from_slice(&ran.stdout);
    (ran.status.code().unwrap(), said.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr))))
}

fn both(folder: &Path, name: &str, one: &House, other: &House) -> [PathBuf; 2] {
    [one.exported(&folder.join(name).join("one")), other.exported(&folder.join(name).join("other"))]
}

#[test]
fn a_matter_goes_to_the_neighbours_and_both_books_tell_the_same() {
    let (one, other) = (community(1), community(2));
    let folder = tempfile::tempdir().unwrap();
    let matter = raised(&one);
    let too_short = handing(&one, &matter, &other, 0);
    assert!(one.is_refused("secretary", "hand_over_matter", too_short, &[reason()]).starts_with("too_early"));
    one.does("secretary", "hand_over_matter", handing(&one, &matter, &other, 10), &[reason()]);
    let page = one.on_the_board(&format!("matters/{matter}.html"));
    assert!(
        page.contains("移交至") && page.contains("minimal-00000002") && page.contains("等候回音"),
        "{page}"
    );
    let cited = citation(&one, &matter, "handOver");

    // What is cited proves itself: another leaf, another place, another text or another addressee does not.
    let title = || [Text::document(CASE.title)];
    for (change, why) in [
        (json!({ "index": 0 }), "index"),
        (json!({ "leaf_hash": "00".repeat(32) }), "leaf hash"),
        (json!({ "root": "00".repeat(32) }), "root"),
    ] {
        let mut forged = cited.clone();
        for (field, value) in change.as_object().unwrap() {
            forged["place"][field] = value.clone();
        }
        let said = other.is_refused("secretary", "receive_matter", receiving(&one, &forged), &title());
        assert!(said.starts_with("citation_not_proven") && said.contains(why), "{why}: {said}");
    }
    let mut altered = cited.clone();
    altered["leaf"] = json!(cited["leaf"].as_str().unwrap().replace("grid-1", "grid-2"));
    let said = other.is_refused("secretary", "receive_matter", receiving(&one, &altered), &title());
    assert!(said.starts_with("citation_not_proven"), "{said}");
    let stranger = community(3);
    let said = stranger.is_refused("secretary", "receive_matter", receiving(&one, &cited), &title());
    assert!(said.starts_with("citation_not_proven") && said.contains("is for"), "{said}");

    let there = received(&other, &one, &cited);
    let again = other.is_refused("secretary", "receive_matter", receiving(&one, &cited), &title());
    assert!(again.starts_with("already_done"), "{again}");
    let page = other.on_the_board(&format!("matters/{there}.html"));
    assert!(page.contains("移交自") && page.contains("minimal-00000001"), "{page}");
    let (code, report) = compared(&both(folder.path(), "waiting", &one, &other));
    assert_eq!((code, &report["hand_overs"][0]["standing"]), (0, &json!("waiting")), "{report:#}");

    let receipt = citation(&other, &there, "receivedFrom");
    one.does("resident_1", "confirm_hand_over", confirming(&matter, &cited, &receipt), &[]);
    let query = "query ($id: String!) { book { matter(matterId: $id) { stage closure handOver { confirmed { index } } } } }";
    let told = one.ask(query, json!({ "id": matter }))["book"]["matter"].take();
    assert_eq!((&told["stage"], &told["closure"]), (&json!("CLOSED"), &json!("HANDED_OVER")));
    assert!(one.on_the_board(&format!("matters/{matter}.html")).contains("对方已接收"));
    let bundles = both(folder.path(), "done", &one, &other);
    let (code, report) = compared(&bundles);
    assert_eq!((code, &report["hand_overs"][0]["standing"]), (0, &json!("complete")), "{report:#}");

    // A book that shows an auditor another history than it told its neighbours is found.
    let book = bundles[1].join("book.jsonl");
    let text = std::fs::read_to_string(&book).unwrap();
    let cut: Vec<&str> = text.lines().collect();
    std::fs::write(&book, cut[..cut.len() - 1].join("\n") + "\n").unwrap();
    let (code, report) = compared(&bundles);
    let found: Vec<&str> =
        report["findings"].as_array().unwrap().iter().map(|it| it["check"].as_str().unwrap()).collect();
    assert_eq!((code, found), (1, vec!["citation", "hand_over"]), "{report:#}");
    one.ends_in_an_audit();
    other.ends_in_an_audit();
}

#[test]
fn without_a_word_in_time_the_matter_comes_back_and_a_late_receipt_is_refused() {
    let (one, other) = (community(1), community(2));
    let folder = tempfile::tempdir().unwrap();
    let matter = raised(&one);
    one.does("secretary", "hand_over_matter", handing(&one, &matter, &other, 2), &[reason()]);
    let cited = citation(&one, &matter, "handOver");
    [&one, &other].iter().for_each(|house| house.wait_days(3));
    let title = Text::document(CASE.title);
    let late = other.is_refused("secretary", "receive_matter", receiving(&one, &cited), &[title]);
    assert!(late.starts_with("too_late"), "{late}");
    let query = "query ($id: String!) { book { matter(matterId: $id) { stage handOver { lapsed } } } }";
    let told = one.ask(query, json!({ "id": matter }))["book"]["matter"].take();
    assert_eq!((&told["stage"], &told["handOver"]["lapsed"]), (&json!("DELIBERATING"), &json!(true)));
    let (code, report) = compared(&both(folder.path(), "lapsed", &one, &other));
    assert_eq!((code, &report["hand_overs"][0]["standing"]), (0, &json!("lapsed")), "{report:#}");
    one.ends_in_an_audit();
}

#[test]
fn a_matter_that_both_books_deal_with_is_a_finding_until_it_is_confirmed() {
    let (one, other) = (community(1), community(2));
    let folder = tempfile::tempdir().unwrap();
    let matter = raised(&one);
    one.does("secretary", "hand_over_matter", handing(&one, &matter, &other, 2), &[reason()]);
    let cited = citation(&one, &matter, "handOver");
    let there = received(&other, &one, &cited);
    one.wait_days(3);
    let (code, report) = compared(&both(folder.path(), "both", &one, &other));
    assert_eq!((code, &report["hand_overs"][0]["standing"]), (1, &json!("end_missing")), "{report:#}");
    let receipt = citation(&other, &there, "receivedFrom");
    one.does("secretary", "confirm_hand_over", confirming(&matter, &cited, &receipt), &[]);
    let (code, report) = compared(&both(folder.path(), "confirmed", &one, &other));
    assert_eq!((code, &report["hand_overs"][0]["standing"]), (0, &json!("complete")), "{report:#}");
    one.ends_in_an_audit();
}
