//! The keys of a book's log: those that this engine holds, and those that the book names for a size.
//!
//! A book names its keys itself, the founding one and those of its rotations, each with the sizes that it signs. While two overlap, a checkpoint
//! carries a line of each, so that readers who know either can check it.

use yishi_core::{BookInfo, LogKeySpan};
use yishi_log::checkpoint::{Checkpoint, CheckpointError, LogVerifier, Signed};
use yishi_log::key::LogKey;
use yishi_log::note::{Note, NoteSignature};

/// The log keys that an engine holds: at least one.
pub struct LogKeys {
    first: LogKey,
    others: Vec<LogKey>,
}

impl From<LogKey> for LogKeys {
    fn from(first: LogKey) -> Self {
        Self { first, others: Vec::new() }
    }
}

impl LogKeys {
    /// The same with another key, which a rotation brings into force or has brought.
    #[must_use]
    pub fn and(mut self, other: LogKey) -> Self {
        self.others.push(other);
        self
    }

    /// The public half of the first key.
    pub fn public(&self) -> [u8; 32] {
        self.first.public()
    }

    fn all(&self) -> impl Iterator<Item = &LogKey> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The first key as a verifier of the book: what a founding names.
    pub(crate) fn founding(&self, origin: &str) -> Result<LogVerifier, CheckpointError> {
        LogVerifier::new(origin, &self.first.public())
    }

    /// Whether one of the keys is the one that is named.
    pub(crate) fn holds(&self, origin: &str, log_vkey: &str) -> bool {
        let verifiers = self.all().filter_map(|key| LogVerifier::new(origin, &key.public()).ok());
        verifiers.into_iter().any(|verifier| verifier.to_vkey() == log_vkey)
    }

    /// The verifier keys of all of them.
    pub(crate) fn vkeys(&self, origin: &str) -> Vec<String> {
        let verifiers = self.all().filter_map(|key| LogVerifier::new(origin, &key.public()).ok());
        verifiers.map(|verifier| verifier.to_vkey()).collect()
    }

    /// Signs a checkpoint with every key that is held and in force at its size; with the first of them before the book is founded.
    /// Nothing where none is.
    pub(crate) fn sign(&self, book: Option<&BookInfo>, checkpoint: &Checkpoint) -> Option<String> {
        let Some(book) = book else { return Some(checkpoint.sign(&self.first)) };
        let in_force = book.log_keys().into_iter().filter(|span| span.signs(checkpoint.size));
        let keys = in_force.filter_map(|span| self.key_of(&checkpoint.origin, &span));
        keys.map(|key| checkpoint.sign(key)).reduce(|note, other| joined(&note, &other).unwrap_or(note))
    }

    fn key_of(&self, origin: &str, span: &LogKeySpan) -> Option<&LogKey> {
        self.all().find(|key| {
            LogVerifier::new(origin, &key.public()).is_ok_and(|verifier| verifier.to_vkey() == span.log_vkey)
        })
    }
}

/// What a note of a book says that none of the keys at hand has signed, unverified, with the id of the key that has. `None` where it is of
/// another book, or no key that is unknown stands under it.
pub fn signed_elsewhere(origin: &str, note: &[u8], known: &[LogVerifier]) -> Option<(Checkpoint, String)> {
    let parsed = Note::parse(note).ok()?;
    let checkpoint =
        Checkpoint::parse_text(parsed.text).ok().filter(|checkpoint| checkpoint.origin == origin)?;
    let mut own = parsed.signatures.iter().filter(|line| line.name == origin);
    let unknown = own.find(|line| !known.iter().any(|key| key.is_named(line)))?;
    Some((checkpoint, format!("{:08x}", u32::from_be_bytes(unknown.id))))
}

/// A note with the signature lines of another one of the same text.
fn joined(note: &str, other: &str) -> Option<String> {
    let parsed = Note::parse(note.as_bytes()).ok()?;
    let line = Note::parse(other.as_bytes()).ok()?.signatures.into_iter().next()?.to_line();
    let other = NoteSignature::parse(line.trim_end()).ok()?;
    Some(parsed.with(&other))
}

/// The keys that a book names, to read its checkpoints with.
#[derive(Clone, Debug)]
pub(crate) struct BookLogs(Vec<(LogVerifier, LogKeySpan)>);

impl BookLogs {
    /// Those of a founded book; before that, the first key that the engine holds.
    pub(crate) fn of(origin: &str, held: &LogKeys, book: Option<&BookInfo>) -> Result<Self, CheckpointError> {
        let Some(book) = book else {
            let verifier = held.founding(origin)?;
            let span = LogKeySpan { log_vkey: verifier.to_vkey(), from_size: 0, until_size: None };
            return Ok(Self(vec![(verifier, span)]));
        };
        let read = |span: LogKeySpan| LogVerifier::parse(&span.log_vkey).map(|verifier| (verifier, span));
        Ok(Self(book.log_keys().into_iter().map(read).collect::<Result<_, _>>()?))
    }

    /// Opens a note that a key in force at its size has signed, and none of them badly.
    pub(crate) fn open(&self, note: &[u8]) -> Result<Checkpoint, CheckpointError> {
        let parsed = Note::parse(note).map_err(CheckpointError::Malformed)?;
        let checkpoint = Checkpoint::parse_text(parsed.text)?;
        let in_force: Vec<&LogVerifier> = self.in_force(checkpoint.size).collect();
        let signed: Vec<Signed> = in_force.iter().map(|key| key.signed(&parsed)).collect();
        if let Some(key) = in_force.first().filter(|key| key.name() != checkpoint.origin) {
            let (expected, found) = (key.name().to_owned(), checkpoint.origin);
            return Err(CheckpointError::OtherOrigin { expected, found });
        }
        if signed.contains(&Signed::Good) && !signed.contains(&Signed::Bad) {
            return Ok(checkpoint);
        }
        let named = in_force.iter().map(|key| key.to_vkey()).collect::<Vec<_>>().join(" or ");
        Err(CheckpointError::NotSigned(named))
    }

    /// Whether a line stands under the name of one of the keys.
    pub(crate) fn is_named(&self, line: &NoteSignature<'_>) -> bool {
        self.0.iter().any(|(key, _)| key.is_named(line))
    }

    /// The keys in force at a size.
    pub(crate) fn in_force(&self, size: u64) -> impl Iterator<Item = &LogVerifier> {
        self.0.iter().filter(move |(_, span)| span.signs(size)).map(|(key, _)| key)
    }
}
