//! Which texts leaves bring in, and which they redact.

use super::WriteError;
use std::collections::BTreeSet;
use yishi_book::Entry;
use yishi_core::{Commitment, Event, TextRef};

/// The texts that leaves bring in, and those that leaves redact.
#[derive(Debug, Default)]
pub struct Wanted {
    wanted: BTreeSet<TextRef>,
    vault: BTreeSet<Commitment>,
    redacted: BTreeSet<TextRef>,
}

impl Wanted {
    /// Learns from the leaf at a position.
    ///
    /// # Errors
    /// When it is not a leaf.
    pub fn learn(&mut self, index: u64, leaf: &[u8]) -> Result<(), WriteError> {
        let entry = Entry::parse(leaf).map_err(|reason| WriteError::Leaf { index, reason })?;
        self.vault.extend(entry.envelope.assistance.iter().map(|assistance| assistance.evidence));
        for text in entry.envelope.command.texts() {
            match text {
                TextRef::Vault(commitment) => drop(self.vault.insert(commitment)),
                TextRef::Document(_) | TextRef::Statement(_) => drop(self.wanted.insert(text)),
            }
        }
        for event in &entry.events {
            match event {
                Event::TextRedacted(redacted) => {
                    self.redacted.insert(TextRef::Statement(redacted.commitment));
                }
                Event::MemberErased(erased) => {
                    self.redacted.extend(erased.texts.iter().copied().map(TextRef::Statement));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Documents and statements that no leaf redacts, in order.
    pub fn list(&self) -> Vec<TextRef> {
        self.wanted.difference(&self.redacted).copied().collect()
    }

    /// Texts of the vault that no leaf redacts, in order. They are in no bundle.
    pub fn vault(&self) -> Vec<TextRef> {
        let stays = |commitment: &&Commitment| !self.redacted.contains(&TextRef::Statement(**commitment));
        self.vault.iter().filter(stays).map(|commitment| TextRef::Vault(*commitment)).collect()
    }

    /// How many statements and texts of the vault were brought in and redacted.
    pub fn count_redacted(&self) -> usize {
        let vault = self.vault.iter().map(|commitment| TextRef::Statement(*commitment));
        let brought: BTreeSet<TextRef> = self.wanted.iter().copied().chain(vault).collect();
        brought.intersection(&self.redacted).count()
    }

    /// Those that leaves redact, as statements; the commitment may be that of a text of the vault.
    pub fn redacted(&self) -> impl Iterator<Item = &TextRef> {
        self.redacted.iter()
    }

    /// Notes that a text is given.
    pub(super) fn take(&mut self, text: TextRef) -> Result<(), WriteError> {
        if self.redacted.contains(&text) || !self.wanted.remove(&text) {
            return Err(WriteError::OtherText(text));
        }
        Ok(())
    }
}
