//! Every kind of object is read, leads to its entry, and names the version it was read from.

use crate::house::{House, auditor};
use serde_json::{Value, json};
use yishi_graphql::{Language, Viewer};

const ENTRY: &str = "fragment E on Entry { index leafHash recordedAt }";

#[tokio::test]
async fn a_matter_is_read_from_its_route_to_its_evaluation() {
    let house = House::public(20);
    house.whole_story();
    let query = format!(
        "query($id: String!) {{ book {{ position {{ size root recordedAt checkpoint }} matter(matterId: $id) {{
            id stage closure round title {{ content }} council {{ councilId name }} screenedBy {{ memberId }}
            route {{ rule {{ ruleId name level {{ levelId }} }} charter {{ version }} council {{ councilId }} track
                facts {{ class {{ classId }} places {{ councilId }} affectedHouseholds cost urgency }} }}
            submissions {{ totalCount nodes {{ status supports objects passes text {{ status content }} }} }}
            proposals {{ status present {{ number document {{ hash content }} entry {{ ...E }} }} }}
            resolutions {{ document {{ hash }} certifiedBy {{ memberId }} notice {{ ended entry {{ ...E }} }} entry {{ ...E }} }}
            actions {{ status overdue assignee {{ memberId }} inspectedBy {{ memberId }} evidenceCommitment
                progress {{ nodes {{ content }} }} entry {{ ...E }} }}
            evaluation {{ ratingsGiven satisfied result ratings {{ rating }} }}
            entry {{ ...E }} lastEntry {{ index }} }} }} }} {ENTRY}"
    );
    let data = house.data(&Viewer::Anonymous, &query, json!({"id": house.poll.matter.to_string()})).await;
    let matter = &data["book"]["matter"];
    assert_eq!(matter["stage"], "EVALUATING", "{matter:#}");
    assert_eq!(matter["route"]["rule"]["ruleId"], "else_community");
    assert_eq!(matter["route"]["facts"]["affectedHouseholds"], 200);
    assert_eq!(matter["route"]["facts"]["cost"], "5000000");
    let submission = &matter["submissions"]["nodes"][0];
    assert_eq!((&submission["supports"], &submission["objects"]), (&json!(2), &json!(1)));
    assert_eq!(submission["text"]["status"], "PRESENT");
    assert_eq!(matter["proposals"][0]["status"], "PASSED");
    assert_eq!(matter["resolutions"][0]["certifiedBy"]["memberId"], "secretary");
    assert_eq!(matter["actions"][0]["status"], "ACCEPTED");
    assert_eq!(matter["actions"][0]["inspectedBy"]["memberId"], "supervisor");
    assert_eq!(matter["actions"][0]["progress"]["nodes"][0]["content"], "Half of it is painted");
    assert_eq!(matter["evaluation"]["ratingsGiven"], 2);
    let version = house.community.engine.version();
    let position = &data["book"]["position"];
    assert_eq!(position["size"], version.size.to_string());
    assert_eq!(position["root"], version.root.to_string());
    assert_eq!(position["checkpoint"], *version.checkpoint);
}

#[tokio::test]
async fn the_leaf_hash_of_what_is_listed_is_that_of_the_exported_line() {
    let house = House::public(20);
    house.whole_story();
    let leaves = house.community.stores.journal.leaves();
    let query = format!(
        "{{ book {{ matters {{ nodes {{ entry {{ ...E }} lastEntry {{ ...E }} }} }} polls {{ nodes {{ entry {{ ...E }} }} }}
            submissions {{ nodes {{ entry {{ ...E }} }} }} hearings {{ nodes {{ entry {{ ...E }} }} }}
            notices {{ nodes {{ entry {{ ...E }} }} }} resolutions {{ nodes {{ entry {{ ...E }} }} }}
            actions {{ nodes {{ entry {{ ...E }} }} }} members {{ nodes {{ units {{ entry {{ ...E }} lastEntry {{ ...E }} }} }} }} charter {{ entry {{ ...E }} }} }} }} {ENTRY}"
    );
    let data = house.data(&Viewer::Anonymous, &query, json!({})).await;
    let mut seen = 0;
    visit(&data, &mut |value| {
        if let (Some(index), Some(hash)) = (value["index"].as_str(), value["leafHash"].as_str()) {
            let leaf = &leaves[index.parse::<usize>().unwrap()];
            assert_eq!(hash, yishi_log::tree::leaf_hash(leaf).to_string());
            let recorded = yishi_log::leaf::Leaf::parse(leaf).unwrap().recorded_at_ms;
            assert!(value["recordedAt"].as_str().unwrap().starts_with("2026-03-"), "{recorded}");
            seen += 1;
        }
    });
    assert!(seen >= 12, "{seen}");
}

fn visit(value: &Value, look: &mut impl FnMut(&Value)) {
    look(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, look)),
        Value::Object(fields) => fields.values().for_each(|field| visit(field, look)),
        _ => {}
    }
}

#[tokio::test]
async fn a_vote_shows_its_roll_its_ballots_and_each_requirement_with_exact_numbers() {
    let house = House::public(20);
    house.vote();
    let query = "query($id: String!) { book { poll(pollId: $id) {
        status rule { ruleId electorate openness opennessMeaning requirements { name part base measure threshold { share inclusive } } }
        roll { root rights heads } document { hash }
        ballots { totalCount nodes { rightId choice channel member { memberId } entry { index } } }
        tally { final verdict heads { entitled for against abstain }
            requirements { numerator denominator percent met requirement { name } } trace } } } }";
    let variables = json!({"id": house.poll.poll.to_string()});
    let data = house.data(&Viewer::Anonymous, query, variables.clone()).await;
    let poll = &data["book"]["poll"];
    assert_eq!(poll["roll"]["rights"], 20);
    assert_eq!(poll["document"]["hash"], house.poll.document.to_string());
    assert_eq!(poll["ballots"]["totalCount"], 6);
    let channels: Vec<_> =
        poll["ballots"]["nodes"].as_array().unwrap().iter().map(|b| &b["channel"]).collect();
    assert_eq!(channels.iter().filter(|channel| **channel == "ASSISTED").count(), 1);
    let heads = &poll["tally"]["heads"];
    assert_eq!(
        (&heads["for"], &heads["against"], &heads["abstain"]),
        (&json!("3"), &json!("2"), &json!("1"))
    );
    let outcome = &poll["tally"]["requirements"][0];
    assert_eq!((&outcome["numerator"], &outcome["denominator"]), (&json!("3"), &json!("5")));
    assert_eq!(outcome["percent"], "60.0000");
    assert_eq!(poll["tally"]["final"], false);
    house.close();
    let chinese = house.answer(&Viewer::Anonymous, Language::Chinese, query, variables).await;
    let tally = &chinese["data"]["book"]["poll"]["tally"];
    assert_eq!((&tally["final"], &tally["verdict"]), (&json!(true), &json!("PASSED")));
    assert!(tally["trace"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().contains("同意")));
}

#[tokio::test]
async fn a_sealed_vote_names_the_entries_it_counted() {
    let house = House::public(20);
    house.vote();
    house.close();
    let query = "query($id: String!) { book { poll(pollId: $id) { status sealing {
        firstIndex lastIndex counted countedDigest replaced replacedDigest } } } }";
    let data = house.data(&Viewer::Anonymous, query, json!({"id": house.poll.poll.to_string()})).await;
    let sealing = &data["book"]["poll"]["sealing"];
    assert_eq!((&sealing["counted"], &sealing["replaced"]), (&json!(6), &json!(1)));
}

#[tokio::test]
async fn hearings_objections_and_notices_are_read_with_words_and_answers() {
    let house = House::public(20);
    let second = house.whole_story();
    let query = "{ book { hearings { nodes { hearingId status attendance agenda { content } minutes { content }
        present { totalCount nodes { memberId } } statements { nodes { member { memberId } text { content commitment salt } } } } }
        notices { nodes { noticeId ended proposal { proposalId unansweredObjections
            objections { nodes { objectionId text { content } answer { by { memberId } text { content } } } } } } } } }";
    let data = house.data(&Viewer::Anonymous, query, json!({})).await;
    let hearing = &data["book"]["hearings"]["nodes"][0];
    assert_eq!(hearing["hearingId"], second.hearing.to_string());
    assert_eq!((&hearing["status"], &hearing["attendance"]), (&json!("HELD"), &json!(5)));
    assert_eq!(hearing["minutes"]["content"], "All agreed in the end");
    let said = &hearing["statements"]["nodes"][0]["text"];
    let salt: [u8; 32] = hex::decode(said["salt"].as_str().unwrap()).unwrap().try_into().unwrap();
    let commitment = yishi_log::text::commitment(&salt, said["content"].as_str().unwrap().as_bytes());
    assert_eq!(said["commitment"], hex::encode(commitment));
    let notices = data["book"]["notices"]["nodes"].as_array().unwrap();
    let notice = notices.iter().find(|notice| notice["noticeId"] == second.notice.to_string()).unwrap();
    assert_eq!(notice["proposal"]["unansweredObjections"], 0);
    let objection = &notice["proposal"]["objections"]["nodes"][0];
    assert_eq!(objection["objectionId"], second.objection.to_string());
    assert_eq!(objection["answer"]["by"]["memberId"], "secretary");
}

#[tokio::test]
async fn the_charter_is_readable_clause_by_clause() {
    let house = House::voting(5);
    let query = "{ book { name logKey engineKey foundedAt ruleset readOnly registrars { memberId }
        charters { version } charter(version: 1) { version digest name source { hash content }
        levels { levelId rank } councils { councilId parent { councilId } children { councilId } }
        benches { benchId } seats { seatId votes holdersAtMost bench { name } powers { power over } }
        classes { classId } routing { ruleId track when { classIds affectedHouseholdsAtMost costAtMost } }
        decisions { ruleId notice before votingAtLeast } escalation { ruleId on signatures }
        deadlines { screening deliberation } hearings { notice quorum { share inclusive } }
        evaluation { window leastRatings satisfied { share inclusive } } registrarsThreshold }
        rootCouncil { councilId seats { seat { seatId } holders { member { memberId } since { index } } }
            children { councilId level { levelId } } }
        figures { members matters levels { levelId matters settled hearingsHeld } } } }";
    let data = house.data(&Viewer::Anonymous, query, json!({})).await;
    let (book, charter) = (&data["book"], &data["book"]["charter"]);
    assert_eq!(charter["levels"][1]["levelId"], "community");
    assert_eq!(charter["councils"][1]["parent"]["councilId"], "community");
    assert_eq!(charter["routing"][0]["when"]["costAtMost"], "100000");
    assert_eq!(charter["escalation"][1]["signatures"], 3);
    assert_eq!(charter["hearings"]["quorum"], json!({"share": "1/2", "inclusive": false}));
    assert_eq!(charter["evaluation"]["satisfied"], json!({"share": "2/3", "inclusive": true}));
    assert_eq!(book["rootCouncil"]["seats"][0]["holders"][0]["member"]["memberId"], "secretary");
    assert_eq!(book["figures"]["members"], 9);
    assert_eq!(book["registrars"].as_array().unwrap().len(), 3);
    let source = charter["source"]["content"].as_str().unwrap();
    let hash = hex::encode(yishi_log::text::document_hash(source.as_bytes()));
    assert_eq!(charter["source"]["hash"], hash);
}

#[tokio::test]
async fn every_kind_of_thing_is_found_by_its_id() {
    let house = House::public(20);
    house.whole_story();
    let query =
        "{ book { id charter { id } rootCouncil { id } member(memberId: \"resident_0\") { id units { id } }
        submissions { nodes { id } } matters { nodes { id proposals { id objections { nodes { id } } } } }
        notices { nodes { id } } hearings { nodes { id } } polls { nodes { id } } resolutions { nodes { id } }
        actions { nodes { id } } entry(index: 3) { id } } }";
    let data = house.data(&Viewer::Anonymous, query, json!({})).await;
    let mut ids = Vec::new();
    visit(&data, &mut |value| ids.extend(value["id"].as_str().map(str::to_owned)));
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
    let found = house.data(&Viewer::Anonymous, query, json!({"ids": ids})).await;
    let found = found["nodes"].as_array().unwrap();
    let kinds: std::collections::BTreeSet<_> =
        found.iter().map(|node| node["__typename"].as_str().unwrap()).collect();
    assert_eq!(kinds.len(), 15, "{kinds:?}");
    assert!(found.iter().zip(&ids).all(|(node, id)| node["id"] == **id));
}

#[tokio::test]
async fn an_id_that_is_none_is_an_error_of_its_own_and_the_key_stays_with_null() {
    let house = House::voting(5);
    let query = "{ node(id: \"nonsense\") { id } viewer { role } }";
    let answer = house.ask(&Viewer::Anonymous, query, json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_ID");
    assert_eq!(answer["errors"][0]["path"], json!(["node"]));
    assert_eq!(answer["data"], json!({"node": null, "viewer": {"role": "ANONYMOUS"}}));
}

#[tokio::test]
async fn what_does_not_exist_is_null() {
    let house = House::voting(5);
    let query = "{ other: book(origin: \"other.example/x-00000000\") { id }
        book { member(memberId: \"nobody\") { id } matter(matterId: \"matter_999\") { id }
            poll(pollId: \"nonsense\") { id } council(councilId: \"moon\") { id } entry(index: 9999) { id } charter(version: 9) { id } } }";
    let data = house.data(&Viewer::Anonymous, query, json!({})).await;
    assert_eq!(data["other"], Value::Null);
    assert!(data["book"].as_object().unwrap().values().all(Value::is_null), "{data:#}");
}

#[tokio::test]
async fn a_redacted_statement_shows_as_such_with_the_entry_that_removed_it() {
    let house = House::voting(5);
    let version = house.community.engine.version();
    let commitment = version.state.submissions[&house.poll.submission].text;
    let redact = yishi_core::RedactText { commitment, ground: "PIPL art. 47".into() };
    let order = house.community.desk.order(&house.community.cast.secretary, redact, vec![]);
    let index = house.community.must(&order).index;
    let query =
        "{ book { submissions { nodes { text { status content salt commitment redactedBy { index } } } } } }";
    let data = house.data(&Viewer::Anonymous, query, json!({})).await;
    let text = &data["book"]["submissions"]["nodes"][0]["text"];
    assert_eq!(
        *text,
        json!({"status": "REDACTED", "content": null, "salt": null, "commitment": commitment.to_string(),
            "redactedBy": {"index": index.to_string()}})
    );
}

#[tokio::test]
async fn an_erased_member_shows_as_such_and_so_does_each_of_their_texts() {
    let house = House::voting(5);
    let community = &house.community;
    let version = community.engine.version();
    let submission = &version.state.submissions[&house.poll.submission];
    let (member, commitment) = (submission.author.clone().unwrap(), submission.text);
    let (request, ground) = (yishi_core::RegistrarRequestId::first(version.size), "PIPL art. 47".to_owned());
    let act = yishi_core::RegistrarAct::EraseMember { member: member.clone(), ground };
    let order = |by: usize, command: yishi_core::Command| {
        community.must(&community.desk.order(&community.cast.registrars[by], command, vec![])).index
    };
    order(0, yishi_core::RequestRegistrarAct { act }.into());
    let index = order(1, yishi_core::EndorseRegistrarAct { request }.into()).to_string();
    let query = "query ($member: String!) { book {
        member(memberId: $member) { erasure { rule texts complete by { memberId } entry { index } } }
        submissions { nodes { text { status content redactedBy { index } } } }
        withheld { totalCount nodes { rule commitment by { memberId } entry { index } broughtWith } } } }";
    let data = house.data(&Viewer::Anonymous, query, json!({ "member": member })).await;
    let (book, registrar) = (&data["book"], json!({ "memberId": community.cast.registrars[1].id }));
    let entry = json!({ "index": index });
    let erasure =
        json!({ "rule": "PIPL art. 47", "texts": 1, "complete": true, "by": registrar, "entry": entry });
    assert_eq!(book["member"]["erasure"], erasure);
    let text = json!({ "status": "REDACTED", "content": null, "redactedBy": entry });
    assert_eq!(book["submissions"]["nodes"][0]["text"], text);
    let withheld = json!({ "rule": "PIPL art. 47", "commitment": commitment.to_string(), "by": registrar,
        "entry": entry, "broughtWith": "submit" });
    assert_eq!(book["withheld"], json!({ "totalCount": 1, "nodes": [withheld] }));
}

#[tokio::test]
async fn an_entry_gives_its_exact_bytes_its_command_and_a_receipt_that_verifies_without_us() {
    let house = House::voting(5);
    house.community.must(&house.assisted_ballot(0, yishi_tally::Choice::For));
    let viewer = house.viewer(&auditor()).await;
    let query = "{ book { entries(last: 1) { nodes { index commandKind command key signature leaf receipt
        signer { memberId } assisted { memberId } events { kind json } position { size } } } } }";
    let data = house.data(&viewer, query, json!({})).await;
    let entry = &data["book"]["entries"]["nodes"][0];
    let leaves = house.community.stores.journal.leaves();
    let leaf = leaves.last().unwrap();
    assert_eq!(crate::house::unbase64(&entry["leaf"]), *leaf);
    assert_eq!(entry["commandKind"], "cast_ballot");
    assert_eq!(
        (&entry["signer"]["memberId"], &entry["assisted"]["memberId"]),
        (&json!("secretary"), &json!("resident_0"))
    );
    assert_eq!(entry["events"][0]["kind"], "ballot_cast");
    let text = String::from_utf8(leaf.clone()).unwrap();
    assert!(text.contains(entry["command"].as_str().unwrap()));
    assert!(text.contains(entry["events"][0]["json"].as_str().unwrap()));
    let receipt = yishi_log::receipt::Receipt::parse(entry["receipt"].as_str().unwrap()).unwrap();
    receipt.verify(&house.community.cast.verifier(), leaf).unwrap();
}

#[tokio::test]
async fn a_charter_is_explained_drawn_and_compared_in_the_language_asked_for() {
    let house = House::voting(3);
    let query = "{ book { charter { english: explanation(language: ENGLISH) { title intro clauses { clause title sentences } }
        chinese: explanation(language: CHINESE) { title } explanation { title }
        drawing(language: CHINESE) same: diff(from: 1) { sentence } none: diff(from: 7) { sentence } } } }";
    let data = house.data(&Viewer::Anonymous, query, json!({})).await;
    let charter = &data["book"]["charter"];
    assert_eq!(charter["english"][0]["title"], "1. Who deliberates");
    assert_eq!(charter["chinese"][0]["title"], "一、谁来议事");
    assert_eq!(charter["explanation"][0]["title"], "1. Who deliberates");
    let sections = charter["english"].as_array().unwrap();
    let deadlines = sections.iter().find(|section| section["title"] == "4. By when").unwrap();
    assert!(
        deadlines["clauses"][0]["sentences"][0]
            .as_str()
            .unwrap()
            .starts_with("What is handed in is screened within")
    );
    assert!(charter["drawing"].as_str().unwrap().starts_with("<svg "));
    assert_eq!((&charter["same"], &charter["none"]), (&json!([]), &json!(null)));
}

#[tokio::test]
async fn the_draft_of_a_charter_is_checked_for_anybody_and_nothing_of_it_is_kept() {
    let house = House::voting(3);
    let query = "query($toml: String!) { checkCharter(toml: $toml) { faults { clauses line column reason remedy } digest
        explanation { title } drawing } book { charters { version } } }";
    let ask = async |toml: &str| house.data(&Viewer::Anonymous, query, json!({ "toml": toml })).await;
    let good = ask(yishi_core::MINIMAL_CHARTER_TOML).await;
    assert_eq!(good["checkCharter"]["faults"], json!([]));
    assert_eq!(good["checkCharter"]["explanation"].as_array().map(Vec::len), Some(10));
    assert!(good["checkCharter"]["digest"].is_string());
    let lonely = yishi_core::MINIMAL_CHARTER_TOML.replacen("threshold = 2", "threshold = 0", 1);
    let bad = ask(&lonely).await;
    let line = lonely.lines().position(|line| line == "threshold = 0").unwrap() + 1;
    let fault = &bad["checkCharter"]["faults"][0];
    assert_eq!((&fault["clauses"], &fault["line"]), (&json!(["registrars.threshold"]), &json!(line)));
    assert_eq!(bad["checkCharter"]["drawing"], json!(null));
    assert_eq!(bad["book"]["charters"], json!([{ "version": 1 }]));
    let unreadable = ask("nmae = 1").await;
    assert!(unreadable["checkCharter"]["faults"][0]["reason"].as_str().unwrap().contains("nmae"));
}
