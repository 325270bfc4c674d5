//! The three classes of text, which never stand in an entry themselves.
//!
//! Documents are what people decide on and stay; statements are residents' words, public until redacted;
//! the vault holds what is never served. See `docs/format.md`.

use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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

/// A text that was withheld 遮蔽: by whom, under which rule, and which entry had brought it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// The commitment that stays in the log.
    pub commitment: Commitment,
    /// The entry that first named the text.
    pub brought_at: u64,
    /// The rule or law named.
    pub ground: String,
    /// Who did it.
    pub by: MemberId,
    /// When.
    pub at_ms: TimeMs,
}

impl Actor {
    /// The evidence of an assisted act, which lies in the vault.
    pub fn texts(&self) -> Vec<TextRef> {
        self.assistance.iter().map(|assistance| TextRef::Vault(assistance.evidence)).collect()
    }
}

impl TextRef {
    /// Its hash in hex, by which entries name it.
    pub fn hash(&self) -> String {
        match self {
            Self::Document(hash) => hash.to_string(),
            Self::Statement(commitment) | Self::Vault(commitment) => commitment.to_string(),
        }
    }

    /// The commitment of a text that can be redacted: documents that people decided on cannot.
    pub fn commitment(&self) -> Option<Commitment> {
        match self {
            Self::Document(_) => None,
            Self::Statement(commitment) | Self::Vault(commitment) => Some(*commitment),
        }
    }
}

/// Only what stands in the book can be redacted, once, by a seat that redacts for the whole community.
pub(crate) fn decide_redact_text(deciding: &Deciding<'_>, command: &RedactText) -> Decision {
    let root = deciding.charter()?.charter.root().ok_or(Rejection::NoCharter)?;
    deciding.require_power(Power::Redact, &root.id)?;
    require_words("ground", &command.ground)?;
    let commitment = command.commitment;
    if !deciding.state.commitments.contains_key(&commitment) {
        return Err(Rejection::NotFound { kind: "text".to_owned(), id: commitment.to_string() });
    }
    deciding.require_not_redacted(commitment)?;
    Ok(vec![TextRedacted { commitment, ground: command.ground.clone() }.into()])
}

impl Deciding<'_> {
    /// A text that was redacted must not come back with a later command, nor one that concerns somebody who was erased.
    pub(crate) fn check_texts(&self, command: &Command) -> Result<(), Rejection> {
        let texts = command.texts().into_iter().chain(self.actor.texts());
        texts.filter_map(|text| text.commitment()).try_for_each(|text| self.require_not_redacted(text))?;
        self.check_concerned(command)
    }

    fn require_not_redacted(&self, commitment: Commitment) -> Result<(), Rejection> {
        match self.state.redacted.get(&commitment) {
            None => Ok(()),
            Some(index) => Err(Rejection::TextIsRedacted { commitment, index: *index }),
        }
    }
}

impl Evolving<'_> {
    /// Remembers the commitments that the entry brings, so that they can be told from invented ones.
    pub(crate) fn note_commitments(&mut self) {
        let texts = self.command.texts().into_iter().chain(self.actor.texts());
        let mut concerns = self.command.concerns(self.actor);
        for commitment in texts.filter_map(|text| text.commitment()) {
            if self.state.commitments.contains_key(&commitment) {
                continue;
            }
            self.state.commitments.insert(commitment, self.context.index);
            if let Some(member) = concerns.remove(&commitment) {
                self.note_concerned(commitment, member);
            }
        }
    }
}

pub(crate) fn evolve_text_redacted(evolving: &mut Evolving<'_>, event: &TextRedacted) {
    let id = WithheldId::first(evolving.context.index);
    if let Some(by) = evolving.actor.signer().cloned() {
        evolving.withhold(id, event.commitment, (&event.ground, &by));
    }
}

impl Evolving<'_> {
    /// Notes that a text is gone, and lists who did it on which ground.
    pub(crate) fn withhold(
        &mut self,
        id: WithheldId,
        commitment: Commitment,
        (ground, by): (&str, &MemberId),
    ) {
        let Context { index, at, .. } = self.context;
        self.state.redacted.insert(commitment, index);
        let Some(brought_at) = self.state.commitments.get(&commitment).copied() else { return };
        let (ground, by) = (ground.to_owned(), by.clone());
        let withheld = Withheld { commitment, brought_at, ground, by, at_ms: at };
        self.state.withheld.insert(id, Arc::new(withheld));
    }
}

impl State {
    /// What an entry withheld first: its ground is that of all others of the entry.
    pub fn withheld_by(&self, index: u64) -> Option<&Arc<Withheld>> {
        self.withheld.get(&WithheldId::first(index))
    }
}
