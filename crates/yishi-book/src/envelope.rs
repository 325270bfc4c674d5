//! The envelope: the exact bytes that a person or the engine signs.

use crate::{Nonce, Refusal};
use serde::{Deserialize, Serialize};
use yishi_core::{Actor, Assistance, Command, Digest, Party, PublicKey, TimeMs};
use yishi_log::canonical;

/// The one version of the envelope's form.
pub const ENVELOPE_VERSION: u32 = 1;

/// The last checkpoint that the author of a command has seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Its size.
    pub size: u64,
    /// Its root, hex.
    pub root: Digest,
}

/// What is signed: who orders what, in which book, until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Format version: 1.
    pub v: u32,
    /// The book.
    pub origin: String,
    /// In whose name.
    pub actor: Party,
    /// For whom, if a clerk acts for somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assistance: Option<Assistance>,
    /// The key that signs.
    pub key: PublicKey,
    /// Makes it unique.
    pub nonce: Nonce,
    /// Not admitted at or after this moment; at most 7 days after the checkpoint seen.
    pub expires_at_ms: TimeMs,
    /// The last checkpoint seen.
    pub seen: Seen,
    /// The order.
    pub command: Command,
}

/// A command as received: its exact bytes and the signature over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCommand {
    /// Canonical JSON of an [`Envelope`].
    pub bytes: Vec<u8>,
    /// Ed25519 over the PAE of the bytes.
    pub signature: [u8; 64],
}

impl Envelope {
    /// Reads the one byte string that stands for an envelope.
    ///
    /// The bytes are parsed, encoded again and compared, so that no two byte strings mean the same envelope:
    /// unknown fields, `null` for an absent field, other spellings of numbers and other orders are refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        // Valid UTF-8 is checked once for the whole; reading bytes would check each string by itself.
        let read = match std::str::from_utf8(bytes) {
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(bytes),
        };
        let envelope: Self = read.map_err(|e| malformed(&e.to_string()))?;
        if envelope.v != ENVELOPE_VERSION {
            return Err(malformed(&format!("`v` is {}, known is {ENVELOPE_VERSION}", envelope.v)));
        }
        if envelope.encode()? == bytes {
            return Ok(envelope);
        }
        canonical::check(bytes).map_err(|e| malformed(&e.to_string()))?;
        Err(malformed("a field is written in another form than the one that is signed, e.g. `null` for none"))
    }

    /// The bytes to sign: canonical JSON.
    pub fn encode(&self) -> Result<Vec<u8>, Refusal> {
        canonical::encode(self).map_err(|e| malformed(&e.to_string()))
    }
}

fn malformed(reason: &str) -> Refusal {
    Refusal::Malformed { reason: reason.to_owned() }
}

/// The actor of an envelope.
impl From<&Envelope> for Actor {
    fn from(envelope: &Envelope) -> Self {
        Self { party: envelope.actor.clone(), key: envelope.key, assistance: envelope.assistance.clone() }
    }
}
