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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The verifier key of the witness whose state it is.
    witness: String,
    logs: BTreeMap<String, Newest>,
}

/// The newest cosigned checkpoint of a log: nothing stands here that could not be read back.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Newest {
    /// The signed note: the log's lines, and this witness's.
    note: String,
    /// What it says.
    seen: Seen,
    /// When it was cosigned, in seconds since 1970.
    time_s: u64,
}

/// How a state is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: u32,
    witness: String,
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
        Self { witness: witness.to_vkey(), logs: BTreeMap::new() }
    }

    /// Reads the state of a witness; each note must bear its cosignature.
    pub fn decode(bytes: &[u8], witness: &CosignerVerifier) -> Result<Self, Damaged> {
        let written: Written =
            serde_json::from_slice(bytes).map_err(|error| Damaged::Form(error.to_string()))?;
        if written.format != FORMAT {
            return Err(Damaged::Form(format!("form {}, this program reads form {FORMAT}", written.format)));
        }
        let mut state = Self::new(witness);
        if written.witness != state.witness {
            return Err(Damaged::OtherWitness { expected: state.witness, found: written.witness });
        }
        for (origin, note) in written.logs {
            let newest = Newest::read(&origin, note, witness)?;
            state.logs.insert(origin, newest);
        }
        Ok(state)
    }

    /// The bytes that are kept.
    pub fn encode(&self) -> Vec<u8> {
        let logs = self.logs().map(|(origin, note)| (origin.to_owned(), note.to_owned())).collect();
        let written = Written { format: FORMAT, witness: self.witness.clone(), logs };
        // A struct of strings always has a JSON text.
        let mut bytes = serde_json::to_vec_pretty(&written).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The logs with their newest cosigned notes, in the order of their names.
    pub fn logs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.logs.iter().map(|(origin, newest)| (origin.as_str(), newest.note.as_str()))
    }

    /// The newest cosigned note of a log.
    pub fn note(&self, origin: &str) -> Option<&str> {
        self.logs.get(origin).map(|newest| newest.note.as_str())
    }

    /// The newest checkpoint of a log that was cosigned; the empty tree only where there is none.
    pub fn seen(&self, origin: &str) -> Seen {
        self.logs.get(origin).map_or_else(Seen::default, |newest| newest.seen)
    }

    /// When the newest checkpoint of a log was cosigned, in seconds since 1970; 0 where there is none.
    pub fn time_s(&self, origin: &str) -> u64 {
        self.logs.get(origin).map_or(0, |newest| newest.time_s)
    }

    /// The same with another note as the newest of a log; refused unless it can be read back as such.
    pub(crate) fn with(
        &self,
        origin: &str,
        note: String,
        witness: &CosignerVerifier,
    ) -> Result<Self, Damaged> {
        let newest = Newest::read(origin, note, witness)?;
        let mut next = self.clone();
        next.logs.insert(origin.to_owned(), newest);
        Ok(next)
    }
}

impl Newest {
    fn read(origin: &str, note: String, witness: &CosignerVerifier) -> Result<Self, Damaged> {
        let parsed = Note::parse(note.as_bytes()).map_err(Damaged::Form)?;
        let not_cosigned = || Damaged::NotCosigned(origin.to_owned());
        let checkpoint = Checkpoint::parse_unverified(note.as_bytes())
            .ok()
            .filter(|found| found.origin == origin)
            .ok_or_else(not_cosigned)?;
        let Cosigned::Good { time_s } = witness.cosigned(&parsed) else { return Err(not_cosigned()) };
        let seen = Seen { size: checkpoint.size, root: checkpoint.root };
        Ok(Self { note, seen, time_s })
    }
}
