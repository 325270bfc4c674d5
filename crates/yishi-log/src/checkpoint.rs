//! Checkpoints: C2SP `tlog-checkpoint` as a `signed-note`.
//!
//! Stricter than the specification where it leaves room: no extension lines, and the origin is always compared.
//! Whether witnesses have to cosign is left to `policy`.

use crate::digits;
use crate::key::{LogKey, VerifyingKey};
use crate::note::{self, Note, NoteSignature, Vkey};
use crate::tree::TreeHash;

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The book.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// RFC 6962 root over them.
    pub root: TreeHash,
}

/// Why a note is not a good checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Malformed; the reason in words.
    #[error("malformed checkpoint: {0}")]
    Malformed(String),
    /// Of another book.
    #[error("the checkpoint is of `{found}`, not of `{expected}`")]
    OtherOrigin {
        /// Wanted.
        expected: String,
        /// Found.
        found: String,
    },
    /// No signature of the key that was asked for.
    #[error("no valid signature of log key {0}")]
    NotSigned(String),
}

impl CheckpointError {
    fn malformed(reason: impl Into<String>) -> Self {
        Self::Malformed(reason.into())
    }
}

/// Whether a key has signed a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// No line stands under its name and id.
    Absent,
    /// Every line under its name and id verifies.
    Good,
    /// One of them does not.
    Bad,
}

/// The type byte of Ed25519 keys in signed notes.
const ED25519: u8 = 0x01;

/// A log's verifier key in signed-note form: `name+hash+base64(01 ‖ key)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogVerifier {
    name: String,
    key: VerifyingKey,
}

impl LogVerifier {
    /// From its parts.
    ///
    /// # Errors
    /// When the name cannot name a key or the key is not acceptable.
    pub fn new(name: &str, public: &[u8; 32]) -> Result<Self, CheckpointError> {
        if !note::is_key_name(name) {
            return Err(CheckpointError::malformed(format!("`{name}` cannot name a key")));
        }
        let key = VerifyingKey::from_bytes(public)
            .map_err(|error| CheckpointError::malformed(error.to_string()))?;
        Ok(Self { name: name.to_owned(), key })
    }

    /// Parses `name+hash+key`; canonical base64 only, and the hash must match.
    ///
    /// # Errors
    /// What is wrong with the form or the key.
    pub fn parse(vkey: &str) -> Result<Self, CheckpointError> {
        let fail = |reason: &str| CheckpointError::malformed(format!("verifier key `{vkey}`: {reason}"));
        let Vkey { name, id, kind, public } = Vkey::parse(vkey).map_err(|reason| fail(&reason))?;
        if kind != ED25519 {
            return Err(fail("its type is not Ed25519 (1)"));
        }
        let public: [u8; 32] = public.try_into().map_err(|_| fail("the key has not 32 bytes"))?;
        if note::key_id(name, kind, &public) != id {
            return Err(fail("the hash does not match name and key"));
        }
        Self::new(name, &public)
    }

    /// The name, which is the origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key's bytes.
    pub fn public(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// `name+hash+key`.
    pub fn to_vkey(&self) -> String {
        let mut typed = vec![ED25519];
        typed.extend_from_slice(&self.public());
        format!("{}+{}+{}", self.name, hex::encode(self.id()), digits::to_base64(&typed))
    }

    /// Opens a signed note: checks form, origin and signature.
    ///
    /// Signatures of other keys are passed over; every signature under this key's name and id must verify.
    ///
    /// # Errors
    /// When the form is wrong, the origin is another, or this key's signature is missing or bad.
    pub fn open(&self, note: &[u8]) -> Result<Checkpoint, CheckpointError> {
        let note = Note::parse(note).map_err(CheckpointError::Malformed)?;
        let checkpoint = Checkpoint::parse_body(note.text)?;
        if checkpoint.origin != self.name {
            return Err(CheckpointError::OtherOrigin {
                expected: self.name.clone(),
                found: checkpoint.origin,
            });
        }
        match self.signed(&note) {
            Signed::Good => Ok(checkpoint),
            Signed::Absent | Signed::Bad => Err(CheckpointError::NotSigned(self.to_vkey())),
        }
    }

    /// Whether this key has signed a note: every line under its name and id must verify.
    pub fn signed(&self, note: &Note<'_>) -> Signed {
        let mut ours = note.signatures.iter().filter(|line| self.is_named(line)).peekable();
        if ours.peek().is_none() {
            return Signed::Absent;
        }
        if ours.all(|line| self.verifies(note.text, &line.value)) { Signed::Good } else { Signed::Bad }
    }

    /// Whether a signature line stands under this key's name and id.
    pub fn is_named(&self, line: &NoteSignature<'_>) -> bool {
        line.name == self.name && line.id == self.id()
    }

    fn id(&self) -> [u8; 4] {
        note::key_id(&self.name, ED25519, &self.public())
    }

    fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        signature.try_into().is_ok_and(|signature| self.key.verify(text.as_bytes(), signature).is_ok())
    }
}

impl Checkpoint {
    /// The note text that is signed.
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, digits::to_base64(&self.root.0))
    }

    /// The signed note.
    pub fn sign(&self, key: &LogKey) -> String {
        let body = self.body();
        let id = note::key_id(&self.origin, ED25519, &key.public());
        let line = note::signature_line(&self.origin, id, &key.sign_note(&body));
        format!("{body}\n{line}")
    }

    /// Reads the body of a signed note without checking signatures.
    ///
    /// # Errors
    /// When the form is wrong.
    pub fn parse_unverified(note: &[u8]) -> Result<Self, CheckpointError> {
        Self::parse_body(Note::parse(note).map_err(CheckpointError::Malformed)?.text)
    }

    /// Reads the three lines of a checkpoint alone, as they are printed or read out: nobody's signature stands under them.
    ///
    /// # Errors
    /// When the form is wrong.
    pub fn parse_text(text: &str) -> Result<Self, CheckpointError> {
        Self::parse_body(text)
    }

    pub(crate) fn parse_body(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root), Some(""), None) =
            (lines.next(), lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(CheckpointError::malformed("exactly three lines are allowed: origin, size, root"));
        };
        if !note::is_key_name(origin) {
            return Err(CheckpointError::malformed("the first line is not an origin"));
        }
        let size = digits::decimal(size)
            .ok_or_else(|| CheckpointError::malformed("the size is not a plain decimal up to 2^63 − 1"))?;
        let root = digits::base64_hash(root)
            .ok_or_else(|| CheckpointError::malformed("the root is not canonical base64 of 32 bytes"))?;
        Ok(Self { origin: origin.to_owned(), size, root: TreeHash(root) })
    }
}
