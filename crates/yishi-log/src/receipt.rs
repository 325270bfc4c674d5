//! Receipts: C2SP `tlog-proof@v1`, verifiable offline with the log's verifier key.

use crate::checkpoint::{CheckpointError, LogVerifier};
use crate::tree::{ProofError, TreeHash};

/// A receipt: index, inclusion proof and the signed checkpoint it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The entry.
    pub index: u64,
    /// Its inclusion proof at the checkpoint's size.
    pub proof: Vec<TreeHash>,
    /// The signed note.
    pub checkpoint: String,
}

/// Why a receipt does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Malformed; the reason in words.
    #[error("malformed receipt: {0}")]
    Malformed(String),
    /// The checkpoint is not good.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The proof does not hold.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl Receipt {
    /// The text form.
    pub fn encode(&self) -> String {
        unimplemented!()
    }
    /// Parses the text form.
    pub fn parse(_text: &str) -> Result<Self, ReceiptError> {
        unimplemented!()
    }
    /// Verifies that `leaf` stands at the index under the log's key.
    pub fn verify(&self, _log: &LogVerifier, _leaf: &[u8]) -> Result<(), ReceiptError> {
        unimplemented!()
    }
}
