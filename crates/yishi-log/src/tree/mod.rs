//! The Merkle tree of RFC 6962 (SHA-256): roots, inclusion and consistency proofs, and their verification.
//!
//! The tree is the only authority for proofs; the chain is a cheap local check. Where leaves are kept is left to stores.

mod blocks;
mod frontier;
mod nodes;
mod tiled;
mod verify;
mod whole;

pub use blocks::{BLOCK_LEAVES, BlockTree};
pub use frontier::Frontier;
pub use tiled::{FromTiles, TiledTree};
pub use verify::{verify_consistency, verify_inclusion};
pub use whole::Tree;

use crate::hash_text::hash_text;
use sha2::{Digest, Sha256};

/// A hash of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreeHash(pub [u8; 32]);

hash_text!(TreeHash);

/// Hash of a leaf: SHA-256(00 ‖ leaf).
pub fn leaf_hash(leaf: &[u8]) -> TreeHash {
    TreeHash(Sha256::new().chain_update([0]).chain_update(leaf).finalize().into())
}

/// Hash of two children: SHA-256(01 ‖ left ‖ right).
pub fn node_hash(left: &TreeHash, right: &TreeHash) -> TreeHash {
    TreeHash(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// The root of the empty tree: SHA-256("").
pub fn empty_root() -> TreeHash {
    TreeHash(Sha256::digest([]).into())
}

/// Why a proof cannot be made or does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The index is not inside the tree.
    #[error("index {index} is not inside a tree of size {size}")]
    IndexOutOfRange {
        /// The index.
        index: u64,
        /// The size.
        size: u64,
    },
    /// The older size is larger.
    #[error("size {old} is larger than {new}")]
    SizesReversed {
        /// Older.
        old: u64,
        /// Newer.
        new: u64,
    },
    /// The number of hashes is wrong.
    #[error("the proof has {found} hashes, {expected} are needed")]
    WrongLength {
        /// Needed.
        expected: usize,
        /// Found.
        found: usize,
    },
    /// A node that the proof needs is neither kept nor given.
    #[error("the root of subtree {position} on level {level} is not at hand")]
    NotAtHand {
        /// Its level: it spans 2^level leaves.
        level: u32,
        /// Its position on its level.
        position: u64,
    },
    /// The recomputed root differs.
    #[error("the proof leads to another root")]
    RootMismatch,
}

/// Joins perfect subtrees, largest first, into the root over all of them.
fn fold_peaks(peaks: impl DoubleEndedIterator<Item = TreeHash>) -> Option<TreeHash> {
    peaks.rev().reduce(|right, left| node_hash(&left, &right))
}
