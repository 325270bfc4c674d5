//! The hash chain: BLAKE3 of each leaf stands in the next.

/// BLAKE3 of a leaf's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainHash(pub [u8; 32]);

impl ChainHash {
    /// What stands for `prev` in the first leaf: 32 zero bytes.
    pub const START: Self = Self([0; 32]);

    /// BLAKE3 of `leaf`.
    pub fn of(_leaf: &[u8]) -> Self {
        unimplemented!()
    }
}

impl std::fmt::Display for ChainHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}
