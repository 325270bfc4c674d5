//! The leaf: one line of canonical JSON that holds a signed command verbatim and the events it caused.
//!
//! Reading checks every byte in one pass and copies nothing. What command and events mean is left to the book.

use crate::canonical::Scanner;
use crate::chain::ChainHash;
use crate::digits::lower_hex;
use crate::leaf_place::LeafPlace;

/// The format version that stands in `v`.
pub const FORMAT_VERSION: u64 = 1;
/// Largest name of a book in bytes.
pub const MAX_ORIGIN_BYTES: usize = 200;

/// Largest leaf in bytes (C2SP entry bundles end at 65,535).
pub const MAX_LEAF_BYTES: usize = 60 * 1024;
/// Largest command in bytes.
pub const MAX_COMMAND_BYTES: usize = 24 * 1024;

/// A leaf's fields, borrowed from its bytes; `command` and `events` verbatim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// The book.
    pub origin: &'a str,
    /// Its position.
    pub index: u64,
    /// When the writer recorded it, ms since epoch.
    pub recorded_at_ms: u64,
    /// BLAKE3 of the previous leaf.
    pub prev: ChainHash,
    /// The rules code in force.
    pub ruleset: u32,
    /// The signed command, canonical JSON.
    pub command: &'a str,
    /// The public key that signed.
    pub key: [u8; 32],
    /// The signature over the PAE of `command`.
    pub signature: [u8; 64],
    /// The events, a canonical JSON array.
    pub events: &'a str,
}

/// Why bytes are not a leaf.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// Not canonical.
    #[error(transparent)]
    Canonical(#[from] crate::canonical::CanonicalError),
    /// A field is missing, unknown or out of range.
    #[error("not a leaf: {0}")]
    Malformed(String),
    /// Too large.
    #[error("a leaf of {0} bytes exceeds the limit of {MAX_LEAF_BYTES}")]
    TooLarge(usize),
}

/// Whether a text can name a book: 1 to 200 printable ASCII characters other than space, `"`, `+` and `\`.
///
/// Such a name needs no escape in JSON and is a valid key name of a signed note.
pub fn is_origin(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'+' | b'\\');
    (1..=MAX_ORIGIN_BYTES).contains(&text.len()) && text.bytes().all(allowed)
}

impl<'a> Leaf<'a> {
    /// The bytes. `command` and `events` must be canonical JSON.
    ///
    /// # Errors
    /// When a field is out of its range, not canonical, or the whole is too large: a leaf that could not be parsed
    /// is never made.
    pub fn encode(&self) -> Result<Vec<u8>, LeafError> {
        let text = format!(
            r#"{{"command":{},"events":{},"index":{},"origin":"{}","prev":"{}","recorded_at":{},"ruleset":{},"signature":{{"key":"{}","value":"{}"}},"v":{FORMAT_VERSION}}}"#,
            self.command,
            self.events,
            self.index,
            self.origin,
            self.prev,
            self.recorded_at_ms,
            self.ruleset,
            hex::encode(self.key),
            hex::encode(self.signature),
        );
        // A quote in a field could move the borders between fields, so that the text would parse as another leaf.
        if Leaf::parse(text.as_bytes())? != *self {
            return Err(LeafError::Malformed("a field runs over its border".into()));
        }
        Ok(text.into_bytes())
    }

    /// Parses and checks that the bytes are canonical and complete.
    ///
    /// # Errors
    /// The first place that is not as the format wants it.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, LeafError> {
        if bytes.len() > MAX_LEAF_BYTES {
            return Err(LeafError::TooLarge(bytes.len()));
        }
        let mut scanner = Scanner::new(bytes)?;
        // The keys in the order of RFC 8785; a missing, unknown or misplaced one is an unexpected byte.
        scanner.literal(r#"{"command":"#)?;
        let command = command(&mut scanner)?;
        scanner.literal(r#","events":"#)?;
        let events = array(&mut scanner)?;
        scanner.literal(r#","index":"#)?;
        let index = natural(&mut scanner, "index")?;
        scanner.literal(r#","origin":"#)?;
        let origin = origin(&mut scanner)?;
        scanner.literal(r#","prev":"#)?;
        let prev = ChainHash(hex_field(&mut scanner, "prev")?);
        scanner.literal(r#","recorded_at":"#)?;
        let recorded_at_ms = natural(&mut scanner, "recorded_at")?;
        scanner.literal(r#","ruleset":"#)?;
        let ruleset = natural(&mut scanner, "ruleset")?;
        let ruleset = u32::try_from(ruleset).map_err(|_| malformed("`ruleset` is above 2^32 − 1"))?;
        scanner.literal(r#","signature":{"key":"#)?;
        let key = hex_field(&mut scanner, "key")?;
        scanner.literal(r#","value":"#)?;
        let signature = hex_field(&mut scanner, "value")?;
        scanner.literal(r#"},"v":1}"#)?;
        scanner.end()?;
        Ok(Self { origin, index, recorded_at_ms, prev, ruleset, command, key, signature, events })
    }

    /// Where it stands.
    pub const fn place(&self) -> LeafPlace<'a> {
        let Self { origin, index, recorded_at_ms, prev, .. } = *self;
        LeafPlace { origin, index, recorded_at_ms, prev }
    }
}

fn malformed(reason: impl Into<String>) -> LeafError {
    LeafError::Malformed(reason.into())
}

fn command<'a>(scanner: &mut Scanner<'a>) -> Result<&'a str, LeafError> {
    let command = scanner.spanned_value()?;
    if !command.starts_with('{') {
        return Err(malformed("`command` is not an object"));
    }
    if command.len() > MAX_COMMAND_BYTES {
        return Err(malformed(format!("`command` is larger than {MAX_COMMAND_BYTES} bytes")));
    }
    Ok(command)
}

fn array<'a>(scanner: &mut Scanner<'a>) -> Result<&'a str, LeafError> {
    let events = scanner.spanned_value()?;
    if events.starts_with('[') { Ok(events) } else { Err(malformed("`events` is not an array")) }
}

fn natural(scanner: &mut Scanner<'_>, field: &str) -> Result<u64, LeafError> {
    match scanner.integer()? {
        (false, magnitude) => Ok(magnitude),
        (true, _) => Err(malformed(format!("`{field}` is negative"))),
    }
}

fn origin<'a>(scanner: &mut Scanner<'a>) -> Result<&'a str, LeafError> {
    let origin = scanner.string()?;
    if is_origin(origin) { Ok(origin) } else { Err(malformed("`origin` is not the name of a book")) }
}

fn hex_field<const N: usize>(scanner: &mut Scanner<'_>, field: &str) -> Result<[u8; N], LeafError> {
    lower_hex(scanner.string()?)
        .ok_or_else(|| malformed(format!("`{field}` is not {} lower-case hex digits", 2 * N)))
}
