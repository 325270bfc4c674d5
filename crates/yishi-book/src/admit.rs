//! Admission: a command becomes an entry, or is refused and nothing changes.

use crate::book::Happened;
use crate::joint::{JOINTS, ORIGIN};
use crate::nonce::first_bytes;
use crate::{Authentic, Book, Refusal};
use yishi_core::{Actor, Event, Prepared, Rejection, TimeMs, decide_preparing};
use yishi_log::canonical;
use yishi_log::leaf::{Leaf, LeafError, MAX_LEAF_BYTES};
use yishi_log::tree::TreeHash;

/// What admission did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// A new entry.
    Appended {
        /// Its index.
        index: u64,
        /// Its leaf.
        leaf: Vec<u8>,
        /// Its leaf hash in the tree.
        leaf_hash: TreeHash,
        /// What it caused.
        events: Vec<Event>,
    },
    /// The same command stands already.
    Replayed {
        /// At this index.
        index: u64,
    },
}

impl Book {
    /// Admits a command at `at`: checks nonce, expiry, key and rules, forms the leaf and moves on. On refusal nothing changes.
    ///
    /// Time never goes back in a book: an `at` before the last entry counts as that entry's time.
    pub fn admit(&mut self, command: &Authentic, at: TimeMs) -> Result<Admission, Refusal> {
        let at = at.max(self.recorded_at);
        if let Some(index) = self.precheck(command, at)? {
            return Ok(Admission::Replayed { index });
        }
        let envelope = command.envelope();
        let prepared = Prepared::default();
        let (actor, command_given) = (Actor::from(envelope), &envelope.command);
        let events = decide_preparing(&self.state, &actor, command_given, self.context(at), &prepared)?;
        let leaf = self.encode_leaf(command, &events, at)?;
        let index = self.size();
        self.fold(&Happened { envelope, events: &events, command_hash: command.hash(), at }, prepared);
        let leaf_hash = self.append(&leaf, at);
        Ok(Admission::Appended { index, leaf, leaf_hash, events })
    }

    /// Checks everything but the rules: origin, nonce, expiry, checkpoint seen, key.
    ///
    /// Answers the index where the same command stands already. The nonce comes before the expiry, so that a retry
    /// gets the same answer for ever.
    pub fn precheck(&self, command: &Authentic, at: TimeMs) -> Result<Option<u64>, Refusal> {
        let envelope = command.envelope();
        (ORIGIN.check)(self, envelope, at)?;
        if let Some(used) = self.used_nonce(&envelope.key, &envelope.nonce) {
            let same = used.command_hash == first_bytes(&command.hash());
            return if same {
                Ok(Some(used.index))
            } else {
                Err(Refusal::NonceConflict { index: used.index })
            };
        }
        JOINTS.iter().try_for_each(|joint| (joint.check)(self, envelope, at))?;
        Ok(None)
    }

    fn encode_leaf(&self, command: &Authentic, events: &[Event], at: TimeMs) -> Result<Vec<u8>, Refusal> {
        let malformed = |reason: String| Refusal::Malformed { reason };
        let signed = command.signed();
        let events = canonical::encode(events).map_err(|e| malformed(e.to_string()))?;
        let leaf = Leaf {
            origin: &self.origin,
            index: self.size(),
            recorded_at_ms: at.0,
            prev: self.prev,
            ruleset: self.state.ruleset.0,
            command: std::str::from_utf8(&signed.bytes).map_err(|e| malformed(e.to_string()))?,
            key: command.envelope().key.0,
            signature: signed.signature,
            events: std::str::from_utf8(&events).map_err(|e| malformed(e.to_string()))?,
        };
        leaf.encode().map_err(|error| match error {
            LeafError::TooLarge(bytes) => too_large(bytes),
            other => malformed(other.to_string()),
        })
    }
}

fn too_large(bytes: usize) -> Refusal {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    Rejection::EntryTooLarge { bytes: count(bytes), limit: count(MAX_LEAF_BYTES) }.into()
}
