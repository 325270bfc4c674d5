//! Keys and signing.

use crate::run::{expect, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const ORIGIN: &str = "example.org/a-00000000";

fn new_key(folder: &Path) {
    let row = json(
        folder,
        &["key", "new", "--origin", ORIGIN, "--member", "member_0000000000000001", "--out", "me.key"],
    );
    assert_eq!(row["possession"].as_str().unwrap().len(), 128);
}

fn checkpoint(folder: &Path) {
    let root = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let note = format!("{ORIGIN}\n7\n{root}\n\n— {ORIGIN} AAAAAAAA\n");
    std::fs::write(folder.join("checkpoint"), note).unwrap();
}

#[test]
fn a_key_is_for_its_owner_only_shows_no_secret_and_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    new_key(folder.path());
    let file = folder.path().join("me.key");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let secret = serde_json::from_slice::<serde_json::Value>(&std::fs::read(&file).unwrap()).unwrap();
    let shown = expect(folder.path(), 0, &["key", "show", "me.key"]).out;
    assert!(!shown.contains(secret["secret"].as_str().unwrap()));
    expect(folder.path(), 3, &["key", "new", "--origin", ORIGIN, "--out", "me.key"]);
}

#[test]
fn the_row_says_how_the_key_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let row = |file: &str, kept: &[&str]| {
        let arguments = [&["key", "new", "--origin", ORIGIN, "--out", file], kept].concat();
        json(folder.path(), &arguments)["custody"].take()
    };
    assert_eq!(row("own.key", &[]), "own");
    assert_eq!(row("clerk.key", &["--clerk"]), "clerk");
    assert_eq!(row("kept.key", &["--custodial"]), "custodial");
    expect(folder.path(), 2, &["key", "new", "--origin", ORIGIN, "--out", "x.key", "--clerk", "--custodial"]);
}

#[test]
fn what_is_signed_is_said_in_words_and_prepared_bytes_sign_alike() {
    let folder = tempfile::tempdir().unwrap();
    new_key(folder.path());
    checkpoint(folder.path());
    std::fs::write(folder.path().join("c.json"), r#"{"kind":"petition_escalation","matter":"matter_42"}"#)
        .unwrap();
    let ran = expect(folder.path(), 0, &["sign", "--key", "me.key", "--checkpoint", "checkpoint", "c.json"]);
    assert!(ran.err.contains("signing `petition_escalation` in book example.org/a-00000000"), "{}", ran.err);
    let signed: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let prepared = serde_json::to_string(&signed["envelope"]).unwrap();
    std::fs::write(folder.path().join("e.json"), prepared).unwrap();
    let again = json(folder.path(), &["sign", "--key", "me.key", "--envelope", "e.json"]);
    assert_eq!(again["signature"], signed["signature"]);
    assert_eq!(again["command"], signed["command"]);
    // The same out of the answer of a `prepare…` mutation, whose texts are passed on.
    let answer = serde_json::json!({ "data": { "prepareBallot": {
        "__typename": "PrepareSuccess", "command": signed["command"], "texts": [{ "frame": "AGE=" }],
    } } });
    std::fs::write(folder.path().join("answer.json"), answer.to_string()).unwrap();
    let answered = json(folder.path(), &["sign", "--key", "me.key", "--envelope", "answer.json"]);
    assert_eq!(
        (&answered["signature"], &answered["texts"]),
        (&signed["signature"], &serde_json::json!(["AGE="]))
    );
    let problem = r#"{"data":{"prepareBallot":{"__typename":"RejectionProblem","code":"poll_closed"}}}"#;
    std::fs::write(folder.path().join("problem.json"), problem).unwrap();
    let said = expect(folder.path(), 1, &["sign", "--key", "me.key", "--envelope", "problem.json"]).err;
    assert!(said.contains("was it refused?"), "{said}");
}

#[test]
fn what_cannot_be_decoded_is_not_signed() {
    let folder = tempfile::tempdir().unwrap();
    new_key(folder.path());
    checkpoint(folder.path());
    for bad in [
        r#"{"kind":"give_away","matter":"matter_42"}"#,
        r#"{"kind":"petition_escalation","matter":"matter_042"}"#,
        r#"{"kind":"petition_escalation","matter":"matter_42","also":1}"#,
        "not json",
    ] {
        std::fs::write(folder.path().join("c.json"), bad).unwrap();
        let ran =
            expect(folder.path(), 1, &["sign", "--key", "me.key", "--checkpoint", "checkpoint", "c.json"]);
        assert!(ran.out.is_empty(), "{bad}");
        assert!(ran.err.contains("c.json:1:"), "{}", ran.err);
    }
}

#[test]
fn prepared_bytes_that_are_not_canonical_are_not_signed() {
    let folder = tempfile::tempdir().unwrap();
    new_key(folder.path());
    checkpoint(folder.path());
    std::fs::write(folder.path().join("c.json"), r#"{"kind":"petition_escalation","matter":"matter_42"}"#)
        .unwrap();
    let signed = json(folder.path(), &["sign", "--key", "me.key", "--checkpoint", "checkpoint", "c.json"]);
    let loose = serde_json::to_string_pretty(&signed["envelope"]).unwrap();
    std::fs::write(folder.path().join("e.json"), loose).unwrap();
    let ran = expect(folder.path(), 1, &["sign", "--key", "me.key", "--envelope", "e.json"]);
    assert!(ran.err.contains("not canonical"), "{}", ran.err);
}

#[test]
fn a_log_key_signs_no_commands() {
    let folder = tempfile::tempdir().unwrap();
    expect(folder.path(), 0, &["init", "--data", "b", "--name", "n", "--operator-domain", "example.org"]);
    checkpoint(folder.path());
    std::fs::write(folder.path().join("c.json"), r#"{"kind":"petition_escalation","matter":"matter_42"}"#)
        .unwrap();
    expect(folder.path(), 1, &["sign", "--key", "b.keys/log.key", "--checkpoint", "checkpoint", "c.json"]);
}

#[test]
fn a_sealed_ballot_says_nothing_and_what_opens_it_is_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let document = "ab".repeat(32);
    let open = format!(
        r#"{{"kind":"cast_ballot","poll":"poll_42","right":"member_7","document":"{document}","choice":"for"}}"#
    );
    std::fs::write(here.join("vote.json"), open).unwrap();
    let sealed = json(here, &["seal", "--opening", "a.opening", "vote.json"]);
    assert_eq!((&sealed["kind"], &sealed["document"]), (&"cast_sealed_ballot".into(), &document.into()));
    assert_eq!(sealed.get("choice"), None);
    let file = here.join("a.opening");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let opening = serde_json::from_slice::<yishi_core::Command>(&std::fs::read(&file).unwrap()).unwrap();
    let yishi_core::Command::OpenSealedBallot(opening) = opening else { panic!("{opening:?}") };
    assert_eq!(opening.reading, yishi_core::Reading::Choice(yishi_tally::Choice::For));
    let seal = yishi_core::ballot_seal(opening.poll, &opening.right, &opening.salt, &opening.reading);
    assert_eq!(sealed["seal"], seal.to_string());
    let other = json(here, &["seal", "--opening", "b.opening", "vote.json"]);
    assert_ne!(other["seal"], sealed["seal"], "each ballot has a salt of its own");
    expect(here, 3, &["seal", "--opening", "a.opening", "vote.json"]);
    std::fs::write(here.join("c.json"), r#"{"kind":"petition_escalation","matter":"matter_42"}"#).unwrap();
    expect(here, 2, &["seal", "--opening", "c.opening", "c.json"]);
    assert!(!here.join("c.opening").exists(), "nothing is half-written");
}
