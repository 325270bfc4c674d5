//! A whole tree in memory, from which proofs for any earlier size are made.

use super::nodes::{self, Nodes};
use super::{ProofError, TreeHash, node_hash};

/// A whole tree in memory (64 bytes a leaf): proofs for any earlier size.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// `levels[k]` holds the roots of the perfect subtrees of 2^k leaves, left to right.
    levels: Vec<Vec<TreeHash>>,
}

impl Tree {
    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| u64::try_from(leaves.len()).unwrap_or(u64::MAX))
    }

    /// Number of nodes in it, leaves and inner ones.
    pub fn nodes(&self) -> u64 {
        self.levels.iter().map(|level| u64::try_from(level.len()).unwrap_or(u64::MAX)).sum()
    }

    /// The hash of a leaf.
    pub fn leaf(&self, index: u64) -> Option<TreeHash> {
        self.perfect_root(0, index)
    }

    /// Appends a leaf hash.
    pub fn push(&mut self, leaf: TreeHash) {
        let mut hash = leaf;
        for level in &mut self.levels {
            let left = if level.len() % 2 == 1 { level.last().copied() } else { None };
            level.push(hash);
            match left {
                Some(left) => hash = node_hash(&left, &hash),
                None => return,
            }
        }
        self.levels.push(vec![hash]);
    }

    /// The root at an earlier or the present size.
    ///
    /// # Errors
    /// When the tree is smaller.
    pub fn root_at(&self, size: u64) -> Result<TreeHash, ProofError> {
        nodes::root_at(self, size)
    }

    /// Inclusion proof of `index` in the tree of `size`.
    ///
    /// # Errors
    /// When the index is not inside, or the tree is smaller than `size`.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<TreeHash>, ProofError> {
        nodes::inclusion(self, index, size)
    }

    /// Consistency proof between two sizes.
    ///
    /// # Errors
    /// When the older size is the larger, or the tree is smaller than `new`.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<TreeHash>, ProofError> {
        nodes::consistency(self, old, new)
    }

    /// The root over the 2^level leaves from `position` · 2^level on.
    pub(super) fn perfect_root(&self, level: u32, position: u64) -> Option<TreeHash> {
        let level = self.levels.get(usize::try_from(level).ok()?)?;
        level.get(usize::try_from(position).ok()?).copied()
    }
}

impl Nodes for Tree {
    fn size(&self) -> u64 {
        Self::size(self)
    }

    fn perfect(&self, level: u32, position: u64) -> Result<TreeHash, ProofError> {
        self.perfect_root(level, position).ok_or(ProofError::NotAtHand { level, position })
    }
}
