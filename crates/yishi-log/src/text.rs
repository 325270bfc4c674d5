//! Texts beside the log: documents by plain hash, statements and vault texts by salted commitment.
//!
//! Storing them, and the frame in which they are stored, are left to the engine and its adapters.

use sha2::{Digest, Sha256};

/// SHA-256 of a document.
pub fn document_hash(data: &[u8]) -> [u8; 32] {
    Sha256::digest(data).into()
}

/// `SHA-256("yishi/blob/v1\0" ‖ salt ‖ u64 big-endian length ‖ data)`.
///
/// The salt hides short texts from guessing once salt and text are destroyed; the length keeps the frame unambiguous.
pub fn commitment(salt: &[u8; 32], data: &[u8]) -> [u8; 32] {
    // usize is at most 64 bits on every target of Rust's standard library.
    let length = u64::try_from(data.len()).unwrap_or(u64::MAX);
    Sha256::new()
        .chain_update(b"yishi/blob/v1\0")
        .chain_update(salt)
        .chain_update(length.to_be_bytes())
        .chain_update(data)
        .finalize()
        .into()
}
