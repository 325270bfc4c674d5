//! What somebody owes and is owed, what a side of a dispute is told, and how many amendments are taken at once.

use crate::house::House;
use serde_json::{Value, json};
use yishi_core::*;
use yishi_engine::Text;
use yishi_graphql::Viewer;
use yishi_testkit::{OpenedPoll, Person, statement, test_charter};

fn said(words: &str) -> (Commitment, Text) {
    let text = statement(words);
    let TextRef::Statement(commitment) = text.reference() else { panic!("not a statement") };
    (commitment, text)
}

fn written(words: &str) -> (DocumentHash, Text) {
    let text = Text::Document(words.as_bytes().to_vec());
    let TextRef::Document(hash) = text.reference() else { panic!("not a document") };
    (hash, text)
}

/// A proposal that nobody votes on yet.
fn drafted(house: &House) -> OpenedPoll {
    let community = &house.community;
    let (mut orders, opened) = community.cast.poll(&community.desk, community.engine.version().size);
    orders.pop();
    orders.iter().for_each(|order| {
        community.must(order);
    });
    opened
}

/// A resident asks for one paragraph more; its name in the book.
fn amends(house: &House, proposal: &OpenedPoll, person: &Person, words: &str) -> String {
    let ((wording, text), (reason, why)) = (written(words), said("so that it is clear"));
    let edit = ParagraphEdit::Insert { after: 1, wording, paragraphs: 1 };
    let amendment = ProposeAmendment { proposal: proposal.proposal, base: proposal.document, edit, reason };
    let index = house.community.engine.version().size;
    house.does(person, amendment, vec![text, why]);
    format!("amendment_{index}")
}

async fn owed(house: &House, person: &Person) -> Vec<(Value, Value)> {
    let query = "{ viewer { member { owed { kind object { __typename } } } } }";
    let told = house.data(&house.viewer(person).await, query, json!({})).await;
    let owed = told["viewer"]["member"]["owed"].as_array().unwrap();
    owed.iter().map(|it| (it["kind"].clone(), it["object"]["__typename"].clone())).collect()
}

#[tokio::test]
async fn who_amends_is_owed_an_answer_until_it_is_given() {
    let house = House::voting(5);
    let proposal = drafted(&house);
    let author = house.resident(1);
    let amendment = amends(&house, &proposal, author, "Number the bays twice.");
    let waits = (json!("AMENDMENT_ANSWER"), json!("Amendment"));
    assert!(owed(&house, author).await.contains(&waits));
    assert!(!owed(&house, house.resident(2)).await.contains(&waits), "it is owed to who asked");
    let (text, words) = said("it is clear enough");
    let reject = RejectAmendment { amendment: amendment.parse().unwrap(), text };
    house.does(&house.community.cast.secretary, reject, vec![words]);
    assert!(!owed(&house, author).await.contains(&waits));
}

const ACCEPTANCE: &str =
    "mutation($input: PrepareAcceptanceInput!) { prepareAcceptance(input: $input) { __typename
    ... on PrepareSuccess { sha256 } ... on Problem { code message } } }";

#[tokio::test]
async fn more_than_twenty_amendments_at_once_are_a_problem_and_no_text() {
    let house = House::voting(5);
    let proposal = drafted(&house);
    let (name, person) = (proposal.proposal.to_string(), &house.community.cast.secretary);
    let amendment = amends(&house, &proposal, house.resident(1), "Number the bays twice.");
    let signing = json!({"book": house.origin(), "memberId": person.id.as_str(), "key": person.public().to_string(),
        "nonce": "ffeeddccbbaa99887766554433221100"});
    let input = |count: usize| json!({"input": {"signing": signing, "proposal": name, "amendments": vec![&amendment; count]}});
    let one = house.data(&Viewer::Anonymous, ACCEPTANCE, input(1)).await["prepareAcceptance"].take();
    assert_eq!(one["__typename"], "PrepareSuccess", "{one:#}");
    for (count, code) in [(20, "not_amended"), (21, "out_of_range")] {
        let refused =
            house.data(&Viewer::Anonymous, ACCEPTANCE, input(count)).await["prepareAcceptance"].take();
        assert_eq!(refused["code"], code, "{refused:#}");
    }
}

#[tokio::test]
async fn a_text_is_made_of_open_amendments_and_of_twenty_at_most() {
    let house = House::voting(5);
    let proposal = drafted(&house);
    let amendment = amends(&house, &proposal, house.resident(1), "Number the bays twice.");
    let query = "query($id: String!, $amendments: [String!]!) { book { proposal(proposalId: $id) { amendedText(amendments: $amendments) } } }";
    let text = async |amendments: Vec<&str>| {
        let variables = json!({"id": proposal.proposal.to_string(), "amendments": amendments});
        house.data(&Viewer::Anonymous, query, variables).await["book"]["proposal"]["amendedText"].take()
    };
    let made = text(vec![&amendment]).await;
    assert!(made.as_str().unwrap().ends_with("Number the bays twice."), "{made}");
    assert_eq!(text(vec!["amendment_1"]).await, json!(null), "not one of this proposal");
    assert_eq!(text(vec!["nonsense"]).await, json!(null));
    assert_eq!(text(vec![&amendment; 21]).await, json!(null));
}

/// Matters of the whole community are disputes that a worker of the grid mediates.
fn mediating() -> Charter {
    let mut charter = test_charter();
    let clause = json!({ "seats": ["grid_worker", "delegate"], "mediators": 1, "name_within": "3d", "session_notice": "24h",
        "sessions_at_most": 2, "settle_within": "30d", "referral": { "to": "council", "level": "community" } });
    charter.mediation = Some(serde_json::from_value(clause).unwrap());
    let rule = json!({ "id": "disputes", "name": "Disputes 纠纷", "when": { "classes": ["general"] }, "level": "grid",
        "track": "mediate" });
    charter.routing.insert(0, serde_json::from_value(rule).unwrap());
    assert_eq!(charter.check(), Ok(()));
    charter
}

#[tokio::test]
async fn a_side_of_a_dispute_is_told_where_a_session_takes_place_and_nobody_else_is() {
    let house = House::voting(5);
    let (cast, community) = (&house.community.cast, &house.community);
    let (source, text) = written("The charter with mediation");
    let amend = AdoptCharter { charter: Box::new(mediating()), source, resolution: None };
    house.does(&cast.secretary, amend, vec![text]);
    let next = community.engine.version().size;
    community.must(&cast.submission(&community.desk, next));
    community.must(&cast.screening(&community.desk, next, SubmissionId::first(next), 5));
    let matter = MatterId::first(next + 1);
    let side = |person: &Person| DisputeSide::Members { members: [person.id.clone()].into() };
    let sides = vec![side(house.resident(0)), side(house.resident(1))];
    house.does(&cast.secretary, OpenMediation { matter, sides }, vec![]);
    let mediators = [cast.grid_worker.id.clone()].into();
    house.does(&cast.secretary, NameMediators { matter, mediators }, vec![]);
    for person in [house.resident(0), house.resident(1)] {
        house.does(person, ConsentToMediation { matter }, vec![]);
    }
    let ((place, text), now) = (said("Room 3"), yishi_engine::Clock::now(&community.clock));
    let session = CallMediationSession { matter, starts_at_ms: TimeMs(now.0 + 2 * 86_400_000), place };
    house.does(&cast.grid_worker, session, vec![text]);

    let query = "query($id: String!) { book { matter(matterId: $id) { mediation { sessions { place { content } } } } }
        viewer { member { owed { kind } } } }";
    let told = async |viewer: &Viewer| house.data(viewer, query, json!({"id": matter.to_string()})).await;
    let place = |told: &Value| told["book"]["matter"]["mediation"]["sessions"][0]["place"].clone();
    for person in [house.resident(0), house.resident(1), &cast.grid_worker] {
        let told = told(&house.viewer(person).await).await;
        assert_eq!(place(&told), json!({"content": "Room 3"}), "{}", person.id);
        let owed = told["viewer"]["member"]["owed"].as_array().unwrap();
        assert!(owed.contains(&json!({"kind": "MEDIATION_SESSION"})), "{owed:?}");
    }
    assert_eq!(place(&told(&house.viewer(house.resident(2)).await).await), json!(null));
    assert_eq!(place(&told(&Viewer::Anonymous).await), json!(null));
}
