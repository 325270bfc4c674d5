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
}

/// The commitment behind a reference, if it is one.
pub(crate) const fn commitment_of(text: &TextRef) -> Option<&Commitment> {
    match text {
        TextRef::Document(_) => None,
        TextRef::Statement(commitment) | TextRef::Vault(commitment) => Some(commitment),
    }
}
