//! What writer and readers of one book share.

use crate::blocks::Blocks;
use crate::keys::Keys;
use crate::log_keys::{BookLogs, LogKeys};
use crate::past::Past;
use crate::witness::Witness;
use crate::writer::describe;
use crate::{BlobStore, Clock, HeadPosition, Journal, SnapshotStore, Version};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use tokio::sync::watch;
use yishi_core::State;
use yishi_log::checkpoint::{Checkpoint, CheckpointError};
use yishi_log::key::CommandKey;
use yishi_log::tree::BlockTree;

/// Why nothing is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    /// The clock is not trusted; an operator can confirm it.
    Clock(String),
    /// The store failed; only opening the book again helps.
    Store(String),
    /// The witnesses are asked first whether they have seen a later book than this one.
    Held(String),
}

impl Halt {
    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::Clock(reason) | Self::Store(reason) | Self::Held(reason) => reason,
        }
    }
}

/// What writer and readers share.
pub(crate) struct Shared {
    pub(crate) origin: String,
    pub(crate) journal: Box<dyn Journal>,
    pub(crate) blobs: Arc<dyn BlobStore>,
    pub(crate) snapshots: Box<dyn SnapshotStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) log_keys: LogKeys,
    pub(crate) engine_key: CommandKey,
    pub(crate) keys: Keys,
    pub(crate) version: RwLock<Arc<Version>>,
    /// Append-only; readers stay within the size of their version.
    pub(crate) tree: RwLock<BlockTree>,
    pub(crate) blocks: Blocks,
    pub(crate) heads: watch::Sender<HeadPosition>,
    pub(crate) halt: Mutex<Option<Halt>>,
    pub(crate) past: Mutex<Past>,
    /// How many texts and members' keys that entries have ended the store refused to destroy so far.
    pub(crate) undestroyed: AtomicU64,
    /// What witnesses have cosigned, where the book has a policy of them.
    pub(crate) witness: OnceLock<Witness>,
}

impl Shared {
    pub(crate) fn version(&self) -> Arc<Version> {
        self.version.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn publish(&self, version: &Arc<Version>) {
        *self.version.write().unwrap_or_else(PoisonError::into_inner) = version.clone();
        lock(&self.past).remember_recent(version);
        self.heads.send_replace(HeadPosition { size: version.size });
    }

    pub(crate) fn halted(&self) -> Option<Halt> {
        lock(&self.halt).clone()
    }

    pub(crate) fn halt(&self, halt: Halt) {
        tracing::error!(origin = %self.origin, reason = halt.reason(), "the book is read-only");
        *lock(&self.halt) = Some(halt);
    }

    /// Puts the texts of a store that knew no keys under those of the members whom they concern. A failure is repeated at the next open.
    pub(crate) fn settle_texts(&self) {
        let version = self.version();
        let concerned = || {
            let mut concerned = BTreeMap::new();
            for (member, texts) in &version.state.concerning {
                concerned.extend(texts.iter().map(|text| (*text, member.clone())));
            }
            concerned
        };
        if let Err(error) = self.blobs.settle(&concerned) {
            tracing::error!(error = describe(&error), "texts are not under their keys yet");
        }
    }

    /// The checkpoint over the first `size` entries, after which the book is in this state, signed by the keys that are in force then and
    /// held. A past size may have been signed by keys that are gone: then it is signed by none.
    pub(crate) fn sign_checkpoint(
        &self,
        size: u64,
        root: yishi_log::tree::TreeHash,
        state: &State,
    ) -> Option<String> {
        let checkpoint = Checkpoint { origin: self.origin.clone(), size, root };
        self.log_keys.sign(state.book.as_deref(), &checkpoint)
    }

    /// The keys with which checkpoints of the book are read, as the newest version names them.
    pub(crate) fn logs(&self) -> Result<BookLogs, CheckpointError> {
        BookLogs::of(&self.origin, &self.log_keys, self.version().state.book.as_deref())
    }

    /// A version from its parts, with its checkpoint signed.
    pub(crate) fn version_of(
        &self,
        size: u64,
        root: yishi_log::tree::TreeHash,
        recorded_at: yishi_core::TimeMs,
        state: State,
    ) -> Arc<Version> {
        let checkpoint = self.sign_checkpoint(size, root, &state).unwrap_or_default().into();
        Arc::new(Version { size, root, recorded_at, checkpoint, state })
    }
}

/// Locks, also after a panic elsewhere: what is guarded is replaced as a whole, never half-changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
