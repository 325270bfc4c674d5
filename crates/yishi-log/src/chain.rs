//! The hash chain: BLAKE3 of each leaf stands in the next, so that `b3sum` over a line of an exported book shows it to anybody.

use crate::hash_text::hash_text;

/// BLAKE3 of a leaf's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainHash(pub [u8; 32]);

impl ChainHash {
    /// What stands for `prev` in the first leaf: 32 zero bytes.
    pub const START: Self = Self([0; 32]);

    /// BLAKE3 of `leaf`.
    pub fn of(leaf: &[u8]) -> Self {
        Self(blake3::hash(leaf).into())
    }
}

hash_text!(ChainHash);
