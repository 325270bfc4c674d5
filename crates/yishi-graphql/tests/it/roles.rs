//! Who may read what: one test per role, over everything that is not for everybody.

use crate::house::{House, auditor};
use serde_json::{Value, json};
use yishi_core::{PublicKey, TimeMs};
use yishi_graphql::{Role, Viewer};

/// Every field that is not for everybody, once.
const CLOSED: &str = "query($poll: String!, $submission: String!, $matter: String!) { book {
    members { totalCount }
    member(memberId: \"resident_0\") { standing council { councilId } householdId keys { key } units { id areaDm2 buildingId owners { memberId } } }
    poll(pollId: $poll) { ballots { totalCount } }
    submission(submissionId: $submission) { stances { totalCount } }
    matter(matterId: $matter) { evaluation { ratings { rating } } }
    entry(index: 0) { commandKind command key signature signer { memberId } events { kind } leaf } } }";

/// Every field of [`CLOSED`] that holds something, by its path.
fn open_fields(book: &Value) -> Vec<String> {
    let fields = |place: &str, value: &Value| -> Vec<String> {
        let fields = value.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
        fields.map(|(name, _)| format!("{place}.{name}")).collect()
    };
    let mut open = Vec::new();
    if !book["members"].is_null() {
        open.push("members".to_owned());
    }
    for place in ["member", "poll", "submission", "entry"] {
        open.extend(fields(place, &book[place]));
    }
    open.extend(fields("evaluation", &book["matter"]["evaluation"]));
    open
}

/// How many fields of [`CLOSED`] there are.
const ALL: usize = 1 + 5 + 1 + 1 + 1 + 7;

async fn ask(house: &House, viewer: &Viewer) -> Value {
    let variables = json!({"poll": house.poll.poll.to_string(), "submission": house.poll.submission.to_string(),
        "matter": house.poll.matter.to_string()});
    house.data(viewer, CLOSED, variables).await["book"].take()
}

fn told() -> House {
    let house = House::voting(20);
    house.whole_story();
    house
}

#[tokio::test]
async fn somebody_who_did_not_sign_in_reads_none_of_it_and_no_error_betrays_it() {
    let house = told();
    let book = ask(&house, &Viewer::Anonymous).await;
    assert_eq!(open_fields(&book), Vec::<String>::new());
    let query = "{ viewer { role book member { memberId } mayReadLogOf } }";
    let viewer = house.data(&Viewer::Anonymous, query, json!({})).await;
    assert_eq!(
        viewer["viewer"],
        json!({"role": "ANONYMOUS", "book": null, "member": null, "mayReadLogOf": []})
    );
}

#[tokio::test]
async fn a_member_on_the_roll_reads_all_of_it() {
    let house = told();
    let viewer = house.viewer(house.resident(7)).await;
    let book = ask(&house, &viewer).await;
    assert_eq!(open_fields(&book).len(), ALL, "{:?}", open_fields(&book));
    assert_eq!(book["member"]["units"][0]["areaDm2"], "8950");
    let query = "{ viewer { role book member { memberId } mayReadLogOf } }";
    let answer = house.data(&viewer, query, json!({})).await;
    let expected = json!({"role": "MEMBER", "book": house.origin(), "member": {"memberId": "resident_7"},
        "mayReadLogOf": [house.origin()]});
    assert_eq!(answer["viewer"], expected);
}

#[tokio::test]
async fn an_auditor_reads_all_of_it() {
    let house = told();
    let viewer = house.viewer(&auditor()).await;
    let book = ask(&house, &viewer).await;
    assert_eq!(open_fields(&book).len(), ALL, "{:?}", open_fields(&book));
}

#[tokio::test]
async fn everybody_reads_all_of_it_where_the_log_is_public() {
    let house = House::public(20);
    house.whole_story();
    let book = ask(&house, &Viewer::Anonymous).await;
    assert_eq!(open_fields(&book).len(), ALL, "{:?}", open_fields(&book));
}

#[tokio::test]
async fn a_member_of_another_book_is_nobody_here() {
    let house = told();
    let stranger = Viewer::SignedIn {
        book: "other.example/b-00000000".into(),
        role: Role::Member("resident_0".parse().unwrap()),
        key: PublicKey([1; 32]),
        expires_at_ms: TimeMs(u64::MAX),
    };
    assert_eq!(open_fields(&ask(&house, &stranger).await), Vec::<String>::new());
}

#[tokio::test]
async fn a_member_sees_their_own_ballot_stance_and_rights_and_nobody_elses_as_theirs() {
    let house = told();
    let query = "query($poll: String!, $submission: String!) { book {
        poll(pollId: $poll) { myBallot { rightId choice } myRights { rightId ballot { choice } } }
        submission(submissionId: $submission) { myStance } } }";
    let variables =
        json!({"poll": house.poll.poll.to_string(), "submission": house.poll.submission.to_string()});
    let mine = house.data(&house.viewer(house.resident(2)).await, query, variables.clone()).await;
    assert_eq!(mine["book"]["poll"]["myBallot"], json!({"rightId": "resident_2", "choice": "AGAINST"}));
    assert_eq!(mine["book"]["submission"]["myStance"], "OBJECT");
    let silent = house.data(&house.viewer(house.resident(9)).await, query, variables.clone()).await;
    assert_eq!(silent["book"]["poll"]["myBallot"], Value::Null);
    assert_eq!(silent["book"]["poll"]["myRights"], json!([{"rightId": "resident_9", "ballot": null}]));
    for nobody in [Viewer::Anonymous, house.viewer(&auditor()).await] {
        let nothing = house.data(&nobody, query, variables.clone()).await;
        assert_eq!(nothing["book"]["poll"], json!({"myBallot": null, "myRights": null}));
        assert_eq!(nothing["book"]["submission"], json!({"myStance": null}));
    }
}

#[tokio::test]
async fn evidence_is_served_to_nobody() {
    let house = told();
    let viewer = house.viewer(house.resident(0)).await;
    let leaves = house.community.stores.journal.leaves();
    let query = "{ book { actions { nodes { evidenceCommitment } } entries(last: 100) { nodes { leaf command events { json } } } } }";
    let data = house.data(&viewer, query, json!({})).await;
    assert!(leaves.len() <= 100);
    assert!(data["book"]["actions"]["nodes"][0]["evidenceCommitment"].is_string());
    // The evidence was `photo`; no answer of the schema holds its bytes.
    for text in ["photo", "signed form"] {
        assert!(!data.to_string().contains(text));
    }
}
