//! What witnesses have cosigned of a book: taken only if it is good, kept durably, and asked before a result becomes final.
//!
//! Asking witnesses over the network is left to the binary. Nothing here changes what `decide` answers: an auditor's replay does not
//! depend on who was reachable when.

mod kept;

use crate::engine::Engine;
use crate::log_keys::BookLogs;
use crate::shared::{Halt, Shared, lock};
use crate::{JournalError, OpenError};
use kept::Kept;
pub use kept::{cosigned_notes, encode_cosigned_notes};
use std::sync::{Arc, Mutex};
use yishi_book::Refusal;
use yishi_core::{Command, State};
use yishi_log::checkpoint::{Checkpoint, CheckpointError, LogVerifier};
use yishi_log::note::Note;
use yishi_log::policy::Policy;
use yishi_log::receipt::Receipt;

/// Where cosigned checkpoints are kept, outside the store like the anchor.
///
/// Guarantees: `replace` is durable when it returns, and leaves the old bytes or the new ones, never a mixture.
pub trait CosignedStore: Send + Sync {
    /// What stands.
    fn load(&self) -> Result<Option<Vec<u8>>, JournalError>;
    /// Puts `next` in its place.
    fn replace(&self, next: &[u8]) -> Result<(), JournalError>;
}

/// A policy of witnesses, and where their cosignatures are kept.
pub struct Witnessing {
    /// Which witnesses count, and how many make the quorum. It comes from the community, not from the book.
    pub policy: Policy,
    /// Where cosigned checkpoints are kept.
    pub store: Box<dyn CosignedStore>,
}

/// A checkpoint with the cosignatures it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The signed note: the log's line, and the good lines of the policy's witnesses.
    pub note: Arc<str>,
    /// The witnesses who have cosigned, by their names in the policy.
    pub good: Vec<String>,
    /// How many witnesses the policy names.
    pub of: usize,
    /// Whether they are enough.
    pub met: bool,
}

/// What a checkpoint from elsewhere says against the book that is kept here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// Nothing: the book continues it.
    Nothing,
    /// It was signed by this book's key and is not part of what is kept here. The book is read-only now.
    Everything,
}

/// Why a cosigned checkpoint is not taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The book has no policy of witnesses.
    #[error("the book has no policy of witnesses")]
    NoPolicy,
    /// It is no good checkpoint of this book's key.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// It is not a checkpoint of what is kept here.
    #[error("the checkpoint over {size} entries is not one of the book as it is kept here")]
    NotOurs {
        /// Its size.
        size: u64,
    },
    /// It cannot be kept, or the tree not be read.
    #[error(transparent)]
    Store(#[from] JournalError),
}

/// The policy in force with what is kept under it.
pub(crate) struct Witness {
    policy: Policy,
    store: Box<dyn CosignedStore>,
    /// Held while the store is written, so that two answers cannot undo one another.
    writing: Mutex<()>,
    /// What is durable. Held only to look, also on threads that must not wait for a disk.
    kept: Mutex<Kept>,
}

impl Engine {
    /// From now on results become final only on what the policy's quorum has cosigned. Once for each opened book.
    ///
    /// Refuses a book that is behind a checkpoint that was kept, or not its continuation.
    pub fn require_witnesses(&self, witnessing: Witnessing) -> Result<(), OpenError> {
        let Witnessing { policy, store } = witnessing;
        let log = self.shared().logs().map_err(|error| OpenError::WrongKey(error.to_string()))?;
        let size = self.version().size;
        if !policy.logs().is_empty() && !log.in_force(size).any(|key| policy.logs().contains(key)) {
            let named = log.in_force(size).map(LogVerifier::to_vkey).collect::<Vec<_>>().join(" or ");
            let reason = format!("the witness policy does not name this book's log {named}");
            return Err(OpenError::WrongKey(reason));
        }
        let mut kept = Kept::default();
        for note in cosigned_notes(&store.load()?.unwrap_or_default())? {
            self.check_continues(&log, &note)?;
            if let Some(cosigned) = CosignedCheckpoint::of(&policy, &log, &note).map_err(unusable)? {
                kept.take(cosigned);
            }
        }
        let witness = Witness { policy, store, writing: Mutex::default(), kept: Mutex::new(kept) };
        self.shared()
            .witness
            .set(witness)
            .map_err(|_| OpenError::WrongKey("a policy is in force already".into()))
    }

    /// The policy of witnesses, where the book has one.
    pub fn witness_policy(&self) -> Option<&Policy> {
        self.shared().witness.get().map(|witness| &witness.policy)
    }

    /// The newest checkpoint that the quorum has cosigned.
    pub fn confirmed(&self) -> Option<Arc<CosignedCheckpoint>> {
        self.shared().witness.get().and_then(|witness| lock(&witness.kept).confirmed.clone())
    }

    /// The newest checkpoint that any witness has cosigned.
    pub fn newest_cosigned(&self) -> Option<Arc<CosignedCheckpoint>> {
        self.shared().witness.get().and_then(|witness| lock(&witness.kept).newest.clone())
    }

    /// The cosigned checkpoint that says most of an entry: one of the quorum, else the newest that covers it.
    pub fn witnessed(&self, index: u64) -> Option<Arc<CosignedCheckpoint>> {
        let covering = |found: &Arc<CosignedCheckpoint>| index < found.checkpoint.size;
        self.confirmed().filter(covering).or_else(|| self.newest_cosigned().filter(covering))
    }

    /// A receipt for an entry under a cosigned checkpoint that covers it.
    pub fn witnessed_receipt(&self, index: u64, cosigned: &CosignedCheckpoint) -> Option<Receipt> {
        let size = cosigned.checkpoint.size;
        let proof = self
            .shared()
            .ask_tree(&[index, size], |tree, at_hand| tree.inclusion(index, size, at_hand))
            .ok()?;
        Some(Receipt { index, proof, checkpoint: cosigned.note.to_string() })
    }

    /// The checkpoint to publish: where there is a policy, the newest that the quorum has cosigned, so that whoever holds the
    /// policy can check it, and nothing before there is one; the head's otherwise.
    pub fn published_checkpoint(&self) -> Option<Arc<str>> {
        if self.wants_quorum() {
            return self.confirmed().map(|found| found.note.clone());
        }
        Some(self.version().checkpoint.clone())
    }

    /// How many entries the published checkpoint covers.
    pub(crate) fn published_size(&self) -> u64 {
        if self.wants_quorum() {
            return self.confirmed().map_or(0, |found| found.checkpoint.size);
        }
        self.version().size
    }

    fn wants_quorum(&self) -> bool {
        self.witness_policy().is_some_and(|policy| policy.quorum().is_some())
    }

    /// The present head's checkpoint, with the cosignatures that it has.
    pub fn head_checkpoint(&self) -> Arc<str> {
        let version = self.version();
        let same = |found: &Arc<CosignedCheckpoint>| found.checkpoint.size == version.size;
        self.newest_cosigned()
            .filter(same)
            .map_or_else(|| version.checkpoint.clone(), |found| found.note.clone())
    }

    /// Takes cosignatures of a checkpoint of this book. Bad ones and those of strangers are left out; durable when it returns.
    pub fn take_cosignatures(&self, note: &str) -> Result<(), TakeError> {
        let witness = self.shared().witness.get().ok_or(TakeError::NoPolicy)?;
        let log = self.shared().logs()?;
        let checkpoint = log.open(note.as_bytes())?;
        if !self.shared().holds(&checkpoint)? {
            return Err(TakeError::NotOurs { size: checkpoint.size });
        }
        let Some(fresh) = CosignedCheckpoint::of(&witness.policy, &log, note)? else { return Ok(()) };
        let _writing = lock(&witness.writing);
        let kept = lock(&witness.kept).clone();
        let merged = kept.merged(&checkpoint, &fresh.note)?;
        let Some(cosigned) = CosignedCheckpoint::of(&witness.policy, &log, &merged)? else { return Ok(()) };
        let mut next = kept.clone();
        next.take(cosigned);
        if next != kept {
            witness.store.replace(&next.encode())?;
            *lock(&witness.kept) = next;
        }
        Ok(())
    }

    /// Holds a checkpoint that somebody else keeps against the book. One that this book's key has signed and that is not part of
    /// what is kept here means that entries are missing: the book becomes read-only.
    pub fn hold_against(&self, note: &[u8]) -> Result<Against, TakeError> {
        let log = self.shared().logs()?;
        let checkpoint = log.open(note)?;
        if self.shared().holds(&checkpoint)? {
            return Ok(Against::Nothing);
        }
        let found = self.version().size;
        let error = if checkpoint.size > found {
            OpenError::RolledBack { found, anchored: checkpoint.size }
        } else {
            forked(checkpoint.size)
        };
        self.shared().halt(Halt::Store(format!("a witness has seen another book than this one: {error}")));
        Ok(Against::Everything)
    }

    fn check_continues(&self, log: &BookLogs, note: &str) -> Result<(), OpenError> {
        let checkpoint = log.open(note.as_bytes()).map_err(unusable)?;
        let found = self.version().size;
        if checkpoint.size > found {
            return Err(OpenError::RolledBack { found, anchored: checkpoint.size });
        }
        if self.shared().holds(&checkpoint)? { Ok(()) } else { Err(forked(checkpoint.size)) }
    }
}

fn unusable(error: CheckpointError) -> OpenError {
    OpenError::AnchorUnusable(format!("a cosigned one beside it: {error}"))
}

fn forked(size: u64) -> OpenError {
    OpenError::Damaged {
        index: size.saturating_sub(1),
        reason: "the entries up to it do not lead to the root that witnesses have cosigned: another history was put in their place".to_owned(),
    }
}

impl Shared {
    /// Whether a checkpoint is one of the entries as they are kept.
    fn holds(&self, checkpoint: &Checkpoint) -> Result<bool, JournalError> {
        let size = checkpoint.size;
        if size > self.version().size {
            return Ok(false);
        }
        Ok(self.ask_tree(&[size], |tree, at_hand| tree.root_at(size, at_hand))? == checkpoint.root)
    }

    /// Why a command that would make a result final has to wait for witnesses, if it has to.
    pub(crate) fn not_final(&self, state: &State, command: &Command) -> Option<Refusal> {
        let witness = self.witness.get().filter(|witness| witness.policy.quorum().is_some())?;
        let Command::CertifyResolution(certify) = command else { return None };
        // What is not sealed is left to the rules, which refuse it.
        let sealing = state.polls.get(&certify.poll)?.trail.sealed_at?;
        let kept = lock(&witness.kept);
        let witnessed = kept.confirmed.as_ref().map_or(0, |found| found.checkpoint.size);
        if sealing < witnessed {
            return None;
        }
        let later = kept.newest.as_ref().filter(|found| sealing < found.checkpoint.size);
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        Some(Refusal::NotWitnessed {
            poll: certify.poll,
            sealing,
            witnessed,
            good: later.map_or(0, |found| number(found.good.len())),
            of: number(witness.policy.witnesses().count()),
        })
    }
}

impl CosignedCheckpoint {
    /// What a policy makes of a note of this log; nothing if none of its witnesses has cosigned.
    fn of(policy: &Policy, log: &BookLogs, note: &str) -> Result<Option<Self>, CheckpointError> {
        let checkpoint = log.open(note.as_bytes())?;
        let parsed = Note::parse(note.as_bytes()).map_err(CheckpointError::Malformed)?;
        let counted = policy.count(&parsed);
        if counted.good.is_empty() {
            return Ok(None);
        }
        let good: Vec<_> =
            policy.witnesses().filter(|(name, _)| counted.good.iter().any(|good| good == name)).collect();
        let note = parsed.only(|line| {
            log.is_named(line) || good.iter().any(|(_, witness)| witness.cosigner.is_named(line))
        });
        Ok(Some(Self { checkpoint, note: note.into(), good: counted.good, of: counted.of, met: counted.met }))
    }
}
