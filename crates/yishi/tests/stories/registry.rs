//! A street keeps a register of its compounds' books. A log key is stolen: what the thief shows is caught by the pins, the book is frozen at
//! its last good entry, and another one goes on from there.

use crate::house::{Cast, House, Text, flat, member};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use yishi::key_file::{KeyFile, Purpose};
use yishi::pinning::{Place, ShownBook, book_name, pin_command};
use yishi_core::{Digest, Standing, StandsAt, Succeeds};
use yishi_log::checkpoint::Checkpoint;
use yishi_log::tree::{Frontier, leaf_hash};
use yishi_testkit::seed;

pub fn street() -> House {
    let rows = ["secretary", "delegate"].map(|name| member(name, "communities", Standing::Partner));
    let seats = [("secretary", "secretary"), ("delegate", "delegate")];
    let seats = seats.map(|(seat, holder)| ("street", seat, holder.to_owned()));
    House::founded(&Cast { charter: "registry", rows: rows.to_vec(), seats: seats.to_vec() })
}

pub fn lane() -> Cast {
    let mut rows = vec![member("owner_1", "compound", Standing::Resident)];
    rows.extend(["secretary", "clerk"].map(|officer| member(officer, "compound", Standing::Partner)));
    rows.push(flat("flat_1", "compound", "house", 8_000, &["owner_1"]));
    let seats = [("secretary", "secretary"), ("clerk", "clerk"), ("delegate", "owner_1")];
    let seats = seats.map(|(seat, holder)| ("compound", seat, holder.to_owned()));
    Cast { charter: "bundled-compounds", rows, seats: seats.to_vec() }
}

/// Two registrars agree on an act.
fn agreed(house: &House, act: &Value, texts: &[Text]) -> u64 {
    let request = house.does("registrar_1", "request_registrar_act", json!({ "act": act }), texts);
    let request = format!("request_{request}");
    house.does("registrar_2", "endorse_registrar_act", json!({ "request": request }), &[])
}

/// What a registrar tries to ask for.
fn refused(house: &House, act: &Value) -> String {
    house.is_refused("registrar_1", "request_registrar_act", json!({ "act": act }), &[])
}

fn lines(bundle: &Path) -> Vec<String> {
    std::fs::read_to_string(bundle.join("book.jsonl")).unwrap().lines().map(str::to_owned).collect()
}

fn registration(house: &House, bundle: &Path) -> Value {
    let partner = house.as_partner();
    let first = lines(bundle).remove(0);
    let founding: Value = serde_json::from_str(&first).unwrap();
    json!({
        "act": "register_book", "origin": partner["origin"], "log_vkey": partner["log_vkey"],
        "first_leaf": leaf_hash(first.as_bytes()).to_string(),
        "engine_key": founding["events"][0]["engine_key"],
    })
}

fn told(street: &House, origin: &Value) -> Value {
    let query = "query ($origin: String!) { book { registeredBook(origin: $origin) { overdue successor pinCount
        pins(first: 1) { stands { size root } } conflicts { kind shown { size } } freeze { reason lastGood { size root } } } } }";
    street.ask(query, json!({ "origin": origin }))["book"]["registeredBook"].take()
}

/// The fields with which a registrar pins what is shown at a place.
fn pin(street: &House, place: &Place) -> Value {
    let mut shown = ShownBook::open(place, None).unwrap();
    let origin = book_name(&shown.checkpoint.origin).unwrap();
    let newest = told(street, &json!(origin))["pins"][0]["stands"].take();
    let size: u64 = newest["size"].as_str().unwrap().parse().unwrap();
    let before = StandsAt { size, root: serde_json::from_value(newest["root"].clone()).unwrap() };
    let command = pin_command(&origin, &mut shown, before).unwrap();
    serde_json::to_value(&command).unwrap()
}

/// The book as its thief shows it: the last entry is another one and more follow, under the stolen key.
fn forged(house: &House, bundle: &Path, folder: &Path) -> PathBuf {
    let mut entries = lines(bundle);
    let last = entries.len() - 1;
    entries[last] = entries[last].replace("owner_1", "owner_9");
    entries.extend(["{}".to_owned(), "{}".to_owned()]);
    std::fs::create_dir_all(folder).unwrap();
    let mut book = std::fs::File::create(folder.join("book.jsonl")).unwrap();
    let mut frontier = Frontier::default();
    for entry in &entries {
        writeln!(book, "{entry}").unwrap();
        frontier.push(leaf_hash(entry.as_bytes()));
    }
    let origin = house.as_partner()["origin"].as_str().unwrap().to_owned();
    let key = KeyFile::from_seed(Purpose::Log, seed(&format!("log of {origin}"))).log_key().unwrap();
    let checkpoint = Checkpoint { origin, size: frontier.size(), root: frontier.root() };
    std::fs::write(folder.join("checkpoint"), checkpoint.sign(&key)).unwrap();
    std::fs::copy(bundle.join("policy"), folder.join("policy")).unwrap();
    folder.to_owned()
}

/// What the program says of a registry and books held against it.
fn audited(street: &House, registry: &Path, books: &[&Path]) -> (i32, Value) {
    let ran = Command::new(env!("CARGO_BIN_EXE_yishi"))
        .args(["audit", "registry", "--json", "--vkey", street.vkey()])
        .arg(registry)
        .args(books)
        .output()
        .unwrap();
    let said = serde_json::from_slice(&ran.stdout);
    let said = said.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
    (ran.status.code().unwrap(), said)
}

fn checks(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|found| found["check"].as_str().unwrap()).collect()
}

#[test]
fn a_stolen_key_is_caught_by_the_pins_and_another_book_goes_on() {
    let (street, lane_1) = (street(), House::founded_as(&lane(), 1));
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let bundle = lane_1.exported(&at("lane"));
    let origin = lane_1.as_partner()["origin"].take();
    let register = registration(&lane_1, &bundle);
    let mut other_key = register.clone();
    other_key["log_vkey"] = street.as_partner()["log_vkey"].take();
    assert!(refused(&street, &other_key).starts_with("out_of_range"));
    agreed(&street, &register, &[]);

    // The registry pins what the service shows, tile by tile; the second time from there on.
    let served = Place::parse(&lane_1.url());
    street.does("registrar_1", "pin_checkpoint", pin(&street, &served), &[]);
    let pinned = told(&street, &origin)["pins"][0]["stands"].take();
    let mut without_proof = pin(&street, &served);
    without_proof["stands"]["size"] = json!(1);
    let said = street.is_refused("registrar_1", "pin_checkpoint", without_proof, &[]);
    assert!(said.starts_with("citation_not_proven"), "{said}");
    let registry = street.exported(&at("early"));
    let (code, report) = audited(&street, &registry, &[&bundle]);
    assert_eq!((code, &report["findings"]), (0, &json!([])), "{report:#}");
    assert_eq!(report["books"][origin.as_str().unwrap()]["pins_held"], 2);
    let (code, report) = audited(&street, &registry, &[]);
    assert_eq!((code, &report["not_checked"][0]["what"]), (0, &json!("not_shown")), "{report:#}");

    // A thief has the log key and shows somebody another history. The pin does not take it, and keeps it.
    let fork = forged(&lane_1, &bundle, &at("fork"));
    street.does("registrar_2", "pin_checkpoint", pin(&street, &Place::Exported(fork.clone())), &[]);
    let register_says = told(&street, &origin);
    assert_eq!(register_says["conflicts"][0]["kind"], "FORK");
    assert_eq!(register_says["pins"][0]["stands"], pinned);
    let registry = street.exported(&at("forked"));
    let (code, report) = audited(&street, &registry, &[&fork]);
    assert_eq!(code, 1);
    assert!(checks(&report).contains(&"pinned") && checks(&report).contains(&"conflict"), "{report:#}");
    let (_, report) = audited(&street, &registry, &[&bundle]);
    assert_eq!(checks(&report), ["conflict"], "the true book holds: {report:#}");

    // Nobody pins for a while, and that shows.
    street.wait_days(8);
    assert_eq!(told(&street, &origin)["overdue"], true);
    let size: u64 = pinned["size"].as_str().unwrap().parse().unwrap();
    let freeze = json!({
        "act": "freeze_registered_book", "origin": origin, "reason": "日志密钥被盗", "last_good_size": size
    });
    agreed(&street, &freeze, &[]);
    let said = street.is_refused("registrar_1", "pin_checkpoint", pin(&street, &served), &[]);
    assert!(said.starts_with("wrong_stage") && said.contains("frozen"), "{said}");

    // The successor says at its founding where it goes on from, and only so it is named.
    let root: Digest = serde_json::from_value(pinned["root"].clone()).unwrap();
    let succeeds = |size| Succeeds {
        origin: origin.as_str().unwrap().parse().unwrap(),
        last_good: StandsAt { size, root },
    };
    let (wrong, right) = (
        House::founded_after(&lane(), 2, succeeds(size - 1)),
        House::founded_after(&lane(), 3, succeeds(size)),
    );
    let mut named = Vec::new();
    for (number, house) in [(2, &wrong), (3, &right)] {
        let bundle = house.exported(&at(&format!("next-{number}")));
        agreed(&street, &registration(house, &bundle), &[]);
        let successor = house.as_partner()["origin"].take();
        let founding = lines(&bundle).remove(0);
        named.push((
            json!({ "act": "name_successor", "origin": origin, "successor": successor, "founding": founding }),
            bundle,
        ));
    }
    let said = refused(&street, &named[0].0);
    assert!(said.starts_with("citation_not_proven") && said.contains("does not go on from"), "{said}");
    agreed(&street, &named[1].0, &[]);
    assert_eq!(told(&street, &origin)["successor"], named[1].0["successor"]);

    // The lane's own registrars end their book, which from then on only says where it goes on.
    let successor = &named[1].0["successor"];
    let end = json!({ "act": "freeze_book", "reason": "日志密钥被盗", "successor": successor });
    agreed(&lane_1, &end, &[]);
    let text = Text::statement("路灯不亮。");
    let said = lane_1.is_refused(
        "owner_1",
        "submit",
        json!({ "council": "compound", "text": text.hash() }),
        &[text],
    );
    assert!(said.starts_with("book_frozen") && said.contains(successor.as_str().unwrap()), "{said}");
    lane_1.wait_days(400);

    let registry = street.exported(&at("end"));
    let ended = lane_1.exported(&at("ended"));
    let (_, report) = audited(&street, &registry, &[&ended, &named[1].1]);
    assert_eq!(checks(&report), ["conflict"], "registrars may end their own book: {report:#}");
    let (_, report) = audited(&street, &registry, &[&named[0].1]);
    assert!(checks(&report).contains(&"successor"), "it calls itself one, and is none: {report:#}");
    lane_1.ends_in_an_audit();
    street.ends_in_an_audit();
}

#[test]
fn a_book_that_nobody_registered_shows_and_so_does_one_that_went_on_after_its_freeze() {
    let (street, lane_1) = (street(), House::founded_as(&lane(), 1));
    let folder = tempfile::tempdir().unwrap();
    let bundle = lane_1.exported(&folder.path().join("lane"));
    let registry = street.exported(&folder.path().join("empty"));
    let (code, report) = audited(&street, &registry, &[&bundle]);
    assert_eq!((code, checks(&report)), (1, vec!["register"]), "{report:#}");
    agreed(&street, &registration(&lane_1, &bundle), &[]);
    let origin = lane_1.as_partner()["origin"].take();
    let act = json!({ "act": "freeze_registered_book", "origin": origin, "reason": "疑似被盗", "last_good_size": 1 });
    agreed(&street, &act, &[]);
    let registry = street.exported(&folder.path().join("frozen"));
    let (code, report) = audited(&street, &registry, &[&bundle]);
    assert_eq!((code, checks(&report)), (1, vec!["freeze"]), "{report:#}");
    assert_eq!(report["findings"][0]["index"], 1);
}
