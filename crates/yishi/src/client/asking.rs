//! Asks a server for an audit: one question, one answer, nothing believed.

use crate::http::{agent, explained};
use serde_json::Value;
use std::time::Duration;
use yishi_audit::{Ask, Endpoint};

/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How large one answer may be: a page of a hundred things is far smaller.
const MAX_ANSWER_BYTES: u64 = 64 * 1024 * 1024;

/// Asks over HTTP, all questions over one connection where the server keeps it.
#[derive(Clone, Debug)]
pub struct Asking(ureq::Agent);

impl Default for Asking {
    fn default() -> Self {
        Self(agent(TIMEOUT))
    }
}

impl Ask for Asking {
    fn ask(&self, endpoint: &Endpoint, question: &Value) -> Result<Value, String> {
        let Endpoint { url, token } = endpoint;
        let accepted = "application/graphql-response+json, application/json";
        let request = self.0.post(url).header("accept", accepted);
        let request = match token {
            Some(token) => request.header("authorization", format!("Bearer {token}")),
            None => request,
        };
        let mut response = request
            .send_json(question)
            .map_err(|error| format!("{url} does not answer: {:#}", explained(error)))?;
        let status = response.status();
        let body = response.body_mut().with_config().limit(MAX_ANSWER_BYTES);
        let answer: Value =
            body.read_json().map_err(|error| format!("{url} does not speak GraphQL: {error}"))?;
        match answer.get("data") {
            Some(_) => Ok(answer),
            None => {
                let beginning: String = answer.to_string().chars().take(300).collect();
                Err(format!("{url} answered {status} without data: {beginning}"))
            }
        }
    }
}
