//! Who may read what: one test per role, over everything that is not for everybody.

use crate::house::{House, auditor};
use crate::kinds::Kinds;
use serde_json::{Value, json};
use yishi_core::{
    BarReviewer, EnterPaperBallot, GrantProxy, GrantScope, PublicKey, Reading, TextRef, TimeMs,
};
use yishi_engine::Text;
use yishi_graphql::{Role, Viewer};
use yishi_tally::{Choice, RightId};

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

/// Votes of every kind, with a sealed ballot of resident 4, a grant of resident 5 to resident 6, who votes by it, a paper of resident 7
/// that waits for its second reading, and a reviewer who steps back.
fn every_kind(house: &House) -> Kinds {
    let kinds = house.votes_of_every_kind();
    house.seals(&kinds, house.resident(4), Choice::Against);
    let (principal, proxy) = (house.resident(5), house.resident(6));
    let expires_at_ms = kinds.proxied.closes_at_ms;
    let grant =
        GrantProxy { proxy: proxy.id.clone(), scope: GrantScope::Poll(kinds.proxied.poll), expires_at_ms };
    house.does(principal, grant, vec![]);
    house.does(proxy, kinds.proxied.ballot(principal, Choice::For), vec![]);
    let scan = Text::Vault { salt: [8; 32], data: b"the paper".to_vec() };
    let TextRef::Vault(commitment) = scan.reference() else { panic!("not in the vault") };
    let voter = house.resident(7);
    let paper = EnterPaperBallot {
        poll: kinds.proxied.poll,
        right: RightId(voter.id.as_str().into()),
        document: kinds.proxied.document,
        member: voter.id.clone(),
        reading: Reading::Choice(Choice::For),
        scan: commitment,
        mandate: None,
    };
    house.does(house.resident(0), paper, vec![scan]);
    let bar = BarReviewer {
        poll: kinds.reviewed.poll,
        member: house.resident(2).id.clone(),
        option: "square".into(),
        reason: "is the builder's brother".to_owned(),
    };
    house.does(house.resident(2), bar, vec![]);
    kinds
}

/// What of these votes is not for everybody.
const CLOSED_VOTES: &str = "query($sealed: String!, $proxied: String!, $reviewed: String!) { book {
    sealed: poll(pollId: $sealed) { ballots { nodes { rightId stands choice seal member { memberId } } } }
    proxied: poll(pollId: $proxied) {
        ballots { nodes { rightId choice member { memberId } grant { principal { memberId } proxy { memberId } good } } }
        papers { rightId member { memberId } enteredBy { memberId } } }
    reviewed: poll(pollId: $reviewed) { bars { member { memberId } optionId reason } }
    principal: member(memberId: \"resident_5\") { grants { principal { memberId } proxy { memberId } } }
    proxy: member(memberId: \"resident_6\") { grants { grantId } } } }";

async fn ask_votes(house: &House, kinds: &Kinds, viewer: &Viewer) -> Value {
    let variables = json!({"sealed": kinds.sealed.poll.to_string(), "proxied": kinds.proxied.poll.to_string(),
        "reviewed": kinds.reviewed.poll.to_string()});
    house.data(viewer, CLOSED_VOTES, variables).await["book"].take()
}

#[tokio::test]
async fn ballots_papers_bars_and_grants_are_for_members_on_the_roll_and_auditors() {
    let house = House::voting(20);
    let kinds = every_kind(&house);
    let nobody = ask_votes(&house, &kinds, &Viewer::Anonymous).await;
    let nothing = json!({"sealed": {"ballots": null}, "proxied": {"ballots": null, "papers": null},
        "reviewed": {"bars": null}, "principal": {"grants": null}, "proxy": {"grants": null}});
    assert_eq!(nobody, nothing);
    let member = |number: usize| json!({"memberId": format!("resident_{number}")});
    for viewer in [house.viewer(house.resident(15)).await, house.viewer(&auditor()).await] {
        let told = ask_votes(&house, &kinds, &viewer).await;
        let ballot = &told["proxied"]["ballots"]["nodes"][0];
        assert_eq!((&ballot["rightId"], &ballot["member"]), (&json!("resident_5"), &member(6)));
        assert_eq!(ballot["grant"], json!({"principal": member(5), "proxy": member(6), "good": true}));
        let paper = json!([{"rightId": "resident_7", "member": member(7), "enteredBy": member(0)}]);
        assert_eq!(told["proxied"]["papers"], paper);
        let bars = told["reviewed"]["bars"].as_array().unwrap();
        assert!(bars.iter().any(|bar| bar["member"] == member(2) && bar["optionId"] == "square"), "{bars:?}");
        assert!(bars.iter().any(|bar| bar["member"] == member(1) && bar["optionId"] == "tyres"), "{bars:?}");
        let grant = json!([{"principal": member(5), "proxy": member(6)}]);
        assert_eq!(
            (&told["principal"]["grants"], told["proxy"]["grants"].as_array().unwrap().len()),
            (&grant, 1)
        );
    }
}

#[tokio::test]
async fn of_a_sealed_ballot_everybody_who_reads_ballots_sees_the_seal_and_nobody_the_choice() {
    let house = House::voting(20);
    let kinds = every_kind(&house);
    for viewer in [house.resident(4), house.resident(15), &auditor()] {
        let viewer = house.viewer(viewer).await;
        let told = ask_votes(&house, &kinds, &viewer).await;
        let ballot = &told["sealed"]["ballots"]["nodes"][0];
        assert_eq!((&ballot["stands"], &ballot["choice"]), (&json!("SEALED"), &Value::Null));
        assert_eq!(ballot["seal"].as_str().map(str::len), Some(64));
    }
    let query = "query($poll: String!) { book { poll(pollId: $poll) { unopened myBallot { seal choice } tally { verdict heads { for against } } } } }";
    let variables = json!({"poll": kinds.sealed.poll.to_string()});
    let mine = house.data(&house.viewer(house.resident(4)).await, query, variables.clone()).await;
    assert!(mine["book"]["poll"]["myBallot"]["seal"].is_string(), "{mine:#}");
    let nobody = house.data(&Viewer::Anonymous, query, variables).await;
    let told = json!({"unopened": 1, "myBallot": null, "tally": {"verdict": null, "heads": {"for": "0", "against": "0"}}});
    assert_eq!(nobody["book"]["poll"], told);
}

#[tokio::test]
async fn a_member_sees_the_grants_they_gave_and_hold_and_the_rights_that_they_may_use_by_them() {
    let house = House::voting(20);
    let kinds = every_kind(&house);
    let query = "query($poll: String!, $member: String!) { book {
        poll(pollId: $poll) { myRights { rightId } myRightsByGrant { rightId ballot { choice } } }
        member(memberId: $member) { grants { principal { memberId } revoked { index } } } } }";
    let ask = async |viewer: &Viewer, member: usize| {
        let variables =
            json!({"poll": kinds.proxied.poll.to_string(), "member": format!("resident_{member}")});
        house.data(viewer, query, variables).await["book"].take()
    };
    let grants = json!([{"principal": {"memberId": "resident_5"}, "revoked": null}]);
    let proxy = ask(&house.viewer(house.resident(6)).await, 6).await;
    assert_eq!(proxy["poll"]["myRights"], json!([{"rightId": "resident_6"}]));
    assert_eq!(
        proxy["poll"]["myRightsByGrant"],
        json!([{"rightId": "resident_5", "ballot": {"choice": "FOR"}}])
    );
    assert_eq!(proxy["member"]["grants"], grants);
    let principal = ask(&house.viewer(house.resident(5)).await, 5).await;
    assert_eq!(
        (&principal["member"]["grants"], &principal["poll"]["myRightsByGrant"]),
        (&grants, &json!([]))
    );
    for nobody in [Viewer::Anonymous, house.viewer(&auditor()).await] {
        let told = ask(&nobody, 5).await;
        assert_eq!(told["poll"], json!({"myRights": null, "myRightsByGrant": null}));
    }
}
