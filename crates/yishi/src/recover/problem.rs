//! What can be wrong with a book.

use serde::Serialize;
use std::fmt;

/// Something because of which a book does not open, or is not written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum Problem {
    /// A key without which nothing can be signed is not there, or is another one.
    Key {
        /// What is wrong with which file.
        reason: String,
    },
    /// The store cannot be opened at all.
    StoreUnreadable {
        /// What the store says.
        reason: String,
    },
    /// An entry is not what was written; those before it are.
    EntryDamaged {
        /// The entry.
        index: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A signed checkpoint covers entries that are not there.
    EntriesMissing {
        /// Entries that can be read.
        found: u64,
        /// Entries under the checkpoint.
        seen: u64,
        /// Who has it.
        by: String,
    },
    /// A signed checkpoint covers other entries than those that are there.
    OtherHistory {
        /// Entries under the checkpoint.
        size: u64,
        /// Who has it.
        by: String,
    },
    /// There is no anchor beside the store.
    AnchorMissing {
        /// Entries in the store.
        found: u64,
    },
    /// The anchor cannot be read.
    AnchorDamaged {
        /// What is wrong with it.
        reason: String,
    },
    /// The anchor is no checkpoint of this book.
    AnchorForeign {
        /// What is wrong with it.
        reason: String,
    },
    /// A checkpoint in the name of the book is signed by a key that is unknown here: one that is missing, after a rotation.
    UnknownKey {
        /// Entries that can be read.
        found: u64,
        /// Entries under the checkpoint, as it says.
        seen: u64,
        /// Who has it.
        by: String,
        /// The id of the key.
        id: String,
    },
    /// The cosigned checkpoints beside the anchor cannot be read, or are of another book.
    CosignedUnusable {
        /// What is wrong with them.
        reason: String,
    },
    /// Whatever else keeps the book from opening.
    NotOpened {
        /// What it says.
        reason: String,
    },
}

impl Problem {
    /// Whether a key is missing.
    pub const fn is_of_keys(&self) -> bool {
        matches!(self, Self::Key { .. } | Self::UnknownKey { .. })
    }

    /// The entries at stake, from and to (exclusive), where they can be told.
    pub const fn entries(&self) -> Option<(u64, u64)> {
        match self {
            Self::EntriesMissing { found, seen, .. } => Some((*found, *seen)),
            Self::UnknownKey { found, seen, .. } if *seen > *found => Some((*found, *seen)),
            Self::OtherHistory { size, .. } => Some((0, *size)),
            Self::EntryDamaged { index, .. } => Some((*index, index.saturating_add(1))),
            Self::Key { .. }
            | Self::UnknownKey { .. }
            | Self::StoreUnreadable { .. }
            | Self::AnchorMissing { .. }
            | Self::AnchorDamaged { .. }
            | Self::AnchorForeign { .. }
            | Self::CosignedUnusable { .. }
            | Self::NotOpened { .. } => None,
        }
    }

    /// Whether entries that were signed are not in the store as they were.
    pub const fn is_of_entries(&self) -> bool {
        match self {
            Self::StoreUnreadable { .. }
            | Self::EntryDamaged { .. }
            | Self::EntriesMissing { .. }
            | Self::OtherHistory { .. } => true,
            Self::Key { .. }
            | Self::UnknownKey { .. }
            | Self::AnchorMissing { .. }
            | Self::AnchorDamaged { .. }
            | Self::AnchorForeign { .. }
            | Self::CosignedUnusable { .. }
            | Self::NotOpened { .. } => false,
        }
    }

    /// Whether a checkpoint that the operator brings mends it.
    pub const fn is_of_anchor(&self) -> bool {
        match self {
            Self::AnchorMissing { .. }
            | Self::AnchorDamaged { .. }
            | Self::AnchorForeign { .. }
            | Self::CosignedUnusable { .. } => true,
            Self::Key { .. }
            | Self::UnknownKey { .. }
            | Self::StoreUnreadable { .. }
            | Self::EntryDamaged { .. }
            | Self::EntriesMissing { .. }
            | Self::OtherHistory { .. }
            | Self::NotOpened { .. } => false,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key { reason } => write!(f, "a key is not there: {reason}"),
            Self::StoreUnreadable { reason } => write!(f, "the store cannot be opened: {reason}"),
            Self::EntryDamaged { index, reason } => {
                write!(f, "entry {index} of the store is not what was written: {reason}")
            }
            Self::EntriesMissing { found, seen, by } => write!(
                f,
                "entries {found} to {} are missing: the store has {found}, and a checkpoint over {seen} was given out ({by})",
                seen.saturating_sub(1)
            ),
            Self::OtherHistory { size, by } => write!(
                f,
                "among the first {size} entries some are not those that were given out: they do not lead to the signed checkpoint ({by})"
            ),
            Self::AnchorMissing { found } => {
                write!(f, "there is no anchor beside the store of {found} entries")
            }
            Self::AnchorDamaged { reason } => write!(f, "the anchor cannot be read: {reason}"),
            Self::AnchorForeign { reason } => {
                write!(f, "the anchor is not a checkpoint of this book: {reason}")
            }
            Self::UnknownKey { seen, by, id, .. } => write!(
                f,
                "{by} over {seen} entries is signed by a key that is not here (key id {id}): `log.key` or a `log-N.key` is missing"
            ),
            Self::CosignedUnusable { reason } => {
                write!(f, "the cosigned checkpoints beside the anchor cannot be used: {reason}")
            }
            Self::NotOpened { reason } => write!(f, "the book does not open: {reason}"),
        }
    }
}
