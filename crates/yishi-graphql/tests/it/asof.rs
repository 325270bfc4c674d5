//! A book at a moment of its past.

use crate::house::House;
use serde_json::json;
use yishi_graphql::Viewer;
use yishi_tally::Choice;

const AS_OF: &str = "query($asOf: AsOfInput!) { book(asOf: $asOf) {
    position { size root checkpoint } polls { totalCount } matters { nodes { position: entry { position { size } } } } } }";

#[tokio::test]
async fn a_past_version_shows_what_stood_then() {
    let house = House::voting(5);
    let opened = house.poll.poll.entry_index();
    for (size, polls) in [(opened, 0), (opened + 1, 1)] {
        let data = house.data(&Viewer::Anonymous, AS_OF, json!({"asOf": {"size": size.to_string()}})).await;
        let book = &data["book"];
        assert_eq!(book["position"]["size"], size.to_string());
        assert_eq!(book["polls"]["totalCount"], polls);
        assert_eq!(book["matters"]["nodes"][0]["position"]["position"]["size"], size.to_string());
    }
}

#[tokio::test]
async fn a_time_takes_the_last_entry_at_or_before_it() {
    let house = House::voting(5);
    let before = house.community.engine.version();
    house.community.clock.advance_ms(60_000);
    let ballot = house.poll.ballot(house.resident(0), Choice::For);
    house.community.must(&house.community.desk.order(house.resident(0), ballot, vec![]));
    let after = house.community.engine.version();
    // Founded on 2 March 2026 at 01:00 UTC; the ballot came a minute later.
    for (time, size) in [("2026-03-02T01:00:59.999Z", before.size), ("2026-03-02T09:01:00+08:00", after.size)]
    {
        let data = house.data(&Viewer::Anonymous, AS_OF, json!({"asOf": {"time": time}})).await;
        assert_eq!(data["book"]["position"]["size"], size.to_string(), "{time}");
    }
}

#[tokio::test]
async fn a_checkpoint_finds_its_version_and_a_forged_one_none() {
    let house = House::voting(5);
    let kept = house.community.engine.version();
    let ballot = house.poll.ballot(house.resident(0), Choice::For);
    house.community.must(&house.community.desk.order(house.resident(0), ballot, vec![]));
    let note = kept.checkpoint.to_string();
    let data = house.data(&Viewer::Anonymous, AS_OF, json!({"asOf": {"checkpoint": note}})).await;
    assert_eq!(data["book"]["position"]["root"], kept.root.to_string());
    let forged = note.replacen(&format!("\n{}\n", kept.size), &format!("\n{}\n", kept.size - 1), 1);
    for note in [forged, "nonsense".to_owned()] {
        let code = house.error_code(&Viewer::Anonymous, AS_OF, json!({"asOf": {"checkpoint": note}})).await;
        assert_eq!(code, "UNKNOWN_CHECKPOINT");
    }
}

#[tokio::test]
async fn a_version_after_the_head_is_an_error_of_its_own() {
    let house = House::voting(5);
    let size = house.community.engine.version().size;
    let at = |size: u64| json!({"asOf": {"size": size.to_string()}});
    let data = house.data(&Viewer::Anonymous, AS_OF, at(size)).await;
    assert_eq!(data["book"]["position"]["size"], size.to_string());
    assert_eq!(house.error_code(&Viewer::Anonymous, AS_OF, at(size + 1)).await, "AS_OF_AFTER_HEAD");
}

#[tokio::test]
async fn a_version_continues_an_earlier_one_provably() {
    let house = House::voting(5);
    let old = house.community.engine.version();
    let ballot = house.poll.ballot(house.resident(0), Choice::For);
    house.community.must(&house.community.desk.order(house.resident(0), ballot, vec![]));
    let query = "query($from: Sequence!) { book { position { size root } consistency(from: $from) } }";
    let data = house.data(&Viewer::Anonymous, query, json!({"from": old.size.to_string()})).await;
    let hash = |text: &serde_json::Value| {
        yishi_log::tree::TreeHash(hex::decode(text.as_str().unwrap()).unwrap().try_into().unwrap())
    };
    let proof: Vec<_> = data["book"]["consistency"].as_array().unwrap().iter().map(hash).collect();
    let (size, root) = (old.size + 1, hash(&data["book"]["position"]["root"]));
    yishi_log::tree::verify_consistency(old.size, &old.root, size, &root, &proof).unwrap();
    let data = house.data(&Viewer::Anonymous, query, json!({"from": (size + 1).to_string()})).await;
    assert!(data["book"]["consistency"].is_null());
}
