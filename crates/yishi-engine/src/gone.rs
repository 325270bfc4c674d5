//! What entries withhold is destroyed once they are durable, and once more whenever the book is opened: a crash between the two leaves
//! no text without its end. What the store refuses to destroy is tried again with every batch and every nap of the writer. A member's key goes with the last part of their erasure, so that what is not withheld yet stays readable.

use crate::shared::Shared;
use crate::writer::describe;
use std::sync::atomic::Ordering;
use yishi_core::{Commitment, Event, MemberId, State, TextRef};

/// Texts and members that entries ended.
#[derive(Debug, Default)]
pub(crate) struct Gone {
    texts: Vec<Commitment>,
    members: Vec<MemberId>,
}

impl Gone {
    /// Everything that a book has ended so far.
    pub(crate) fn of(state: &State) -> Self {
        let complete = state.erasures.iter().filter(|(_, erasure)| erasure.left == 0);
        Self {
            texts: state.redacted.keys().copied().collect(),
            members: complete.map(|(member, _)| member.clone()).collect(),
        }
    }

    /// Takes up what the events of an entry end.
    pub(crate) fn learn(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::TextRedacted(event) => self.texts.push(event.commitment),
                Event::MemberErased(event) => {
                    self.texts.extend(&event.texts);
                    if event.left == 0 {
                        self.members.push(event.member.clone());
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes up what another holds.
    pub(crate) fn add(&mut self, other: Self) {
        self.texts.extend(other.texts);
        self.members.extend(other.members);
    }

    /// Destroys it; what the store refused stays, to be tried again.
    pub(crate) fn destroy(&mut self, shared: &Shared) {
        self.texts.retain(|commitment| {
            let texts = [TextRef::Statement(*commitment), TextRef::Vault(*commitment)];
            let failed = texts.iter().filter_map(|text| shared.blobs.destroy(text).err());
            let failed = failed.inspect(|error| {
                tracing::error!(error = describe(error), "a redacted text is not destroyed yet");
            });
            failed.count() > 0
        });
        self.members.retain(|member| {
            let failed = shared.blobs.erase(member).err();
            if let Some(error) = &failed {
                tracing::error!(error = describe(error), "an erased member's key is not destroyed yet");
            }
            failed.is_some()
        });
        let left = self.texts.len().saturating_add(self.members.len());
        shared.undestroyed.store(u64::try_from(left).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}
