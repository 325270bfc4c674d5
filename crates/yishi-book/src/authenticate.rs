//! Authentication: form and signature of a command, proven without any book, so that it can run on any thread.

use crate::possession;
use crate::{Envelope, Refusal, SignedCommand};
use sha2::{Digest as _, Sha256};
use yishi_core::PublicKey;
use yishi_log::dsse;
use yishi_log::key::{CommandKey, KeyError, VerifyingKey};
use yishi_log::leaf::MAX_COMMAND_BYTES;

/// A command whose form and signature are proven; whether its key may sign is decided against a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentic {
    signed: SignedCommand,
    envelope: Envelope,
    hash: [u8; 32],
}

impl Authentic {
    /// Signs an envelope; what one has signed oneself needs no verification.
    pub fn sign(envelope: Envelope, key: &CommandKey) -> Result<Self, Refusal> {
        if PublicKey(key.public()) != envelope.key {
            return Err(Refusal::BadSignature { reason: "the envelope names another key".to_owned() });
        }
        let bytes = envelope.encode()?;
        check_size(bytes.len())?;
        possession::check(&envelope, &NoKeyCache)?;
        let signature = key.sign_command(&bytes);
        Ok(Self { hash: Sha256::digest(&bytes).into(), signed: SignedCommand { bytes, signature }, envelope })
    }
    /// What was signed.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }
    /// The bytes and the signature.
    pub fn signed(&self) -> &SignedCommand {
        &self.signed
    }
    /// SHA-256 of the command's bytes: its identity.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }
}

/// Gives decoded public keys; decoding one costs a tenth of a verification.
pub trait KeyCache {
    /// The decoded key, or why it is not acceptable.
    fn verifying_key(&self, key: &PublicKey) -> Result<VerifyingKey, KeyError>;
}

/// Decodes anew each time.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoKeyCache;

impl KeyCache for NoKeyCache {
    fn verifying_key(&self, key: &PublicKey) -> Result<VerifyingKey, KeyError> {
        VerifyingKey::from_bytes(&key.0)
    }
}

/// Proves form and signature of a received command, with the proofs of possession in it; needs no book.
pub fn authenticate(signed: SignedCommand) -> Result<Authentic, Refusal> {
    authenticate_with(signed, &NoKeyCache)
}

/// As [`authenticate`], with decoded keys from a cache.
pub fn authenticate_with(signed: SignedCommand, keys: &dyn KeyCache) -> Result<Authentic, Refusal> {
    check_size(signed.bytes.len())?;
    let envelope = Envelope::parse(&signed.bytes)?;
    verify(&envelope.key, dsse::COMMAND_TYPE, &signed.bytes, &signed.signature, keys)
        .map_err(|e| Refusal::BadSignature { reason: e.to_string() })?;
    possession::check(&envelope, keys)?;
    Ok(Authentic { hash: Sha256::digest(&signed.bytes).into(), signed, envelope })
}

/// Verifies a signature over the PAE of a payload.
pub(crate) fn verify(
    key: &PublicKey,
    payload_type: &str,
    payload: &[u8],
    signature: &[u8; 64],
    keys: &dyn KeyCache,
) -> Result<(), KeyError> {
    keys.verifying_key(key)?.verify(&dsse::pae(payload_type, payload), signature)
}

fn check_size(bytes: usize) -> Result<(), Refusal> {
    if bytes <= MAX_COMMAND_BYTES {
        return Ok(());
    }
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    Err(Refusal::TooLarge { bytes: count(bytes), limit: count(MAX_COMMAND_BYTES) })
}
