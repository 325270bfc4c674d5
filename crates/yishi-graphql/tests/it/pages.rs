//! Pages that stay stable while the book grows.

use crate::house::House;
use serde_json::{Value, json};
use yishi_graphql::Viewer;
use yishi_tally::Choice;

const ENTRIES: &str = "query($first: Int, $after: String, $last: Int, $before: String) { book {
    entries(first: $first, after: $after, last: $last, before: $before) {
        totalCount nodes { index } edges { cursor node { index } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";

fn indices(page: &Value) -> Vec<u64> {
    let nodes = page["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["index"].as_str().unwrap().parse().unwrap()).collect()
}

async fn entries(house: &House, variables: Value) -> Value {
    house.data(&Viewer::Anonymous, ENTRIES, variables).await["book"]["entries"].take()
}

fn cast(house: &House, resident: usize) {
    let ballot = house.poll.ballot(house.resident(resident), Choice::For);
    house.community.must(&house.community.desk.order(house.resident(resident), ballot, vec![]));
}

#[tokio::test]
async fn reading_page_by_page_while_entries_arrive_misses_and_repeats_nothing() {
    let house = House::voting(12);
    let (mut seen, mut after, mut voter) = (Vec::new(), Value::Null, 0);
    loop {
        let page = entries(&house, json!({"first": 4, "after": after})).await;
        seen.extend(indices(&page));
        if voter < 12 {
            cast(&house, voter);
            voter += 1;
        }
        if page["pageInfo"]["hasNextPage"] == false && voter == 12 {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    let known = u64::try_from(seen.len()).unwrap();
    assert_eq!(seen, (0..known).collect::<Vec<_>>());
    assert!(known >= house.community.engine.version().size - 1);
}

#[tokio::test]
async fn a_page_has_twenty_items_at_most_a_hundred_and_says_how_many_there_are() {
    let house = House::voting(100);
    (0..100).for_each(|voter| cast(&house, voter));
    let size = house.community.engine.version().size;
    let page = entries(&house, json!({})).await;
    assert_eq!((indices(&page).len(), &page["totalCount"]), (20, &json!(size)));
    let page = entries(&house, json!({"last": 100})).await;
    assert_eq!(indices(&page), (size - 100..size).collect::<Vec<_>>());
    assert_eq!(
        (&page["pageInfo"]["hasPreviousPage"], &page["pageInfo"]["hasNextPage"]),
        (&json!(true), &json!(false))
    );
    for variables in [json!({"first": 101}), json!({"last": -1}), json!({"first": 1, "last": 1})] {
        assert_eq!(house.error_code(&Viewer::Anonymous, ENTRIES, variables).await, "BAD_PAGE");
    }
}

#[tokio::test]
async fn a_cursor_of_another_list_is_an_error_of_its_own() {
    let house = House::public(5);
    cast(&house, 0);
    let query = "query($id: String!) { book { poll(pollId: $id) { ballots { edges { cursor } } } } }";
    let data = house.data(&Viewer::Anonymous, query, json!({"id": house.poll.poll.to_string()})).await;
    let cursor = &data["book"]["poll"]["ballots"]["edges"][0]["cursor"];
    assert_eq!(house.error_code(&Viewer::Anonymous, ENTRIES, json!({"after": cursor})).await, "BAD_CURSOR");
    assert_eq!(house.error_code(&Viewer::Anonymous, ENTRIES, json!({"before": "?"})).await, "BAD_CURSOR");
}

#[tokio::test]
async fn ballots_are_paged_by_voting_right_both_ways() {
    let house = House::public(9);
    (0..9).for_each(|voter| cast(&house, voter));
    let query = "query($id: String!, $first: Int, $after: String, $last: Int, $before: String) { book { poll(pollId: $id) {
        ballots(first: $first, after: $after, last: $last, before: $before) {
            totalCount nodes { rightId } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } } }";
    let id = house.poll.poll.to_string();
    let page = |variables: Value| async {
        house.data(&Viewer::Anonymous, query, variables).await["book"]["poll"]["ballots"].take()
    };
    let one = page(json!({"id": id, "first": 4})).await;
    let two = page(json!({"id": id, "first": 10, "after": one["pageInfo"]["endCursor"]})).await;
    let back = page(json!({"id": id, "last": 4, "before": two["pageInfo"]["startCursor"]})).await;
    assert_eq!(back["nodes"], one["nodes"]);
    assert_eq!(
        (&one["pageInfo"]["hasNextPage"], &two["pageInfo"]["hasNextPage"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(two["nodes"].as_array().unwrap().len(), 5);
    assert_eq!(two["totalCount"], 9);
}

#[tokio::test]
async fn lists_of_a_council_hold_only_what_lies_before_it() {
    let house = House::voting(5);
    let query = "{ book { community: council(councilId: \"community\") { matters { totalCount nodes { matterId } } hearings { totalCount } }
        grid: council(councilId: \"grid_1\") { matters { totalCount } submissions { totalCount } }
        acting: matters(stage: ACTING) { totalCount nodes { id } } } }";
    let data = house.data(&Viewer::Anonymous, query, json!({})).await;
    let book = &data["book"];
    assert_eq!(book["community"]["matters"]["nodes"][0]["matterId"], house.poll.matter.to_string());
    assert_eq!(book["grid"]["matters"]["totalCount"], 0);
    assert_eq!(book["grid"]["submissions"]["totalCount"], 1);
    assert_eq!(book["acting"], json!({"totalCount": 0, "nodes": []}));
}
