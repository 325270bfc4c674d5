//! The bytes of a book: canonical JSON, hash chain, Merkle tree, checkpoints, receipts, signatures.
//!
//! Knows no rules of deliberation. Normative text: `docs/format.md`.

pub mod canonical;
pub mod chain;
pub mod checkpoint;
pub mod dsse;
pub mod key;
pub mod leaf;
pub mod receipt;
pub mod text;
pub mod tree;
