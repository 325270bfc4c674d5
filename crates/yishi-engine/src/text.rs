//! Texts that travel with commands, and their names in the log.

use yishi_core::{Commitment, DocumentHash, TextRef};
use yishi_log::text::{commitment, document_hash};

/// A text that travels with a command, framed as in `docs/format.md` (Texts).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// A public document.
    Document(Vec<u8>),
    /// A statement with its salt.
    Statement {
        /// The salt.
        salt: [u8; 32],
        /// The words, UTF-8.
        data: Vec<u8>,
    },
    /// A vault text with its salt.
    Vault {
        /// The salt.
        salt: [u8; 32],
        /// The bytes.
        data: Vec<u8>,
    },
}

impl Text {
    /// Its name in the log: the hash of a document, the commitment to anything else.
    pub fn reference(&self) -> TextRef {
        match self {
            Self::Document(data) => TextRef::Document(DocumentHash(document_hash(data))),
            Self::Statement { salt, data } => TextRef::Statement(Commitment(commitment(salt, data))),
            Self::Vault { salt, data } => TextRef::Vault(Commitment(commitment(salt, data))),
        }
    }

    /// Its bytes, without class and salt.
    pub fn data(&self) -> &[u8] {
        match self {
            Self::Document(data) | Self::Statement { data, .. } | Self::Vault { data, .. } => data,
        }
    }

    /// Whether it can stand in a book: a statement is words for people to read. Documents and vault texts may be any bytes.
    pub(crate) fn check(&self) -> Result<(), String> {
        let Self::Statement { data, .. } = self else { return Ok(()) };
        let Ok(words) = std::str::from_utf8(data) else {
            return Err("a statement is UTF-8".to_owned());
        };
        if words.trim().is_empty() {
            return Err("a statement says something: write at least one character".to_owned());
        }
        match words.chars().find(|char| char.is_control() && !matches!(char, '\n' | '\r' | '\t')) {
            Some(char) => {
                Err(format!("a statement holds no control characters, here U+{:04X}", u32::from(char)))
            }
            None => Ok(()),
        }
    }
}
