//! `yishi audit project`: a server that tells the truth, one whose answers were changed, and the same without a network.

use crate::run::yishi_in;
use crate::serving::Serving;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The book of the demo as a bundle, put together from what the server tells.
fn bundle(demo: &Serving) -> PathBuf {
    let position = demo.ask("{ book { position { size checkpoint } } }")["data"]["book"]["position"].clone();
    let size = position["size"].as_str().unwrap();
    let (mut book, mut after) = (Vec::new(), Value::Null);
    loop {
        let query = format!(
            "{{ book(asOf: {{size: \"{size}\"}}) {{ entries(first: 100, after: {after}) {{ nodes {{ leaf }} pageInfo {{ hasNextPage endCursor }} }} }} }}"
        );
        let answer = demo.ask(&query);
        let page = &answer["data"]["book"]["entries"];
        for node in page["nodes"].as_array().unwrap_or_else(|| panic!("{answer}")) {
            use base64::Engine as _;
            let leaf =
                base64::engine::general_purpose::STANDARD.decode(node["leaf"].as_str().unwrap()).unwrap();
            book.extend_from_slice(&leaf);
            book.push(b'\n');
        }
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    let folder = demo.folder.path().join("bundle");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("book.jsonl"), book).unwrap();
    std::fs::write(folder.join("checkpoint"), position["checkpoint"].as_str().unwrap()).unwrap();
    std::fs::write(folder.join("policy"), format!("log {}\nquorum none\n", demo.vkey)).unwrap();
    folder
}

fn report(folder: &Path, code: i32, arguments: &[&str]) -> Value {
    let given = [&["audit", "project", "bundle", "--json"], arguments].concat();
    let ran = yishi_in(folder, &given);
    assert_eq!(ran.code, code, "{arguments:?}: {}{}", ran.out, ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// Asks everything that is open, and saves the answers beside those of before.
fn answer_all(demo: &Serving, questions: &str, answers: &mut Vec<Value>) {
    for question in questions.lines() {
        let question: Value = serde_json::from_str(question).unwrap();
        let mut response = ureq::post(&demo.url).send_json(question).unwrap();
        answers.push(response.body_mut().read_json().unwrap());
    }
}

fn save(folder: &Path, answers: &[Value]) {
    let lines: Vec<String> = answers.iter().map(ToString::to_string).collect();
    std::fs::write(folder.join("answers.jsonl"), lines.join("\n")).unwrap();
}

#[test]
fn what_an_honest_server_answers_is_what_follows_from_the_book_and_a_lie_is_named_by_its_field() {
    let demo = Serving::start();
    bundle(&demo);
    let folder = demo.folder.path();
    let honest = report(folder, 0, &["--against", &demo.url, "--vkey", &demo.vkey]);
    assert_eq!(honest["findings"], json!([]));
    let sections = [
        "head",
        "councils",
        "members",
        "submissions",
        "stances",
        "matters",
        "concerned",
        "proposals",
        "objections",
        "polls",
        "ballots",
        "results",
        "resolutions",
        "actions",
        "compacts",
        "notices",
        "hearings",
        "attendances",
        "statements",
    ];
    for section in sections {
        assert!(honest["compared"][section].as_u64().is_some_and(|count| count > 0), "{section}: {honest}");
    }
    let mut answers = Vec::new();
    let asked = ["audit", "project", "bundle", "--questions", "--unpinned"];
    answer_all(&demo, &yishi_in(folder, &asked).out, &mut answers);
    loop {
        save(folder, &answers);
        let more = yishi_in(folder, &[&asked[..], &["--answers", "answers.jsonl"]].concat()).out;
        if more.is_empty() {
            break;
        }
        answer_all(&demo, &more, &mut answers);
    }
    let saved = report(folder, 0, &["--answers", "answers.jsonl", "--vkey", &demo.vkey]);
    assert_eq!((&saved["alike"], &saved["findings"]), (&honest["alike"], &honest["findings"]));
    let lie = |answers: &[Value], change: &dyn Fn(&mut Value)| {
        let mut answers = answers.to_vec();
        answers.iter_mut().for_each(change);
        save(folder, &answers);
        let report = report(folder, 1, &["--answers", "answers.jsonl", "--vkey", &demo.vkey]);
        report["findings"][0]["message"].as_str().unwrap().to_owned()
    };
    let stage = lie(&answers, &|answer| {
        if let Some(matter) = answer.pointer_mut("/data/book/matters/nodes/0/stage") {
            *matter = json!("MEDIATING");
        }
    });
    assert!(stage.starts_with("matters.matter_") && stage.contains(".stage: the book gives `"), "{stage}");
    let hidden = lie(&answers, &|answer| {
        if let Some(nodes) = answer.pointer_mut("/data/book/polls/nodes") {
            nodes.as_array_mut().unwrap().remove(0);
        }
    });
    assert!(hidden.starts_with("polls.poll_") && hidden.ends_with("the API says nothing"), "{hidden}");
    let root = lie(&answers, &|answer| {
        if let Some(root) = answer.pointer_mut("/data/book/position/root") {
            *root = json!("0".repeat(64));
        }
    });
    assert!(root.starts_with("head.position.root: "), "{root}");
    let ballot = lie(&answers, &|answer| {
        if let Some(choice) = answer.pointer_mut("/data/book/poll/ballots/nodes/0/entry/leafHash") {
            *choice = json!("0".repeat(64));
        }
    });
    assert!(ballot.starts_with("ballots.poll_") && ballot.contains(".entry.leafHash: "), "{ballot}");
}

#[test]
fn a_server_that_does_not_answer_or_speaks_something_else_is_told_apart_from_findings() {
    let demo = Serving::start();
    bundle(&demo);
    let folder = demo.folder.path();
    let run =
        |url: &str| yishi_in(folder, &["audit", "project", "bundle", "--unpinned", "--against", url]).code;
    assert_eq!(run("http://127.0.0.1:1/graphql"), 3);
    assert_eq!(run("https://127.0.0.1:1/graphql"), 3);
    assert_eq!(run(&demo.url.replace("/graphql", "/nowhere")), 3);
}
