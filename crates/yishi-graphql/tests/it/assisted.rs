//! Whoever was acted for by a clerk is told of it: on asking, since they last looked, and at once.

use crate::house::{House, auditor};
use async_graphql::{Executor, Request, Variables};
use futures_util::StreamExt;
use serde_json::{Value, json};
use yishi_core::*;
use yishi_graphql::{Language, RequestContext, Viewer};
use yishi_tally::Choice;
use yishi_testkit::{Person, statement};

/// A clerk hands in a submission for a resident and votes for them; the entries of both.
fn acted_for(house: &House, principal: &Person) -> [u64; 2] {
    let text = statement("The lamp at no. 3 is out");
    let TextRef::Statement(commitment) = text.reference() else { panic!("not a statement") };
    let submit = Submit::new("grid_1".parse().unwrap(), commitment);
    let submitted = house.community.must(&house.assisted(principal, submit, vec![text])).index;
    let ballot = house.poll.ballot(principal, Choice::For);
    [submitted, house.community.must(&house.assisted(principal, ballot, vec![])).index]
}

const ACTS: &str = "query($id: String!, $since: Sequence) { book { member(memberId: $id) { assistedActs(since: $since) {
    totalCount nodes { entry { index } principal { memberId } clerk { memberId } commandKind evidence object { __typename } notice } } } } }";

async fn acts(house: &House, viewer: &Viewer, of: &Person, since: Option<u64>) -> Value {
    let asked = json!({"id": of.id.as_str(), "since": since.map(|since| since.to_string())});
    house.data(viewer, ACTS, asked).await["book"]["member"]["assistedActs"].take()
}

#[tokio::test]
async fn the_principal_sees_who_did_what_for_them_and_on_which_evidence() {
    let house = House::voting(20);
    let resident = house.resident(7);
    let [submitted, voted] = acted_for(&house, resident);
    let viewer = house.viewer(resident).await;
    let told = acts(&house, &viewer, resident, None).await;
    assert_eq!(told["totalCount"], 2);
    let act = |number: usize| &told["nodes"][number];
    for (number, (index, kind, object)) in
        [(submitted, "submit", "Submission"), (voted, "cast_ballot", "Poll")].into_iter().enumerate()
    {
        assert_eq!(act(number)["entry"], json!({"index": index.to_string()}));
        assert_eq!(act(number)["commandKind"], kind);
        assert_eq!(act(number)["object"], json!({"__typename": object}));
        assert_eq!(act(number)["principal"], json!({"memberId": "resident_7"}));
        assert_eq!(act(number)["clerk"], json!({"memberId": "secretary"}));
        assert!(
            act(number)["notice"]
                .as_str()
                .unwrap()
                .contains("`secretary` signed in the name of `resident_7`")
        );
    }
    let entry = house.data(
        &viewer,
        "query($i: Sequence!) { book { entry(index: $i) { command } } }",
        json!({"i": voted.to_string()}),
    );
    let command = entry.await["book"]["entry"]["command"].as_str().unwrap().to_owned();
    let signed: Value = serde_json::from_str(&command).unwrap();
    assert_eq!(act(1)["evidence"], signed["assistance"]["evidence"]);
    let asked = json!({"id": resident.id.as_str(), "since": null});
    let chinese = house.answer(&viewer, Language::Chinese, ACTS, asked).await;
    let notice =
        chinese["data"]["book"]["member"]["assistedActs"]["nodes"][1]["notice"].as_str().unwrap().to_owned();
    assert!(notice.contains("代办") && notice.contains("投票"), "{notice}");
    assert!(!told.to_string().contains("signed form"), "the evidence lies in the vault");
}

#[tokio::test]
async fn only_what_is_new_since_they_last_looked_is_asked_for_and_nothing_is_told_of_others() {
    let house = House::voting(20);
    let (resident, other) = (house.resident(7), house.resident(8));
    let [submitted, voted] = acted_for(&house, resident);
    let viewer = house.viewer(resident).await;
    for (since, count) in [(submitted, 2), (submitted + 1, 1), (voted, 1), (voted + 1, 0)] {
        assert_eq!(acts(&house, &viewer, resident, Some(since)).await["totalCount"], count, "since {since}");
    }
    // What they do themselves is no notice, and others' acts are not theirs.
    house.does(other, house.poll.ballot(other, Choice::For), vec![]);
    assert_eq!(acts(&house, &house.viewer(other).await, other, None).await["totalCount"], 0);
    let clerk = &house.community.cast.secretary;
    assert_eq!(acts(&house, &house.viewer(clerk).await, clerk, None).await["totalCount"], 0);
}

#[tokio::test]
async fn who_may_not_read_the_entries_reads_no_notice_of_others() {
    let house = House::voting(20);
    let resident = house.resident(7);
    acted_for(&house, resident);
    assert_eq!(acts(&house, &Viewer::Anonymous, resident, None).await, Value::Null);
    let stranger = Viewer::SignedIn {
        book: "other.example/b-00000000".into(),
        role: yishi_graphql::Role::Member(resident.id.clone()),
        key: PublicKey([1; 32]),
        expires_at_ms: TimeMs(u64::MAX),
    };
    assert_eq!(acts(&house, &stranger, resident, None).await, Value::Null);
    assert_eq!(acts(&house, &house.viewer(&auditor()).await, resident, None).await["totalCount"], 2);
}

const FOLLOWED: &str = "subscription($after: Sequence) { followed(after: $after) { index
    changes { entry { index } } assisted { entry { index } clerk { memberId } commandKind } } }";

#[tokio::test]
async fn the_principal_is_told_at_once_and_nobody_else_is() {
    let house = House::voting(20);
    let (resident, other) = (house.resident(7), house.resident(8));
    let before = house.community.engine.version().size - 1;
    let [submitted, voted] = acted_for(&house, resident);
    let follow = async |person: &Person, after: u64| {
        let context = RequestContext::new(house.viewer(person).await, Language::English, "request-2");
        let variables = Variables::from_json(json!({"after": after.to_string()}));
        house.schema.execute_stream(Request::new(FOLLOWED).variables(variables).data(context), None)
    };
    let mut live = follow(resident, before).await;
    let item = serde_json::to_value(live.next().await.unwrap()).unwrap()["data"]["followed"].take();
    let told = |index: u64, kind: &str| json!({"entry": {"index": index.to_string()}, "clerk": {"memberId": "secretary"}, "commandKind": kind});
    assert_eq!(item["assisted"], json!([told(submitted, "submit"), told(voted, "cast_ballot")]));
    assert_eq!(item["index"], voted.to_string());
    // The next item is what comes next: nothing is told twice.
    let ballot = house.poll.ballot(resident, Choice::Against);
    let again = house.community.must(&house.assisted(resident, ballot, vec![])).index;
    let item = serde_json::to_value(live.next().await.unwrap()).unwrap()["data"]["followed"].take();
    assert_eq!(item["assisted"], json!([told(again, "cast_ballot")]));
    // Somebody else on the roll follows the vote as well, and is told of its change alone.
    house.does(other, house.poll.ballot(other, Choice::For), vec![]);
    let mut others = follow(other, before).await;
    let item = serde_json::to_value(others.next().await.unwrap()).unwrap()["data"]["followed"].take();
    assert_eq!(item["assisted"], json!([]));
    assert!(!item["changes"].as_array().unwrap().is_empty());
}
