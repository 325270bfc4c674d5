//! What a witness decides: it cosigns only what grew from what it cosigned before.

use super::{AddCheckpoint, KnownLog, RequestError};
use crate::checkpoint::{Checkpoint, LogVerifier, Signed};
use crate::note::Note;
use crate::tree::{ProofError, TreeHash, empty_root, verify_consistency};

/// The newest checkpoint that a witness has cosigned of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its size.
    pub size: u64,
    /// Its root.
    pub root: TreeHash,
}

impl Default for Seen {
    /// The empty tree: a log of which nothing was cosigned yet.
    fn default() -> Self {
        Self { size: 0, root: empty_root() }
    }
}

/// What may be cosigned, once it is stored as the newest of its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// Its note with the signature lines of the log's known keys only, one for each.
    pub note: String,
}

/// A request that is not cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub why: Why,
    /// What the log has signed that speaks against it, to be kept.
    pub doubt: Option<Doubt>,
}

/// Why a witness does not cosign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The body is not a request.
    #[error("{0}")]
    Request(#[from] RequestError),
    /// The note is no checkpoint.
    #[error("{0}")]
    Checkpoint(String),
    /// A log that this witness was not told of.
    #[error("this witness does not know the log `{0}`")]
    UnknownLog(String),
    /// No signature of a known key of the log that counts for this size, or one that does not verify.
    #[error(
        "the checkpoint is not signed by a key of `{0}` that is known for its size, or a line under such a key does not verify"
    )]
    NotSigned(String),
    /// The old size is larger than the checkpoint's.
    #[error("the old size {old} is larger than the checkpoint's size {size}")]
    OldBeyondNew {
        /// The old size.
        old: u64,
        /// The checkpoint's.
        size: u64,
    },
    /// The old size is not that of the newest checkpoint that was cosigned.
    #[error("the newest checkpoint that was cosigned has size {size}")]
    OtherOldSize {
        /// That size.
        size: u64,
    },
    /// The checkpoint is not proven to have grown from what was cosigned.
    #[error("the checkpoint is not proven to continue what was cosigned: {0}")]
    NotConsistent(#[from] ProofError),
}

impl Why {
    /// The HTTP status that the specification asks for.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Request(_) | Self::Checkpoint(_) | Self::OldBeyondNew { .. } => 400,
            Self::UnknownLog(_) => 404,
            Self::NotSigned(_) => 403,
            Self::OtherOldSize { .. } => 409,
            Self::NotConsistent(_) => 422,
        }
    }
}

/// A signed checkpoint that does not agree with what was cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// How much it proves.
    pub kind: DoubtKind,
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// Its note with the signature lines of the log's known keys only, one for each.
    pub note: String,
}

/// How much a doubt proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoubtKind {
    /// Two roots of one size, both signed by the log: nobody else can have made this.
    Fork,
    /// No good proof came with it. Whoever has a genuine checkpoint can send it with a bad proof, so it proves nothing alone.
    Unproven,
}

/// Decides on the body of an `add-checkpoint` request: `logs` are the keys that the witness knows and the sizes they count for, `seen` tells what it cosigned last.
///
/// The checks stand in the order of the specification. Asking `seen` and storing the outcome must be one step for each log.
///
/// # Errors
/// Why it is not cosigned, with its status, and what to keep of it.
pub fn decide(
    logs: &[KnownLog],
    seen: impl FnOnce(&str) -> Seen,
    body: &[u8],
) -> Result<Agreed, Box<Refused>> {
    let plain = |why: Why| Box::new(Refused { why, doubt: None });
    let request = AddCheckpoint::parse(body).map_err(|error| plain(error.into()))?;
    let note = Note::parse(request.note).map_err(|reason| plain(Why::Checkpoint(reason)))?;
    let checkpoint =
        Checkpoint::parse_body(note.text).map_err(|error| plain(Why::Checkpoint(error.to_string())))?;
    let trimmed = signed(logs, &checkpoint, &note).map_err(plain)?;
    let seen = seen(&checkpoint.origin);
    match agrees(&request, &checkpoint, seen) {
        Ok(()) => Ok(Agreed { checkpoint, note: trimmed }),
        Err(why) => {
            let doubt = doubt(&why, &checkpoint, seen).map(|kind| Doubt {
                kind,
                checkpoint: checkpoint.clone(),
                note: trimmed,
            });
            Err(Box::new(Refused { why, doubt }))
        }
    }
}

/// The note with one line of each of the log's known keys that has signed it; at least one has, and none badly. What a key has signed
/// beyond its last size says nothing.
///
/// One line, because whoever has a genuine checkpoint can repeat its line until the note with a cosignature is none any more.
fn signed(logs: &[KnownLog], checkpoint: &Checkpoint, note: &Note<'_>) -> Result<String, Why> {
    let origin = &checkpoint.origin;
    let mut known = logs.iter().filter(|log| log.key.name() == origin).peekable();
    if known.peek().is_none() {
        return Err(Why::UnknownLog(origin.clone()));
    }
    let keys: Vec<&LogVerifier> =
        known.filter(|log| log.signs(checkpoint.size)).map(|log| &log.key).collect();
    let signed: Vec<Signed> = keys.iter().map(|key| key.signed(note)).collect();
    if signed.contains(&Signed::Bad) || !signed.contains(&Signed::Good) {
        return Err(Why::NotSigned(origin.clone()));
    }
    let first = |key: &LogVerifier| note.signatures.iter().find(|line| key.is_named(line));
    let firsts: Vec<_> = keys.iter().filter_map(|key| first(key)).collect();
    Ok(note.only(|line| firsts.iter().any(|first| std::ptr::eq(*first, line))))
}

fn agrees(request: &AddCheckpoint<'_>, checkpoint: &Checkpoint, seen: Seen) -> Result<(), Why> {
    let (old, size) = (request.old, checkpoint.size);
    if old > size {
        return Err(Why::OldBeyondNew { old, size });
    }
    if old != seen.size {
        return Err(Why::OtherOldSize { size: seen.size });
    }
    verify_consistency(old, &seen.root, size, &checkpoint.root, &request.proof)?;
    Ok(())
}

fn doubt(why: &Why, checkpoint: &Checkpoint, seen: Seen) -> Option<DoubtKind> {
    if checkpoint.size == seen.size {
        return (checkpoint.root != seen.root).then_some(DoubtKind::Fork);
    }
    matches!(why, Why::NotConsistent(_)).then_some(DoubtKind::Unproven)
}
