//! A served demo, and a client that talks to it.

use crate::run::{expect, yishi_in};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A demo that is being served; ended when dropped.
pub struct Serving {
    pub child: Child,
    pub folder: tempfile::TempDir,
    pub url: String,
    pub vkey: String,
    said: Vec<String>,
}

impl Serving {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_yishi"))
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("book"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            said.push(line.unwrap());
            if said.last().unwrap().starts_with("Ctrl-C") {
                break;
            }
        }
        let after = |name: &str| {
            let line = said.iter().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("no line `{name}`: {said:#?}")).to_owned()
        };
        Self { url: after("graphql: "), vkey: after("vkey: "), child, folder, said }
    }

    pub fn key(&self, role: &str) -> PathBuf {
        self.folder.path().join("book.keys").join(format!("{role}.key"))
    }

    pub fn ask(&self, query: &str) -> Value {
        let mut response = ureq::post(&self.url).send_json(json!({ "query": query })).unwrap();
        response.body_mut().read_json().unwrap()
    }

    /// The ballot of the resident in the poll that is open.
    pub fn vote(&self) -> PathBuf {
        let polls = self.ask("{ book { polls { nodes { pollId status document { hash } } } } }");
        let polls = polls["data"]["book"]["polls"]["nodes"].as_array().unwrap().clone();
        let open = polls.iter().find(|poll| poll["status"] == "OPEN").unwrap();
        let key: Value = serde_json::from_slice(&std::fs::read(self.key("resident")).unwrap()).unwrap();
        let vote = json!({
            "kind": "cast_ballot", "poll": open["pollId"], "right": key["member"],
            "document": open["document"]["hash"], "choice": "for",
        });
        let file = self.folder.path().join("vote.json");
        std::fs::write(&file, vote.to_string()).unwrap();
        file
    }

    pub fn submit(&self, url: &str, input: &Path) -> crate::run::Ran {
        let key = self.key("resident");
        let arguments = [
            "submit",
            "--url",
            url,
            "--key",
            key.to_str().unwrap(),
            "--out",
            "vote.receipt",
            "--vkey",
            &self.vkey,
            "--attempts",
            "1",
            "--json",
            input.to_str().unwrap(),
        ];
        yishi_in(self.folder.path(), &arguments)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A node between: passes on what it gets, but breaks off instead of the second answer.
fn breaking_off(to: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/graphql", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for answered in [true, false] {
            let (mut stream, _) = listener.accept().unwrap();
            let body = read_body(&mut stream);
            let mut response =
                ureq::post(&to).header("content-type", "application/json").send(&body[..]).unwrap();
            let answer = response.body_mut().read_to_string().unwrap();
            if answered {
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                    answer.len()
                );
                stream.write_all((head + &answer).as_bytes()).unwrap();
            }
        }
    });
    url
}

fn read_body(stream: &mut TcpStream) -> Vec<u8> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    body
}

#[test]
fn a_visitor_of_the_demo_is_told_where_and_who_and_can_ask_what_it_says() {
    let demo = Serving::start();
    assert!(demo.said[0].starts_with("graphql: http://127.0.0.1:"), "{:?}", demo.said[0]);
    for role in ["resident", "grid worker", "compound secretary", "auditor"] {
        assert!(demo.said.iter().any(|line| line.trim_start().starts_with(role)), "{role}");
    }
    let queries: Vec<_> = demo.said.iter().filter(|line| line.starts_with("  { ")).collect();
    assert_eq!(queries.len(), 3);
    for query in queries {
        let answer = demo.ask(query);
        assert!(answer["errors"].is_null() && answer["data"]["book"].is_object(), "{query}: {answer}");
    }
}

#[test]
fn a_vote_that_lost_its_answer_is_sent_again_and_counts_once() {
    let demo = Serving::start();
    let vote = demo.vote();
    let lost = demo.submit(&breaking_off(demo.url.clone()), &vote);
    assert_eq!(lost.code, 3, "{lost:#?}");
    assert!(demo.folder.path().join("vote.receipt.pending").exists());
    let again = demo.submit(&demo.url, &vote);
    assert_eq!(again.code, 0, "{again:#?}");
    let told: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!((&told["replayed"], &told["verified"]), (&true.into(), &true.into()), "{told}");
    assert!(!demo.folder.path().join("vote.receipt.pending").exists());
    let hash = told["leaf_hash"].as_str().unwrap();
    expect(
        demo.folder.path(),
        0,
        &["audit", "receipt", "vote.receipt", "--vkey", &demo.vkey, "--leaf-hash", hash],
    );
    let third = demo.submit(&demo.url, &vote);
    assert_eq!(third.code, 1, "a receipt is never replaced: {third:#?}");
}

#[test]
fn a_refused_command_ends_with_1_and_leaves_nothing_behind() {
    let demo = Serving::start();
    let file = demo.folder.path().join("act.json");
    let act = r#"{"kind":"report_progress","action":"action_1","text":"@statement:act.json"}"#;
    std::fs::write(&file, act).unwrap();
    let ran = demo.submit(&demo.url, &file);
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert!(ran.err.contains("not_found") || ran.err.contains("NOT_FOUND"), "{}", ran.err);
    assert!(!demo.folder.path().join("vote.receipt.pending").exists());
    assert!(!demo.folder.path().join("vote.receipt").exists());
}
