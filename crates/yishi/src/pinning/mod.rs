//! Pins: what a registry knows of a book, what the book shows now, and the command that pins it.
//!
//! Nothing here decides whether the book is good: the registry's rules do, from the note and the proof that the command carries.

mod shown;

pub use shown::{Place, ShownBook};

use crate::failure::Failure;
use anyhow::{Context, anyhow};
use serde::Deserialize;
use yishi_core::{BookOrigin, Digest, PinCheckpoint, StandsAt};

/// What a registry says of a book.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Registered {
    /// Its name.
    pub origin: String,
    first_leaf: Digest,
    pins: Vec<PinnedAt>,
    /// Whether a pin is late.
    pub overdue: bool,
    /// By when the next pin is due, as the registry tells it.
    pub pin_by: Option<String>,
    /// Present once it is frozen.
    pub freeze: Option<Frozen>,
    /// The book that goes on.
    pub successor: Option<String>,
}

/// That a book is frozen.
#[derive(Clone, Debug, Deserialize)]
pub struct Frozen {
    /// Why.
    pub reason: String,
}

#[derive(Clone, Debug, Deserialize)]
struct PinnedAt {
    stands: Standing,
}

#[derive(Clone, Debug, Deserialize)]
struct Standing {
    size: String,
    root: Digest,
}

/// What is asked of a registered book.
pub const REGISTERED: &str =
    "origin firstLeaf overdue pinBy freeze { reason } successor pins(first: 100) { stands { size root } }";

impl Registered {
    /// The newest pin.
    ///
    /// # Errors
    /// When the registry names a size that is no number.
    pub fn newest(&self) -> Result<StandsAt, Failure> {
        self.pin_within(u64::MAX)
    }

    /// The newest pin of at most so many entries: the first entry, where the registry shows none.
    ///
    /// # Errors
    /// When the registry names a size that is no number.
    pub fn pin_within(&self, size: u64) -> Result<StandsAt, Failure> {
        let first = StandsAt { size: 1, root: self.first_leaf };
        let pins = self.pins.iter().map(|pin| pin.stands.read()).collect::<Result<Vec<_>, _>>()?;
        Ok(pins.into_iter().filter(|pin| pin.size <= size).max().unwrap_or(first))
    }
}

impl Standing {
    fn read(&self) -> Result<StandsAt, Failure> {
        let size = self.size.parse().context("the registry names a size that is no number")?;
        Ok(StandsAt { size, root: self.root })
    }
}

/// The command that pins what a book shows, from the pin that the registry holds it against.
///
/// # Errors
/// When the book shows nothing that can be read.
pub fn pin_command(
    origin: &BookOrigin,
    shown: &mut ShownBook,
    before: StandsAt,
) -> Result<PinCheckpoint, Failure> {
    let size = shown.checkpoint.size;
    let (shown_root, proof) = if before.size == size {
        (shown.checkpoint.root, Vec::new())
    } else {
        (shown.root_at(before.size)?, shown.consistency(before.size)?)
    };
    let hash = |hash: &yishi_log::tree::TreeHash| Digest(hash.0);
    Ok(PinCheckpoint {
        origin: origin.clone(),
        stands: StandsAt { size, root: hash(&shown.checkpoint.root) },
        shown_root: hash(&shown_root),
        note: shown.note.clone(),
        proof: proof.iter().map(hash).collect(),
    })
}

/// The name of a book, as its checkpoint says.
///
/// # Errors
/// When it is no name of a book.
pub fn book_name(origin: &str) -> Result<BookOrigin, Failure> {
    origin.parse().map_err(|error| Failure::Refused(format!("{:#}", anyhow!("{error}"))))
}
