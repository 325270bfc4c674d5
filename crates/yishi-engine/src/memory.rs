//! Ports in memory: for tests, and for measuring what a book costs without its disk.
//!
//! Nothing here is durable. Each port is a handle on shared contents, so that a book can be closed and opened again.

use crate::{Anchor, BlobError, BlobStore, Clock, CosignedStore, Journal, JournalError, SnapshotStore, Text};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use yishi_core::{Commitment, MemberId, TextRef, TimeMs};

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn position(index: u64) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

/// Entries in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryJournal(Arc<Mutex<Vec<Vec<u8>>>>);

impl MemoryJournal {
    /// All leaves.
    pub fn leaves(&self) -> Vec<Vec<u8>> {
        lock(&self.0).clone()
    }
    /// Replaces all leaves, e.g. by damaged ones.
    pub fn set_leaves(&self, leaves: Vec<Vec<u8>>) {
        *lock(&self.0) = leaves;
    }
}

impl Journal for MemoryJournal {
    fn size(&self) -> Result<u64, JournalError> {
        u64::try_from(lock(&self.0).len()).map_err(|error| JournalError::new("counting entries", error))
    }

    fn append(&self, from: u64, leaves: &[Vec<u8>]) -> Result<(), JournalError> {
        let mut stored = lock(&self.0);
        if position(from) != stored.len() {
            return Err(JournalError::new("appending", format!("{from} is not the size")));
        }
        stored.extend_from_slice(leaves);
        Ok(())
    }

    fn read(
        &self,
        from: u64,
        to: u64,
        visit: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), JournalError> {
        let size = self.size()?;
        if from > to || to > size {
            return Err(JournalError::new(
                format!("reading {from}..{to}"),
                format!("there are {size} entries"),
            ));
        }
        for index in from..to {
            let leaf = lock(&self.0).get(position(index)).cloned();
            let Some(leaf) = leaf else { break };
            if visit(index, &leaf).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// An anchor in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryAnchor(Arc<Mutex<Option<Vec<u8>>>>);

impl MemoryAnchor {
    /// Puts back an earlier note, or removes it.
    pub fn set(&self, note: Option<Vec<u8>>) {
        *lock(&self.0) = note;
    }
}

impl Anchor for MemoryAnchor {
    fn load(&self) -> Result<Option<Vec<u8>>, JournalError> {
        Ok(lock(&self.0).clone())
    }

    fn replace(&self, expected: Option<&[u8]>, next: &[u8]) -> Result<(), JournalError> {
        let mut stands = lock(&self.0);
        if stands.as_deref() != expected {
            return Err(JournalError::new("replacing the anchor", "another checkpoint stands"));
        }
        *stands = Some(next.to_vec());
        Ok(())
    }
}

/// Cosigned checkpoints in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryCosigned(Arc<Mutex<Option<Vec<u8>>>>);

impl CosignedStore for MemoryCosigned {
    fn load(&self) -> Result<Option<Vec<u8>>, JournalError> {
        Ok(lock(&self.0).clone())
    }

    fn replace(&self, next: &[u8]) -> Result<(), JournalError> {
        *lock(&self.0) = Some(next.to_vec());
        Ok(())
    }
}

type KeptTexts = BTreeMap<TextRef, (Text, Option<MemberId>)>;

/// Texts in memory, each with the member whom it concerns.
#[derive(Clone, Debug, Default)]
pub struct MemoryBlobs(Arc<Mutex<KeptTexts>>);

impl MemoryBlobs {
    /// The member under whose key a text would lie.
    pub fn concerned(&self, text: &TextRef) -> Option<MemberId> {
        lock(&self.0).get(text).and_then(|(_, member)| member.clone())
    }
}

impl BlobStore for MemoryBlobs {
    fn put(&self, text: &Text, concerns: Option<&MemberId>) -> Result<TextRef, BlobError> {
        let reference = text.reference();
        let concerns = concerns.cloned().or_else(|| self.concerned(&reference));
        lock(&self.0).insert(reference, (text.clone(), concerns));
        Ok(reference)
    }

    fn contains(&self, text: &TextRef) -> Result<bool, BlobError> {
        Ok(lock(&self.0).contains_key(text))
    }

    fn get(&self, text: &TextRef) -> Result<Option<Text>, BlobError> {
        Ok(lock(&self.0).get(text).map(|(text, _)| text.clone()))
    }

    fn assign(&self, text: &TextRef, member: &MemberId) -> Result<(), BlobError> {
        if let Some((_, concerns)) = lock(&self.0).get_mut(text) {
            *concerns = Some(member.clone());
        }
        Ok(())
    }

    fn destroy(&self, text: &TextRef) -> Result<(), BlobError> {
        lock(&self.0).remove(text);
        Ok(())
    }

    fn erase(&self, member: &MemberId) -> Result<(), BlobError> {
        lock(&self.0).retain(|_, (_, concerns)| concerns.as_ref() != Some(member));
        Ok(())
    }

    fn settle(&self, concerned: &dyn Fn() -> BTreeMap<Commitment, MemberId>) -> Result<(), BlobError> {
        let concerned = concerned();
        for (text, (_, concerns)) in lock(&self.0).iter_mut() {
            *concerns = text.commitment().and_then(|text| concerned.get(&text).cloned());
        }
        Ok(())
    }
}

/// Snapshots in memory.
#[derive(Clone, Debug, Default)]
pub struct MemorySnapshots(Arc<Mutex<BTreeMap<u64, Vec<u8>>>>);

impl MemorySnapshots {
    /// Sizes and bytes of all snapshots.
    pub fn all(&self) -> BTreeMap<u64, Vec<u8>> {
        lock(&self.0).clone()
    }
    /// Replaces all snapshots, e.g. by damaged ones or by none.
    pub fn set_all(&self, snapshots: BTreeMap<u64, Vec<u8>>) {
        *lock(&self.0) = snapshots;
    }
}

impl SnapshotStore for MemorySnapshots {
    fn put(&self, size: u64, bytes: &[u8]) -> Result<(), JournalError> {
        lock(&self.0).insert(size, bytes.to_vec());
        Ok(())
    }

    fn newest_at_most(&self, size: u64) -> Result<Option<(u64, Vec<u8>)>, JournalError> {
        let stored = lock(&self.0);
        Ok(stored.range(..=size).next_back().map(|(size, bytes)| (*size, bytes.clone())))
    }
}

/// A clock that moves only when told.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Hands>>);

#[derive(Debug)]
struct Hands {
    now: u64,
    elapsed_ms: u64,
}

impl ManualClock {
    /// A clock that shows `now`.
    pub fn at(now: TimeMs) -> Self {
        Self(Arc::new(Mutex::new(Hands { now: now.0, elapsed_ms: 0 })))
    }

    /// Lets time pass.
    pub fn advance_ms(&self, ms: u64) {
        let mut hands = lock(&self.0);
        hands.now = hands.now.saturating_add(ms);
        hands.elapsed_ms = hands.elapsed_ms.saturating_add(ms);
    }

    /// Lets time pass until `now`; does nothing when that is past.
    pub fn advance_to(&self, now: TimeMs) {
        let ms = now.0.saturating_sub(self.now().0);
        self.advance_ms(ms);
    }

    /// Lets the clock jump without time passing, as after a wrong correction.
    pub fn step_to(&self, now: TimeMs) {
        lock(&self.0).now = now.0;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> TimeMs {
        TimeMs(lock(&self.0).now)
    }

    fn elapsed(&self) -> Duration {
        Duration::from_millis(lock(&self.0).elapsed_ms)
    }
}
