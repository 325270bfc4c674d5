//! Assisted acts 代办: what somebody else signed in a member's name, kept by principal so that the principal is told.
//!
//! Each entry that names a principal is noted as it happens, so that nobody looks through the book for one person. The entry itself says
//! who signed, what, and on which evidence.

use crate::evolve::Evolving;
use crate::*;
use imbl::{OrdMap, OrdSet};

/// The entries that others signed in the name of each member.
pub type AssistedActs = OrdMap<MemberId, OrdSet<u64>>;

impl Evolving<'_> {
    /// Notes in whose name the entry was signed, where its signer assisted somebody.
    pub(crate) fn note_assisted(&mut self) {
        if let Some(assistance) = &self.actor.assistance {
            let acts = self.state.assisted_acts.entry(assistance.principal.clone()).or_default();
            acts.insert(self.context.index);
        }
    }
}

impl State {
    /// The entries that somebody else signed in a member's name, from an entry on, that one included; the earliest first.
    pub fn assisted_acts_of(&self, member: &MemberId, since: u64) -> impl DoubleEndedIterator<Item = u64> {
        self.assisted_acts
            .get(member)
            .into_iter()
            .flat_map(move |acts| acts.range::<_, u64>(since..))
            .copied()
    }
}
