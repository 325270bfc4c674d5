//! What comes of a comparison.

use super::Shown;
use serde::Serialize;
use yishi_log::checkpoint::Checkpoint;

/// How two checkpoints stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They say the same.
    Same,
    /// The smaller is the beginning of the larger.
    Prefix,
    /// They belong to two books under one name.
    SplitView,
    /// Nothing at hand shows it.
    Unknown,
}

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// The one that was given as the older.
    pub old: Side,
    /// The one that was given as the newer.
    pub new: Side,
    /// How they stand to each other.
    pub relation: Relation,
    /// From what that follows.
    pub shown_by: Option<String>,
    /// The first entry in which the two books differ, where both are at hand.
    pub first_difference: Option<u64>,
    /// What is wrong.
    pub findings: Vec<ComparisonFinding>,
    /// What could not be checked.
    pub not_checked: Vec<String>,
    /// What to keep, of a split view: the notes, byte for byte.
    pub evidence: Vec<Evidence>,
}

/// One of the two.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// Where it was found.
    pub source: String,
    /// The book.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// The root, in hex.
    pub root: String,
    /// The log key under which it is signed; absent when that was not checked or does not hold.
    pub signed_by: Option<String>,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparisonFinding {
    /// The check.
    pub check: &'static str,
    /// What is wrong.
    pub message: String,
}

/// A note to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Where it was found.
    pub source: String,
    /// The note, or the three lines that were typed in.
    pub text: String,
}

impl Side {
    pub(super) fn of(shown: &Shown) -> Self {
        let Checkpoint { origin, size, root } = &shown.checkpoint;
        let (origin, root) = (origin.clone(), root.to_string());
        Self { source: shown.source.clone(), origin, size: *size, root, signed_by: None }
    }
}
