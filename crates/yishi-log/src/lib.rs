//! The bytes of a book: canonical JSON, hash chain, Merkle tree, checkpoints, receipts, signatures.
//!
//! Knows no rules of deliberation. Normative text: `docs/format.md`.

pub mod canonical;
pub mod chain;
pub mod checkpoint;
pub mod cosignature;
pub mod digits;
pub mod dsse;
mod hash_text;
pub mod key;
pub mod leaf;
pub mod leaf_place;
pub mod note;
pub mod policy;
pub mod receipt;
pub mod text;
pub mod tile;
pub mod tree;
pub mod witness;
