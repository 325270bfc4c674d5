//! What deciding worked out and evolving would work out again: carried over by whoever does both.
//!
//! A convenience and never an authority: what is carried is used only where the event names it by its digest.

use crate::{Digest, poll::Frozen};
use std::cell::OnceCell;

/// Work of a decision that the evolution of its events can take over. Without it everything is worked out again.
#[derive(Debug, Default)]
pub struct Prepared {
    roll: OnceCell<Frozen>,
}

impl Prepared {
    /// Keeps the roll that was frozen for a poll; the first stands.
    pub(crate) fn keep_roll(&self, frozen: Frozen) {
        let _kept_one_already = self.roll.set(frozen);
    }

    /// The roll with this digest, if it was kept.
    pub(crate) fn take_roll(&mut self, root: &Digest) -> Option<Frozen> {
        self.roll.take().filter(|frozen| frozen.roll.root == *root)
    }
}
