//! Canonical JSON (RFC 8785) within the limits of a book: no floats, integers within ±(2^53−1), no duplicate keys.

use serde::Serialize;

/// Why bytes are not canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not canonical JSON at byte {offset}: {reason}")]
pub struct CanonicalError {
    /// Where.
    pub offset: usize,
    /// What.
    pub reason: String,
}

/// Encodes a value as canonical JSON.
pub fn encode<T: Serialize>(_value: &T) -> Result<Vec<u8>, CanonicalError> {
    unimplemented!()
}

/// Checks that bytes are one canonical JSON value.
pub fn check(_bytes: &[u8]) -> Result<(), CanonicalError> {
    unimplemented!()
}
