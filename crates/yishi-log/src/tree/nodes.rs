//! Roots and proofs from the roots of perfect subtrees, wherever those are kept.

use super::{ProofError, TreeHash, empty_root, fold_peaks};

/// Gives the roots of perfect subtrees.
pub(super) trait Nodes {
    /// Number of leaves.
    fn size(&self) -> u64;
    /// The root over the 2^level leaves from `position` · 2^level on, all of which are in the tree.
    fn perfect(&self, level: u32, position: u64) -> Result<TreeHash, ProofError>;
}

/// Largest power of two below `size`, where RFC 6962 splits a tree of two leaves or more.
const fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// The root at an earlier or the present size.
pub(super) fn root_at(nodes: &impl Nodes, size: u64) -> Result<TreeHash, ProofError> {
    within(nodes, size)?;
    root_of(nodes, 0, size)
}

/// Inclusion proof of `index` in the tree of `size`.
pub(super) fn inclusion(nodes: &impl Nodes, index: u64, size: u64) -> Result<Vec<TreeHash>, ProofError> {
    within(nodes, size)?;
    if index >= size {
        return Err(ProofError::IndexOutOfRange { index, size });
    }
    let (mut start, mut width) = (0, size);
    let mut proof = Vec::new();
    while width > 1 {
        let left = split(width);
        if index < start + left {
            proof.push(root_of(nodes, start + left, width - left)?);
            width = left;
        } else {
            proof.push(root_of(nodes, start, left)?);
            start += left;
            width -= left;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// Consistency proof between two sizes.
pub(super) fn consistency(nodes: &impl Nodes, old: u64, new: u64) -> Result<Vec<TreeHash>, ProofError> {
    if old > new {
        return Err(ProofError::SizesReversed { old, new });
    }
    within(nodes, new)?;
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut start, mut width) = (0, new);
    let mut proof = Vec::new();
    while start + width != old {
        let left = split(width);
        if old <= start + left {
            proof.push(root_of(nodes, start + left, width - left)?);
            width = left;
        } else {
            proof.push(root_of(nodes, start, left)?);
            start += left;
            width -= left;
        }
    }
    // A verifier who knows the old root does not need it again when the old tree is a perfect left subtree.
    if start != 0 {
        proof.push(root_of(nodes, start, width)?);
    }
    proof.reverse();
    Ok(proof)
}

fn within(nodes: &impl Nodes, size: u64) -> Result<(), ProofError> {
    let present = nodes.size();
    if size > present { Err(ProofError::SizesReversed { old: size, new: present }) } else { Ok(()) }
}

/// The root over `width` leaves from `start` on, which RFC 6962 only asks for where perfect subtrees are aligned.
fn root_of(nodes: &impl Nodes, start: u64, width: u64) -> Result<TreeHash, ProofError> {
    let mut at = start;
    let mut peaks = Vec::new();
    for level in (0..u64::BITS).rev().filter(|level| width & (1 << level) != 0) {
        peaks.push(nodes.perfect(level, at >> level)?);
        at += 1 << level;
    }
    Ok(fold_peaks(peaks.into_iter()).unwrap_or_else(empty_root))
}
