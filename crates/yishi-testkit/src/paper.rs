//! A book without an engine: the joints alone, in memory, at a time that the test sets.

use crate::{Cast, Order};
use yishi_book::{Admission, Authentic, Book, Refusal, authenticate};
use yishi_core::{Command, Event, NEWEST_RULESET, PublicKey, TimeMs};
use yishi_log::checkpoint::Checkpoint;

/// A book and its leaves, written as the engine would: due timers first, then the command.
#[derive(Clone, Debug)]
pub struct PaperBook {
    /// The book.
    pub book: Book,
    /// Its leaves in order.
    pub leaves: Vec<Vec<u8>>,
    /// What the clock says.
    pub now: TimeMs,
    cast: Cast,
}

impl PaperBook {
    /// An empty book of the community.
    pub fn empty(cast: &Cast) -> Self {
        Self { book: Book::new(&cast.origin), leaves: Vec::new(), now: crate::START, cast: cast.clone() }
    }

    /// A book with the community's founding in it.
    pub fn founded(cast: &Cast) -> Self {
        let mut paper = Self::empty(cast);
        for order in cast.founding(&cast.desk()) {
            paper.must_admit(&order);
        }
        paper
    }

    /// Fires every timer that is due, then admits a command.
    pub fn admit(&mut self, order: &Order) -> Result<(u64, Vec<Event>), Refusal> {
        let command = authenticate(order.command.clone())?;
        self.fire_due();
        self.enter(&command)
    }

    /// Admits a command that must be admitted; answers its index.
    pub fn must_admit(&mut self, order: &Order) -> u64 {
        self.admit(order).unwrap_or_else(|refusal| panic!("{refusal}\nin {}", order.words())).0
    }

    /// Fires every timer that is due. A book under older rules keeps them.
    pub fn fire_due(&mut self) {
        let key = self.cast.engine_key();
        while let Some(envelope) = self.book.engine_act(&PublicKey(key.public()), self.now) {
            if matches!(envelope.command, Command::AdoptRules(_)) && self.cast.ruleset < NEWEST_RULESET {
                break;
            }
            let command = Authentic::sign(envelope, &key).unwrap();
            self.enter(&command).expect("a due timer");
        }
    }

    /// Admits a command that was signed here and now, so that its signature need not be verified; fires nothing that is due.
    pub fn admit_signed(&mut self, command: &Authentic) -> Result<(u64, Vec<Event>), Refusal> {
        self.enter(command)
    }

    fn enter(&mut self, command: &Authentic) -> Result<(u64, Vec<Event>), Refusal> {
        match self.book.admit(command, self.now)? {
            Admission::Appended { index, leaf, events, .. } => {
                self.leaves.push(leaf);
                Ok((index, events))
            }
            Admission::Replayed { index } => Ok((index, Vec::new())),
        }
    }

    /// The signed checkpoint over all leaves.
    pub fn checkpoint(&self) -> String {
        let head = self.book.head();
        let checkpoint = Checkpoint { origin: self.cast.origin.clone(), size: head.size, root: head.root };
        checkpoint.sign(&self.cast.log_key())
    }
}
