//! The body of `add-checkpoint`: the old size, the consistency proof from it, a blank line, the checkpoint.

use crate::digits;
use crate::tree::TreeHash;

/// Most hashes that a proof may have: one for each level of a tree of 2^63 leaves.
pub const MAX_PROOF_HASHES: usize = 63;
/// Largest request that a witness reads: a proof, and a note with more cosignatures than any policy in use names.
pub const MAX_REQUEST_BYTES: usize = 128 * 1024;

/// A request taken apart; nothing in it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint<'a> {
    /// The size that the proof starts from.
    pub old: u64,
    /// The consistency proof.
    pub proof: Vec<TreeHash>,
    /// The signed note.
    pub note: &'a [u8],
}

/// Why a body is not a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Too large.
    #[error("the request has {bytes} bytes; at most {MAX_REQUEST_BYTES} are read")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// The first line is wrong.
    #[error("the first line is not `old` and a plain decimal")]
    OldSize,
    /// No blank line stands before the checkpoint.
    #[error("no blank line stands before the checkpoint")]
    NoCheckpoint,
    /// A line of the proof is wrong.
    #[error("line {line} is not 32 bytes in canonical base64")]
    ProofLine {
        /// Counted from 1.
        line: usize,
    },
    /// The proof is too long.
    #[error("the proof has {found} hashes; at most {MAX_PROOF_HASHES} are allowed")]
    ProofTooLong {
        /// How many it has.
        found: usize,
    },
}

impl<'a> AddCheckpoint<'a> {
    /// Takes a body apart.
    ///
    /// # Errors
    /// What is wrong with its form.
    pub fn parse(body: &'a [u8]) -> Result<Self, RequestError> {
        if body.len() > MAX_REQUEST_BYTES {
            return Err(RequestError::TooLarge { bytes: body.len() });
        }
        let blank = body.windows(2).position(|pair| pair == b"\n\n").ok_or(RequestError::NoCheckpoint)?;
        let (head, rest) = body.split_at(blank);
        let note = rest.get(2..).unwrap_or_default();
        let head = std::str::from_utf8(head).map_err(|_| RequestError::OldSize)?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(digits::decimal);
        let old = old.ok_or(RequestError::OldSize)?;
        let found = lines.clone().count();
        if found > MAX_PROOF_HASHES {
            return Err(RequestError::ProofTooLong { found });
        }
        let hash = |(line, text)| digits::base64_hash(text).ok_or(RequestError::ProofLine { line });
        let proof = (2..).zip(lines).map(hash).map(|hash| hash.map(TreeHash)).collect::<Result<_, _>>()?;
        Ok(Self { old, proof, note })
    }

    /// The body.
    pub fn compose(&self) -> Vec<u8> {
        let mut body = format!("old {}\n", self.old);
        for hash in &self.proof {
            body.push_str(&digits::to_base64(&hash.0));
            body.push('\n');
        }
        body.push('\n');
        [body.as_bytes(), self.note].concat()
    }
}
