//! The right edge of a growing tree: all that a writer has to remember.

use super::{TreeHash, empty_root, fold_peaks, node_hash};
use serde::{Deserialize, Serialize};

/// The right edge of a tree: enough to append and to know the root, in logarithmic memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Frontier {
    size: u64,
    /// Roots of the perfect subtrees, largest first: one for each set bit of `size`.
    peaks: Vec<TreeHash>,
}

impl Frontier {
    /// Number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf hash.
    pub fn push(&mut self, leaf: TreeHash) {
        let mut hash = leaf;
        // Every trailing one bit is a subtree that the new leaf completes to the next size, like a carry.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The root; SHA-256("") when empty.
    pub fn root(&self) -> TreeHash {
        fold_peaks(self.peaks.iter().copied()).unwrap_or_else(empty_root)
    }

    /// Rebuilds from stored peaks, largest subtree first; `None` when their number does not fit the size.
    pub fn from_parts(size: u64, peaks: Vec<TreeHash>) -> Option<Self> {
        let fits = u32::try_from(peaks.len()).is_ok_and(|count| count == size.count_ones());
        fits.then_some(Self { size, peaks })
    }

    /// The peaks, largest subtree first.
    pub fn peaks(&self) -> &[TreeHash] {
        &self.peaks
    }
}

/// How a frontier looks in a snapshot.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    size: u64,
    peaks: Vec<TreeHash>,
}

impl From<Frontier> for Parts {
    fn from(frontier: Frontier) -> Self {
        Self { size: frontier.size, peaks: frontier.peaks }
    }
}

impl TryFrom<Parts> for Frontier {
    type Error = &'static str;

    fn try_from(parts: Parts) -> Result<Self, Self::Error> {
        Self::from_parts(parts.size, parts.peaks).ok_or("the number of peaks does not fit the size")
    }
}
