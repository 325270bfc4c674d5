//! Receipts: C2SP `tlog-proof@v1`, verifiable offline with the log's verifier key.
//!
//! Our receipts carry no `extra` line, because nothing would authenticate it; one that does is refused.

use crate::checkpoint::{Checkpoint, CheckpointError, LogVerifier};
use crate::digits;
use crate::note::MAX_NOTE_BYTES;
use crate::tree::{ProofError, TreeHash, leaf_hash, verify_inclusion};

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// Most hashes in a proof: one for each level of a tree of 2^63 − 1 leaves.
const MAX_HASHES: usize = 63;

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

impl ReceiptError {
    fn malformed(reason: impl Into<String>) -> Self {
        Self::Malformed(reason.into())
    }
}

impl Receipt {
    /// The text form.
    pub fn encode(&self) -> String {
        let mut text = format!("{HEADER}\nindex {}\n", self.index);
        for hash in &self.proof {
            text.push_str(&digits::to_base64(&hash.0));
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&self.checkpoint);
        text
    }

    /// Parses the text form.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        if text.len() > 2 * MAX_NOTE_BYTES {
            return Err(ReceiptError::malformed("the receipt is too large"));
        }
        let (head, checkpoint) = text
            .split_once("\n\n")
            .ok_or_else(|| ReceiptError::malformed("no blank line stands before the checkpoint"))?;
        let mut lines = head.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(ReceiptError::malformed(format!("the first line is not `{HEADER}`")));
        }
        let index =
            lines.next().and_then(|line| line.strip_prefix("index ")).and_then(digits::decimal).ok_or_else(
                || ReceiptError::malformed("the second line is not `index` and a plain decimal"),
            )?;
        let proof = lines.map(hash_line).collect::<Result<Vec<_>, _>>()?;
        if proof.len() > MAX_HASHES {
            return Err(ReceiptError::malformed(format!("more than {MAX_HASHES} hashes")));
        }
        // The form of the checkpoint is part of the form of a receipt; its signature is not.
        Checkpoint::parse_unverified(checkpoint.as_bytes())?;
        Ok(Self { index, proof, checkpoint: checkpoint.to_owned() })
    }

    /// Verifies that `leaf` stands at the index under the log's key.
    ///
    /// # Errors
    /// When the checkpoint is not signed by the log or the proof does not lead to its root.
    pub fn verify(&self, log: &LogVerifier, leaf: &[u8]) -> Result<(), ReceiptError> {
        self.verify_hash(log, &leaf_hash(leaf))
    }

    /// Verifies that a leaf of this hash stands at the index under the log's key.
    ///
    /// # Errors
    /// As [`Receipt::verify`].
    pub fn verify_hash(&self, log: &LogVerifier, leaf: &TreeHash) -> Result<(), ReceiptError> {
        let checkpoint = log.open(self.checkpoint.as_bytes())?;
        Ok(verify_inclusion(self.index, checkpoint.size, leaf, &self.proof, &checkpoint.root)?)
    }
}

fn hash_line(line: &str) -> Result<TreeHash, ReceiptError> {
    digits::base64_hash(line)
        .map(TreeHash)
        .ok_or_else(|| ReceiptError::malformed(format!("`{line}` is not canonical base64 of 32 bytes")))
}
