//! Ed25519 keys with one acceptance set: canonical, torsion-free, not of small order; `verify_strict` only.
//!
//! Secrets of different purposes have different types, so that a log key can never sign a command.

/// Why a key or signature is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not the canonical encoding of a point.
    #[error("the key is not the canonical encoding of a curve point")]
    NotCanonical,
    /// Of small order, or with a torsion component.
    #[error("the key has a small-order component")]
    Torsion,
    /// The signature does not verify.
    #[error("the signature does not verify under this key")]
    BadSignature,
}

/// A decoded, acceptable public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Decodes and checks.
    pub fn from_bytes(_bytes: &[u8; 32]) -> Result<Self, KeyError> {
        unimplemented!()
    }
    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }
    /// Verifies strictly (RFC 8032 with the checks of ZIP 215's critics: no small-order R, canonical S).
    pub fn verify(&self, _message: &[u8], _signature: &[u8; 64]) -> Result<(), KeyError> {
        unimplemented!()
    }
}

macro_rules! secret_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name(ed25519_dalek::SigningKey);

        impl $name {
            /// From a 32-byte seed, which the caller drew from a secure source.
            pub fn from_seed(seed: &[u8; 32]) -> Self {
                Self(ed25519_dalek::SigningKey::from_bytes(seed))
            }
            /// The public key's bytes.
            pub fn public(&self) -> [u8; 32] {
                self.0.verifying_key().to_bytes()
            }
        }
    };
}

secret_key!(
    /// Signs checkpoints and nothing else.
    LogKey);
secret_key!(
    /// Signs commands: a member's, a clerk's or the engine's.
    CommandKey);

impl CommandKey {
    /// Signs the PAE of a command's bytes.
    pub fn sign_command(&self, _command: &[u8]) -> [u8; 64] {
        unimplemented!()
    }
    /// Signs any DSSE payload type, e.g. refusals, sign-in challenges and proofs of possession.
    pub fn sign_payload(&self, _payload_type: &str, _payload: &[u8]) -> [u8; 64] {
        unimplemented!()
    }
}
