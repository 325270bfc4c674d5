//! Every way by which words and names come in, and the acts that erase them.

use crate::deciding::{self, Words};
use crate::house::{Cast, Door, House, Text, member};
use crate::planted::{NAME, PHONE, planted};
use crate::steps::Case;
use crate::{text, yishi};
use serde_json::{Value, json};
use std::path::Path;
use yishi::charter_file::{CharterFile, parse_charter, read_charter};
use yishi::host::SystemClock;
use yishi::key_file::{KeyFile, Purpose};
use yishi_core::{AreaDm2, Commitment, RollRow, Standing, roll_digest};
use yishi_engine::Clock;
use yishi_testkit::{Person, seed};

const CASE: Case =
    Case { title: "路灯", class: "environment", place: "garden", households: 40, cost_fen: 0 };

/// What was planted, to be erased.
pub struct Said {
    /// The commitments of all texts that entries name, the bird's and those that are redacted by themselves.
    pub texts: Vec<String>,
    /// Those that concern no member.
    pub alone: Vec<String>,
    /// How many entries the book had then.
    pub entries: u64,
}

/// The bird and those who deal with what it says.
pub fn community() -> Cast {
    let mut rows: Vec<_> =
        ["bird", "neighbour"].iter().map(|name| member(name, "garden", Standing::Resident)).collect();
    let officers = ["secretary", "clerk", "screener", "screener_2", "moderator", "witness"];
    rows.extend(officers.map(|officer| member(officer, "garden", Standing::Partner)));
    let seats = officers.map(|officer| (officer.trim_end_matches("_2"), officer)).into_iter();
    let seats = seats.chain([("delegate", "bird"), ("delegate", "neighbour")]);
    let seats = seats.map(|(seat, holder)| ("community", seat, holder.to_owned()));
    Cast { charter: "notice-board", rows, seats: seats.collect() }
}

/// The notice board with every act by which words of a member come in.
pub fn charter() -> CharterFile {
    let board = read_charter("notice-board").unwrap().source;
    let board = board.replace("\n[hearings]\n", "\n[hearings]\nspeaking_minutes = 5\n");
    parse_charter(Path::new("canary"), board + include_str!("charter.toml")).unwrap()
}

/// All ways but the roll as a file.
pub fn everything_comes_in(house: &House) -> Said {
    let (submitted, election) = (planted("submitted"), planted("submitted once more"));
    let matter = house.a_matter_is_raised("bird", "screener", &submitted, &CASE);
    let mut words = Words::default();
    words.own.extend([&submitted, &election].map(|words| Text::statement(words)));
    words.own.extend(identity_in_the_vault(house));
    words.own.extend(helped_at_the_counter(house));
    words.office.push(letter_without_author(house));
    deciding::a_proposal_is_carried_out(house, &matter, &mut words);
    let matter = house.a_matter_is_raised("bird", "screener", &election, &CASE);
    deciding::the_bird_stands(house, &matter, &mut words);
    refused_and_uploaded(house);
    assert!(house.now() < SystemClock.now(), "the story is over before the book is served");
    let hashes = |texts: &[Text]| texts.iter().map(Text::hash).collect::<Vec<_>>();
    Said {
        texts: [hashes(&words.own), hashes(&words.office)].concat(),
        alone: hashes(&words.office),
        entries: house.engine().version().size,
    }
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
