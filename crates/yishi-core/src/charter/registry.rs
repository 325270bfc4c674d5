//! What a charter says of a registry book: that this book keeps a register of others, and how often each of them is pinned.

use crate::{Period, is_default};
use serde::{Deserialize, Serialize};

/// How this book keeps a register of other books 登记册.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryClause {
    /// Within what time after its registration, and after each pin, a newer checkpoint of a book is pinned.
    pub pin_every: Period,
    /// How many books may stand in the register; 1 to 10,000, and 1,000 unless said.
    #[serde(default, skip_serializing_if = "is_default")]
    pub books_at_most: BooksAtMost,
}

/// How many books may stand in a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BooksAtMost(pub u32);

impl Default for BooksAtMost {
    fn default() -> Self {
        Self(1_000)
    }
}

/// Fewest and most books of a register.
pub(crate) const BOOKS_AT_MOST: (u32, u32) = (1, 10_000);
