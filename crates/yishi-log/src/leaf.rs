//! The leaf: one line of canonical JSON that holds a signed command verbatim and the events it caused.

use crate::chain::ChainHash;

/// Largest leaf in bytes (C2SP entry bundles end at 65,535).
pub const MAX_LEAF_BYTES: usize = 60 * 1024;
/// Largest command in bytes.
pub const MAX_COMMAND_BYTES: usize = 24 * 1024;

/// A leaf's fields, borrowed from its bytes; `command` and `events` verbatim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// The book.
    pub origin: &'a str,
    /// Its position.
    pub index: u64,
    /// When the writer recorded it, ms since epoch.
    pub recorded_at_ms: u64,
    /// BLAKE3 of the previous leaf.
    pub prev: ChainHash,
    /// The rules code in force.
    pub ruleset: u32,
    /// The signed command, canonical JSON.
    pub command: &'a str,
    /// The public key that signed.
    pub key: [u8; 32],
    /// The signature over the PAE of `command`.
    pub signature: [u8; 64],
    /// The events, a canonical JSON array.
    pub events: &'a str,
}

/// Why bytes are not a leaf.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// Not canonical.
    #[error(transparent)]
    Canonical(#[from] crate::canonical::CanonicalError),
    /// A field is missing, unknown or out of range.
    #[error("not a leaf: {0}")]
    Malformed(String),
    /// Too large.
    #[error("a leaf of {0} bytes exceeds the limit of {MAX_LEAF_BYTES}")]
    TooLarge(usize),
}

impl<'a> Leaf<'a> {
    /// The bytes. `command` and `events` must be canonical JSON.
    pub fn encode(&self) -> Result<Vec<u8>, LeafError> {
        unimplemented!()
    }
    /// Parses and checks that the bytes are canonical and complete.
    pub fn parse(_bytes: &'a [u8]) -> Result<Self, LeafError> {
        unimplemented!()
    }
}
