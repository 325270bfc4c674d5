//! Verification of proofs. Lengths are checked before anything is hashed.

use super::{ProofError, TreeHash, empty_root, node_hash};

/// Verifies an inclusion proof.
///
/// # Errors
/// When the index is outside, the number of hashes is wrong, or the proof leads to another root.
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf: &TreeHash,
    proof: &[TreeHash],
    root: &TreeHash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::IndexOutOfRange { index, size });
    }
    let (inner, border) = path_lengths(index, size);
    let (inside, edge) = split_proof(proof, inner, border)?;
    let hash = climb(*leaf, inside, index);
    matching(edge.iter().fold(hash, |hash, left| node_hash(left, &hash)), root)
}

/// Verifies a consistency proof.
///
/// From size 0 it holds with an empty proof and the empty root; equal sizes need an empty proof and equal roots.
///
/// # Errors
/// When the sizes are reversed, the number of hashes is wrong, or the proof leads to another root on either side.
pub fn verify_consistency(
    old: u64,
    old_root: &TreeHash,
    new: u64,
    new_root: &TreeHash,
    proof: &[TreeHash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::SizesReversed { old, new });
    }
    if old == new {
        split_proof(proof, 0, 0)?;
        return matching(*old_root, new_root);
    }
    if old == 0 {
        split_proof(proof, 0, 0)?;
        return matching(*old_root, &empty_root());
    }
    // The last leaf of the old tree stands in a perfect subtree of 2^shift leaves, where both ways up begin.
    let shift = old.trailing_zeros();
    let (inner, border) = path_lengths(old - 1, new);
    let inner = inner.saturating_sub(shift);
    let (seed, rest) = if old.is_power_of_two() {
        (*old_root, proof)
    } else {
        let needed = usize::try_from(inner + border + 1).unwrap_or(usize::MAX);
        proof
            .split_first()
            .map(|(seed, rest)| (*seed, rest))
            .ok_or(ProofError::WrongLength { expected: needed, found: 0 })?
    };
    let (inside, edge) = split_proof(rest, inner, border)?;
    let path = (old - 1) >> shift;
    let old_hash = climb_right(seed, inside, path);
    matching(edge.iter().fold(old_hash, |hash, left| node_hash(left, &hash)), old_root)?;
    let new_hash = climb(seed, inside, path);
    matching(edge.iter().fold(new_hash, |hash, left| node_hash(left, &hash)), new_root)
}

/// How many hashes lie inside the subtree where the ways to `index` and to the last leaf part, and how many on its left edge.
const fn path_lengths(index: u64, size: u64) -> (u32, u32) {
    let inner = u64::BITS - (index ^ (size - 1)).leading_zeros();
    let above = match index.checked_shr(inner) {
        Some(above) => above,
        None => 0,
    };
    (inner, above.count_ones())
}

fn split_proof(
    proof: &[TreeHash],
    inner: u32,
    border: u32,
) -> Result<(&[TreeHash], &[TreeHash]), ProofError> {
    let expected = usize::try_from(inner + border).unwrap_or(usize::MAX);
    let inner = usize::try_from(inner).unwrap_or(usize::MAX);
    match proof.split_at_checked(inner) {
        Some(parts) if proof.len() == expected => Ok(parts),
        _ => Err(ProofError::WrongLength { expected, found: proof.len() }),
    }
}

/// Joins siblings on the side that each bit of `path` names, lowest first.
fn climb(seed: TreeHash, siblings: &[TreeHash], path: u64) -> TreeHash {
    let bits = (0..u64::BITS).map(|bit| (path >> bit) & 1 == 1);
    siblings.iter().zip(bits).fold(seed, |hash, (sibling, is_right)| {
        if is_right { node_hash(sibling, &hash) } else { node_hash(&hash, sibling) }
    })
}

/// Joins only the siblings to the left: what stood before the tree grew.
fn climb_right(seed: TreeHash, siblings: &[TreeHash], path: u64) -> TreeHash {
    let bits = (0..u64::BITS).map(|bit| (path >> bit) & 1 == 1);
    let lefts = siblings.iter().zip(bits).filter_map(|(sibling, is_right)| is_right.then_some(sibling));
    lefts.fold(seed, |hash, left| node_hash(left, &hash))
}

fn matching(found: TreeHash, wanted: &TreeHash) -> Result<(), ProofError> {
    if found == *wanted { Ok(()) } else { Err(ProofError::RootMismatch) }
}
