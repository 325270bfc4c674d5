//! The checkpoint of an earlier audit.

use crate::compare::Shown;
use yishi_core::LogKeySpan;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};

/// A checkpoint from which an audit goes on.
#[derive(Clone, Debug)]
pub struct Since {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// Its signed note; none of one that was typed in.
    pub note: Option<Vec<u8>>,
}

impl From<Checkpoint> for Since {
    fn from(checkpoint: Checkpoint) -> Self {
        Self { checkpoint, note: None }
    }
}

impl From<Shown> for Since {
    fn from(shown: Shown) -> Self {
        Self { checkpoint: shown.checkpoint, note: shown.note }
    }
}

impl Since {
    /// Whether a key signed it, for a size that this key signs. Of no entry it says nothing: any book begins with none.
    pub(crate) fn is_signed(&self, key: &LogVerifier, span: &LogKeySpan) -> bool {
        let opened = self.note.as_deref().and_then(|note| key.open(note).ok());
        opened.is_some_and(|opened| opened == self.checkpoint && opened.size > 0 && span.signs(opened.size))
    }
}
