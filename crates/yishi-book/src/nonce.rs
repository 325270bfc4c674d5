//! Nonces: what makes a command unique, and the compact memory of those that were used.

use crate::blob;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use yishi_core::{InvalidId, PublicKey};

/// A client's random nonce: with the key it makes a command unique, so that a retry is recognised. 16 bytes in hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nonce(pub [u8; 16]);

impl TryFrom<String> for Nonce {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut bytes = [0; 16];
        let lower = !text.bytes().any(|b| b.is_ascii_uppercase());
        match hex::decode_to_slice(&text, &mut bytes) {
            Ok(()) if lower => Ok(Self(bytes)),
            _ => Err(InvalidId { kind: "nonce", text, expected: "write 32 lower-case hexadecimal digits" }),
        }
    }
}

impl From<Nonce> for String {
    fn from(nonce: Nonce) -> String {
        hex::encode(nonce.0)
    }
}

/// A nonce that was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsedNonce {
    /// The entry.
    pub index: u64,
    /// The first 16 bytes of the SHA-256 of the command's bytes: enough to tell a retry from another command.
    pub command_hash: [u8; 16],
}

/// Every nonce that was ever used: 40 bytes each, keyed by 16 bytes of SHA-256(key ‖ nonce).
///
/// Only the holder of a key could look for a collision, and would find their own command answered by another
/// command of their own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "Blob", into = "Blob")]
pub(crate) struct Nonces(OrdMap<[u8; 16], UsedNonce>);

/// Nonces in a snapshot.
#[derive(Serialize, Deserialize)]
struct Blob(#[serde(with = "blob")] Vec<u8>);

impl From<Nonces> for Blob {
    fn from(nonces: Nonces) -> Self {
        Self(nonces.to_blob())
    }
}

impl TryFrom<Blob> for Nonces {
    type Error = &'static str;
    fn try_from(Blob(bytes): Blob) -> Result<Self, Self::Error> {
        Self::from_blob(&bytes).ok_or("a part of a nonce is left over")
    }
}

/// Bytes of one nonce in a snapshot.
const RECORD_BYTES: usize = 16 + 16 + 8;

impl Nonces {
    pub(crate) fn get(&self, key: &PublicKey, nonce: &Nonce) -> Option<UsedNonce> {
        self.0.get(&slot(key, nonce)).copied()
    }

    /// Remembers a nonce; the first use stands.
    pub(crate) fn insert(&mut self, key: &PublicKey, nonce: &Nonce, used: UsedNonce) {
        self.0.entry(slot(key, nonce)).or_insert(used);
    }

    fn to_blob(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len().saturating_mul(RECORD_BYTES));
        for (slot, used) in &self.0 {
            bytes.extend_from_slice(slot);
            bytes.extend_from_slice(&used.command_hash);
            bytes.extend_from_slice(&used.index.to_be_bytes());
        }
        bytes
    }

    fn from_blob(bytes: &[u8]) -> Option<Self> {
        let records = blob::records::<RECORD_BYTES>(bytes)?;
        let parsed = records.map(|record| {
            let (slot, rest) = record.split_first_chunk::<16>()?;
            let (command_hash, rest) = rest.split_first_chunk::<16>()?;
            let index = u64::from_be_bytes(*rest.first_chunk::<8>()?);
            Some((*slot, UsedNonce { index, command_hash: *command_hash }))
        });
        parsed.collect::<Option<OrdMap<_, _>>>().map(Self)
    }
}

fn slot(key: &PublicKey, nonce: &Nonce) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::new().chain_update(key.0).chain_update(nonce.0).finalize().into();
    first_half(&digest)
}

/// The first 16 of 32 bytes.
pub(crate) const fn first_half(digest: &[u8; 32]) -> [u8; 16] {
    match digest.first_chunk::<16>() {
        Some(half) => *half,
        None => [0; 16],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: PublicKey = PublicKey([1; 32]);

    #[test]
    fn a_nonce_has_one_spelling() {
        let text = "00ff".repeat(8);
        assert_eq!(String::from(Nonce::try_from(text.clone()).unwrap()), text);
        for wrong in ["00FF".repeat(8), "00ff".repeat(7), format!("{text}0"), String::new()] {
            assert!(Nonce::try_from(wrong).is_err());
        }
    }

    #[test]
    fn the_first_use_of_a_nonce_stands() {
        let mut nonces = Nonces::default();
        let (first, second) = (used(3, 1), used(4, 2));
        nonces.insert(&KEY, &Nonce([7; 16]), first);
        nonces.insert(&KEY, &Nonce([7; 16]), second);
        assert_eq!(nonces.get(&KEY, &Nonce([7; 16])), Some(first));
        assert_eq!(nonces.get(&PublicKey([2; 32]), &Nonce([7; 16])), None);
    }

    #[test]
    fn nonces_survive_a_snapshot_and_a_cut_one_is_refused() {
        let mut nonces = Nonces::default();
        for n in 0..100 {
            nonces.insert(&KEY, &Nonce([n; 16]), used(u64::from(n), n));
        }
        let blob = nonces.to_blob();
        let restored = Nonces::from_blob(&blob).unwrap();
        assert_eq!(restored.0, nonces.0);
        assert!(Nonces::from_blob(&blob[1..]).is_none());
    }

    fn used(index: u64, byte: u8) -> UsedNonce {
        UsedNonce { index, command_hash: [byte; 16] }
    }
}
