//! What the engine needs from outside, each with its guarantees.

use crate::Text;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use yishi_core::{Commitment, MemberId, TextRef, TimeMs};

/// A failure of the store; what was being done, and why it failed.
#[derive(Debug, thiserror::Error)]
#[error("{doing}")]
pub struct JournalError {
    /// What was being done.
    pub doing: String,
    /// Why it failed.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

impl JournalError {
    /// Says what was being done and why it failed.
    pub fn new(
        doing: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { doing: doing.into(), source: source.into() }
    }
}

/// The entries of one book.
///
/// Guarantees: `append` returns only when the leaves would survive loss of power, all of a batch or none;
/// positions are dense and ordered; one writer at a time, enforced by the adapter; not retried here.
pub trait Journal: Send + Sync {
    /// Number of leaves.
    fn size(&self) -> Result<u64, JournalError>;
    /// Appends leaves from position `from`, which must be the present size.
    fn append(&self, from: u64, leaves: &[Vec<u8>]) -> Result<(), JournalError>;
    /// Calls `visit` with each leaf of `from..to` in order.
    fn read(
        &self,
        from: u64,
        to: u64,
        visit: &mut dyn FnMut(u64, &[u8]) -> std::ops::ControlFlow<()>,
    ) -> Result<(), JournalError>;
}

/// The last signed checkpoint, kept outside the store, so that a store that went back in time shows.
///
/// Guarantees: `replace` is durable when it returns and fails if `expected` is not what stands (compare-and-swap).
pub trait Anchor: Send + Sync {
    /// The checkpoint that stands.
    fn load(&self) -> Result<Option<Vec<u8>>, JournalError>;
    /// Replaces `expected` by `next`.
    fn replace(&self, expected: Option<&[u8]>, next: &[u8]) -> Result<(), JournalError>;
}

/// Says what time it is. The only source of time.
pub trait Clock: Send + Sync {
    /// Now, in milliseconds since 1970; may step.
    fn now(&self) -> TimeMs;
    /// Time since some fixed moment, by a clock that never steps: tells a jump of [`Clock::now`] from time that passed.
    fn elapsed(&self) -> Duration;
}

/// Why a text could not be stored or read.
#[derive(Debug, thiserror::Error)]
#[error("{doing}")]
pub struct BlobError {
    /// What was being done.
    pub doing: String,
    /// Whether the text is there and the key under which it lies is not: it was erased, or the key is lost.
    pub lost: bool,
    /// Why it failed.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

impl BlobError {
    /// Says what was being done and why it failed.
    pub fn new(
        doing: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { doing: doing.into(), lost: false, source: source.into() }
    }
}

/// Texts beside the log, each named by its hash or commitment. Statements and vault texts lie under the key of the member whom they
/// concern, else under one of their own.
///
/// Guarantees: `put` and `assign` are durable when they return, keys before what lies under them, and idempotent. `destroy` removes
/// the bytes, the salt and the text's own key, `erase` the key of a member, each for good and repeatable; what was destroyed or
/// erased is not taken again while the store is open, also when it was on its way.
pub trait BlobStore: Send + Sync {
    /// Stores a text under its own reference, which is returned; `concerns` is the member whom it concerns.
    fn put(&self, text: &Text, concerns: Option<&MemberId>) -> Result<TextRef, BlobError>;
    /// Whether a text can be read, as far as that shows without reading it.
    fn contains(&self, text: &TextRef) -> Result<bool, BlobError>;
    /// Reads a text.
    fn get(&self, text: &TextRef) -> Result<Option<Text>, BlobError>;
    /// Puts a text that was stored before it was known whom it concerns under the member's key; nothing if it is not there.
    fn assign(&self, text: &TextRef, member: &MemberId) -> Result<(), BlobError>;
    /// Destroys a text.
    fn destroy(&self, text: &TextRef) -> Result<(), BlobError>;
    /// Destroys the key of a member, and with it every copy of the texts that lie under it.
    fn erase(&self, member: &MemberId) -> Result<(), BlobError>;
    /// Puts every text where it should lie, in a store where that was not done before. `concerned` says whom the texts of the book
    /// concern.
    fn settle(&self, concerned: &dyn Fn() -> BTreeMap<Commitment, MemberId>) -> Result<(), BlobError>;
}

/// Snapshots of the state: a cache; deleting them changes nothing but the time it takes to open.
pub trait SnapshotStore: Send + Sync {
    /// Stores a snapshot at a size.
    fn put(&self, size: u64, bytes: &[u8]) -> Result<(), JournalError>;
    /// The newest snapshot at or below a size.
    fn newest_at_most(&self, size: u64) -> Result<Option<(u64, Vec<u8>)>, JournalError>;
}

/// Everything a running book needs.
pub struct Ports {
    /// The entries.
    pub journal: Box<dyn Journal>,
    /// The anchor.
    pub anchor: Box<dyn Anchor>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Texts.
    pub blobs: Arc<dyn BlobStore>,
    /// Snapshots.
    pub snapshots: Box<dyn SnapshotStore>,
    /// Sign checkpoints.
    pub log_keys: crate::LogKeys,
    /// Signs timers.
    pub engine_key: yishi_log::key::CommandKey,
}

/// Why a book cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The store failed.
    #[error("the store failed")]
    Journal(#[from] JournalError),
    /// The store is behind its anchor: it was rolled back, or part of it was lost.
    #[error(
        "the store has {found} entries, but a checkpoint over {anchored} was given out: entries are missing. Nothing will be signed: put the newest copy of the data back, or run `yishi recover` (docs/operations.md)"
    )]
    RolledBack {
        /// In the store.
        found: u64,
        /// Anchored.
        anchored: u64,
    },
    /// The anchor is gone, though checkpoints must have been given out.
    #[error(
        "the store has {found} entries, but no anchor stands beside it: put the anchor back, or run `yishi recover` (docs/operations.md)"
    )]
    AnchorMissing {
        /// In the store.
        found: u64,
    },
    /// The anchor cannot be read or is of another book or key.
    #[error("the anchor is not a checkpoint of this book: {0}; run `yishi recover` (docs/operations.md)")]
    AnchorUnusable(String),
    /// The anchor is of this book, and signed by a key that is not given: evidence of entries, and of a key that is missing.
    #[error(
        "the anchor over {size} entries is signed by a key that is not here (key id {id}): `log.key` or a `log-N.key` is missing; put it back, or run `yishi recover` (docs/operations.md)"
    )]
    AnchorKey {
        /// How many entries the anchor says that there are; unverified.
        size: u64,
        /// The id of the key that has signed it.
        id: String,
    },
    /// The store differs from its anchor.
    #[error(
        "entry {index} of the store is not what was written: {reason}; run `yishi recover` (docs/operations.md)"
    )]
    Damaged {
        /// The first entry concerned.
        index: u64,
        /// What is wrong.
        reason: String,
    },
    /// The keys given are not the book's.
    #[error("{0}")]
    WrongKey(String),
    /// A thread could not be started.
    #[error("the writer's thread could not be started")]
    Thread(#[source] std::io::Error),
}
