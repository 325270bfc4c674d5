//! The Merkle tree of RFC 6962 (SHA-256): roots, inclusion and consistency proofs, and their verification.

/// A hash of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreeHash(pub [u8; 32]);

impl std::fmt::Display for TreeHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// Hash of a leaf: SHA-256(00 ‖ leaf).
pub fn leaf_hash(_leaf: &[u8]) -> TreeHash {
    unimplemented!()
}

/// Hash of two children: SHA-256(01 ‖ left ‖ right).
pub fn node_hash(_left: &TreeHash, _right: &TreeHash) -> TreeHash {
    unimplemented!()
}

/// The right edge of a tree: enough to append and to know the root, in logarithmic memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<TreeHash>,
}

impl Frontier {
    /// Number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }
    /// Appends a leaf hash.
    pub fn push(&mut self, _leaf: TreeHash) {
        unimplemented!()
    }
    /// The root; SHA-256("") when empty.
    pub fn root(&self) -> TreeHash {
        unimplemented!()
    }
    /// Rebuilds from stored peaks, largest subtree first; `None` when their number does not fit the size.
    pub fn from_parts(_size: u64, _peaks: Vec<TreeHash>) -> Option<Self> {
        unimplemented!()
    }
    /// The peaks, largest subtree first.
    pub fn peaks(&self) -> &[TreeHash] {
        &self.peaks
    }
}

/// A whole tree in memory (64 bytes a leaf): proofs for any earlier size.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    levels: Vec<Vec<TreeHash>>,
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
    /// The recomputed root differs.
    #[error("the proof leads to another root")]
    RootMismatch,
}

impl Tree {
    /// Number of leaves.
    pub fn size(&self) -> u64 {
        unimplemented!()
    }
    /// Appends a leaf hash.
    pub fn push(&mut self, _leaf: TreeHash) {
        unimplemented!()
    }
    /// The root at an earlier or the present size.
    pub fn root_at(&self, _size: u64) -> Result<TreeHash, ProofError> {
        unimplemented!()
    }
    /// Inclusion proof of `index` in the tree of `size`.
    pub fn inclusion(&self, _index: u64, _size: u64) -> Result<Vec<TreeHash>, ProofError> {
        unimplemented!()
    }
    /// Consistency proof between two sizes.
    pub fn consistency(&self, _old: u64, _new: u64) -> Result<Vec<TreeHash>, ProofError> {
        unimplemented!()
    }
}

/// Verifies an inclusion proof.
pub fn verify_inclusion(
    _index: u64,
    _size: u64,
    _leaf: &TreeHash,
    _proof: &[TreeHash],
    _root: &TreeHash,
) -> Result<(), ProofError> {
    unimplemented!()
}

/// Verifies a consistency proof.
pub fn verify_consistency(
    _old: u64,
    _old_root: &TreeHash,
    _new: u64,
    _new_root: &TreeHash,
    _proof: &[TreeHash],
) -> Result<(), ProofError> {
    unimplemented!()
}
