//! What programs read: with `--json` every command prints one line of JSON, also when it fails.

use crate::run::{expect, json};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A command that goes on running; ended when dropped.
struct Running(Child);

impl Running {
    /// Starts it, and answers with what its first line says.
    fn start(folder: &Path, arguments: &[&str]) -> (Self, Value) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yishi"));
        command.args(arguments).current_dir(folder).stdin(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        (Self(child), serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line}")))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn answers(graphql: &Value, query: &str) -> Value {
    let mut response = ureq::post(graphql.as_str().unwrap()).send_json(json!({ "query": query })).unwrap();
    let answer: Value = response.body_mut().read_json().unwrap();
    assert!(answer["errors"].is_null(), "{query}: {answer}");
    answer
}

const INIT: [&str; 8] =
    ["init", "--data", "book", "--name", "n", "--operator-domain", "example.org", "--json"];

#[test]
fn a_served_demo_says_where_it_is_who_one_can_be_and_what_one_can_ask() {
    let folder = tempfile::tempdir().unwrap();
    let (_demo, said) =
        Running::start(folder.path(), &["demo", "--listen", "127.0.0.1:0", "--data", "book", "--json"]);
    for query in said["queries"].as_array().unwrap() {
        answers(&said["graphql"], query.as_str().unwrap());
    }
    let people = said["people"].as_array().unwrap();
    let roles: Vec<_> = people.iter().map(|person| person["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["resident", "grid_worker", "secretary", "auditor"]);
    assert!(people.iter().all(|person| person["key_seed_hex"].as_str().unwrap().len() == 64));
    assert!(said["vkey"].as_str().unwrap().starts_with("demo.yishi.example/"), "{}", said["vkey"]);
    assert!(said["console"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert!(said["told"][0]["title"].is_string() && said["told"][1]["step"].is_string());
}

#[test]
fn a_demo_told_once_gives_its_verdicts_with_the_report_of_the_audit() {
    let folder = tempfile::tempdir().unwrap();
    let told = json(folder.path(), &["demo", "--once", "--json"]);
    assert_eq!(told["report"]["findings"], json!([]));
    let polls = told["polls"].as_array().unwrap();
    let verdicts: Vec<_> = polls.iter().map(|poll| poll["verdict"].clone()).collect();
    assert_eq!(verdicts, [json!("passed"), json!("passed"), json!("passed"), Value::Null, Value::Null]);
    let requirement = &polls[2]["requirements"][0];
    assert_eq!((&requirement["numerator"], &requirement["met"]), (&134_225.into(), &true.into()));
    assert_eq!(told["matters"][0]["rule"], "small-to-grid");
    assert!(told["entries"].as_u64().unwrap() > 100);
}

#[test]
fn a_service_says_in_one_line_where_it_listens() {
    let folder = tempfile::tempdir().unwrap();
    let made = json(folder.path(), &INIT);
    let arguments =
        ["serve", "--data", "book", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--json"];
    let (_service, said) = Running::start(folder.path(), &arguments);
    assert_eq!(said["origin"], made["origin"]);
    answers(&said["graphql"], "{ book { name } }");
    assert!(said["metrics"].as_str().unwrap().ends_with("/metrics"));
}

#[test]
fn schema_charters_rules_and_keys_are_told_to_programs() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    assert_eq!(json(here, &["schema", "--json"])["sdl"], yishi_graphql::sdl());
    for (name, _) in yishi::charter_file::READY_MADE {
        let shown = json(here, &["charter", "show", name, "--json"]);
        assert_eq!(shown["name"], *name);
        std::fs::write(here.join("c.toml"), shown["source"].as_str().unwrap()).unwrap();
        let checked = json(here, &["charter", "check", "c.toml", "--json"]);
        assert_eq!((&checked["faults"], checked["digest"].is_string()), (&json!([]), true));
        assert!(shown["charter"]["decisions"].is_array(), "{name}");
    }
    assert!(json(here, &["rules", "list", "--json"]).is_array());
    let made = json(here, &["key", "new", "--origin", "example.org/a-00000000", "--out", "me.key", "--json"]);
    assert_eq!((&made["file"], &made["row"]["key"]), (&"me.key".into(), &made["public"]));
    let shown = json(here, &["key", "show", "me.key", "--json"]);
    assert_eq!((&shown["public"], &shown["member"]), (&made["public"], &made["member"]));
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_yishi"))
        .args(["rules", "charter", "national"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap()), (Some(0), String::new()));
}

#[test]
fn a_failure_is_told_as_json_and_keeps_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let told = |code, arguments: &[&str]| -> Value {
        let out = expect(here, code, arguments).out;
        assert_eq!(out.lines().count(), 1, "{out}");
        serde_json::from_str(&out).unwrap()
    };
    std::fs::write(here.join("bad.toml"), "name = 1\n").unwrap();
    let with = |extra: &[&'static str]| [&INIT[..], extra].concat();
    assert_eq!(told(1, &with(&["--charter", "bad.toml"]))["faults"][0]["line"], 1);
    json(here, &INIT);
    let failed = told(1, &INIT);
    assert!(failed["error"].as_str().unwrap().contains("not empty"), "{failed}");
    assert_eq!(failed["exit_code"], 1);
    std::fs::write(here.join("roll.csv"), "kind,council\nmember\n").unwrap();
    let failed = told(1, &["import", "roll", "roll.csv", "--data", "book", "--json"]);
    assert_eq!((&failed["faults"][0]["line"], &failed["faults"][0]["column"]), (&2.into(), &7.into()));
    for arguments in [
        &["export", "--data", "nonexistent", "--out", "x", "--json"][..],
        &["serve", "--data", "nonexistent", "--json"],
        &["key", "show", "nonexistent.key", "--json"],
        &["sign", "--key", "nonexistent.key", "--checkpoint", "x", "--json", "c.json"],
        &["count", "nonexistent.blt", "--rule", "irv", "--json"],
        &[
            "submit",
            "--url",
            "http://127.0.0.1:1/graphql",
            "--key",
            "no.key",
            "--out",
            "r",
            "--json",
            "c.json",
        ],
    ] {
        assert_eq!(told(3, arguments)["exit_code"], 3, "{arguments:?}");
    }
}
