//! Filtered lists: what they hold, that their counts are those of their items, and that a book opened from a snapshot has them.

use crate::house::House;
use serde_json::{Value, json};
use std::sync::Arc;
use yishi_core::{MatterStage, Submission, SubmissionId, SubmissionStatus};
use yishi_graphql::{HostedBook, Node, Viewer, schema};

const LISTS: &str = "{ book {
    received: submissions(filter: {status: RECEIVED}) { totalCount nodes { submissionId } }
    accepted: submissions(filter: {status: ACCEPTED}) { totalCount nodes { submissionId } }
    submissions { totalCount }
    deliberating: matters(stage: DELIBERATING) { totalCount nodes { matterId } }
    evaluating: matters(stage: EVALUATING) { totalCount nodes { matterId } }
    matters { totalCount }
    council(councilId: \"grid_1\") {
        matters { totalCount nodes { matterId } }
        received: submissions(filter: {status: RECEIVED}) { totalCount nodes { submissionId } }
        submissions { totalCount } hearings { totalCount } }
    rootCouncil { matters { totalCount } evaluating: matters(stage: EVALUATING) { totalCount } hearings { totalCount } }
    figures { levels { levelId matters settled heldAll: hearingsHeld } } } }";

impl House {
    async fn lists(&self) -> Value {
        self.data(&Viewer::Anonymous, LISTS, json!({})).await["book"].take()
    }
}

/// What a list should be: everything looked at, one by one.
fn scanned<V>(
    all: &imbl::OrdMap<impl Ord + Copy + ToString, Arc<V>>,
    wanted: impl Fn(&V) -> bool,
) -> Vec<String> {
    all.iter().filter(|(_, found)| wanted(found)).map(|(id, _)| id.to_string()).collect()
}

fn is_list(list: &Value, key: &str, ids: &[String]) {
    let nodes: Vec<Value> = ids.iter().map(|id| json!({key: id})).collect();
    assert_eq!(*list, json!({"totalCount": ids.len(), "nodes": nodes}));
}

#[tokio::test]
async fn lists_hold_what_lies_there_and_count_it() {
    let house = House::public(20);
    house.whole_story();
    let desk = &house.community.desk;
    let small = house.community.must(&house.community.cast.submission_of(desk, "路灯坏了")).index;
    house.community.must(&house.community.cast.screening(desk, 7_000, SubmissionId::first(small), 3));
    house.community.must(&house.community.cast.submission_of(desk, "电梯坏了"));
    let (lists, version) = (house.lists().await, house.community.engine.version());
    let state = &version.state;
    let received = scanned(&state.submissions, |found| found.status == SubmissionStatus::Received);
    let accepted = |found: &Submission| matches!(found.status, SubmissionStatus::Accepted { .. });
    is_list(&lists["received"], "submissionId", &received);
    is_list(&lists["council"]["received"], "submissionId", &received);
    is_list(&lists["accepted"], "submissionId", &scanned(&state.submissions, accepted));
    assert_eq!(lists["submissions"]["totalCount"], state.submissions.len());
    assert_eq!(lists["council"]["submissions"]["totalCount"], state.submissions.len());
    let at = |stage| scanned(&state.matters, move |found| found.stage == stage);
    is_list(&lists["deliberating"], "matterId", &at(MatterStage::Deliberating));
    is_list(&lists["evaluating"], "matterId", &at(MatterStage::Evaluating));
    let before =
        |council: &'static str| scanned(&state.matters, move |found| found.council.as_str() == council);
    is_list(&lists["council"]["matters"], "matterId", &before("grid_1"));
    assert_eq!(lists["rootCouncil"]["matters"]["totalCount"], before("community").len());
    assert_eq!(lists["matters"]["totalCount"], state.matters.len());
    assert!(!received.is_empty() && !before("grid_1").is_empty() && !before("community").is_empty());
    for level in lists["figures"]["levels"].as_array().unwrap() {
        let council = if level["levelId"] == "community" { "community" } else { "grid_1" };
        assert_eq!(level["matters"], before(council).len(), "{level}");
    }
}

#[tokio::test]
async fn a_book_opened_from_a_snapshot_has_the_same_lists() {
    let mut house = House::public(20);
    house.whole_story();
    let (before, state) = (house.lists().await, house.community.engine.version().state.clone());
    house.community.reopen().unwrap();
    assert!(!house.community.stores.snapshots.all().is_empty(), "it was opened from a snapshot");
    assert_eq!(house.community.engine.version().state, state);
    let book = HostedBook { engine: house.community.engine.clone(), public_log: true, auditors: [].into() };
    house.node = Node::new([book], Arc::new(house.community.clock.clone()), &[7; 32]);
    house.schema = schema(house.node.clone());
    assert_eq!(house.lists().await, before);
}

#[tokio::test]
async fn pages_of_a_filtered_list_have_neither_gap_nor_repeat() {
    let house = House::voting(5);
    for number in 0..7 {
        house
            .community
            .must(&house.community.cast.submission_of(&house.community.desk, &format!("第{number}件")));
    }
    let query =
        "query($after: String) { book { submissions(first: 3, after: $after, filter: {status: RECEIVED}) {
        totalCount nodes { submissionId } pageInfo { hasNextPage endCursor } } } }";
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let data = house.data(&Viewer::Anonymous, query, json!({"after": after})).await;
        let page = &data["book"]["submissions"];
        assert_eq!(page["totalCount"], 7);
        seen.extend(page["nodes"].as_array().unwrap().clone());
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(seen.len(), 7);
    let mut sorted = seen.clone();
    sorted.dedup();
    assert_eq!(sorted, seen);
}
