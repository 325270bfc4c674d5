//! Every way by which words and names come in, and the acts that erase them.

use crate::house::{Cast, DAY_MS, Door, House, Text, member};
use crate::planted::{NAME, PHONE, planted};
use crate::steps::Case;
use crate::{text, yishi};
use serde_json::{Value, json};
use std::path::Path;
use yishi::key_file::{KeyFile, Purpose};
use yishi_core::{AreaDm2, Commitment, RollRow, Standing, TimeMs, roll_digest};
use yishi_testkit::{Person, seed};

const CASE: Case =
    Case { title: "路灯", class: "environment", place: "garden", households: 40, cost_fen: 0 };

/// What was planted, to be erased.
pub struct Said {
    /// The commitments of all texts that entries name, the bird's and those that are redacted by themselves.
    pub texts: Vec<String>,
    /// Those that concern no member.
    pub alone: Vec<String>,
}

/// The bird and those who deal with what it says.
pub fn community() -> Cast {
    let mut rows: Vec<_> =
        ["bird", "neighbour"].iter().map(|name| member(name, "garden", Standing::Resident)).collect();
    let officers = ["secretary", "clerk", "screener", "moderator"];
    rows.extend(officers.map(|officer| member(officer, "garden", Standing::Partner)));
    let seats = officers.map(|officer| (officer, officer)).into_iter();
    let seats = seats.chain([("delegate", "neighbour")]);
    let seats = seats.map(|(seat, holder)| ("community", seat, holder.to_owned()));
    Cast { charter: "notice-board", rows, seats: seats.collect() }
}

/// All ways but the roll as a file.
pub fn everything_comes_in(house: &House) -> Said {
    let submitted = planted("submitted");
    let matter = house.a_matter_is_raised("bird", "screener", &submitted, &CASE);
    let mut own = vec![Text::statement(&submitted)];
    own.extend(identity_in_the_vault(house));
    own.extend(helped_at_the_counter(house));
    own.push(objection(house, &matter));
    let (spoken, minutes) = hearing(house, &matter);
    own.extend(spoken);
    let alone = [letter_without_author(house), minutes];
    refused_and_uploaded(house);
    let hashes = |texts: &[Text]| texts.iter().map(Text::hash).collect::<Vec<_>>();
    Said { texts: [hashes(&own), hashes(&alone)].concat(), alone: hashes(&alone) }
}

/// A registrar puts name and number into the vault with the bird's row.
fn identity_in_the_vault(house: &House) -> [Text; 1] {
    let identity = Text::vault(&planted("identity"));
    let commitment: Commitment = identity.hash().parse().unwrap();
    let RollRow::Member { id, council, household, standing, .. } =
        member("bird", "garden", Standing::Resident)
    else {
        panic!("a member")
    };
    let rows = [RollRow::Member { id, council, household, identity: Some(commitment), standing }];
    let part = json!({ "import": "names", "part": 1, "rows": rows });
    house.does("registrar_1", "import_roll_part", part, std::slice::from_ref(&identity));
    let seal = json!({ "import": "names", "rows": 1, "area_dm2": AreaDm2(0), "root": roll_digest(&rows) });
    house.does("registrar_1", "seal_roll", seal, &[]);
    [identity]
}

/// The clerk hands something in for the bird, with the form that it signed.
fn helped_at_the_counter(house: &House) -> [Text; 2] {
    let (words, form) = (text("told at the counter"), Text::vault(&planted("signed form")));
    let fields = json!({ "council": "garden", "text": words.hash() });
    let input = json!({ "kind": "submit", "fields": fields.to_string(), "texts": [words.input(), form.input()],
        "signing": { "assistance": { "principalId": "bird", "evidence": form.hash() } } });
    house.prepared("clerk", "prepareCommand", "PrepareCommandInput", input, &fields).unwrap();
    [words, form]
}

fn objection(house: &House, matter: &str) -> Text {
    let proposal = house.a_proposal_is_drafted("secretary", matter, "更换路灯。");
    let words = text("objected");
    house.does(
        "bird",
        "raise_objection",
        json!({ "proposal": proposal, "text": words.hash() }),
        std::slice::from_ref(&words),
    );
    words
}

/// What the bird says and asks at a hearing, and the minutes, in which it is named.
fn hearing(house: &House, matter: &str) -> ([Text; 2], Text) {
    // Long enough before that no holidays of whatever day it is today matter.
    let (agenda, starts_at) = (Text::document("协商会议程"), TimeMs(house.now().0 + 20 * DAY_MS));
    let fields = json!({ "matter": matter, "starts_at_ms": starts_at.0, "agenda": agenda.hash() });
    let hearing = format!("hearing_{}", house.does("secretary", "call_hearing", fields, &[agenda]));
    house.wait_until(starts_at);
    house.does("secretary", "open_hearing", json!({ "hearing": hearing }), &[]);
    house.these_are_present("secretary", &hearing, &["bird", "neighbour", "secretary"]);
    let (spoken, asked) = (text("spoken"), text("asked"));
    let fields = json!({ "hearing": hearing, "text": spoken.hash() });
    house.does("bird", "make_statement", fields, std::slice::from_ref(&spoken));
    let fields = json!({ "hearing": hearing, "to": { "asked": "chair" }, "text": asked.hash() });
    house.does("bird", "ask_question", fields, std::slice::from_ref(&asked));
    let minutes = text("minutes");
    let fields = json!({ "hearing": hearing, "minutes": minutes.hash() });
    house.does("secretary", "close_hearing", fields, std::slice::from_ref(&minutes));
    ([spoken, asked], minutes)
}

/// A letter in the box, entered by the clerk.
fn letter_without_author(house: &House) -> Text {
    let words = planted("letter");
    let input = json!({ "councilId": "garden", "text": words, "salt": hex::encode(seed(&words)),
        "via": "SUGGESTION_BOX", "anonymous": true });
    let meant = json!({ "kind": "submit", "council": "garden", "via": "suggestion_box", "anonymous": true });
    house.prepared("clerk", "prepareSubmission", "PrepareSubmissionInput", input, &meant).unwrap();
    Text::statement(&words)
}

/// Words that no entry names: of a command that is refused, and sent ahead of none. And a search for them.
fn refused_and_uploaded(house: &House) {
    let words = text("refused");
    let fields = json!({ "commitment": words.hash(), "ground": "none" });
    house.is_refused("bird", "redact_text", fields, &[]);
    let fields = json!({ "hearing": "hearing_1", "minutes": words.hash() });
    house.is_refused("bird", "close_hearing", fields, &[words]);
    let ahead = planted("uploaded ahead").into_bytes();
    house.engine().upload(&yishi_engine::Text::Statement { salt: [7; 32], data: ahead }).unwrap();
    let query = "query ($words: String!) { book { similarSubmissions(text: $words) { __typename } } }";
    house.ask(query, json!({ "words": planted("searched") }));
}

/// A registrar brings in a roll whose labels are name and number; the file stays on the registrar's own machine.
pub fn a_roll_with_names_comes_in(work: &Path) {
    let desk = tempfile::tempdir().unwrap();
    let roll = format!("kind,ref,council,household,standing\nmember,{NAME},garden,{PHONE},\n");
    std::fs::write(desk.path().join("roll.csv"), roll).unwrap();
    let person = Person::named("registrar_1");
    let key = desk.path().join("registrar.key");
    KeyFile::from_seed(Purpose::Member, *person.key_seed())
        .of_member("canary.example/board-00000001", person.id)
        .write(&key)
        .unwrap();
    let (file, key) = (desk.path().join("roll.csv"), key.to_str().unwrap().to_owned());
    yishi(work, &["import", "roll", file.to_str().unwrap(), "--data", "book", "--key", &key]);
}

/// Two registrars erase the bird, and the moderator redacts what concerns no member. The entry that erased it.
pub fn everything_is_erased(door: &Door, said: &Said) -> u64 {
    let does = |who: &str, kind: &str, fields: Value| {
        let signed = door.signed(who, kind, fields, &[]).unwrap();
        door.submit(&signed).unwrap_or_else(|refused| panic!("{who} {kind}: {refused}"))
    };
    let ground = "个人信息保护法第四十七条";
    for commitment in &said.alone {
        does("moderator", "redact_text", json!({ "commitment": commitment, "ground": ground }));
    }
    let act = json!({ "act": "erase_member", "member": "bird", "ground": ground });
    let request = does("registrar_1", "request_registrar_act", json!({ "act": act }));
    does("registrar_2", "endorse_registrar_act", json!({ "request": format!("request_{request}") }))
}

/// The bird tries to hand something in.
pub fn the_bird_says_something(door: &Door) -> Result<u64, String> {
    let words = text("said again");
    door.submit(&door.signed(
        "bird",
        "submit",
        json!({ "council": "garden", "text": words.hash() }),
        &[words],
    )?)
}
