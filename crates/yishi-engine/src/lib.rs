//! One writer per book: authenticates, decides, stores durably in batches, publishes, answers.
//!
//! The ports it needs are declared here with their guarantees; adapters implement them.

mod port;

pub use port::*;

use std::sync::Arc;
use yishi_book::{Refusal, SignedCommand};
use yishi_core::{Event, State, TimeMs};
use yishi_log::tree::TreeHash;

/// An immutable version of a book for readers.
#[derive(Debug)]
pub struct Version {
    /// Number of entries.
    pub size: u64,
    /// RFC 6962 root over them.
    pub root: TreeHash,
    /// Time of the last entry.
    pub recorded_at: TimeMs,
    /// The signed checkpoint of exactly this version.
    pub checkpoint: Arc<str>,
    /// The state.
    pub state: State,
}

/// The answer to an admitted command. Durable when given.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The entry.
    pub index: u64,
    /// Its hash in the tree.
    pub leaf_hash: TreeHash,
    /// What it caused.
    pub events: Arc<[Event]>,
    /// Whether the same command stood already.
    pub replayed: bool,
    /// The version that first contains it, or the present one for replays.
    pub version: Arc<Version>,
}

/// Why a command has no entry.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// It was refused; nothing was written.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The book is read-only after a failure of the store, a rollback or a clock jump; the reason for the operator.
    #[error("the book is read-only: {0}")]
    ReadOnly(String),
    /// The queue is full.
    #[error("the writer is overloaded, try again")]
    Overloaded,
    /// The engine is shutting down.
    #[error("the book is closing")]
    Closed,
}

/// A text that travels with a command, framed as in `docs/format.md` (Texts).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// A public document.
    Document(Vec<u8>),
    /// A statement with its salt.
    Statement {
        /// The salt.
        salt: [u8; 32],
        /// The words, UTF-8.
        data: Vec<u8>,
    },
    /// A vault text with its salt.
    Vault {
        /// The salt.
        salt: [u8; 32],
        /// The bytes.
        data: Vec<u8>,
    },
}

/// A position in a book's past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// After so many entries.
    Size(u64),
    /// After the last entry recorded at or before a moment.
    Time(TimeMs),
}

/// Why a past version cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum AsOfError {
    /// After the head.
    #[error("the book has {size} entries")]
    AfterHead {
        /// Its size.
        size: u64,
    },
    /// Too far from the nearest snapshot.
    #[error(
        "that version is {entries} entries from the nearest snapshot; at most {limit} are folded on demand"
    )]
    TooFar {
        /// How far.
        entries: u64,
        /// The limit.
        limit: u64,
    },
    /// The store failed.
    #[error("the store failed")]
    Store(#[source] JournalError),
}

/// Where a book's head is, for those who wait for changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeadPosition {
    /// Number of entries.
    pub size: u64,
}

/// A handle on a running book; cheap to clone.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {}

impl Engine {
    /// Opens a book over its ports: restores, checks the tail and the anchor, starts the writer.
    pub fn open(_origin: &str, _ports: Ports) -> Result<Self, OpenError> {
        unimplemented!()
    }
    /// The book's name.
    pub fn origin(&self) -> &str {
        unimplemented!()
    }
    /// Submits a command with its texts; answers when it is durable.
    pub async fn submit(&self, _command: SignedCommand, _texts: Vec<Text>) -> Result<Accepted, SubmitError> {
        unimplemented!()
    }
    /// The present version.
    pub fn version(&self) -> Arc<Version> {
        unimplemented!()
    }
    /// A past version.
    pub fn version_as_of(&self, _as_of: AsOf) -> Result<Arc<Version>, AsOfError> {
        unimplemented!()
    }
    /// Leaves `from..to`, at most 256 at once, only durable ones.
    pub fn leaves(&self, _from: u64, _to: u64) -> Result<Vec<Vec<u8>>, JournalError> {
        unimplemented!()
    }
    /// The leaf hash of an entry.
    pub fn leaf_hash(&self, _index: u64) -> Option<TreeHash> {
        unimplemented!()
    }
    /// A receipt for an entry under a version's checkpoint.
    pub fn receipt(&self, _index: u64, _version: &Version) -> Option<yishi_log::receipt::Receipt> {
        unimplemented!()
    }
    /// A consistency proof between two sizes.
    pub fn consistency(&self, _old: u64, _new: u64) -> Option<Vec<TreeHash>> {
        unimplemented!()
    }
    /// Tells whenever the head moved; latest value only.
    pub fn heads(&self) -> tokio::sync::watch::Receiver<HeadPosition> {
        unimplemented!()
    }
    /// A stored text, if it is there and not redacted.
    pub fn text(&self, _text: &yishi_core::TextRef) -> Result<Option<Text>, BlobError> {
        unimplemented!()
    }
    /// Whether the book takes commands, else why not.
    pub fn read_only(&self) -> Option<String> {
        unimplemented!()
    }
    /// Finishes what is queued, writes a snapshot and stops.
    pub fn shutdown(&self) {
        unimplemented!()
    }
}
