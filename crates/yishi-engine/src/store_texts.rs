//! Texts that come with commands or ahead of them: stored before the entry that names them, each under the key of the member whom it
//! concerns.

use crate::writer::describe;
use crate::{BlobError, Engine, SubmitError, Text, Version};
use std::collections::BTreeMap;
use yishi_book::{Authentic, Envelope, Refusal, amendable, amending_documents, check_amending};
use yishi_core::{Actor, Commitment, MemberId, State, TextRef};

/// Whom the texts of a command concern.
struct Concerned<'a> {
    state: &'a State,
    members: BTreeMap<Commitment, MemberId>,
}

impl<'a> Concerned<'a> {
    /// A text that an entry named before concerns whom it concerned then, whoever names it again.
    fn of(envelope: &Envelope, state: &'a State) -> Self {
        let mut members = envelope.command.concerns(&Actor::from(envelope));
        members.retain(|text, member| {
            let theirs = state.concerning.get(member).is_some_and(|texts| texts.contains(text));
            theirs || !state.commitments.contains_key(text)
        });
        Self { state, members }
    }

    fn by(&self, text: &TextRef) -> Option<&MemberId> {
        text.commitment().and_then(|text| self.members.get(&text))
    }

    fn is_erased(&self, text: &TextRef) -> bool {
        self.by(text).is_some_and(|member| self.state.erasure(member).is_some())
    }
}

impl Engine {
    /// Stores the texts that the command names and answers which documents and statements are still missing.
    ///
    /// Stores nothing for a key that is not enrolled, so that strangers cannot fill the disk: the writer refuses those.
    pub(crate) fn store_texts(
        &self,
        command: &Authentic,
        texts: &[Text],
    ) -> Result<Vec<TextRef>, SubmitError> {
        let envelope = command.envelope();
        let mut named = envelope.command.texts();
        named.extend(envelope.assistance.iter().map(|assistance| TextRef::Vault(assistance.evidence)));
        if named.is_empty() && texts.is_empty() {
            return Ok(Vec::new());
        }
        let version = self.shared().version();
        let enrolled = version.state.keys.contains_key(&envelope.key);
        let concerned = Concerned::of(envelope, &version.state);
        for text in texts {
            let reference = text.reference();
            let unnamed = || "the command brings no text of this hash in: leave it out".to_owned();
            let taken = if named.contains(&reference) { text.check() } else { Err(unnamed()) };
            if let Err(reason) = taken {
                return Err(Refusal::TextRefused { text: reference.hash(), reason }.into());
            }
            if enrolled && !is_redacted(&version, &reference) && !concerned.is_erased(&reference) {
                self.shared().blobs.put(text, concerned.by(&reference)).map_err(blob_failure)?;
            }
        }
        if enrolled {
            let came_along = |text: &&TextRef| !texts.iter().any(|given| given.reference() == **text);
            let ahead: Vec<TextRef> = named.iter().filter(came_along).copied().collect();
            self.assign_uploaded(&ahead, &concerned)?;
        }
        // Sending a text that is not taken back helps nobody: the rules say why not.
        let is_gone = |text: &TextRef| is_redacted(&version, text) || concerned.is_erased(text);
        named.retain(|text| !matches!(text, TextRef::Vault(_)) && !is_gone(text));
        let mut missing = Vec::new();
        for text in named {
            if !self.shared().blobs.contains(&text).map_err(blob_failure)? {
                missing.push(text);
            }
        }
        Ok(missing)
    }

    /// Compares the words of amendments with what the command says of them, which the rules cannot; notes the first that is not there.
    ///
    /// Reads nothing for a key that is not enrolled or a text that is missing, which the writer refuses, and stops at the first text
    /// that is too long: no order has more read than it may amend, and a single text beyond.
    pub(crate) fn check_amending(
        &self,
        command: &Authentic,
        missing: &mut Vec<TextRef>,
    ) -> Result<(), SubmitError> {
        let envelope = command.envelope();
        if !missing.is_empty() || !self.shared().version().state.keys.contains_key(&envelope.key) {
            return Ok(());
        }
        let mut documents = BTreeMap::new();
        for hash in amending_documents(&envelope.command) {
            let text = TextRef::Document(hash);
            let Some(Text::Document(bytes)) = self.shared().blobs.get(&text).map_err(blob_failure)? else {
                missing.push(text);
                return Ok(());
            };
            amendable(hash, &bytes)?;
            documents.insert(hash, bytes);
        }
        Ok(check_amending(&envelope.command, &documents)?)
    }

    /// Stores a text ahead of the command that will name it. Callers see to it that only members may do so.
    pub fn upload(&self, text: &Text) -> Result<TextRef, BlobError> {
        let reference = text.reference();
        let redacted = is_redacted(&self.shared().version(), &reference);
        let taken =
            if redacted { Err("it was redacted and is not taken back".to_owned()) } else { text.check() };
        if let Err(reason) = taken {
            return Err(BlobError::new("storing a text", reason));
        }
        self.shared().blobs.put(text, None)
    }

    /// A stored document or statement, if it can be read and is not redacted; one whose key is lost cannot. The vault is never served.
    pub fn text(&self, text: &TextRef) -> Result<Option<Text>, BlobError> {
        if matches!(text, TextRef::Vault(_)) || is_redacted(&self.version(), text) {
            return Ok(None);
        }
        match self.shared().blobs.get(text) {
            Err(error) if error.lost => {
                tracing::warn!(error = describe(&error), "a text cannot be read");
                Ok(None)
            }
            read => read,
        }
    }

    /// What was uploaded ahead lies under a key of its own, since nobody knew whom it would concern. Texts of the book lie right.
    fn assign_uploaded(&self, ahead: &[TextRef], concerned: &Concerned<'_>) -> Result<(), SubmitError> {
        for text in ahead {
            let is_new = |text: &Commitment| !concerned.state.commitments.contains_key(text);
            let member = concerned.by(text).filter(|_| text.commitment().as_ref().is_some_and(is_new));
            if let Some(member) = member.filter(|_| !concerned.is_erased(text)) {
                self.shared().blobs.assign(text, member).map_err(blob_failure)?;
            }
        }
        Ok(())
    }
}

fn blob_failure(error: BlobError) -> SubmitError {
    SubmitError::Store(error.into())
}

/// Whether an entry says that the text was destroyed.
fn is_redacted(version: &Version, text: &TextRef) -> bool {
    text.commitment().is_some_and(|commitment| version.state.redacted.contains_key(&commitment))
}
