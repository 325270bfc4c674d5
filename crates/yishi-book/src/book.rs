//! A book in memory: its state, and what is needed to append to it.

use crate::nonce::{Nonces, first_bytes};
use crate::window::{Newest, Window};
use crate::{Envelope, Nonce, UsedNonce};
use yishi_core::{Actor, Context, Event, Prepared, PublicKey, State, TimeMs, evolve_prepared};
use yishi_log::chain::ChainHash;
use yishi_log::tree::{Frontier, TreeHash, leaf_hash};

/// Where a book stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of entries.
    pub size: u64,
    /// RFC 6962 root over them.
    pub root: TreeHash,
    /// BLAKE3 of the last leaf.
    pub prev: ChainHash,
    /// Time of the last entry.
    pub recorded_at: TimeMs,
}

/// A book in memory: its state, and what is needed to append. A clone is cheap.
#[derive(Clone, Debug)]
pub struct Book {
    pub(crate) origin: String,
    pub(crate) state: State,
    pub(crate) frontier: Frontier,
    /// The root of `frontier`, kept because every command is checked against it.
    pub(crate) root: TreeHash,
    pub(crate) prev: ChainHash,
    pub(crate) recorded_at: TimeMs,
    pub(crate) nonces: Nonces,
    pub(crate) window: Window,
}

/// An envelope that has become an entry, with what it caused.
pub(crate) struct Happened<'a> {
    pub(crate) envelope: &'a Envelope,
    pub(crate) events: &'a [Event],
    pub(crate) command_hash: [u8; 32],
    pub(crate) at: TimeMs,
}

impl Book {
    /// An empty book.
    pub fn new(origin: &str) -> Self {
        let frontier = Frontier::default();
        Self {
            origin: origin.to_owned(),
            state: State::default(),
            root: frontier.root(),
            frontier,
            prev: ChainHash::START,
            recorded_at: TimeMs(0),
            nonces: Nonces::default(),
            window: Window::default(),
        }
    }
    /// The book's name.
    pub fn origin(&self) -> &str {
        &self.origin
    }
    /// The state.
    pub fn state(&self) -> &State {
        &self.state
    }
    /// Number of entries, which is the index of the next one.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }
    /// Where it stands.
    pub fn head(&self) -> Head {
        Head { size: self.size(), root: self.root, prev: self.prev, recorded_at: self.recorded_at }
    }
    /// Looks a nonce up.
    pub fn used_nonce(&self, key: &PublicKey, nonce: &Nonce) -> Option<UsedNonce> {
        self.nonces.get(key, nonce)
    }

    pub(crate) fn context(&self, at: TimeMs) -> Context {
        Context { index: self.size(), at, ruleset: self.state.ruleset, head: yishi_core::Digest(self.prev.0) }
    }

    pub(crate) const fn newest(&self, now: TimeMs) -> Newest {
        Newest { size: self.frontier.size(), root: self.root, recorded_at: self.recorded_at, now }
    }

    /// Folds an entry into state and nonces, taking over what deciding has `prepared`. Call before [`Self::append`],
    /// which moves the index on.
    pub(crate) fn fold(&mut self, happened: &Happened<'_>, prepared: Prepared) {
        let context = self.context(happened.at);
        let envelope = happened.envelope;
        let used = UsedNonce { index: context.index, command_hash: first_bytes(&happened.command_hash) };
        self.nonces.insert(&envelope.key, &envelope.nonce, used);
        let (actor, command) = (Actor::from(envelope), &envelope.command);
        evolve_prepared(&mut self.state, &actor, command, happened.events, context, prepared);
    }

    /// Appends a leaf to chain and tree.
    pub(crate) fn append(&mut self, leaf: &[u8], at: TimeMs) -> TreeHash {
        let hash = leaf_hash(leaf);
        self.window.supersede(self.root, at);
        self.frontier.push(hash);
        self.root = self.frontier.root();
        self.prev = ChainHash::of(leaf);
        self.recorded_at = at;
        hash
    }
}
