//! How a key is kept shows on each entry that it signed, and wherever a submission or a ballot says how it came.

use crate::house::{House, auditor};
use serde_json::{Value, json};
use yishi_core::*;
use yishi_graphql::Viewer;
use yishi_tally::Choice;
use yishi_testkit::{Person, statement};

/// A second key of somebody, which an institution keeps for them, in force.
fn kept_for(house: &House, member: &Person) -> Person {
    let kept = member.with_key("kept by an institution");
    let keys = vec![kept.key_row(house.origin(), Custody::Custodial)];
    let [first, second, ..] = house.community.cast.registrars.as_slice() else { panic!("two registrars") };
    let request = RegistrarRequestId::first(house.community.engine.version().size);
    house.does(first, RequestRegistrarAct { act: RegistrarAct::EnrolKeys { keys } }, vec![]);
    house.does(second, EndorseRegistrarAct { request }, vec![]);
    kept
}

fn hands_in(house: &House, person: &Person, words: &str) -> SubmissionId {
    let submission = SubmissionId::first(house.community.engine.version().size);
    let text = statement(words);
    let TextRef::Statement(commitment) = text.reference() else { panic!("not a statement") };
    house.does(person, Submit::new("grid_1".parse().unwrap(), commitment), vec![text]);
    submission
}

const TOLD: &str = "query($kept: String!, $own: String!, $poll: String!) { book {
    kept: submission(submissionId: $kept) { channel custody entry { custody } }
    own: submission(submissionId: $own) { channel custody entry { custody } }
    poll(pollId: $poll) { ballots { nodes { rightId channel custody entry { custody } } } } } }";

#[tokio::test]
async fn a_custodial_key_shows_on_all_that_it_signed_and_on_nothing_else() {
    let house = House::voting(20);
    let member = house.resident(3);
    let kept = kept_for(&house, member);
    let asked = json!({"kept": hands_in(&house, &kept, "The lamp is out").to_string(),
        "own": hands_in(&house, member, "The lamp is still out").to_string(),
        "poll": house.poll.poll.to_string()});
    house.does(&kept, house.poll.ballot(member, Choice::For), vec![]);
    house.does(house.resident(4), house.poll.ballot(house.resident(4), Choice::For), vec![]);
    let told = house.data(&house.viewer(&auditor()).await, TOLD, asked.clone()).await;
    let custody =
        |custody: &str| json!({"channel": "OWN_KEY", "custody": custody, "entry": {"custody": custody}});
    assert_eq!(told["book"]["kept"], custody("CUSTODIAL"));
    assert_eq!(told["book"]["own"], custody("OWN"));
    let ballots = told["book"]["poll"]["ballots"]["nodes"].as_array().unwrap();
    let of = |right: &str| {
        let ballot = ballots.iter().find(|ballot| ballot["rightId"] == right).unwrap();
        (ballot["custody"].clone(), ballot["entry"]["custody"].clone())
    };
    assert_eq!(of("resident_3"), (json!("CUSTODIAL"), json!("CUSTODIAL")));
    assert_eq!(of("resident_4"), (json!("OWN"), json!("OWN")));

    // Everybody reads how a submission came, and so how its key is kept; entries, and ballots, are not for everybody.
    let public = house.data(&Viewer::Anonymous, TOLD, asked.clone()).await;
    assert_eq!(
        public["book"]["kept"],
        json!({"channel": "OWN_KEY", "custody": "CUSTODIAL", "entry": {"custody": null}})
    );
    assert_eq!(public["book"]["poll"]["ballots"], Value::Null);

    // What a key signed stays told as it was once the key is revoked.
    let request = RegistrarRequestId::first(house.community.engine.version().size);
    let [first, second, ..] = house.community.cast.registrars.as_slice() else { panic!("two registrars") };
    let act = RegistrarAct::RevokeKey { key: kept.public(), reason: "kept by themselves now".to_owned() };
    house.does(first, RequestRegistrarAct { act }, vec![]);
    house.does(second, EndorseRegistrarAct { request }, vec![]);
    let later = house.data(&Viewer::Anonymous, TOLD, asked).await;
    assert_eq!(later["book"]["kept"], public["book"]["kept"]);
}

#[tokio::test]
async fn a_timers_entry_has_no_custody() {
    let house = House::voting(5);
    house.close();
    let query = "{ book { entries(last: 1) { nodes { commandKind custody signer { memberId } } } } }";
    let told = house.data(&house.viewer(&auditor()).await, query, json!({})).await;
    let entry = json!({"commandKind": "fire_timer", "custody": null, "signer": null});
    assert_eq!(told["book"]["entries"]["nodes"][0], entry);
}
