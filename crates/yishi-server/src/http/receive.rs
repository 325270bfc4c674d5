//! Reads a GraphQL request out of an HTTP request: a GET's query string or a POST's JSON body.

use super::accept::is_utf8;
use crate::api::GraphQlRequest;
use crate::body::BodyError;
use async_graphql::Variables;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Why an HTTP request holds no GraphQL request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// The status to answer with.
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// What to change.
    pub message: &'static str,
}

impl Unreadable {
    const fn bad(message: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "BAD_REQUEST", message }
    }

    const fn media(message: &'static str) -> Self {
        Self { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, code: "UNSUPPORTED_MEDIA_TYPE", message }
    }
}

impl From<BodyError> for Unreadable {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge => Self {
                status: StatusCode::PAYLOAD_TOO_LARGE,
                code: "BODY_TOO_LARGE",
                message: "the body is too large; send larger texts by PUT to their hash first",
            },
            BodyError::TooSlow => Self {
                status: StatusCode::REQUEST_TIMEOUT,
                code: "BODY_TOO_SLOW",
                message: "the body did not arrive in time",
            },
            BodyError::Broken => Self::bad("the body could not be read"),
        }
    }
}

/// Only JSON is read: the content types that a foreign page may send without asking first are refused, and with them
/// requests forged across sites.
pub(crate) fn check_content_type(headers: &HeaderMap) -> Result<(), Unreadable> {
    const WANTED: Unreadable =
        Unreadable::media("send the request as `Content-Type: application/json` in UTF-8");
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(Unreadable::media("send the body without a content encoding"));
    }
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).ok_or(WANTED)?;
    let mut parts = value.split(';').map(str::trim);
    if !parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
        return Err(WANTED);
    }
    for parameter in parts.filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if name.trim().eq_ignore_ascii_case("charset") && !is_utf8(value.trim().trim_matches('"')) {
            return Err(WANTED);
        }
    }
    Ok(())
}

/// A request whose parameters all have the right types: nearly every one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WellTyped {
    query: String,
    operation_name: Option<String>,
    #[serde(default)]
    variables: Variables,
    #[serde(default, rename = "extensions")]
    _extensions: Option<HashMap<String, IgnoredAny>>,
}

/// Reads a POST's body.
pub(crate) fn from_body(body: &[u8]) -> Result<GraphQlRequest, Unreadable> {
    if let Ok(WellTyped { query, operation_name, variables, .. }) = serde_json::from_slice(body) {
        return Ok(GraphQlRequest { query, operation_name, variables });
    }
    explain(body)
}

/// Reads a body again by its parts, to say what is wrong with it.
fn explain(body: &[u8]) -> Result<GraphQlRequest, Unreadable> {
    let value: Value =
        serde_json::from_slice(body).map_err(|_| Unreadable::bad("the body is not valid JSON"))?;
    match value {
        Value::Object(fields) => from_fields(fields),
        Value::Array(_) => Err(Unreadable {
            status: StatusCode::BAD_REQUEST,
            code: "BATCH_REFUSED",
            message: "batches are not taken: send one request at a time",
        }),
        _ => Err(Unreadable::bad("the body must be a JSON object")),
    }
}

/// Reads the parameters of a request, whatever transport they came by.
pub(crate) fn from_fields(mut fields: Map<String, Value>) -> Result<GraphQlRequest, Unreadable> {
    let query = match fields.remove("query") {
        Some(Value::String(query)) => query,
        Some(_) => return Err(Unreadable::bad("`query` must be a string")),
        None => return Err(Unreadable::bad("`query` is missing")),
    };
    let operation_name = match fields.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err(Unreadable::bad("`operationName` must be a string")),
    };
    let variables = match fields.remove("variables") {
        None | Some(Value::Null) => Variables::default(),
        Some(value @ Value::Object(_)) => serde_json::from_value(value)
            .map_err(|_| Unreadable::bad("`variables` holds a name that is not a GraphQL name"))?,
        Some(_) => return Err(Unreadable::bad("`variables` must be an object")),
    };
    match fields.remove("extensions") {
        // No extension is known; the specification wants them accepted and ignored.
        None | Some(Value::Null | Value::Object(_)) => {}
        Some(_) => return Err(Unreadable::bad("`extensions` must be an object")),
    }
    Ok(GraphQlRequest { query, operation_name, variables })
}

/// Reads a GET's query string.
pub(crate) fn from_query_string(text: &str) -> Result<GraphQlRequest, Unreadable> {
    let mut fields = Map::new();
    for (name, value) in url_pairs(text)? {
        let value = match name.as_str() {
            "variables" | "extensions" if !value.is_empty() => serde_json::from_str(&value)
                .map_err(|_| Unreadable::bad("`variables` and `extensions` must be JSON"))?,
            "variables" | "extensions" => Value::Null,
            "operationName" if value.is_empty() => Value::Null,
            _ => Value::String(value),
        };
        if fields.insert(name, value).is_some() {
            return Err(Unreadable::bad("a parameter is given twice"));
        }
    }
    from_fields(fields)
}

/// Decodes `application/x-www-form-urlencoded` pairs; malformed escapes and bytes that are not UTF-8 are refused.
fn url_pairs(text: &str) -> Result<Vec<(String, String)>, Unreadable> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((url_decode(name)?, url_decode(value)?))
        })
        .collect()
}

fn url_decode(text: &str) -> Result<String, Unreadable> {
    const MALFORMED: Unreadable = Unreadable::bad("the query string is not valid URL encoding of UTF-8");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (digits, after) = rest.split_at_checked(2).ok_or(MALFORMED)?;
                rest = after;
                let digits = std::str::from_utf8(digits).map_err(|_| MALFORMED)?;
                if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err(MALFORMED);
                }
                u8::from_str_radix(digits, 16).map_err(|_| MALFORMED)?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| MALFORMED)
}
