//! Signing in: who may, for how long, and what is refused.

use crate::house::{House, auditor, base64, unbase64};
use serde_json::{Value, json};
use yishi_core::{EndorseRegistrarAct, RegistrarAct, RegistrarRequestId, RequestRegistrarAct};
use yishi_graphql::{Role, TokenError, Viewer};
use yishi_log::dsse::{COMMAND_TYPE, SIGN_IN_TYPE};
use yishi_testkit::Person;

const CHALLENGE: &str = "mutation($key: Hash!, $book: String) {
    signInChallenge(input: {key: $key, book: $book, nonce: \"00112233445566778899aabbccddeeff\"}) {
        ... on SignInChallengeSuccess { challenge } ... on Problem { code message } } }";
const SIGN_IN: &str = "mutation($challenge: Base64!, $signature: Signature!) {
    signIn(input: {challenge: $challenge, signature: $signature}) {
        ... on SignInSuccess { token role } ... on Problem { code message } } }";

async fn challenge(house: &House, person: &Person) -> Vec<u8> {
    let variables = json!({"key": person.public().to_string()});
    let data = house.data(&Viewer::Anonymous, CHALLENGE, variables).await;
    unbase64(&data["signInChallenge"]["challenge"])
}

async fn sign_in(house: &House, challenge: &[u8], signature: &[u8]) -> Value {
    let variables = json!({"challenge": base64(challenge), "signature": base64(signature)});
    house.data(&Viewer::Anonymous, SIGN_IN, variables).await["signIn"].take()
}

#[tokio::test]
async fn a_member_and_a_named_auditor_sign_in_as_what_they_are() {
    let house = House::voting(5);
    let member = house.viewer(house.resident(0)).await;
    assert_eq!(member.member_of(house.origin()), Some(&house.resident(0).id));
    let Viewer::SignedIn { role, .. } = house.viewer(&auditor()).await else { panic!("not signed in") };
    assert_eq!(role, Role::Auditor);
}

#[tokio::test]
async fn a_key_that_is_not_enrolled_gets_no_challenge() {
    let house = House::voting(5);
    let stranger = Person::named("stranger");
    let variables = json!({"key": stranger.public().to_string()});
    let data = house.data(&Viewer::Anonymous, CHALLENGE, variables).await;
    assert_eq!(data["signInChallenge"]["code"], "key_not_in_force");
    let variables = json!({"key": stranger.public().to_string(), "book": "other.example/b-00000000"});
    let data = house.data(&Viewer::Anonymous, CHALLENGE, variables).await;
    assert_eq!(data["signInChallenge"]["code"], "book_not_found");
}

#[tokio::test]
async fn a_challenge_is_answered_until_it_expires_and_only_by_its_key() {
    let house = House::voting(5);
    let (person, other) = (house.resident(0), house.resident(1));
    let bytes = challenge(&house, person).await;
    let refused = sign_in(&house, &bytes, &other.key().sign_payload(SIGN_IN_TYPE, &bytes)).await;
    assert_eq!(refused["code"], "bad_signature");
    // A signature for a command is never one for a sign-in.
    let refused = sign_in(&house, &bytes, &person.key().sign_payload(COMMAND_TYPE, &bytes)).await;
    assert_eq!(refused["code"], "bad_signature");
    let signature = person.key().sign_payload(SIGN_IN_TYPE, &bytes);
    house.community.clock.advance_ms(119_999);
    assert_eq!(sign_in(&house, &bytes, &signature).await["role"], "MEMBER");
    house.community.clock.advance_ms(1);
    assert_eq!(sign_in(&house, &bytes, &signature).await["code"], "challenge_expired");
}

#[tokio::test]
async fn a_challenge_that_was_altered_or_made_elsewhere_is_refused() {
    let house = House::voting(5);
    let (person, other) = (house.resident(0), house.resident(1));
    let bytes = challenge(&house, person).await;
    let text = String::from_utf8(bytes).unwrap();
    let altered = text.replace(&person.public().to_string(), &other.public().to_string());
    let signature = other.key().sign_payload(SIGN_IN_TYPE, altered.as_bytes());
    assert_eq!(sign_in(&house, altered.as_bytes(), &signature).await["code"], "challenge_unknown");
    for bytes in [&b"{}"[..], b"", b"null"] {
        let signature = person.key().sign_payload(SIGN_IN_TYPE, bytes);
        assert_eq!(sign_in(&house, bytes, &signature).await["code"], "challenge_unknown");
    }
}

#[tokio::test]
async fn a_token_holds_for_fifteen_minutes() {
    let house = House::voting(5);
    let token = house.token(house.resident(0)).await;
    house.community.clock.advance_ms(15 * 60 * 1000 - 1);
    assert!(house.node.viewer(Some(&token)).is_ok());
    house.community.clock.advance_ms(1);
    assert_eq!(house.node.viewer(Some(&token)), Err(TokenError::Expired));
    assert_eq!(house.node.viewer(None), Ok(Viewer::Anonymous));
    assert_eq!(house.node.viewer(Some("nonsense")), Err(TokenError::Invalid));
}

#[tokio::test]
async fn a_token_ends_with_its_key() {
    let house = House::voting(5);
    let token = house.token(house.resident(0)).await;
    let cast = &house.community.cast;
    let request = RegistrarRequestId::first(house.community.engine.version().size);
    let act = RegistrarAct::RevokeKey { key: house.resident(0).public(), reason: "lost".into() };
    let desk = &house.community.desk;
    house.community.must(&desk.order(&cast.registrars[0], RequestRegistrarAct { act }, vec![]));
    assert!(house.node.viewer(Some(&token)).is_ok());
    house.community.must(&desk.order(&cast.registrars[1], EndorseRegistrarAct { request }, vec![]));
    assert_eq!(house.node.viewer(Some(&token)), Err(TokenError::KeyNotInForce));
}
