//! What an amendment changes where, and how places move when others are taken over: exact sums over paragraph numbers.
//!
//! Every edit touches a run of paragraphs: those that it replaces or deletes, or the one after which it inserts. Two edits whose runs have
//! no paragraph in common can both be applied, in any order, with the same result.

use crate::limits::{out_of_range, require_count};
use crate::*;
use serde::{Deserialize, Serialize};

/// Most paragraphs of the wording of one amendment: whoever wants more writes another proposal.
const MAX_WORDING: usize = 50;

/// What an amendment changes where. Paragraphs are counted from 1; blank lines are none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change", deny_unknown_fields)]
pub enum ParagraphEdit {
    /// Puts other words in the place of a run of paragraphs.
    Replace {
        /// The first paragraph of the run.
        first: u32,
        /// Its last.
        last: u32,
        /// The new words.
        wording: DocumentHash,
        /// How many paragraphs they are.
        paragraphs: u32,
    },
    /// Leaves a run of paragraphs out.
    Delete {
        /// The first paragraph of the run.
        first: u32,
        /// Its last.
        last: u32,
    },
    /// Puts words after a paragraph.
    Insert {
        /// That paragraph; 0 for the beginning of the text.
        after: u32,
        /// The new words.
        wording: DocumentHash,
        /// How many paragraphs they are.
        paragraphs: u32,
    },
}

impl ParagraphEdit {
    /// The first paragraph that it touches; for an insertion the one after which it stands.
    pub const fn first(&self) -> u32 {
        match self {
            Self::Replace { first, .. } | Self::Delete { first, .. } => *first,
            Self::Insert { after, .. } => *after,
        }
    }

    /// The last paragraph that it touches.
    pub const fn last(&self) -> u32 {
        match self {
            Self::Replace { last, .. } | Self::Delete { last, .. } => *last,
            Self::Insert { after, .. } => *after,
        }
    }

    /// How many paragraphs of the text stand before its place.
    pub const fn before(&self) -> u32 {
        match self {
            Self::Replace { first, .. } | Self::Delete { first, .. } => first.saturating_sub(1),
            Self::Insert { after, .. } => *after,
        }
    }

    /// How many paragraphs it takes out.
    pub const fn removed(&self) -> u32 {
        match self {
            Self::Replace { first, last, .. } | Self::Delete { first, last } => {
                last.saturating_sub(*first).saturating_add(1)
            }
            Self::Insert { .. } => 0,
        }
    }

    /// How many paragraphs it puts in.
    pub const fn added(&self) -> u32 {
        match self {
            Self::Replace { paragraphs, .. } | Self::Insert { paragraphs, .. } => *paragraphs,
            Self::Delete { .. } => 0,
        }
    }

    /// The new words; none for a deletion.
    pub const fn wording(&self) -> Option<DocumentHash> {
        match self {
            Self::Replace { wording, .. } | Self::Insert { wording, .. } => Some(*wording),
            Self::Delete { .. } => None,
        }
    }

    /// Whether both touch a paragraph, so that only one of them can be applied.
    pub const fn touches(&self, other: &Self) -> bool {
        self.first() <= other.last() && other.first() <= self.last()
    }

    /// The same edit where it stands once others, none of which touches it, were applied to the text.
    pub fn moved_by<'a>(&self, others: impl Iterator<Item = &'a Self>) -> Self {
        let before = others.filter(|other| other.last() < self.first());
        let (added, removed) = before.fold((0_u32, 0_u32), |(added, removed), other| {
            (added.saturating_add(other.added()), removed.saturating_add(other.removed()))
        });
        let moved = |number: u32| number.saturating_add(added).saturating_sub(removed);
        match self.clone() {
            Self::Replace { first, last, wording, paragraphs } => {
                Self::Replace { first: moved(first), last: moved(last), wording, paragraphs }
            }
            Self::Delete { first, last } => Self::Delete { first: moved(first), last: moved(last) },
            Self::Insert { after, wording, paragraphs } => {
                Self::Insert { after: moved(after), wording, paragraphs }
            }
        }
    }

    /// Refuses numbers that no text could bear out. Whether the base has the place is checked where it is at hand.
    pub(crate) fn check(&self) -> Result<(), Rejection> {
        if let Self::Replace { first, last, .. } | Self::Delete { first, last } = self
            && (*first == 0 || last < first)
        {
            let found = format!("{first} to {last}");
            return Err(out_of_range("edit", "a run of paragraphs counted from 1", found));
        }
        match self {
            Self::Replace { paragraphs, .. } | Self::Insert { paragraphs, .. } => {
                let found = usize::try_from(*paragraphs).unwrap_or(usize::MAX);
                require_count("edit.paragraphs", found, 1, MAX_WORDING)
            }
            Self::Delete { .. } => Ok(()),
        }
    }
}
