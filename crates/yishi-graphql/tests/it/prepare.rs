//! Preparing: the client decodes the bytes itself, compares them with what it meant, and signs only then.

use crate::house::{House, base64, frame, unbase64};
use serde_json::{Value, json};
use yishi_engine::Text;
use yishi_graphql::{Language, Viewer};
use yishi_log::dsse::COMMAND_TYPE;
use yishi_testkit::Person;

const NONCE: &str = "ffeeddccbbaa99887766554433221100";

const PREPARED: &str = "__typename ... on PrepareSuccess { command sha256 payloadType summary expiresAt
    texts { textClass reference frame } position { size root } } ... on Problem { code message }";

fn signing(house: &House, person: &Person) -> Value {
    json!({"book": house.origin(), "memberId": person.id.as_str(), "key": person.public().to_string(), "nonce": NONCE})
}

async fn prepare(house: &House, field: &str, input: Value) -> Value {
    let kind = format!("{}Input", field[..1].to_uppercase() + &field[1..]);
    let query = format!("mutation($input: {kind}!) {{ {field}(input: $input) {{ {PREPARED} }} }}");
    house.data(&Viewer::Anonymous, &query, json!({"input": input})).await[field].take()
}

/// A client: knows its book, its key and what its user meant, and trusts nothing else.
struct Client<'a> {
    origin: &'a str,
    person: &'a Person,
}

impl Client<'_> {
    /// Signs prepared bytes if they say exactly `meant`; otherwise names the first field that differs.
    fn sign(&self, prepared: &Value, meant: &Value) -> Result<[u8; 64], String> {
        let bytes = unbase64(&prepared["command"]);
        let said: Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
        let envelope = [
            ("origin", json!(self.origin)),
            ("actor", json!({"party": "member", "id": self.person.id.as_str()})),
            ("key", json!(self.person.public().to_string())),
            ("nonce", json!(NONCE)),
        ];
        for (name, value) in &envelope {
            if said[name] != *value {
                return Err(format!("{name} is {}", said[name]));
            }
        }
        if said.get("assistance").is_some() {
            return Err("assistance was slipped in".into());
        }
        if said["command"] != *meant {
            return Err(format!("the command is {}", said["command"]));
        }
        Ok(self.person.key().sign_command(&bytes))
    }
}

async fn send(house: &House, prepared: &Value, signature: &[u8]) -> Value {
    let texts: Vec<&Value> =
        prepared["texts"].as_array().unwrap().iter().map(|text| &text["frame"]).collect();
    let variables = json!({"command": prepared["command"], "signature": base64(signature), "texts": texts});
    house.data(&Viewer::Anonymous, crate::house::SUBMIT, variables).await["submit"].take()
}

#[tokio::test]
async fn a_ballot_is_prepared_checked_signed_and_accepted() {
    let house = House::voting(5);
    let person = house.resident(0);
    let poll = house.poll.poll.to_string();
    let input = json!({"signing": signing(&house, person), "poll": poll, "choice": "FOR"});
    let prepared = prepare(&house, "prepareBallot", input).await;
    assert_eq!(prepared["payloadType"], COMMAND_TYPE);
    let bytes = unbase64(&prepared["command"]);
    assert_eq!(prepared["sha256"], hex::encode(yishi_log::text::document_hash(&bytes)));
    let meant = json!({"kind": "cast_ballot", "poll": poll, "right": person.id.as_str(),
        "document": house.poll.document.to_string(), "choice": "for"});
    let signature = Client { origin: house.origin(), person }.sign(&prepared, &meant).unwrap();
    let payload = send(&house, &prepared, &signature).await;
    assert_eq!(payload["__typename"], "SubmitSuccess", "{payload:#}");
}

#[tokio::test]
async fn a_client_that_decodes_the_bytes_refuses_what_a_lying_summary_hides() {
    let house = House::voting(5);
    let (person, other) = (house.resident(0), house.resident(1));
    let poll = house.poll.poll.to_string();
    let meant = json!({"kind": "cast_ballot", "poll": poll, "right": person.id.as_str(),
        "document": house.poll.document.to_string(), "choice": "for"});
    let honest = prepare(
        &house,
        "prepareBallot",
        json!({"signing": signing(&house, person), "poll": poll, "choice": "FOR"}),
    )
    .await;
    let client = Client { origin: house.origin(), person };
    assert!(client.sign(&honest, &meant).is_ok());
    let said: Value = serde_json::from_slice(&unbase64(&honest["command"])).unwrap();
    let lies = [
        ("/command/choice", json!("against")),
        ("/command/document", json!("00".repeat(32))),
        ("/command/poll", json!("poll_1")),
        ("/command/right", json!(other.id.as_str())),
        ("/actor/id", json!(other.id.as_str())),
        ("/key", json!(other.public().to_string())),
        ("/origin", json!("other.example/b-00000000")),
        ("/nonce", json!("00".repeat(16))),
    ];
    for (place, lie) in lies {
        let mut altered = said.clone();
        *altered.pointer_mut(place).unwrap() = lie;
        // The summary stays as it was: it says what the user meant, and the bytes say something else.
        let mut lying = honest.clone();
        lying["command"] = json!(base64(&serde_json::to_vec(&altered).unwrap()));
        assert!(client.sign(&lying, &meant).is_err(), "{place}");
    }
    let mut assisted = said;
    assisted["assistance"] = json!({"principal": other.id.as_str(), "evidence": "00".repeat(32)});
    let mut lying = honest;
    lying["command"] = json!(base64(&serde_json::to_vec(&assisted).unwrap()));
    assert_eq!(client.sign(&lying, &meant), Err("assistance was slipped in".into()));
}

#[tokio::test]
async fn a_submission_is_prepared_with_its_text_whose_commitment_the_client_recomputes() {
    let house = House::voting(5);
    let (person, words, salt) = (house.resident(3), "The lamp by the gate is out 路灯不亮", [8; 32]);
    let input = json!({"signing": signing(&house, person), "councilId": "grid_1", "text": words, "salt": hex::encode(salt)});
    let prepared = prepare(&house, "prepareSubmission", input).await;
    let commitment = hex::encode(yishi_log::text::commitment(&salt, words.as_bytes()));
    assert_eq!(prepared["texts"][0]["reference"], commitment);
    let text = Text::Statement { salt, data: words.as_bytes().to_vec() };
    assert_eq!(unbase64(&prepared["texts"][0]["frame"]), frame(&text));
    let meant = json!({"kind": "submit", "council": "grid_1", "text": commitment});
    let signature = Client { origin: house.origin(), person }.sign(&prepared, &meant).unwrap();
    let payload = send(&house, &prepared, &signature).await;
    assert_eq!(payload["object"]["__typename"], "Submission", "{payload:#}");
}

#[tokio::test]
async fn every_typed_preparation_says_what_was_asked() {
    let house = House::voting(5);
    let person = house.resident(0);
    let (salt, hearing) = (hex::encode([8; 32]), "hearing_40");
    let commitment = hex::encode(yishi_log::text::commitment(&[8; 32], b"words"));
    let text = house.community.engine.version().state.submissions[&house.poll.submission].text.to_string();
    let (submission, matter, proposal) =
        (house.poll.submission.to_string(), house.poll.matter.to_string(), house.poll.proposal.to_string());
    let asked = [
        (
            "prepareStance",
            json!({"submission": submission, "stance": "SUPPORT"}),
            json!({"kind": "take_stance", "submission": submission, "text": text, "stance": "support"}),
        ),
        (
            "prepareObjection",
            json!({"proposal": proposal, "text": "words", "salt": salt}),
            json!({"kind": "raise_objection", "proposal": proposal, "text": commitment}),
        ),
        (
            "prepareStatement",
            json!({"hearing": hearing, "text": "words", "salt": salt}),
            json!({"kind": "make_statement", "hearing": hearing, "text": commitment}),
        ),
        (
            "preparePetition",
            json!({"matter": matter}),
            json!({"kind": "petition_escalation", "matter": matter}),
        ),
        ("prepareContest", json!({"matter": matter}), json!({"kind": "contest_route", "matter": matter})),
        (
            "prepareEvaluation",
            json!({"matter": matter, "rating": 5, "text": "words", "salt": salt}),
            json!({"kind": "evaluate_matter", "matter": matter, "rating": 5, "text": commitment}),
        ),
        (
            "prepareEvaluation",
            json!({"matter": matter, "rating": 1}),
            json!({"kind": "evaluate_matter", "matter": matter, "rating": 1}),
        ),
    ];
    for (field, mut input, meant) in asked {
        input["signing"] = signing(&house, person);
        let prepared = prepare(&house, field, input).await;
        let client = Client { origin: house.origin(), person };
        client.sign(&prepared, &meant).unwrap_or_else(|lie| panic!("{field}: {lie}\n{prepared:#}"));
    }
}

#[tokio::test]
async fn any_command_is_prepared_from_its_kind_and_fields() {
    let house = House::voting(5);
    let person = &house.community.cast.secretary;
    let words = "The bays are numbered 车位已编号";
    let hash = hex::encode(yishi_log::text::document_hash(words.as_bytes()));
    let matter = house.poll.matter.to_string();
    let fields = json!({"matter": matter, "document": hash}).to_string();
    let texts = json!([{"textClass": "DOCUMENT", "data": base64(words.as_bytes())}]);
    let input = json!({"signing": signing(&house, person), "kind": "draft_proposal", "fields": fields, "texts": texts});
    let prepared = prepare(&house, "prepareCommand", input).await;
    let meant = json!({"kind": "draft_proposal", "matter": matter, "document": hash});
    let signature = Client { origin: house.origin(), person }.sign(&prepared, &meant).unwrap();
    let payload = send(&house, &prepared, &signature).await;
    assert_eq!(payload["object"]["__typename"], "Proposal", "{payload:#}");
}

#[tokio::test]
async fn a_preparation_that_cannot_be_made_says_why() {
    let house = House::voting(5);
    let person = house.resident(0);
    let signing = signing(&house, person);
    let mut short = signing.clone();
    short["nonce"] = json!("00");
    let mut elsewhere = signing.clone();
    elsewhere["book"] = json!("other.example/b-00000000");
    let poll = house.poll.poll.to_string();
    let refused = [
        ("prepareBallot", json!({"signing": short, "poll": poll, "choice": "FOR"}), "bad_nonce"),
        ("prepareBallot", json!({"signing": elsewhere, "poll": poll, "choice": "FOR"}), "book_not_found"),
        ("prepareBallot", json!({"signing": signing, "poll": "poll_9999", "choice": "FOR"}), "not_found"),
        ("prepareEvaluation", json!({"signing": signing, "matter": "matter_1", "rating": 6}), "out_of_range"),
        (
            "prepareEvaluation",
            json!({"signing": signing, "matter": "matter_1", "rating": 5, "text": "x"}),
            "salt_missing",
        ),
        ("prepareCommand", json!({"signing": signing, "kind": "fly", "fields": "{}"}), "unknown_kind"),
        (
            "prepareCommand",
            json!({"signing": signing, "kind": "open_hearing", "fields": "[]"}),
            "malformed_fields",
        ),
        (
            "prepareCommand",
            json!({"signing": signing, "kind": "open_hearing", "fields": "{\"hearing\":\"h\"}"}),
            "malformed_fields",
        ),
    ];
    for (field, input, code) in refused {
        assert_eq!(prepare(&house, field, input).await["code"], code, "{field} {code}");
    }
}

#[tokio::test]
async fn a_summary_names_actor_target_choice_and_text_in_the_readers_language() {
    let house = House::voting(5);
    let person = house.resident(0);
    let poll = house.poll.poll.to_string();
    let input = json!({"signing": signing(&house, person), "poll": poll, "choice": "AGAINST"});
    let query =
        format!("mutation($input: PrepareBallotInput!) {{ prepareBallot(input: $input) {{ {PREPARED} }} }}");
    for (language, word) in [(Language::English, "Vote"), (Language::Chinese, "投票权")] {
        let answer = house.answer(&Viewer::Anonymous, language, &query, json!({"input": input})).await;
        let summary = answer["data"]["prepareBallot"]["summary"].to_string();
        for part in
            [word, person.id.as_str(), &poll, "against", &house.poll.document.to_string(), house.origin()]
        {
            assert!(summary.contains(part), "{part} in {summary}");
        }
    }
}

#[tokio::test]
async fn a_command_is_valid_for_as_long_as_was_asked_and_at_most_seven_days() {
    let house = House::voting(5);
    let person = house.resident(0);
    for (minutes, expires) in [
        (1, "2026-03-02T01:01:00.000Z"),
        (60, "2026-03-02T02:00:00.000Z"),
        (99_999, "2026-03-09T01:00:00.000Z"),
    ] {
        let mut signing = signing(&house, person);
        signing["validForMinutes"] = json!(minutes);
        let input = json!({"signing": signing, "matter": house.poll.matter.to_string()});
        let prepared = prepare(&house, "preparePetition", input).await;
        assert_eq!(prepared["expiresAt"], expires);
    }
}
