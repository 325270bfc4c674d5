//! The two questions that the client asks: where the book stands, and that a command be taken.

use super::Pending;
use crate::failure::Failure;
use crate::http::{agent, explained};
use anyhow::{Context, anyhow};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;

/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A GraphQL endpoint.
pub struct Client {
    agent: ureq::Agent,
    url: String,
    /// How often a command is sent when the network fails; its nonce makes that safe.
    attempts: u32,
}

/// The answer to a command.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Outcome {
    /// It stands in the book.
    Success(Success),
    /// It was refused.
    Problem {
        /// A stable code.
        code: String,
        /// What was wrong and what to do.
        message: String,
    },
}

/// A command that stands in the book.
#[derive(Clone, Debug, Deserialize)]
pub struct Success {
    /// Its entry.
    pub entry: Place,
    /// Whether it stood there before.
    pub replayed: bool,
    /// The receipt (C2SP tlog-proof).
    pub receipt: Option<String>,
    /// What it caused, by kind.
    pub events: Vec<String>,
}

/// Where an entry stands.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Its index, as text.
    pub index: String,
    /// Its hash in the tree, in hex.
    pub leaf_hash: Option<String>,
}

#[derive(Deserialize)]
struct Answer<T> {
    data: Option<T>,
    #[serde(default)]
    errors: Vec<Value>,
}

#[derive(Deserialize)]
struct BookAnswer {
    book: Option<BookPosition>,
}

#[derive(Deserialize)]
struct BookPosition {
    position: Position,
}

#[derive(Deserialize)]
struct Position {
    checkpoint: String,
}

#[derive(Deserialize)]
struct SubmitAnswer {
    submit: Option<Outcome>,
}

const POSITION: &str =
    "query Position($origin: String) { book(origin: $origin) { position { checkpoint } } }";
const SUBMIT: &str = "mutation Submit($input: SubmitInput!) { submit(input: $input) { \
    ... on SubmitSuccess { entry { index leafHash } replayed receipt events } \
    ... on Problem { code message } } }";

impl Client {
    /// A client of an endpoint, e.g. `http://127.0.0.1:8080/graphql`.
    pub fn new(url: &str, attempts: u32) -> Self {
        Self { agent: agent(TIMEOUT), url: url.to_owned(), attempts }
    }

    /// The checkpoint of a book, as a signed note.
    pub fn checkpoint(&self, origin: Option<&str>) -> Result<String, Failure> {
        let answer: BookAnswer = self.ask(POSITION, &json!({ "origin": origin }))?;
        let book = answer.book.ok_or_else(|| Failure::Refused("the book is not kept there".into()))?;
        Ok(book.position.checkpoint)
    }

    /// Hands a command over, again and again while the network fails.
    pub fn submit(&self, pending: &Pending) -> Result<Outcome, Failure> {
        let input = json!({
            "book": pending.origin, "command": pending.command,
            "signature": pending.signature, "texts": pending.texts,
        });
        let mut attempt: u32 = 1;
        loop {
            match self.ask::<SubmitAnswer>(SUBMIT, &json!({ "input": input })) {
                Ok(answer) => return answer.submit.ok_or_else(|| anyhow!("the node gave no answer").into()),
                Err(Failure::Io(_)) if attempt < self.attempts => {
                    std::thread::sleep(Duration::from_secs(u64::from(attempt)));
                    attempt = attempt.saturating_add(1);
                }
                Err(failure) => return Err(failure),
            }
        }
    }

    pub(super) fn ask<T: DeserializeOwned>(&self, query: &str, variables: &Value) -> Result<T, Failure> {
        let body = json!({ "query": query, "variables": variables });
        let doing = || format!("{} does not answer", self.url);
        let mut response = self
            .agent
            .post(&self.url)
            .header("accept", "application/graphql-response+json, application/json")
            .send_json(&body)
            .map_err(explained)
            .with_context(doing)?;
        let answer: Answer<T> = response
            .body_mut()
            .read_json()
            .with_context(|| format!("{} does not speak GraphQL", self.url))?;
        match answer.data {
            Some(data) if answer.errors.is_empty() => Ok(data),
            Some(_) | None => Err(Failure::Io(anyhow!("{} failed: {}", self.url, json!(answer.errors)))),
        }
    }
}
