//! Submissions that say much the same, and what they never tell.

use crate::house::House;
use serde_json::{Value, json};
use yishi_core::{Commitment, RedactText, ScreenSubmission, Screening, SubmissionId, Submit, TextRef};
use yishi_engine::{BlobStore, Text};
use yishi_graphql::Viewer;
use yishi_testkit::statement;

const LIKE: &str = "query($text: String!, $council: String, $first: Int, $asOf: AsOfInput) { book(asOf: $asOf) {
    similarSubmissions(text: $text, councilId: $council, first: $first) {
        points shared { term points } matters { matterId } submission { submissionId text { content } } } } }";

const AT_SCREENING: &str =
    "query($id: String!, $asOf: AsOfInput) { book(asOf: $asOf) { submission(submissionId: $id) {
    similar { points shared { term } matters { matterId } submission { submissionId } } } } }";

impl House {
    /// A resident submits these words to a council.
    fn says(&self, council: &str, words: &str) -> SubmissionId {
        let text = statement(words);
        let submit = Submit::new(council.parse().unwrap(), commitment(&text));
        let order = self.community.desk.order(self.resident(0), submit, vec![text]);
        SubmissionId::first(self.community.must(&order).index)
    }

    async fn like(&self, variables: Value) -> Vec<Value> {
        let mut data = self.data(&Viewer::Anonymous, LIKE, variables).await;
        serde_json::from_value(data["book"]["similarSubmissions"].take()).unwrap()
    }

    async fn at_screening(&self, id: SubmissionId) -> Vec<Value> {
        let mut data = self.data(&Viewer::Anonymous, AT_SCREENING, json!({"id": id.to_string()})).await;
        serde_json::from_value(data["book"]["submission"]["similar"].take()).unwrap()
    }

    fn redact(&self, id: SubmissionId) {
        let commitment = self.community.engine.version().state.submissions[&id].text;
        let redact = RedactText { commitment, ground: "PIPL art. 47".into() };
        self.community.must(&self.community.desk.order(&self.community.cast.secretary, redact, vec![]));
    }
}

fn commitment(text: &Text) -> Commitment {
    match text.reference() {
        TextRef::Statement(commitment) => commitment,
        other => panic!("{other:?} is no statement"),
    }
}

fn ids(found: &[Value]) -> Vec<String> {
    let id = |found: &Value| {
        found["submission"]["submissionId"].as_str().or(found["submissionId"].as_str()).unwrap().to_owned()
    };
    found.iter().map(id).collect()
}

#[tokio::test]
async fn who_writes_is_told_what_says_much_the_same_and_by_which_words() {
    let house = House::voting(5);
    let lamp = house.says("grid_1", "小区路灯不亮，晚上看不清路");
    house.says("grid_1", "电梯经常停在三楼，老人出行不便");
    let found = house.like(json!({"text": "路灯坏了"})).await;
    assert_eq!(ids(&found), [lamp.to_string()]);
    assert_eq!(found[0]["submission"]["text"]["content"], "小区路灯不亮，晚上看不清路");
    assert_eq!(found[0]["shared"][0]["term"], "路灯");
    let points = found[0]["points"].as_i64().unwrap();
    let sum: i64 =
        found[0]["shared"].as_array().unwrap().iter().map(|term| term["points"].as_i64().unwrap()).sum();
    assert_eq!(points, sum);
    assert!((15..100).contains(&points));
    assert_eq!(house.like(json!({"text": "楼上装修噪音扰民"})).await, Vec::<Value>::new());
    assert_eq!(house.like(json!({"text": ""})).await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_is_handed_in_later_is_found_by_the_next_question() {
    let house = House::voting(5);
    let first = house.says("grid_1", "电梯坏了");
    assert_eq!(ids(&house.like(json!({"text": "电梯坏了"})).await), [first.to_string()]);
    let second = house.says("grid_2", "电梯又坏了");
    let both = [first.to_string(), second.to_string()];
    assert_eq!(ids(&house.like(json!({"text": "电梯坏了"})).await), both);
    let there = house.like(json!({"text": "电梯坏了", "council": "grid_2"})).await;
    assert_eq!(ids(&there), [second.to_string()]);
    assert_eq!(house.like(json!({"text": "电梯坏了", "council": "nowhere"})).await, Vec::<Value>::new());
    assert_eq!(ids(&house.like(json!({"text": "电梯坏了", "first": 1})).await), [first.to_string()]);
    assert_eq!(
        house.error_code(&Viewer::Anonymous, LIKE, json!({"text": "电梯", "first": -1})).await,
        "BAD_PAGE"
    );
}

#[tokio::test]
async fn who_screens_is_told_of_others_with_the_matter_they_became_and_not_of_itself() {
    let house = House::voting(5);
    let first = house.says("grid_1", "希望增加电动车充电桩");
    let desk = &house.community.desk;
    let screening = house.community.cast.screening(desk, 9_000, first, 20);
    let matter = format!("matter_{}", house.community.must(&screening).index);
    let second = house.says("grid_1", "电动车没地方充电，充电桩不够");
    let found = house.at_screening(second).await;
    assert_eq!(ids(&found), [first.to_string()]);
    assert_eq!(found[0]["matters"], json!([{"matterId": matter}]));
    // The first words of the community stand about something else.
    assert_eq!(ids(&house.at_screening(first).await), [second.to_string()]);
}

#[tokio::test]
async fn a_redacted_text_is_no_longer_found_and_no_longer_counts() {
    let house = House::voting(5);
    let kept = house.says("grid_1", "电梯坏了很久");
    let before = house.like(json!({"text": "电梯坏了"})).await;
    let removed = house.says("grid_1", "电梯坏了，三单元某某某的电话");
    assert_eq!(house.like(json!({"text": "电梯坏了"})).await.len(), 2);
    let shown = house.community.engine.version().size;
    house.redact(removed);
    assert_eq!(house.like(json!({"text": "电梯坏了"})).await, before, "as if it had never been written");
    assert_eq!(house.like(json!({"text": "三单元某某某的电话"})).await, Vec::<Value>::new());
    assert_eq!(house.at_screening(removed).await, Vec::<Value>::new());
    assert_eq!(house.at_screening(kept).await, Vec::<Value>::new());
    // Nor at the version at which it still stood: its words are gone.
    let past = json!({"text": "三单元电话", "asOf": {"size": shown.to_string()}});
    assert_eq!(house.like(past).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_text_redacted_before_anybody_asked_never_enters() {
    let house = House::voting(5);
    let removed = house.says("grid_1", "三单元某某某的电话");
    house.redact(removed);
    assert_eq!(house.like(json!({"text": "三单元某某某的电话"})).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_text_that_is_missing_is_left_out() {
    let house = House::voting(5);
    let lost = house.says("grid_1", "电梯坏了很久");
    let reference = TextRef::Statement(house.community.engine.version().state.submissions[&lost].text);
    house.community.stores.blobs.destroy(&reference).unwrap();
    assert_eq!(house.like(json!({"text": "电梯坏了很久"})).await, Vec::<Value>::new());
    assert_eq!(house.at_screening(lost).await, Vec::<Value>::new());
}

#[tokio::test]
async fn reasons_and_titles_are_not_searched() {
    let house = House::voting(5);
    let submission = house.says("grid_1", "电梯坏了很久");
    let reason = statement("物业已经报修");
    let screening = Screening::Return { reason: commitment(&reason) };
    let screen = ScreenSubmission { submission, screening };
    house.community.must(&house.community.desk.order(&house.community.cast.secretary, screen, vec![reason]));
    assert_eq!(house.like(json!({"text": "物业已经报修"})).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_past_version_answers_as_if_nothing_had_come_after_it() {
    let house = House::voting(5);
    let first = house.says("grid_1", "小区电梯坏了");
    let then = house.community.engine.version().size;
    let asked = json!({"text": "小区电梯坏了很久"});
    let answered = house.like(asked.clone()).await;
    assert_eq!(ids(&answered), [first.to_string()]);
    for number in 0..5 {
        house.says("grid_1", &format!("小区电梯又坏了 {number}"));
    }
    assert_ne!(house.like(asked.clone()).await, answered);
    let past = json!({"text": asked["text"], "asOf": {"size": then.to_string()}});
    assert_eq!(house.like(past).await, answered, "the same submissions, points and terms");
    let earlier = json!({"text": asked["text"], "asOf": {"size": first.entry_index().to_string()}});
    assert_eq!(house.like(earlier).await, Vec::<Value>::new());
}
