//! The three classes of text, which never stand in an entry themselves.
//!
//! Documents are what people decide on and stay; statements are residents' words, public until redacted;
//! the vault holds what is never served. See `docs/format.md`.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};

/// A reference from an entry to a text that is stored beside the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "class", content = "hash")]
pub enum TextRef {
    /// A public document, named by the SHA-256 of its bytes.
    Document(DocumentHash),
    /// A resident's statement, named by its salted commitment.
    Statement(Commitment),
    /// Private evidence, named by its salted commitment and never served.
    Vault(Commitment),
}

/// Redacts a statement or a vault text: the bytes are destroyed, the commitment stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedactText {
    /// The commitment whose text is to be destroyed.
    pub commitment: Commitment,
    /// The rule or law that asks for it, in words (e.g. `PIPL art. 47`); 1 to 200 characters.
    pub ground: String,
}

/// A text was redacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextRedacted {
    /// The commitment that stays in the log.
    pub commitment: Commitment,
    /// The rule or law named.
    pub ground: String,
}

pub(crate) fn decide_redact_text(_deciding: &Deciding<'_>, _command: &RedactText) -> Decision {
    Err(Rejection::NoCharter)
}

pub(crate) fn evolve_text_redacted(_evolving: &mut Evolving<'_>, _event: &TextRedacted) {}
