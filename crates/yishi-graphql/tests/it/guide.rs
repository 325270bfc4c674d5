//! Every example of `docs/api-guide.md` is run as it stands there, in order, by the person for whom it is written.

use crate::house::{House, auditor, base64, unbase64};
use crate::kinds::SALT;
use async_graphql::{Executor, Request, Variables};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use yishi_graphql::{Language, RequestContext, Viewer};
use yishi_log::dsse::SIGN_IN_TYPE;
use yishi_testkit::Person;

/// Nonces of the reader count from here, those of the founding from 0.
const FIRST_NONCE: u64 = 1 << 32;

/// One example: for whom, when, what, with which variables.
struct Example {
    role: String,
    /// Whether all votes are over from here on.
    closed: bool,
    query: String,
    variables: Value,
}

fn examples() -> Vec<Example> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api-guide.md");
    let guide = std::fs::read_to_string(path).unwrap();
    let parts = guide.split("<!-- run as=").skip(1);
    parts
        .map(|part| {
            let (head, rest) = part.split_once(" -->").unwrap();
            let (role, when) = head.split_once(" when=").unwrap_or((head, ""));
            assert!(["", "closed"].contains(&when), "{head}");
            let query = fenced(rest, "graphql").expect("an example has a query");
            let after = rest.split_once("```\n").map_or("", |(_, rest)| rest);
            let variables = after.strip_prefix("```json\n").and_then(|text| text.split_once("```"));
            let variables = variables.map_or(json!({}), |(text, _)| serde_json::from_str(text).unwrap());
            Example { role: role.to_owned(), closed: when == "closed", query, variables }
        })
        .collect()
}

fn fenced(text: &str, kind: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("```{kind}\n"))?;
    rest.split_once("```").map(|(body, _)| body.to_owned())
}

/// Somebody who works through the guide: fills the angle brackets and signs what was prepared.
struct Reader {
    house: House,
    known: BTreeMap<String, Value>,
    nonces: u64,
}

impl Reader {
    fn new() -> Self {
        let house = House::voting(20);
        let kinds = house.votes_of_every_kind();
        let reader = house.resident(0).id.as_str();
        let known = [
            ("poll", json!(house.poll.poll.to_string())),
            ("sealed poll", json!(kinds.sealed.poll.to_string())),
            ("seal", json!(seal(&kinds.sealed.poll.to_string(), reader))),
            ("proxied poll", json!(kinds.proxied.poll.to_string())),
            ("reviewed poll", json!(kinds.reviewed.poll.to_string())),
            ("joint poll", json!(kinds.together.poll.to_string())),
            ("served poll", json!(kinds.served.poll.to_string())),
            ("proxy", json!("resident_6")),
            ("council", json!("grid_1")),
            ("class", json!("general")),
            ("salt", json!(hex::encode(SALT))),
            ("principal", json!("resident_11")),
            ("resident", json!("resident_0")),
            ("evidence", json!("e1".repeat(32))),
        ];
        let known = known.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { house, known, nonces: FIRST_NONCE }
    }

    fn person(&self, role: &str) -> Person {
        match role {
            "resident" => self.house.resident(0).clone(),
            "proxy" => self.house.resident(6).clone(),
            "reviewer" => self.house.resident(2).clone(),
            // The secretary holds the power to assist in the test community.
            "clerk" | "secretary" => self.house.community.cast.secretary.clone(),
            "auditor" => auditor(),
            other => panic!("nobody is called {other}"),
        }
    }

    async fn viewer(&self, role: &str) -> Viewer {
        match role {
            "nobody" => Viewer::Anonymous,
            role => self.house.viewer(&self.person(role)).await,
        }
    }

    fn fill(&mut self, role: &str, variables: &Value) -> Value {
        match variables {
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), self.fill(role, value))).collect()
            }
            Value::String(text) => self.fill_text(role, text),
            other => other.clone(),
        }
    }

    /// A text that is one place becomes its value; places inside a longer text become part of it.
    fn fill_text(&mut self, role: &str, text: &str) -> Value {
        if let Some(name) = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) {
            return self.value(role, name);
        }
        let mut filled = text.to_owned();
        while let Some((before, rest)) = filled.clone().split_once('<') {
            let (name, after) = rest.split_once('>').unwrap();
            filled = format!("{before}{}{after}", self.value(role, name).as_str().unwrap());
        }
        json!(filled)
    }

    fn value(&mut self, role: &str, name: &str) -> Value {
        match name {
            "member" => json!(self.person(role).id.as_str()),
            "key" => json!(self.person(role).public().to_string()),
            "nonce" => {
                self.nonces += 1;
                json!(format!("{:032x}", self.nonces))
            }
            "signature" => self.signature(role),
            name => self.known.get(name).unwrap_or_else(|| panic!("<{name}> is not known")).clone(),
        }
    }

    fn signature(&self, role: &str) -> Value {
        let key = self.person(role).key();
        let signature = match (self.known.get("challenge"), self.known.get("command")) {
            (Some(challenge), None) => key.sign_payload(SIGN_IN_TYPE, &unbase64(challenge)),
            (_, Some(command)) => key.sign_command(&unbase64(command)),
            (None, None) => panic!("nothing to sign"),
        };
        json!(base64(&signature))
    }

    /// Remembers what later examples ask for.
    fn learn(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                for (name, field) in fields {
                    match name.as_str() {
                        "challenge" | "command" if field.is_string() => self.remember(name, field),
                        "submissionId" => self.remember("submission", field),
                        "grantId" => self.remember("grant", field),
                        "postingId" => self.remember("posting", field),
                        "texts" => self.remember("texts", &frames(field)),
                        _ => {}
                    }
                    self.learn(field);
                }
                if let (Some(id), true) = (fields.get("id"), fields.contains_key("pollId")) {
                    self.remember("poll id", id);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn(item)),
            _ => {}
        }
    }

    fn remember(&mut self, name: &str, value: &Value) {
        self.known.insert(name.to_owned(), value.clone());
    }

    async fn run(&mut self, example: &Example) -> Value {
        if example.closed {
            self.house.close();
        }
        let viewer = self.viewer(&example.role).await;
        let variables = self.fill(&example.role, &example.variables);
        let context = RequestContext::new(viewer, Language::English, "guide");
        let request = Request::new(&example.query).variables(Variables::from_json(variables)).data(context);
        let response = self.house.schema.execute_stream(request, None).next().await.unwrap();
        serde_json::to_value(response).unwrap()
    }
}

/// What the commands of the guide give for a ballot that says `for`, made from its words alone.
fn seal(poll: &str, right: &str) -> String {
    let head = format!("yishi/sealed-ballot/v1\n{poll}\n{right}\n");
    let sealed = [head.as_bytes(), &SALT, br#"{"choice":"for"}"#].concat();
    hex::encode(yishi_log::text::document_hash(&sealed))
}

fn frames(texts: &Value) -> Value {
    texts.as_array().unwrap().iter().map(|text| text["frame"].clone()).collect()
}

/// The first problem in an answer, however deep.
fn problem(value: &Value) -> Option<&Value> {
    match value {
        Value::Object(fields) if fields.get("__typename").is_some_and(is_problem) => Some(value),
        Value::Object(fields) => fields.values().find_map(problem),
        Value::Array(items) => items.iter().find_map(problem),
        _ => None,
    }
}

fn is_problem(name: &Value) -> bool {
    name.as_str().is_some_and(|name| name.ends_with("Problem"))
}

#[tokio::test]
async fn every_example_of_the_guide_runs_as_it_stands() {
    let (mut reader, examples) = (Reader::new(), examples());
    assert!(examples.len() >= 40, "only {} examples were found", examples.len());
    for example in &examples {
        let answer = reader.run(example).await;
        assert!(answer.get("errors").is_none(), "{}\n{answer:#}", example.query);
        for payload in answer["data"].as_object().unwrap().values() {
            assert!(!payload.is_null(), "{}", example.query);
        }
        if let Some(problem) = problem(&answer["data"]) {
            panic!("{}\n{problem:#}", example.query);
        }
        reader.learn(&answer["data"]);
    }
}
