//! Checkpoints: C2SP `tlog-checkpoint` as a `signed-note`.

use crate::key::LogKey;
use crate::tree::TreeHash;

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The book.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// RFC 6962 root over them.
    pub root: TreeHash,
}

/// Why a note is not a good checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Malformed; the reason in words.
    #[error("malformed checkpoint: {0}")]
    Malformed(String),
    /// Of another book.
    #[error("the checkpoint is of `{found}`, not of `{expected}`")]
    OtherOrigin {
        /// Wanted.
        expected: String,
        /// Found.
        found: String,
    },
    /// No signature of the key that was asked for.
    #[error("no valid signature of log key {0}")]
    NotSigned(String),
}

/// A log's verifier key in signed-note form: `name+hash+base64(01 ‖ key)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogVerifier {
    name: String,
    key: crate::key::VerifyingKey,
}

impl LogVerifier {
    /// From its parts.
    pub fn new(_name: &str, _public: &[u8; 32]) -> Result<Self, CheckpointError> {
        unimplemented!()
    }
    /// Parses `name+hash+key`; canonical base64 only, and the hash must match.
    pub fn parse(_vkey: &str) -> Result<Self, CheckpointError> {
        unimplemented!()
    }
    /// The name, which is the origin.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// `name+hash+key`.
    pub fn to_vkey(&self) -> String {
        unimplemented!()
    }
    /// Opens a signed note: checks form, origin and signature.
    pub fn open(&self, _note: &[u8]) -> Result<Checkpoint, CheckpointError> {
        unimplemented!()
    }
}

impl Checkpoint {
    /// The note text that is signed.
    pub fn body(&self) -> String {
        unimplemented!()
    }
    /// The signed note.
    pub fn sign(&self, _key: &LogKey) -> String {
        unimplemented!()
    }
    /// Reads the body of a signed note without checking signatures.
    pub fn parse_unverified(_note: &[u8]) -> Result<Self, CheckpointError> {
        unimplemented!()
    }
}
