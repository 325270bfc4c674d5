//! A batch: what is admitted together, made durable together and answered together.

use crate::gone::Gone;
use crate::{Accepted, SubmitError};
use std::sync::Arc;
use tokio::sync::oneshot;
use yishi_book::{Admission, Authentic, Refusal};
use yishi_core::{Event, TextRef};
use yishi_log::tree::TreeHash;

/// Most entries in a batch; more made each record slower.
pub(crate) const MAX_BATCH_ENTRIES: u64 = 256;
/// Most bytes of leaves in a batch, but for the last leaf.
const MAX_BATCH_BYTES: usize = 2 * 1024 * 1024;

/// The sender of an answer.
pub(crate) type Answer = oneshot::Sender<Result<Outcome, SubmitError>>;

/// What became of a command.
pub(crate) enum Outcome {
    /// It has an entry.
    Accepted(Accepted),
    /// It had one before; its leaf is read where the answer is received.
    Replayed { index: u64, version: Arc<crate::Version> },
}

/// A command that waits for the writer.
pub(crate) struct Job {
    pub(crate) command: Authentic,
    /// Texts that it brings in and that are not stored.
    pub(crate) missing: Vec<TextRef>,
    pub(crate) answer: Answer,
}

/// What is decided on a command, to be answered once the batch is durable.
enum Decided {
    Appended { index: u64, leaf_hash: TreeHash, events: Vec<Event> },
    Replayed { index: u64 },
    Refused(Refusal),
}

struct Waiting {
    answer: Answer,
    kind: &'static str,
    decided: Decided,
}

/// What is admitted together.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) leaves: Vec<Vec<u8>>,
    pub(crate) hashes: Vec<TreeHash>,
    /// What is to be destroyed once the batch is durable.
    pub(crate) gone: Gone,
    bytes: usize,
    waiting: Vec<Waiting>,
}

impl Batch {
    pub(crate) fn is_full(&self) -> bool {
        u64::try_from(self.leaves.len()).is_ok_and(|n| n >= MAX_BATCH_ENTRIES)
            || self.bytes >= MAX_BATCH_BYTES
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.leaves.is_empty() && self.waiting.is_empty()
    }

    /// Takes up an entry that nobody waits for.
    pub(crate) fn push_timer(&mut self, admission: Admission) {
        if let Admission::Appended { leaf, leaf_hash, events, .. } = admission {
            self.push_leaf(leaf, leaf_hash);
            self.gone.learn(&events);
        }
    }

    /// Takes up what was decided on a job's command.
    pub(crate) fn push(&mut self, job: Job, admission: Result<Admission, Refusal>) {
        let kind = job.command.envelope().command.kind();
        let decided = match admission {
            Ok(Admission::Appended { index, leaf, leaf_hash, events }) => {
                self.push_leaf(leaf, leaf_hash);
                self.gone.learn(&events);
                Decided::Appended { index, leaf_hash, events }
            }
            Ok(Admission::Replayed { index }) => Decided::Replayed { index },
            Err(refusal) => Decided::Refused(refusal),
        };
        self.waiting.push(Waiting { answer: job.answer, kind, decided });
    }

    fn push_leaf(&mut self, leaf: Vec<u8>, leaf_hash: TreeHash) {
        self.bytes = self.bytes.saturating_add(leaf.len());
        self.leaves.push(leaf);
        self.hashes.push(leaf_hash);
    }

    /// Answers everybody: the batch is durable and `version` is published.
    pub(crate) fn answer(self, version: &Arc<crate::Version>, micros: u64) {
        let entries = self.leaves.len();
        for Waiting { answer, kind, decided } in self.waiting {
            let outcome = match decided {
                Decided::Appended { index, leaf_hash, events } => {
                    tracing::debug!(index, kind, entries, micros, "entry");
                    let (events, version) = (events.into(), version.clone());
                    Ok(Outcome::Accepted(Accepted { index, leaf_hash, events, replayed: false, version }))
                }
                Decided::Replayed { index } => {
                    tracing::debug!(index, kind, "the same command again");
                    Ok(Outcome::Replayed { index, version: version.clone() })
                }
                Decided::Refused(refusal) => {
                    tracing::debug!(kind, code = refusal.code(), "refused");
                    Err(SubmitError::Refused(refusal))
                }
            };
            // Whoever asked may have gone; the entry stands all the same.
            drop(answer.send(outcome));
        }
    }

    /// Tells everybody that nothing was promised.
    pub(crate) fn fail(self, reason: &str) {
        for waiting in self.waiting {
            drop(waiting.answer.send(Err(SubmitError::ReadOnly(reason.to_owned()))));
        }
    }
}
