//! The handle on a running book: submitting, reading, proofs, and what operators need.

use crate::batch::{Job, Outcome};
use crate::gone::Gone;
use crate::keys::EnrolledKeys;
use crate::open::{self, Opened};
use crate::past::Past;
use crate::refusal::{RefusalHead, RefusalPayload, SignedRefusal};
use crate::shared::{Halt, Shared, lock};
use crate::snapshot::{Restored, Snapshotter};
use crate::time_guard::TimeGuard;
use crate::writer::{Message, PanicWatch, Writer};
use crate::{
    Accepted, AsOf, AsOfError, HeadPosition, JournalError, OpenError, Ports, SubmitError, Text, Version,
};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, RwLock};
use std::thread::JoinHandle;
use tokio::sync::{oneshot, watch};
use yishi_book::{Authentic, Refusal, SignedCommand, authenticate_with, leaf_events};
use yishi_core::{Digest, Event};
use yishi_log::canonical;
use yishi_log::dsse::REFUSAL_TYPE;
use yishi_log::receipt::Receipt;
use yishi_log::tree::TreeHash;

/// Commands that may wait for the writer.
const QUEUE: usize = 4_096;
/// Most leaves that are read at once.
const MAX_LEAVES: u64 = 256;

/// A handle on a running book; cheap to clone. The last one dropped stops the writer.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    queue: SyncSender<Message>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("origin", &self.origin()).finish_non_exhaustive()
    }
}

impl Engine {
    /// Opens a book over its ports: restores, checks the tail and the anchor, starts the writer.
    ///
    /// Reads what came since the last usable snapshot; without one, every entry, in bounded memory.
    pub fn open(origin: &str, ports: Ports) -> Result<Self, OpenError> {
        Self::open_halted(origin, ports, None)
    }

    /// As [`Self::open`], but nothing is written until [`Self::release`]: the witnesses are to be asked first whether they
    /// have seen a later book than this one.
    pub fn open_held(origin: &str, ports: Ports) -> Result<Self, OpenError> {
        let reason = "nothing is written before a witness has said how far it has seen this book".to_owned();
        Self::open_halted(origin, ports, Some(Halt::Held(reason)))
    }

    fn open_halted(origin: &str, ports: Ports, halt: Option<Halt>) -> Result<Self, OpenError> {
        let opened = open::open(origin, &ports)?;
        let Opened { restored: Restored { book, hashes }, anchored, snapshot_size } = opened;
        let head = book.head();
        let checkpoint =
            yishi_log::checkpoint::Checkpoint { origin: origin.to_owned(), size: head.size, root: head.root };
        let signed = ports.log_keys.sign(book.state().book.as_deref(), &checkpoint);
        let signed = signed.ok_or_else(|| OpenError::WrongKey("no log key in force is given".to_owned()))?;
        let version = Arc::new(Version {
            size: head.size,
            root: head.root,
            recorded_at: head.recorded_at,
            checkpoint: signed.into(),
            state: book.state().clone(),
        });
        let shared = Arc::new(Shared {
            origin: origin.to_owned(),
            journal: ports.journal,
            blobs: ports.blobs,
            snapshots: ports.snapshots,
            clock: ports.clock,
            log_keys: ports.log_keys,
            engine_key: ports.engine_key,
            keys: Default::default(),
            version: RwLock::new(version),
            tree: RwLock::new(hashes.tree),
            blocks: hashes.blocks,
            heads: watch::channel(HeadPosition { size: head.size }).0,
            halt: Mutex::new(halt),
            past: Mutex::new(Past::default()),
            undestroyed: AtomicU64::new(0),
            witness: OnceLock::new(),
        });
        // A crash between an entry and the destruction that it orders leaves the text: destroy again.
        let mut gone = Gone::of(book.state());
        gone.destroy(&shared);
        if shared.halted().is_none() {
            shared.settle_texts();
        }
        let (queue, received) = sync_channel(QUEUE);
        let snapshotter = Snapshotter::start(&shared, snapshot_size).map_err(OpenError::Thread)?;
        let writer = Writer {
            shared: shared.clone(),
            anchor: ports.anchor,
            anchored,
            book,
            time: TimeGuard::default(),
            snapshotter,
            gone,
            queue: received,
        };
        let watch = PanicWatch(shared.clone());
        let thread = std::thread::Builder::new()
            .name("yishi-writer".to_owned())
            .spawn(move || {
                let _watch = watch;
                writer.run();
            })
            .map_err(OpenError::Thread)?;
        Ok(Self { inner: Arc::new(Inner { shared, queue, writer: Mutex::new(Some(thread)) }) })
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.inner.shared
    }

    /// The book's name.
    pub fn origin(&self) -> &str {
        &self.shared().origin
    }

    /// Proves form and signature of a command; what [`Engine::submit`] does first. Nothing is stored.
    pub fn authenticate(&self, command: SignedCommand) -> Result<Authentic, Refusal> {
        let version = self.shared().version();
        authenticate_with(command, &EnrolledKeys { keys: &self.shared().keys, version: &version })
    }

    /// Submits a command with its texts; answers when it is durable.
    ///
    /// The signature is verified and texts are stored on the caller's task, which may take milliseconds with texts.
    pub async fn submit(&self, command: SignedCommand, texts: Vec<Text>) -> Result<Accepted, SubmitError> {
        if let Some(reason) = self.read_only() {
            return Err(SubmitError::ReadOnly(reason));
        }
        let command = self.authenticate(command)?;
        let mut missing = self.store_texts(&command, &texts)?;
        self.check_amending(&command, &mut missing)?;
        let (answer, answered) = oneshot::channel();
        let job = Box::new(Job { command, missing, answer });
        self.inner.queue.try_send(Message::Submit(job)).map_err(|error| match error {
            TrySendError::Full(_) => SubmitError::Overloaded,
            TrySendError::Disconnected(_) => self.stopped(),
        })?;
        match answered.await {
            Ok(Ok(Outcome::Accepted(accepted))) => Ok(accepted),
            Ok(Ok(Outcome::Replayed { index, version })) => self.replayed(index, version),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(self.stopped()),
        }
    }

    /// Why nobody answers: the writer has failed, or was told to stop.
    fn stopped(&self) -> SubmitError {
        self.read_only().map_or(SubmitError::Closed, SubmitError::ReadOnly)
    }

    /// The answer to a command that stands already, from its entry.
    fn replayed(&self, index: u64, version: Arc<Version>) -> Result<Accepted, SubmitError> {
        let failed = |error: JournalError| SubmitError::Store(error.into());
        let mut events: Vec<Event> = Vec::new();
        let to = index.saturating_add(1);
        self.shared()
            .read_checked(index, to, |index, leaf| {
                events = leaf_events(index, leaf).map_err(|finding| {
                    JournalError::new(format!("reading entry {index}"), finding.message)
                })?;
                Ok(())
            })
            .map_err(failed)?;
        let missing = || failed(JournalError::new(format!("reading entry {index}"), "its hash is missing"));
        let leaf_hash = self.leaf_hash(index).ok_or_else(missing)?;
        Ok(Accepted { index, leaf_hash, events: events.into(), replayed: true, version })
    }

    /// The present version.
    pub fn version(&self) -> Arc<Version> {
        self.shared().version()
    }

    /// A past version. May read thousands of entries: call it where blocking is allowed.
    pub fn version_as_of(&self, as_of: AsOf) -> Result<Arc<Version>, AsOfError> {
        self.shared().version_as_of(as_of)
    }

    /// Leaves `from..to`, at most 256 at once, only durable ones, each checked against the tree.
    pub fn leaves(&self, from: u64, to: u64) -> Result<Vec<Vec<u8>>, JournalError> {
        let to = to.min(self.version().size).min(from.saturating_add(MAX_LEAVES));
        let mut leaves = Vec::new();
        if from < to {
            self.shared().read_checked(from, to, |_, leaf| {
                leaves.push(leaf.to_vec());
                Ok(())
            })?;
        }
        Ok(leaves)
    }

    /// The leaf hash of an entry. For an old one its block may be read again, 256 leaves.
    pub fn leaf_hash(&self, index: u64) -> Option<TreeHash> {
        self.shared().ask_tree(&[index], |tree, at_hand| tree.leaf(index, at_hand)).ok()
    }

    /// A receipt for an entry under a version's checkpoint. For old ones two blocks may be read again, 256 leaves each.
    pub fn receipt(&self, index: u64, version: &Version) -> Option<Receipt> {
        let size = version.size;
        let proof = self
            .shared()
            .ask_tree(&[index, size], |tree, at_hand| tree.inclusion(index, size, at_hand))
            .ok()?;
        Some(Receipt { index, proof, checkpoint: version.checkpoint.to_string() })
    }

    /// A consistency proof between two sizes.
    pub fn consistency(&self, old: u64, new: u64) -> Option<Vec<TreeHash>> {
        self.shared().ask_tree(&[old, new], |tree, at_hand| tree.consistency(old, new, at_hand)).ok()
    }

    /// Tells whenever the head moved; latest value only.
    pub fn heads(&self) -> watch::Receiver<HeadPosition> {
        self.shared().heads.subscribe()
    }

    /// How many texts and members' keys that entries have ended are still in the store, because it refused to destroy them. It is tried
    /// again all the time; anything above 0 for long needs an operator.
    pub fn undestroyed(&self) -> u64 {
        self.shared().undestroyed.load(Ordering::Relaxed)
    }

    /// Whether the book takes commands, else why not.
    pub fn read_only(&self) -> Option<String> {
        self.shared().halted().map(|halt| halt.reason().to_owned())
    }

    /// A refusal that the client can show to others. `None` only if it cannot be encoded.
    pub fn signed_refusal(&self, command_hash: [u8; 32], refusal: &Refusal) -> Option<SignedRefusal> {
        let version = self.version();
        let payload = canonical::encode(&RefusalPayload {
            code: refusal.code(),
            command: Digest(command_hash),
            head: RefusalHead { root: Digest(version.root.0), size: version.size },
            origin: self.origin(),
            v: 1,
        });
        let payload = payload.ok()?;
        let signature = self.shared().engine_key.sign_payload(REFUSAL_TYPE, &payload);
        Some(SignedRefusal { payload, signature })
    }

    /// Fires what is due now, without waiting for the writer to wake by itself; returns when it is durable.
    pub fn tick(&self) {
        self.ask(Message::Tick);
    }

    /// Whether the book was opened held and not released yet.
    pub fn is_held(&self) -> bool {
        matches!(self.shared().halted(), Some(Halt::Held(_)))
    }

    /// Lets a book that was opened held take commands; one that stopped for another reason stays as it is.
    pub fn release(&self) {
        if self.is_held() {
            self.shared().settle_texts();
        }
        {
            let mut halt = lock(&self.shared().halt);
            if matches!(*halt, Some(Halt::Held(_))) {
                *halt = None;
            }
        }
        self.tick();
    }

    /// An operator confirms that the clock is right: a book that stopped over it takes commands again.
    pub fn confirm_clock(&self) {
        self.ask(Message::ConfirmClock);
    }

    fn ask(&self, message: impl FnOnce(SyncSender<()>) -> Message) {
        let (done, wait) = sync_channel(1);
        if self.inner.queue.send(message(done)).is_ok() {
            // An error means that the writer stopped instead; then there is nothing to wait for.
            let _stopped = wait.recv();
        }
    }

    /// Finishes what is queued, writes a snapshot and stops.
    pub fn shutdown(&self) {
        self.inner.stop(true);
    }
}

impl Inner {
    fn stop(&self, snapshot: bool) {
        let Some(writer) = lock(&self.writer).take() else { return };
        drop(self.queue.send(Message::Stop { snapshot }));
        if writer.join().is_err() {
            tracing::error!(origin = %self.shared.origin, "the writer's thread failed");
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop(false);
    }
}
