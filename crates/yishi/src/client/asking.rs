//! Asks a server for an audit: one question, one answer, nothing believed.

use serde_json::Value;
use std::time::Duration;
use yishi_audit::{Ask, Endpoint};

/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How large one answer may be: a page of a hundred things is far smaller.
const MAX_ANSWER_BYTES: u64 = 64 * 1024 * 1024;

/// Asks over HTTP.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asking;

impl Ask for Asking {
    fn ask(&self, endpoint: &Endpoint, question: &Value) -> Result<Value, String> {
        let Endpoint { url, token } = endpoint;
        if url.starts_with("https:") {
            let remedy = "open a tunnel, e.g. `ssh -L 8080:127.0.0.1:8080 HOST`, or ask with a client of your own (--questions)";
            return Err(format!("this program does not speak https yet: {remedy}"));
        }
        let config = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).http_status_as_error(false);
        let request = config
            .build()
            .new_agent()
            .post(url)
            .header("accept", "application/graphql-response+json, application/json");
        let request = match token {
            Some(token) => request.header("authorization", format!("Bearer {token}")),
            None => request,
        };
        let mut response =
            request.send_json(question).map_err(|error| format!("{url} does not answer: {error}"))?;
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
