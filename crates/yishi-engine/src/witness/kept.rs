//! The two cosigned checkpoints that a book keeps: the newest of all, and the newest that the quorum has cosigned.

use super::CosignedCheckpoint;
use crate::JournalError;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use yishi_log::checkpoint::{Checkpoint, CheckpointError};
use yishi_log::note::Note;

/// The cosigned checkpoints that are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) newest: Option<Arc<CosignedCheckpoint>>,
    pub(crate) confirmed: Option<Arc<CosignedCheckpoint>>,
}

/// How they stand in their file: signed notes, and nothing that would have to be believed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Notes {
    notes: Vec<String>,
}

impl Kept {
    /// The note with the cosignatures that are known of its checkpoint already.
    pub(crate) fn merged(&self, checkpoint: &Checkpoint, note: &str) -> Result<String, CheckpointError> {
        let mut merged = note.to_owned();
        for known in [&self.confirmed, &self.newest].into_iter().flatten() {
            if known.checkpoint == *checkpoint {
                merged = joined(&known.note, &merged)?;
            }
        }
        Ok(merged)
    }

    /// Takes up a checkpoint where it is newer than what stands, or says more of the same size.
    pub(crate) fn take(&mut self, cosigned: CosignedCheckpoint) {
        let found = Arc::new(cosigned);
        let better = |stands: &Option<Arc<CosignedCheckpoint>>| {
            stands.as_ref().is_none_or(|stands| stands.checkpoint.size <= found.checkpoint.size)
        };
        if better(&self.newest) {
            self.newest = Some(Arc::clone(&found));
        }
        if found.met && better(&self.confirmed) {
            self.confirmed = Some(found);
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut notes: Vec<String> = [&self.confirmed, &self.newest]
            .into_iter()
            .flatten()
            .map(|found| found.note.to_string())
            .collect();
        notes.dedup();
        encode_cosigned_notes(notes)
    }
}

/// The file of cosigned checkpoints with these notes.
pub fn encode_cosigned_notes(notes: Vec<String>) -> Vec<u8> {
    // A struct of strings always has a JSON text.
    let mut bytes = serde_json::to_vec_pretty(&Notes { notes }).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The notes in the file of cosigned checkpoints; none in an empty one.
pub fn cosigned_notes(bytes: &[u8]) -> Result<Vec<String>, JournalError> {
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let notes: Result<Notes, _> = serde_json::from_slice(bytes);
    Ok(notes.map_err(|error| JournalError::new("reading the cosigned checkpoints", error))?.notes)
}

/// `into` with the signature lines of `from`, those of `from` in the place of those under the same name and id.
fn joined(into: &str, from: &str) -> Result<String, CheckpointError> {
    let from = Note::parse(from.as_bytes()).map_err(CheckpointError::Malformed)?;
    from.signatures.iter().try_fold(into.to_owned(), |note, line| {
        Ok(Note::parse(note.as_bytes()).map_err(CheckpointError::Malformed)?.with(line))
    })
}
