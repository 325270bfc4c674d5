//! Canonical JSON (RFC 8785) within the limits of a book: no floats, integers within ±(2^53−1), no duplicate keys.
//!
//! The encoder and the checker are our own, so that no serialiser upgrade can move signed bytes. What the values mean
//! is left to the callers.

mod encode;
mod keys;
mod plain;
mod scan;
mod write;

pub use encode::encode;
pub(crate) use scan::Scanner;
pub use scan::check;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Largest magnitude of an integer, 2^53 − 1: what every JSON reader keeps exactly.
pub const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Deepest nesting of arrays and objects.
pub const MAX_DEPTH: usize = 64;

/// Why bytes are not canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not canonical JSON at byte {offset}: {reason}")]
pub struct CanonicalError {
    /// Where.
    pub offset: usize,
    /// What.
    pub reason: String,
}

impl CanonicalError {
    pub(crate) fn new(offset: usize, reason: impl Into<String>) -> Self {
        Self { offset, reason: reason.into() }
    }
}

/// Reads a value whose encoding is exactly `bytes`: parsed, encoded again, compared byte for byte.
///
/// # Errors
/// When the bytes are not canonical, do not fit the type, or spell a value of the type in another way than [`encode`] does.
pub fn decode<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, CanonicalError> {
    let value: T = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => {
            check(bytes)?;
            return Err(CanonicalError::new(error.column(), error.to_string()));
        }
    };
    let encoded = encode(&value)?;
    if encoded == bytes {
        return Ok(value);
    }
    check(bytes)?;
    let offset = encoded.iter().zip(bytes).take_while(|(ours, theirs)| ours == theirs).count();
    Err(CanonicalError::new(offset, "the value is spelled in another way than its type encodes it"))
}
