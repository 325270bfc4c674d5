//! A whole tree in memory, from which proofs for any earlier size are made.

use super::{ProofError, TreeHash, empty_root, fold_peaks, node_hash};

/// A whole tree in memory (64 bytes a leaf): proofs for any earlier size.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// `levels[k]` holds the roots of the perfect subtrees of 2^k leaves, left to right.
    levels: Vec<Vec<TreeHash>>,
}

/// Largest power of two below `size`, where RFC 6962 splits a tree of two leaves or more.
const fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

impl Tree {
    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| u64::try_from(leaves.len()).unwrap_or(u64::MAX))
    }

    /// The hash of a leaf.
    pub fn leaf(&self, index: u64) -> Option<TreeHash> {
        self.perfect(0, index)
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
        self.within(size)?;
        Ok(self.root_of(0, size))
    }

    /// Inclusion proof of `index` in the tree of `size`.
    ///
    /// # Errors
    /// When the index is not inside, or the tree is smaller than `size`.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<TreeHash>, ProofError> {
        self.within(size)?;
        if index >= size {
            return Err(ProofError::IndexOutOfRange { index, size });
        }
        let (mut start, mut width) = (0, size);
        let mut proof = Vec::new();
        while width > 1 {
            let left = split(width);
            if index < start + left {
                proof.push(self.root_of(start + left, width - left));
                width = left;
            } else {
                proof.push(self.root_of(start, left));
                start += left;
                width -= left;
            }
        }
        proof.reverse();
        Ok(proof)
    }

    /// Consistency proof between two sizes.
    ///
    /// # Errors
    /// When the older size is the larger, or the tree is smaller than `new`.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<TreeHash>, ProofError> {
        if old > new {
            return Err(ProofError::SizesReversed { old, new });
        }
        self.within(new)?;
        if old == 0 || old == new {
            return Ok(Vec::new());
        }
        let (mut start, mut width) = (0, new);
        let mut proof = Vec::new();
        while start + width != old {
            let left = split(width);
            if old <= start + left {
                proof.push(self.root_of(start + left, width - left));
                width = left;
            } else {
                proof.push(self.root_of(start, left));
                start += left;
                width -= left;
            }
        }
        // A verifier who knows the old root does not need it again when the old tree is a perfect left subtree.
        if start != 0 {
            proof.push(self.root_of(start, width));
        }
        proof.reverse();
        Ok(proof)
    }

    fn within(&self, size: u64) -> Result<(), ProofError> {
        let present = self.size();
        if size > present { Err(ProofError::SizesReversed { old: size, new: present }) } else { Ok(()) }
    }

    /// The root over `width` leaves from `start` on, which RFC 6962 only asks for where perfect subtrees are aligned.
    fn root_of(&self, start: u64, width: u64) -> TreeHash {
        let mut at = start;
        let peaks: Vec<TreeHash> = (0..u64::BITS)
            .rev()
            .filter(|level| width & (1 << level) != 0)
            .filter_map(|level| {
                let peak = self.perfect(level, at >> level);
                at += 1 << level;
                peak
            })
            .collect();
        fold_peaks(peaks.into_iter()).unwrap_or_else(empty_root)
    }

    fn perfect(&self, level: u32, position: u64) -> Option<TreeHash> {
        let level = self.levels.get(usize::try_from(level).ok()?)?;
        level.get(usize::try_from(position).ok()?).copied()
    }
}
