//! Signs commands for one book: nonces counted, expiry and checkpoint seen as set.

use crate::Person;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use yishi_book::{ENVELOPE_VERSION, Envelope, Nonce, Seen, SignedCommand};
use yishi_core::{Assistance, Command, Digest, Party, TimeMs};
use yishi_engine::Text;
use yishi_log::tree::TreeHash;

/// A signed command and the texts that go with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The command.
    pub command: SignedCommand,
    /// Its texts.
    pub texts: Vec<Text>,
}

impl Order {
    /// The start of the command, for messages of failing tests.
    pub(crate) fn words(&self) -> String {
        String::from_utf8_lossy(&self.command.bytes).chars().take(400).collect()
    }
}

/// Where commands for one book are signed.
#[derive(Debug)]
pub struct Desk {
    origin: String,
    nonces: AtomicU64,
    seen: Mutex<Seen>,
    expires_at_ms: AtomicU64,
}

impl Desk {
    /// A desk that has seen the empty book; its commands expire at `expires_at_ms`.
    pub fn new(origin: &str, expires_at_ms: TimeMs) -> Self {
        let empty = Seen { size: 0, root: Digest(yishi_log::tree::Frontier::default().root().0) };
        Self {
            origin: origin.to_owned(),
            nonces: AtomicU64::new(0),
            seen: Mutex::new(empty),
            expires_at_ms: AtomicU64::new(expires_at_ms.0),
        }
    }

    /// The book's name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// From now on commands name this checkpoint.
    pub fn see(&self, size: u64, root: TreeHash) {
        *self.seen.lock().unwrap() = Seen { size, root: Digest(root.0) };
    }

    /// From now on commands expire then.
    pub fn expire_at(&self, expires_at_ms: TimeMs) {
        self.expires_at_ms.store(expires_at_ms.0, Ordering::Relaxed);
    }

    /// From now on nonces are counted from here; two desks of one book need different ranges.
    pub fn count_from(&self, nonce: u64) {
        self.nonces.store(nonce, Ordering::Relaxed);
    }

    /// The envelope of a command, to be changed by tests before it is signed.
    pub fn envelope(&self, person: &Person, command: impl Into<Command>) -> Envelope {
        let mut nonce = [0; 16];
        nonce[8..].copy_from_slice(&self.nonces.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        Envelope {
            v: ENVELOPE_VERSION,
            origin: self.origin.clone(),
            actor: Party::Member(person.id.clone()),
            assistance: None,
            key: person.public(),
            nonce: Nonce(nonce),
            expires_at_ms: TimeMs(self.expires_at_ms.load(Ordering::Relaxed)),
            seen: self.seen.lock().unwrap().clone(),
            command: command.into(),
        }
    }

    /// Signs a command of a person with their own key.
    pub fn sign(&self, person: &Person, command: impl Into<Command>) -> SignedCommand {
        Self::seal(&self.envelope(person, command), person)
    }

    /// Signs a command that a clerk gives for somebody else.
    pub fn sign_for(
        &self,
        clerk: &Person,
        assistance: Assistance,
        command: impl Into<Command>,
    ) -> SignedCommand {
        let envelope = Envelope { assistance: Some(assistance), ..self.envelope(clerk, command) };
        Self::seal(&envelope, clerk)
    }

    /// Signs an envelope as it is, with any person's key.
    pub fn seal(envelope: &Envelope, person: &Person) -> SignedCommand {
        let bytes = envelope.encode().unwrap();
        let signature = person.key().sign_command(&bytes);
        SignedCommand { bytes, signature }
    }

    /// A signed command with its texts.
    pub fn order(&self, person: &Person, command: impl Into<Command>, texts: Vec<Text>) -> Order {
        Order { command: self.sign(person, command), texts }
    }
}
