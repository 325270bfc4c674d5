//! A registry and a book as processes: pins from the command line, and a log key that is rotated while both sign.

use crate::run::{Ran, expect, json, yishi_in};
use crate::witnesses::Serving;
use serde_json::{Value, json};
use std::path::Path;
use yishi_log::checkpoint::Checkpoint;
use yishi_log::note::Note;
use yishi_log::tree::leaf_hash;

pub fn founded(folder: &Path, name: &str, charter: &str) -> Value {
    json(
        folder,
        &[
            "init",
            "--data",
            name,
            "--name",
            "社区",
            "--slug",
            name,
            "--operator-domain",
            "example.org",
            "--charter",
            charter,
            "--json",
        ],
    )
}

pub fn serve(folder: &Path, name: &str) -> Serving {
    Serving::start(folder, &["serve", "--data", name, "--public-log"])
}

/// A registrar hands a command in; the receipt is named after `step`.
fn submit(folder: &Path, at: &Serving, name: &str, registrar: u8, step: &str, command: &Value) -> Ran {
    std::fs::write(folder.join("command.json"), command.to_string()).unwrap();
    let key = format!("{name}.keys/registrar-{registrar}.key");
    let url = at.said["graphql"].as_str().unwrap();
    let receipt = format!("{step}.receipt");
    yishi_in(folder, &["submit", "--url", url, "--key", &key, "--out", &receipt, "--json", "command.json"])
}

/// Two registrars do it.
pub fn agreed(folder: &Path, at: &Serving, name: &str, step: &str, request: &Value) {
    let asked = submit(folder, at, name, 1, &format!("{step}-1"), request);
    assert_eq!(asked.code, 0, "{asked:?}");
    let asked: Value = serde_json::from_str(&asked.out).unwrap();
    let request = format!("request_{}", asked["index"].as_str().unwrap());
    let endorse = json!({ "kind": "endorse_registrar_act", "request": request });
    let done = submit(folder, at, name, 2, &format!("{step}-2"), &endorse);
    assert_eq!(done.code, 0, "{done:?}");
}

fn base(at: &Serving) -> String {
    at.said["graphql"].as_str().unwrap().trim_end_matches("/graphql").to_owned()
}

fn entries_of(made: &Value) -> String {
    format!("/books/{}/entries", made["origin"].as_str().unwrap())
}

fn register(folder: &Path, registry: &Serving, made: &Value, book: &Serving) {
    let (_, entries) = book.get(&entries_of(made));
    let first = entries.lines().next().unwrap();
    let founding: Value = serde_json::from_str(first).unwrap();
    let act = json!({
        "act": "register_book", "origin": made["origin"], "log_vkey": made["vkey"],
        "first_leaf": leaf_hash(first.as_bytes()).to_string(),
        "engine_key": founding["events"][0]["engine_key"],
    });
    agreed(folder, registry, "registry", "register", &json!({ "kind": "request_registrar_act", "act": act }));
}

#[test]
fn books_are_pinned_from_the_command_line_and_a_contradiction_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    founded(folder, "registry", "registry");
    let made = founded(folder, "lane", "minimal");
    let (registry, lane) = (serve(folder, "registry"), serve(folder, "lane"));
    let url = registry.said["graphql"].as_str().unwrap().to_owned();
    let book = base(&lane);
    let key = "registry.keys/registrar-1.key";
    let pin = |books: &[&str]| {
        let mut arguments = vec!["registry", "pin", "--registry", &url, "--key", key, "--json"];
        books.iter().for_each(|book| arguments.extend(["--book", book]));
        let ran = yishi_in(folder, &arguments);
        let said: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"));
        (ran.code, said)
    };
    let (code, said) = pin(&[&book]);
    assert_eq!(code, 1, "{said}");
    assert!(said["refused"][0]["reason"].as_str().unwrap().contains("register it first"), "{said}");
    register(folder, &registry, &made, &lane);
    let (code, said) = pin(&[&book]);
    assert_eq!((code, &said["pins"][0]["outcome"]), (0, &json!("pinned")), "{said}");
    let (code, said) = pin(&[&book]);
    assert_eq!((code, &said["pins"][0]["outcome"]), (0, &json!("renewed")), "{said}");
    let listed = json(folder, &["registry", "list", "--registry", &url, "--json"]);
    assert_eq!((&listed[0]["origin"], &listed[0]["overdue"]), (&made["origin"], &json!(false)));
    assert_eq!(listed[0]["size"], 2);
    let words = expect(folder, 0, &["registry", "list", "--registry", &url]).out;
    assert!(words.contains("pinned at 2 entries"), "{words}");

    // A book that does not answer keeps nobody else from being pinned.
    let (code, said) = pin(&["http://127.0.0.1:9", &book]);
    assert_eq!((code, said["pins"].as_array().unwrap().len()), (3, 1), "{said}");

    // The same key over another second entry: as the registry holds it against the pin, so the program says it.
    let (_, entries) = lane.get(&entries_of(&made));
    let forged: Vec<String> =
        entries.lines().map(|line| line.replace("\"index\":1", "\"index\":7")).collect();
    std::fs::create_dir(folder.join("forged")).unwrap();
    std::fs::write(folder.join("forged/book.jsonl"), forged.join("\n") + "\n").unwrap();
    let mut frontier = yishi_log::tree::Frontier::default();
    forged.iter().for_each(|line| frontier.push(leaf_hash(line.as_bytes())));
    let log = yishi::key_file::KeyFile::read(&folder.join("lane.keys/log.key")).unwrap().log_key().unwrap();
    let origin = made["origin"].as_str().unwrap().to_owned();
    let checkpoint = Checkpoint { origin, size: frontier.size(), root: frontier.root() };
    std::fs::write(folder.join("forged/checkpoint"), checkpoint.sign(&log)).unwrap();
    let (code, said) = pin(&["forged"]);
    assert_eq!((code, &said["pins"][0]["outcome"]), (1, &json!("conflict")), "{said}");
    expect(
        folder,
        3,
        &["registry", "pin", "--registry", &url, "--key", key, "--book", "https://127.0.0.1:1"],
    );
    expect(folder, 3, &["registry", "pin", "--registry", &url, "--key", key, "--book", "nothing-here"]);
}

#[test]
fn a_rotated_log_key_signs_beside_the_old_one_and_then_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let made = founded(folder, "lane", "minimal");
    let old = made["vkey"].as_str().unwrap();
    let rotation = json(folder, &["key", "rotate-log", "--data", "lane", "--overlap", "2", "--json"]);
    let new = rotation["vkey"].as_str().unwrap();
    // A service that does not hold the new key refuses the act; it is started before the key is put there.
    std::fs::rename(folder.join("lane.keys/log-2.key"), folder.join("kept.key")).unwrap();
    let unaware = serve(folder, "lane");
    let refused = submit(folder, &unaware, "lane", 1, "unaware", &rotation["command"]);
    assert!(refused.code == 1 && refused.err.contains("rotate-log"), "{refused:?}");
    drop(unaware);
    std::fs::rename(folder.join("kept.key"), folder.join("lane.keys/log-2.key")).unwrap();

    let lane = serve(folder, "lane");
    agreed(folder, &lane, "lane", "rotate", &rotation["command"]);
    let signers = |at: &Serving| {
        let (_, note) = at.get("/checkpoint");
        let signed = Note::parse(note.as_bytes()).unwrap().signatures.len();
        (Checkpoint::parse_unverified(note.as_bytes()).unwrap().size, signed)
    };
    assert_eq!(signers(&lane), (4, 2), "both keys sign the size with the rotation");
    let more = |at: &Serving, step: &str| {
        let registrar: Value =
            serde_json::from_slice(&std::fs::read(folder.join("lane.keys/registrar-3.key")).unwrap())
                .unwrap();
        let act = json!({ "act": "remove_registrar", "member": registrar["member"], "reason": step });
        let asked = submit(
            folder,
            at,
            "lane",
            1,
            &format!("{step}-asked"),
            &json!({ "kind": "request_registrar_act", "act": act }),
        );
        assert_eq!(asked.code, 0, "{asked:?}");
    };
    more(&lane, "fifth");
    assert_eq!(signers(&lane), (5, 2), "and one more, as the overlap says");
    std::fs::write(folder.join("by-old.note"), lane.get("/checkpoint").1).unwrap();
    more(&lane, "sixth");
    assert_eq!(signers(&lane), (6, 1), "then the new key signs alone");
    drop(lane);

    // The old key may go once it signs no more, and the book opens without it.
    let stolen =
        yishi::key_file::KeyFile::read(&folder.join("lane.keys/log.key")).unwrap().log_key().unwrap();
    std::fs::remove_file(folder.join("lane.keys/log.key")).unwrap();
    let lane = serve(folder, "lane");
    assert_eq!(signers(&lane), (6, 1));
    drop(lane);
    expect(folder, 0, &["export", "--data", "lane", "--out", "bundle"]);
    expect(folder, 0, &["audit", "verify", "bundle", "--vkey", new]);
    expect(folder, 0, &["audit", "replay", "bundle", "--vkey", new]);
    expect(folder, 0, &["audit", "verify", "bundle", "--unpinned"]);
    // The book's word alone leads nobody from the old key to the new one; with what the old key signed of it last it does.
    for command in ["verify", "replay"] {
        let told = expect(folder, 1, &["audit", command, "bundle", "--vkey", old]).out;
        assert!(told.contains("anybody can write such a book") && told.contains(new), "{told}");
        expect(folder, 0, &["audit", command, "bundle", "--vkey", old, "--since", "by-old.note"]);
    }

    // A thief who has the old key only signs nothing beyond the overlap.
    let (size, root) = {
        let note = std::fs::read(folder.join("bundle/checkpoint")).unwrap();
        let checkpoint = Checkpoint::parse_unverified(&note).unwrap();
        (checkpoint.size, checkpoint.root)
    };
    let origin = made["origin"].as_str().unwrap().to_owned();
    std::fs::write(folder.join("bundle/checkpoint"), Checkpoint { origin, size, root }.sign(&stolen))
        .unwrap();
    expect(folder, 1, &["audit", "verify", "bundle", "--vkey", new]);
    expect(folder, 1, &["audit", "replay", "bundle", "--unpinned"]);
    let told = expect(folder, 1, &["audit", "replay", "bundle", "--vkey", old]).out;
    assert!(told.contains("signs sizes 0 to 5 only"), "{told}");
}
