//! Canonical JSON (RFC 8785) of wire types, for the digests that the rules themselves state.
//!
//! The bytes of leaves and envelopes are left to `yishi-log`, which encodes alike: a test in `yishi-book` compares them.

use crate::Digest;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// SHA-256 of the canonical JSON of a wire value: keys sorted, no spaces, shortest escapes, integers only.
pub fn digest_of(value: &impl Serialize) -> Digest {
    Digest(Sha256::digest(canonical_json(value)).into())
}

/// The canonical JSON of a wire value. Wire types always serialise: their map keys are text and their numbers integers.
pub fn canonical_json(value: &impl Serialize) -> String {
    let mut text = String::new();
    write_value(&serde_json::to_value(value).unwrap_or(Value::Null), &mut text);
    text
}

fn write_value(value: &Value, text: &mut String) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            text.push_str(&value.to_string())
        }
        Value::Array(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                separate(position, text);
                write_value(item, text);
            }
            text.push(']');
        }
        Value::Object(members) => write_object(members, text),
    }
}

/// Sorts by UTF-16 code units, as RFC 8785 section 3.2.3 asks; does not rely on the order that the map keeps.
fn write_object(members: &serde_json::Map<String, Value>, text: &mut String) {
    let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
    sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    text.push('{');
    for (position, (key, value)) in sorted.into_iter().enumerate() {
        separate(position, text);
        text.push_str(&Value::String(key.clone()).to_string());
        text.push(':');
        write_value(value, text);
    }
    text.push('}');
}

fn separate(position: usize, text: &mut String) {
    if position > 0 {
        text.push(',');
    }
}
