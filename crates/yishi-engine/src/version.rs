//! Versions of a book for readers, and the answers that name them.

use crate::JournalError;
use std::sync::Arc;
use yishi_book::Refusal;
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
    /// A text could not be stored, or an entry not read again. Nothing was recorded; the book still takes commands, and the
    /// same one may be sent again.
    #[error("the store failed")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The queue is full.
    #[error("the writer is overloaded, try again")]
    Overloaded,
    /// The engine is shutting down.
    #[error("the book is closing")]
    Closed,
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
