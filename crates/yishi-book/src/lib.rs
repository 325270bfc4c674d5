//! Joins the rules and the log: envelopes, authentication, admission of a command as an entry, and replay of an entry.
//!
//! The same functions serve the writer and the auditor, so that they cannot disagree.

use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use yishi_core::{Actor, Assistance, Command, Event, Party, PublicKey, Rejection, State, TextRef, TimeMs};
use yishi_log::chain::ChainHash;
use yishi_log::tree::{Frontier, TreeHash};

/// A client's random nonce: with the key it makes a command unique, so that a retry is recognised. 16 bytes in hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nonce(pub [u8; 16]);

impl TryFrom<String> for Nonce {
    type Error = yishi_core::InvalidId;
    fn try_from(_text: String) -> Result<Self, Self::Error> {
        unimplemented!()
    }
}

impl From<Nonce> for String {
    fn from(nonce: Nonce) -> String {
        hex::encode(nonce.0)
    }
}

/// The last checkpoint that the author of a command has seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Its size.
    pub size: u64,
    /// Its root, hex.
    pub root: yishi_core::Digest,
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

/// A command whose form and signature are proven; whether its key may sign is decided against a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentic {
    signed: SignedCommand,
    envelope: Envelope,
    hash: [u8; 32],
}

impl Authentic {
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

/// Why a command was refused: by the joints (key, nonce, expiry, form) or by the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "code")]
#[non_exhaustive]
pub enum Refusal {
    /// Not a canonical envelope.
    #[error("the command is not a canonical envelope: {reason}")]
    Malformed {
        /// What is wrong.
        reason: String,
    },
    /// Too large.
    #[error("the command has {bytes} bytes; the limit is {limit}")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The key is not acceptable or the signature does not verify.
    #[error("the signature does not verify: {reason}")]
    BadSignature {
        /// What is wrong.
        reason: String,
    },
    /// For another book.
    #[error("the command is for book `{found}`, this is `{expected}`")]
    OtherBook {
        /// This book.
        expected: String,
        /// The command's.
        found: String,
    },
    /// The key is not enrolled, revoked, or not the actor's.
    #[error("key {key} may not sign for this actor at this entry: {reason}")]
    KeyNotInForce {
        /// The key.
        key: PublicKey,
        /// Why.
        reason: String,
    },
    /// Expired.
    #[error(
        "the command expired at {expires_at_ms}; it is {now_ms} (milliseconds since 1970): sign it again"
    )]
    Expired {
        /// When.
        expires_at_ms: TimeMs,
        /// Now.
        now_ms: TimeMs,
    },
    /// The expiry lies too far ahead.
    #[error(
        "`expires_at_ms` is {expires_at_ms}, but must not be after {latest_ms}: at most 7 days after the checkpoint seen"
    )]
    ExpiryTooFar {
        /// What was found.
        expires_at_ms: TimeMs,
        /// The last moment that would pass.
        latest_ms: TimeMs,
    },
    /// The checkpoint named is not one of this book.
    #[error("the checkpoint named (size {size}) is not one of this book")]
    UnknownCheckpoint {
        /// Its size.
        size: u64,
    },
    /// The nonce was used with another command.
    #[error("the nonce was used with another command, at entry {index}: take a new one")]
    NonceConflict {
        /// The entry.
        index: u64,
    },
    /// A text that the command names is not there.
    #[error("{} text(s) that the command names are missing: send them along", missing.len())]
    TextsMissing {
        /// Which.
        missing: Vec<TextRef>,
    },
    /// The rules refuse it.
    #[error("{rejection}")]
    Rejected {
        /// Why.
        rejection: Rejection,
    },
}

/// Where a book stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of entries.
    pub size: u64,
    /// RFC 6962 root over them.
    pub root: TreeHash,
    /// BLAKE3 of the last leaf.
    pub prev: ChainHash,
    /// Time of the last entry.
    pub recorded_at: TimeMs,
}

/// A book in memory: its state, and what is needed to append. A clone is cheap.
#[derive(Clone, Debug)]
pub struct Book {
    origin: String,
    state: State,
    frontier: Frontier,
    prev: ChainHash,
    recorded_at: TimeMs,
    nonces: OrdMap<(PublicKey, Nonce), UsedNonce>,
}

/// A nonce that was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedNonce {
    /// The entry.
    pub index: u64,
    /// SHA-256 of the command's bytes.
    pub command_hash: [u8; 32],
}

/// What admission did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// A new entry.
    Appended {
        /// Its index.
        index: u64,
        /// Its leaf.
        leaf: Vec<u8>,
        /// Its leaf hash in the tree.
        leaf_hash: TreeHash,
        /// What it caused.
        events: Vec<Event>,
    },
    /// The same command stands already.
    Replayed {
        /// At this index.
        index: u64,
    },
}

/// A finding of a check, with the entry it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The entry; absent for findings on the whole.
    pub index: Option<u64>,
    /// The check, e.g. `chain`, `tree`, `signature`, `replay`.
    pub check: String,
    /// What was found, for people.
    pub message: String,
}

/// Proves form and signature of a received command; needs no book, so it can run on any thread.
pub fn authenticate(_signed: SignedCommand) -> Result<Authentic, Refusal> {
    unimplemented!()
}

impl Book {
    /// An empty book.
    pub fn new(_origin: &str) -> Self {
        unimplemented!()
    }
    /// The book's name.
    pub fn origin(&self) -> &str {
        &self.origin
    }
    /// The state.
    pub fn state(&self) -> &State {
        &self.state
    }
    /// Where it stands.
    pub fn head(&self) -> Head {
        unimplemented!()
    }
    /// Looks a nonce up, before anything else is checked.
    pub fn used_nonce(&self, key: &PublicKey, nonce: &Nonce) -> Option<UsedNonce> {
        self.nonces.get(&(*key, *nonce)).copied()
    }
    /// Admits a command at `at`: checks key, nonce, expiry and rules, forms the leaf and moves on. On refusal nothing changes.
    pub fn admit(&mut self, _command: &Authentic, _at: TimeMs) -> Result<Admission, Refusal> {
        unimplemented!()
    }
    /// The bytes that the engine has to sign to fire the obligation due first at `at`, if one is due.
    pub fn due_timer(&self, _engine_key: &PublicKey, _at: TimeMs) -> Option<Envelope> {
        unimplemented!()
    }
    /// Replays a leaf: every check, all findings. The book moves on even over findings where it can, so that later entries are checked too.
    pub fn replay(&mut self, _leaf: &[u8]) -> Vec<Finding> {
        unimplemented!()
    }
    /// Appends a leaf that is known to be good (read back from a store whose root was checked) without verifying signatures again.
    pub fn restore(&mut self, _leaf: &[u8]) -> Result<(), Finding> {
        unimplemented!()
    }
}

/// The actor of an envelope.
impl From<&Envelope> for Actor {
    fn from(envelope: &Envelope) -> Self {
        Self { party: envelope.actor.clone(), key: envelope.key, assistance: envelope.assistance.clone() }
    }
}
