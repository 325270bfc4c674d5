//! Live results: in order, from where the client left off, and only to those who may read them.

use crate::house::{House, auditor};
use async_graphql::{Executor, Request, Response, Variables};
use futures_util::{Stream, StreamExt};
use serde_json::{Value, json};
use std::pin::Pin;
use yishi_graphql::{Language, RequestContext, Viewer};
use yishi_tally::Choice;

type Live<'a> = Pin<Box<dyn Stream<Item = Response> + Send + 'a>>;

fn follow<'a>(house: &'a House, viewer: &Viewer, query: &str, variables: Value) -> Live<'a> {
    let context = RequestContext::new(viewer.clone(), Language::English, "request-2");
    let request = Request::new(query).variables(Variables::from_json(variables)).data(context);
    house.schema.execute_stream(request, None)
}

async fn next(live: &mut Live<'_>) -> Option<Value> {
    let response = live.next().await?;
    Some(serde_json::to_value(response).unwrap())
}

fn cast(house: &House, resident: usize) {
    let ballot = house.poll.ballot(house.resident(resident), Choice::For);
    house.community.must(&house.community.desk.order(house.resident(resident), ballot, vec![]));
}

const ENTRIES: &str =
    "subscription($from: Sequence) { entries(from: $from) { index leafHash commandKind position { size } } }";

#[tokio::test]
async fn entries_come_in_order_and_go_on_after_an_interruption_without_gap_or_repeat() {
    let house = House::voting(8);
    let viewer = house.viewer(&auditor()).await;
    let start = house.community.engine.version().size;
    let mut seen = Vec::new();
    let mut live = follow(&house, &viewer, ENTRIES, json!({"from": "0"}));
    for _ in 0..start {
        seen.push(
            next(&mut live).await.unwrap()["data"]["entries"]["index"]
                .as_str()
                .unwrap()
                .parse::<u64>()
                .unwrap(),
        );
    }
    cast(&house, 0);
    let item = next(&mut live).await.unwrap();
    assert_eq!(item["data"]["entries"]["commandKind"], "cast_ballot");
    seen.push(start);
    drop(live);
    (1..5).for_each(|resident| cast(&house, resident));
    let mut live = follow(&house, &viewer, ENTRIES, json!({"from": (start + 1).to_string()}));
    for _ in 1..5 {
        seen.push(
            next(&mut live).await.unwrap()["data"]["entries"]["index"].as_str().unwrap().parse().unwrap(),
        );
    }
    assert_eq!(seen, (0..start + 5).collect::<Vec<_>>());
}

#[tokio::test]
async fn without_a_position_only_what_comes_from_now_on_is_sent() {
    let house = House::public(5);
    let mut live = follow(&house, &Viewer::Anonymous, ENTRIES, json!({}));
    let size = house.community.engine.version().size;
    // The stream begins when it is first asked; a ballot is cast while it waits.
    let (item, ()) = tokio::join!(next(&mut live), async {
        tokio::task::yield_now().await;
        cast(&house, 0);
    });
    assert_eq!(item.unwrap()["data"]["entries"]["index"], size.to_string());
}

#[tokio::test]
async fn entries_are_refused_to_those_who_may_not_read_them() {
    let house = House::voting(5);
    let mut live = follow(&house, &Viewer::Anonymous, ENTRIES, json!({"from": "0"}));
    let item = next(&mut live).await.unwrap();
    assert_eq!(item["errors"][0]["extensions"]["code"], "FORBIDDEN");
    assert!(next(&mut live).await.is_none());
}

#[tokio::test]
async fn entries_end_with_the_sign_in() {
    let house = House::voting(5);
    let viewer = house.viewer(house.resident(0)).await;
    let from = house.community.engine.version().size;
    let mut live = follow(&house, &viewer, ENTRIES, json!({"from": from.to_string()}));
    cast(&house, 0);
    assert!(next(&mut live).await.is_some());
    cast(&house, 1);
    house.community.clock.advance_ms(15 * 60 * 1000);
    assert!(next(&mut live).await.is_none());
}

#[tokio::test]
async fn the_head_is_told_at_once_and_each_time_it_moves() {
    let house = House::voting(5);
    let query = "subscription { headMoved { size root } }";
    let mut live = follow(&house, &Viewer::Anonymous, query, json!({}));
    let size = house.community.engine.version().size;
    assert_eq!(next(&mut live).await.unwrap()["data"]["headMoved"]["size"], size.to_string());
    cast(&house, 0);
    cast(&house, 1);
    let item = next(&mut live).await.unwrap();
    assert_eq!(item["data"]["headMoved"]["size"], (size + 2).to_string());
    assert_eq!(item["data"]["headMoved"]["root"], house.community.engine.version().root.to_string());
}

#[tokio::test]
async fn a_vote_is_followed_until_it_is_sealed() {
    let house = House::voting(5);
    let id = house.data(
        &Viewer::Anonymous,
        "query($id: String!) { book { poll(pollId: $id) { id } } }",
        json!({"id": house.poll.poll.to_string()}),
    );
    let id = id.await["book"]["poll"]["id"].clone();
    let query = "subscription($id: ID!, $after: Sequence) { pollProgress(poll: $id, after: $after) {
        index poll { status tally { heads { for } } } } }";
    let mut live = follow(&house, &Viewer::Anonymous, query, json!({"id": id}));
    let first = next(&mut live).await.unwrap();
    assert_eq!(first["data"]["pollProgress"]["poll"]["tally"]["heads"]["for"], "0");
    cast(&house, 0);
    let item = next(&mut live).await.unwrap();
    assert_eq!(item["data"]["pollProgress"]["poll"]["tally"]["heads"]["for"], "1");
    drop(live);
    house.close();
    let after = item["data"]["pollProgress"]["index"].clone();
    let mut live = follow(&house, &Viewer::Anonymous, query, json!({"id": id, "after": after}));
    let last = next(&mut live).await.unwrap();
    assert_eq!(last["data"]["pollProgress"]["poll"]["status"], "SEALED");
    assert!(next(&mut live).await.is_none());
}

#[tokio::test]
async fn following_what_does_not_exist_is_an_error_of_its_own() {
    let house = House::voting(5);
    let query = "subscription { pollProgress(poll: \"nonsense\") { index } }";
    let mut live = follow(&house, &Viewer::Anonymous, query, json!({}));
    assert_eq!(next(&mut live).await.unwrap()["errors"][0]["extensions"]["code"], "BAD_ID");
    let query = "subscription { headMoved(book: \"other.example/b-00000000\") { size } }";
    let mut live = follow(&house, &Viewer::Anonymous, query, json!({}));
    assert_eq!(next(&mut live).await.unwrap()["errors"][0]["extensions"]["code"], "UNKNOWN_BOOK");
}

#[tokio::test]
async fn a_member_is_told_what_changes_in_the_matters_that_they_follow_and_resumes_without_gap() {
    let house = House::voting(5);
    let viewer = house.viewer(house.resident(0)).await;
    let query = "query($id: String!) { viewer { member { votesToCast { pollId } follows { totalCount nodes { voted matter { matterId } } } } }
        book { poll(pollId: $id) { pollId } } }";
    let asked = json!({"id": house.poll.poll.to_string()});
    let before = house.data(&viewer, query, asked.clone()).await;
    let member = &before["viewer"]["member"];
    assert_eq!(member["votesToCast"], json!([{"pollId": house.poll.poll.to_string()}]));
    let size = house.community.engine.version().size;
    cast(&house, 0);
    let after = house.data(&viewer, query, asked).await;
    let member = &after["viewer"]["member"];
    assert_eq!((&member["votesToCast"], &member["follows"]["totalCount"]), (&json!([]), &json!(1)));
    assert_eq!(member["follows"]["nodes"][0]["voted"], true);

    let live_query = "subscription($after: Sequence) { followed(after: $after) { index changes { entry { index } object { __typename } } } }";
    let mut live = follow(&house, &viewer, live_query, json!({"after": (size - 1).to_string()}));
    let item = next(&mut live).await.unwrap();
    let told = &item["data"]["followed"];
    assert_eq!(told["index"], size.to_string());
    assert_eq!(
        told["changes"],
        json!([{"entry": {"index": size.to_string()}, "object": {"__typename": "Poll"}}])
    );
    cast(&house, 1);
    assert_eq!(next(&mut live).await.unwrap()["data"]["followed"]["index"], (size + 1).to_string());
    drop(live);
    cast(&house, 2);
    let mut live = follow(&house, &viewer, live_query, json!({"after": (size + 1).to_string()}));
    assert_eq!(next(&mut live).await.unwrap()["data"]["followed"]["index"], (size + 2).to_string());

    let page = "query($since: Sequence!) { viewer { member { changes(since: $since, first: 1) {
        totalCount pageInfo { hasNextPage } nodes { entry { index } object { __typename } matter { matterId } } } owed { kind dueAt overdue object { __typename } } } } }";
    let changed = house.data(&viewer, page, json!({"since": "0"})).await;
    let changes = &changed["viewer"]["member"]["changes"];
    assert_eq!(
        (changes["nodes"].as_array().unwrap().len(), &changes["pageInfo"]["hasNextPage"]),
        (1, &json!(true))
    );
    let kinds: Vec<&Value> =
        changed["viewer"]["member"]["owed"].as_array().unwrap().iter().map(|owed| &owed["kind"]).collect();
    assert_eq!(kinds, ["DECISION"]);
    let none = house.data(&viewer, page, json!({"since": (size + 3).to_string()})).await;
    assert_eq!(none["viewer"]["member"]["changes"]["totalCount"], 0);

    let mut strangers = follow(&house, &Viewer::Anonymous, live_query, json!({}));
    assert_eq!(next(&mut strangers).await.unwrap()["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let id = house.resident(0).id.to_string();
    let query = "query($id: String!) { book { member(memberId: $id) { owed { kind } follows { totalCount } changes(since: \"0\") { totalCount } votesToCast { pollId } } } }";
    let anonymous = house.data(&Viewer::Anonymous, query, json!({"id": id})).await;
    let nothing = json!({"owed": null, "follows": null, "changes": null, "votesToCast": null});
    assert_eq!(anonymous["book"]["member"], nothing);
}
