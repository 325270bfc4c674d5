//! Refusals are data: typed, with a stable code, words in the reader's language, and the numbers behind them.

use crate::house::{House, SUBMIT, base64, submission, unbase64};
use serde_json::{Value, json};
use yishi_book::SignedCommand;
use yishi_core::{PollId, TimeMs, VacateSeat};
use yishi_engine::Text;
use yishi_graphql::{Language, Viewer};
use yishi_log::dsse::REFUSAL_TYPE;
use yishi_log::key::VerifyingKey;
use yishi_tally::Choice;
use yishi_testkit::{Desk, OpenedPoll};

fn ballot(house: &House, resident: usize) -> SignedCommand {
    house
        .community
        .desk
        .sign(house.resident(resident), house.poll.ballot(house.resident(resident), Choice::For))
}

fn number<'a>(problem: &'a Value, name: &str) -> &'a Value {
    let numbers = problem["numbers"].as_array().unwrap();
    &numbers.iter().find(|number| number["name"] == name).unwrap_or_else(|| panic!("{problem:#}"))["value"]
}

#[tokio::test]
async fn an_accepted_ballot_is_answered_with_its_entry_its_receipt_and_the_vote() {
    let house = House::voting(5);
    let command = ballot(&house, 0);
    let payload = house.submit(&command, &[]).await;
    assert_eq!(payload["__typename"], "SubmitSuccess", "{payload:#}");
    assert_eq!((&payload["replayed"], &payload["events"]), (&json!(false), &json!(["ballot_cast"])));
    assert_eq!(payload["object"]["__typename"], "Poll");
    let leaves = house.community.stores.journal.leaves();
    let leaf = leaves.last().unwrap();
    assert_eq!(payload["entry"]["leafHash"], yishi_log::tree::leaf_hash(leaf).to_string());
    let receipt = yishi_log::receipt::Receipt::parse(payload["receipt"].as_str().unwrap()).unwrap();
    receipt.verify(&house.community.cast.verifier(), leaf).unwrap();
}

#[tokio::test]
async fn the_same_command_again_is_answered_with_the_same_entry() {
    let house = House::voting(5);
    let command = ballot(&house, 0);
    let (first, again) = (house.submit(&command, &[]).await, house.submit(&command, &[]).await);
    assert_eq!((&first["replayed"], &again["replayed"]), (&json!(false), &json!(true)));
    assert_eq!((&again["entry"], &again["events"]), (&first["entry"], &first["events"]));
}

#[tokio::test]
async fn bytes_that_are_no_command_are_a_validation_problem() {
    let house = House::voting(5);
    let mut command = ballot(&house, 0);
    command.bytes.push(b' ');
    let payload = house.submit(&command, &[]).await;
    assert_eq!(
        (&payload["__typename"], &payload["code"]),
        (&json!("ValidationProblem"), &json!("malformed"))
    );
    let query = SUBMIT.replace("texts: $texts", "texts: [\"Aw==\"]").replace(", $texts: [Base64!]!", "");
    let data = house.data(&Viewer::Anonymous, &query, submission(&ballot(&house, 0), &[])).await;
    assert_eq!(data["submit"]["code"], "malformed_text");
}

#[tokio::test]
async fn a_wrong_signature_and_a_key_that_is_not_enrolled_are_forbidden() {
    let house = House::voting(5);
    let mut command = ballot(&house, 0);
    command.signature[10] ^= 1;
    let payload = house.submit(&command, &[]).await;
    assert_eq!(
        (&payload["__typename"], &payload["code"]),
        (&json!("ForbiddenProblem"), &json!("bad_signature"))
    );
    let stranger = house.resident(0).with_key("found in the street");
    let command = house.community.desk.sign(&stranger, house.poll.ballot(&stranger, Choice::For));
    let payload = house.submit(&command, &[]).await;
    assert_eq!(
        (&payload["__typename"], &payload["code"]),
        (&json!("ForbiddenProblem"), &json!("key_not_in_force"))
    );
}

#[tokio::test]
async fn a_seat_without_the_power_is_forbidden_and_says_which_power_is_missing() {
    let house = House::voting(5);
    let cast = &house.community.cast;
    let vacate = VacateSeat {
        council: "community".parse().unwrap(),
        seat: "manager".parse().unwrap(),
        member: cast.manager.id.clone(),
        reason: "I want it".into(),
    };
    let payload = house.submit(&house.community.desk.sign(house.resident(0), vacate), &[]).await;
    assert_eq!(
        (&payload["__typename"], &payload["code"]),
        (&json!("ForbiddenProblem"), &json!("power_missing"))
    );
    assert_eq!(
        (number(&payload, "power"), number(&payload, "council")),
        (&json!("appoint"), &json!("community"))
    );
}

#[tokio::test]
async fn a_nonce_used_for_something_else_is_a_conflict_and_names_the_entry() {
    let house = House::voting(5);
    let desk = &house.community.desk;
    let first = desk.envelope(house.resident(0), house.poll.ballot(house.resident(0), Choice::For));
    let other = yishi_book::Envelope {
        command: house.poll.ballot(house.resident(0), Choice::Against).into(),
        ..first.clone()
    };
    let entry = house.submit(&Desk::seal(&first, house.resident(0)), &[]).await["entry"]["index"].clone();
    let payload = house.submit(&Desk::seal(&other, house.resident(0)), &[]).await;
    assert_eq!(
        (&payload["__typename"], &payload["code"]),
        (&json!("ConflictProblem"), &json!("nonce_conflict"))
    );
    assert_eq!(number(&payload, "index"), &entry);
}

#[tokio::test]
async fn a_vote_that_does_not_exist_is_not_found_and_so_is_another_book() {
    let house = House::voting(5);
    let poll = OpenedPoll { poll: PollId::first(9_999), ..house.poll.clone() };
    let command = house.community.desk.sign(house.resident(0), poll.ballot(house.resident(0), Choice::For));
    let payload = house.submit(&command, &[]).await;
    assert_eq!((&payload["__typename"], &payload["code"]), (&json!("NotFoundProblem"), &json!("not_found")));
    let query = SUBMIT.replace("input: {", "input: {book: \"other.example/b-00000000\", ");
    let data = house.data(&Viewer::Anonymous, &query, submission(&command, &[])).await;
    assert_eq!(data["submit"]["code"], "book_not_found");
}

#[tokio::test]
async fn the_last_ballot_before_the_close_counts_and_the_first_at_it_is_rejected_with_the_time() {
    let house = House::voting(5);
    house.community.clock.advance_to(TimeMs(house.poll.closes_at_ms.0 - 1));
    assert_eq!(house.submit(&ballot(&house, 0), &[]).await["__typename"], "SubmitSuccess");
    house.community.clock.advance_ms(1);
    let command = ballot(&house, 1);
    let payload = house.submit(&command, &[]).await;
    assert_eq!(
        (&payload["__typename"], &payload["code"]),
        (&json!("RejectionProblem"), &json!("poll_closed"))
    );
    assert_eq!(number(&payload, "closed_at_ms"), &json!(house.poll.closes_at_ms.0.to_string()));
    let answer = house.answer(&Viewer::Anonymous, Language::Chinese, SUBMIT, submission(&command, &[])).await;
    let message = answer["data"]["submit"]["message"].as_str().unwrap();
    assert!(
        message.starts_with("表决 ") && message.contains(&house.poll.closes_at_ms.to_string()),
        "{message}"
    );
}

#[tokio::test]
async fn a_text_that_is_missing_is_named() {
    let house = House::voting(5);
    let order = house.community.cast.submission(&house.community.desk, 77);
    let payload = house.submit(&order.command, &[]).await;
    assert_eq!(
        (&payload["__typename"], &payload["code"]),
        (&json!("ValidationProblem"), &json!("texts_missing"))
    );
    let payload = house.must(&order).await;
    assert_eq!(payload["object"]["__typename"], "Submission");
}

#[tokio::test]
async fn a_refusal_can_be_had_signed() {
    let house = House::voting(5);
    house.close();
    let command = ballot(&house, 0);
    let query = SUBMIT.replace(
        "code message",
        "code ... on RejectionProblem { signedRefusal { payload payloadType signature } } message",
    );
    let data = house.data(&Viewer::Anonymous, &query, submission(&command, &[])).await;
    let signed = &data["submit"]["signedRefusal"];
    assert_eq!(signed["payloadType"], REFUSAL_TYPE);
    let payload = unbase64(&signed["payload"]);
    let signature: [u8; 64] = unbase64(&signed["signature"]).try_into().unwrap();
    let key = VerifyingKey::from_bytes(&house.community.cast.engine_key().public()).unwrap();
    key.verify(&yishi_log::dsse::pae(REFUSAL_TYPE, &payload), &signature).unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(payload["code"], "poll_closed");
    assert_eq!(payload["command"], hex::encode(yishi_log::text::document_hash(&command.bytes)));
}

#[tokio::test]
async fn assisted_fields_take_assisted_commands_of_their_kind_only() {
    let house = House::voting(5);
    let query = SUBMIT.replace("submit(", "submitAssistedBallot(");
    let ask = |command: SignedCommand, texts: Vec<Text>| {
        let (house, query) = (&house, &query);
        async move {
            let variables = submission(&command, &texts);
            house.data(&Viewer::Anonymous, query, variables).await["submitAssistedBallot"].take()
        }
    };
    assert_eq!(ask(ballot(&house, 0), vec![]).await["code"], "not_assisted");
    let order = house.community.cast.submission(&house.community.desk, 78);
    assert_eq!(ask(order.command, order.texts).await["code"], "other_kind");
    let junk = SignedCommand { bytes: b"{}".to_vec(), signature: [0; 64] };
    assert_eq!(ask(junk, vec![]).await["code"], "malformed");
    let order = house.assisted_ballot(1, Choice::For);
    let payload = ask(order.command, order.texts).await;
    assert_eq!(payload["__typename"], "SubmitSuccess", "{payload:#}");
}

#[tokio::test]
async fn an_assisted_ballot_does_not_replace_the_voters_own() {
    let house = House::voting(5);
    assert_eq!(house.submit(&ballot(&house, 1), &[]).await["__typename"], "SubmitSuccess");
    let order = house.assisted_ballot(1, Choice::Against);
    let payload = house.submit(&order.command, &order.texts).await;
    assert_eq!(
        (&payload["__typename"], &payload["code"]),
        (&json!("RejectionProblem"), &json!("own_ballot_stands"))
    );
}

#[tokio::test]
async fn a_book_that_is_closing_is_our_fault_and_no_problem_of_the_command() {
    let house = House::voting(5);
    let command = ballot(&house, 0);
    house.community.engine.shutdown();
    let variables =
        json!({"command": base64(&command.bytes), "signature": base64(&command.signature), "texts": []});
    let answer = house.ask(&Viewer::Anonymous, SUBMIT, variables).await;
    assert_eq!(answer["data"], json!({"submit": null}));
    assert_eq!(answer["errors"][0]["extensions"], json!({"code": "CLOSING", "requestId": "request-1"}));
}
