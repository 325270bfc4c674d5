//! Ed25519 keys with one acceptance set: canonical, torsion-free, not of small order; `verify_strict` only.
//!
//! Secrets of different purposes have different types, so that a log key can never sign a command. Whose key it is
//! and when it is in force is left to the book.

use crate::dsse;

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

/// A decoded, acceptable public key. Decoding costs about as much as verifying: keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Decodes and checks.
    ///
    /// # Errors
    /// When the bytes are not the canonical encoding of a point, or the point is not of the prime order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotCanonical)?;
        let point = key.to_edwards();
        // Decoding reduces y modulo p and forgets the sign of x = 0: only encoding again tells one spelling from two.
        if point.compress().to_bytes() != *bytes {
            return Err(KeyError::NotCanonical);
        }
        // The identity is torsion-free, so both questions have to be asked.
        if point.is_small_order() || !point.is_torsion_free() {
            return Err(KeyError::Torsion);
        }
        Ok(Self(key))
    }

    /// Decodes a key that passed [`Self::from_bytes`] before, e.g. at its enrolment, without multiplying it by the
    /// group order again, which costs more than a verification.
    ///
    /// # Errors
    /// When the bytes are not a point at all.
    pub fn from_accepted_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        ed25519_dalek::VerifyingKey::from_bytes(bytes).map(Self).map_err(|_| KeyError::NotCanonical)
    }

    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Verifies strictly: S is canonical, R is not of small order, and the equation holds without the cofactor.
    ///
    /// # Errors
    /// When the signature does not verify.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), KeyError> {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.0.verify_strict(message, &signature).map_err(|_| KeyError::BadSignature)
    }

    /// Verifies a signature over the PAE of a payload.
    ///
    /// # Errors
    /// When the signature does not verify.
    pub fn verify_payload(
        &self,
        payload_type: &str,
        payload: &[u8],
        signature: &[u8; 64],
    ) -> Result<(), KeyError> {
        self.verify(&dsse::pae(payload_type, payload), signature)
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

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), hex::encode(self.public()))
            }
        }
    };
}

secret_key!(
    /// Signs checkpoints and nothing else.
    LogKey);
secret_key!(
    /// Cosigns checkpoints of others and nothing else: a witness's.
    WitnessKey);
secret_key!(
    /// Signs commands: a member's, a clerk's or the engine's.
    CommandKey);

impl LogKey {
    /// Signs the text of a note.
    pub(crate) fn sign_note(&self, text: &str) -> [u8; 64] {
        use ed25519_dalek::Signer;
        self.0.sign(text.as_bytes()).to_bytes()
    }
}

impl WitnessKey {
    /// Signs the message of a cosignature.
    pub(crate) fn sign_cosignature(&self, message: &str) -> [u8; 64] {
        use ed25519_dalek::Signer;
        self.0.sign(message.as_bytes()).to_bytes()
    }
}

impl CommandKey {
    /// Signs the PAE of a command's bytes.
    pub fn sign_command(&self, command: &[u8]) -> [u8; 64] {
        self.sign_payload(dsse::COMMAND_TYPE, command)
    }

    /// Signs any DSSE payload type, e.g. refusals, sign-in challenges and proofs of possession.
    pub fn sign_payload(&self, payload_type: &str, payload: &[u8]) -> [u8; 64] {
        use ed25519_dalek::Signer;
        self.0.sign(&dsse::pae(payload_type, payload)).to_bytes()
    }
}
