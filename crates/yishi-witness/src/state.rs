//! What a witness has cosigned: for each log the newest checkpoint, with its own cosignature, which proves the file.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use yishi_log::checkpoint::Checkpoint;
use yishi_log::cosignature::{Cosigned, CosignerVerifier};
use yishi_log::note::Note;
use yishi_log::witness::Seen;

/// The form of the state that this program writes and reads.
const FORMAT: u32 = 1;

/// Where the state is kept.
///
/// Guarantees: `replace` is durable when it returns, and leaves the old bytes or the new ones, never a mixture.
pub trait StateStore: Send + Sync {
    /// Puts `next` in the place of what stands.
    fn replace(&self, next: &[u8]) -> io::Result<()>;
}

/// The newest cosigned checkpoints by the names of their logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    format: u32,
    /// The verifier key of the witness whose state it is.
    witness: String,
    /// The signed notes: the log's lines, and this witness's.
    logs: BTreeMap<String, String>,
}

/// Why bytes are not the state of a witness.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damaged {
    /// Not of the form.
    #[error("the state cannot be read: {0}")]
    Form(String),
    /// Of another witness.
    #[error("the state is that of the witness {found}, not of {expected}")]
    OtherWitness {
        /// Wanted.
        expected: String,
        /// Found.
        found: String,
    },
    /// A note that this witness has not cosigned.
    #[error("what the state says of `{0}` was not cosigned by this witness")]
    NotCosigned(String),
}

impl State {
    /// Nothing cosigned yet.
    pub fn new(witness: &CosignerVerifier) -> Self {
        Self { format: FORMAT, witness: witness.to_vkey(), logs: BTreeMap::new() }
    }

    /// Reads the state of a witness; each note must bear its cosignature.
    pub fn decode(bytes: &[u8], witness: &CosignerVerifier) -> Result<Self, Damaged> {
        let state: Self = serde_json::from_slice(bytes).map_err(|error| Damaged::Form(error.to_string()))?;
        if state.format != FORMAT {
            return Err(Damaged::Form(format!("form {}, this program reads form {FORMAT}", state.format)));
        }
        let expected = witness.to_vkey();
        if state.witness != expected {
            return Err(Damaged::OtherWitness { expected, found: state.witness });
        }
        for (origin, note) in &state.logs {
            let parsed = Note::parse(note.as_bytes()).map_err(Damaged::Form)?;
            let of_log =
                Checkpoint::parse_unverified(note.as_bytes()).is_ok_and(|found| found.origin == *origin);
            if !of_log || !matches!(witness.cosigned(&parsed), Cosigned::Good { .. }) {
                return Err(Damaged::NotCosigned(origin.clone()));
            }
        }
        Ok(state)
    }

    /// The bytes that are kept.
    pub fn encode(&self) -> Vec<u8> {
        // A struct of strings always has a JSON text.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The logs with their newest cosigned notes, in the order of their names.
    pub fn logs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.logs.iter().map(|(origin, note)| (origin.as_str(), note.as_str()))
    }

    /// The newest cosigned note of a log.
    pub fn note(&self, origin: &str) -> Option<&str> {
        self.logs.get(origin).map(String::as_str)
    }

    /// The newest checkpoint of a log that was cosigned; the empty tree where there is none.
    pub fn seen(&self, origin: &str) -> Seen {
        let checkpoint =
            self.note(origin).and_then(|note| Checkpoint::parse_unverified(note.as_bytes()).ok());
        checkpoint.map_or_else(Seen::default, |found| Seen { size: found.size, root: found.root })
    }

    /// The same with another note as the newest of a log.
    pub(crate) fn with(&self, origin: &str, note: String) -> Self {
        let mut next = self.clone();
        next.logs.insert(origin.to_owned(), note);
        next
    }
}
