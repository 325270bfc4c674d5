//! The messages of the protocol.

use super::close::Close;
use crate::api::GraphQlRequest;
use serde_json::{Map, Value, json};

/// What a client says.
#[derive(Debug)]
pub(super) enum ClientMessage {
    /// Introduces itself.
    Init {
        /// The value of an `Authorization` header, which a browser's WebSocket cannot send.
        authorization: Option<String>,
        /// The value of an `Accept-Language` header.
        language: Option<String>,
    },
    /// Asks whether we are there.
    Ping,
    /// Says that it is there.
    Pong,
    /// Starts an operation.
    Subscribe {
        /// Its id, unique on the connection.
        id: String,
        /// The operation.
        request: GraphQlRequest,
    },
    /// Ends an operation.
    Complete {
        /// Its id.
        id: String,
    },
}

/// Longest id of an operation, in bytes.
const LONGEST_ID: usize = 128;

impl ClientMessage {
    /// Reads a text frame; anything that the protocol does not have is a reason to close.
    pub fn read(text: &str) -> Result<Self, Close> {
        let Ok(Value::Object(mut fields)) = serde_json::from_str(text) else {
            return Err(Close::INVALID);
        };
        let Some(Value::String(kind)) = fields.remove("type") else {
            return Err(Close::INVALID);
        };
        match kind.as_str() {
            "connection_init" => read_init(&mut fields),
            "ping" => optional_payload(&mut fields).map(|_| Self::Ping),
            "pong" => optional_payload(&mut fields).map(|_| Self::Pong),
            "subscribe" => read_subscribe(&mut fields),
            "complete" => Ok(Self::Complete { id: read_id(&mut fields)? }),
            _ => Err(Close::INVALID),
        }
    }
}

fn read_init(fields: &mut Map<String, Value>) -> Result<ClientMessage, Close> {
    let mut payload = optional_payload(fields)?;
    let mut text = |name: &str| match payload.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Close::INVALID),
    };
    Ok(ClientMessage::Init { authorization: text("authorization")?, language: text("language")? })
}

fn read_subscribe(fields: &mut Map<String, Value>) -> Result<ClientMessage, Close> {
    let id = read_id(fields)?;
    let Some(Value::Object(payload)) = fields.remove("payload") else {
        return Err(Close::INVALID);
    };
    let request = crate::http::from_fields(payload).map_err(|_| Close::INVALID)?;
    Ok(ClientMessage::Subscribe { id, request })
}

fn read_id(fields: &mut Map<String, Value>) -> Result<String, Close> {
    match fields.remove("id") {
        Some(Value::String(id)) if (1..=LONGEST_ID).contains(&id.len()) => Ok(id),
        _ => Err(Close::INVALID),
    }
}

fn optional_payload(fields: &mut Map<String, Value>) -> Result<Map<String, Value>, Close> {
    match fields.remove("payload") {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(payload)) => Ok(payload),
        Some(_) => Err(Close::INVALID),
    }
}

/// `connection_ack`.
pub(super) fn acknowledge() -> String {
    json!({"type": "connection_ack"}).to_string()
}

/// `pong`.
pub(super) fn pong() -> String {
    json!({"type": "pong"}).to_string()
}

/// `next`, with a response that is already JSON.
pub(super) fn next(id: &str, payload: &str) -> String {
    let id = Value::from(id);
    format!(r#"{{"type":"next","id":{id},"payload":{payload}}}"#)
}

/// `error`, with the errors of a refusal before execution.
pub(super) fn error(id: &str, body: &Value) -> String {
    json!({"type": "error", "id": id, "payload": body.get("errors")}).to_string()
}

/// `complete`.
pub(super) fn complete(id: &str) -> String {
    json!({"type": "complete", "id": id}).to_string()
}
