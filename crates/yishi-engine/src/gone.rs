//! What entries withhold is destroyed once they are durable, and once more whenever the book is opened: a crash between the two leaves
//! no text without its end. A member's key goes with the last part of their erasure, so that what is not withheld yet stays readable.

use crate::shared::Shared;
use crate::writer::describe;
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

    /// Destroys it. A failure is repeated at the next open.
    pub(crate) fn destroy(&self, shared: &Shared) {
        for commitment in &self.texts {
            for text in [TextRef::Statement(*commitment), TextRef::Vault(*commitment)] {
                if let Err(error) = shared.blobs.destroy(&text) {
                    tracing::error!(error = describe(&error), "a redacted text is not destroyed yet");
                }
            }
        }
        for member in &self.members {
            if let Err(error) = shared.blobs.erase(member) {
                tracing::error!(error = describe(&error), "an erased member's key is not destroyed yet");
            }
        }
    }
}
