//! The journal on sled: one tree, several leaves in one value, durable by a sync of our own.
//!
//! sled's flush ends in `sync_file_range`, which does not reach the disk's cache and does not cover metadata: with it
//! alone, loss of power took every acknowledged entry in 20 of 20 trials. Hence the `sync_data` on sled's file after it.

use crate::fault::StoreFault;
use crate::health::StoreHealth;
use crate::lock::WriterLock;
use crate::open::{self, JournalOptions, guarded};
use crate::value::{self, Value};
use crate::watch::FlushWatch;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use yishi_engine::{Journal, JournalError};

/// The entries of one book in one folder; one process at a time.
///
/// After a failed write nothing more is appended until it is opened again: what reached the disk is unknown.
#[derive(Debug)]
pub struct SledJournal {
    /// Dropped first: it holds sled open.
    watch: FlushWatch,
    folder: PathBuf,
    db: sled::Db,
    data: File,
    /// Entries known to be durable; nothing beyond is read, whatever sled holds in memory.
    size: AtomicU64,
    /// Why appending has stopped, if it has. Its lock makes appends one after the other.
    stopped: Mutex<Option<String>>,
    /// Released last, after sled has closed its files.
    _lock: WriterLock,
}

impl SledJournal {
    /// Opens or makes the journal in `folder`.
    ///
    /// Fails if another process holds it, if its end cannot be read, or if sled put a page outside the synced file.
    pub fn open(folder: &Path, options: JournalOptions) -> Result<Self, JournalError> {
        let doing = || format!("opening the journal in {}", folder.display());
        Self::try_open(folder, options).map_err(|fault| fault.journal(doing()))
    }

    fn try_open(folder: &Path, options: JournalOptions) -> Result<Self, StoreFault> {
        crate::files::make_folder(folder)?;
        let lock = WriterLock::take(folder)?;
        let (db, data) = open::open_sled(folder, options)?;
        let begun = open::size_of(&db).and_then(|size| {
            let watch = FlushWatch::start(db.clone()).map_err(StoreFault::io(folder))?;
            Ok((AtomicU64::new(size), watch))
        });
        match begun {
            Err(fault) => Err(open::let_go(db, fault)),
            Ok((size, watch)) => {
                let (folder, stopped) = (folder.to_owned(), Mutex::new(None));
                Ok(Self { watch, folder, db, data, size, stopped, _lock: lock })
            }
        }
    }

    /// What operators watch.
    pub fn health(&self) -> Result<StoreHealth, JournalError> {
        let gather = || {
            Ok(StoreHealth {
                entries: self.durable(),
                disk_bytes: guarded(|| self.db.size_on_disk())?,
                large_pages: open::count_large_pages(&self.folder)?,
                stopped: self.writer().clone(),
            })
        };
        gather().map_err(|fault: StoreFault| fault.journal("reading the health of the journal"))
    }

    fn durable(&self) -> u64 {
        self.size.load(Ordering::Acquire)
    }

    fn writer(&self) -> MutexGuard<'_, Option<String>> {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_append(&self, from: u64, leaves: &[Vec<u8>]) -> Result<(), StoreFault> {
        let mut stopped = self.writer();
        if let Some(reason) = stopped.as_ref() {
            return Err(StoreFault::Stopped { reason: reason.clone() });
        }
        let size = self.durable();
        if from != size {
            return Err(StoreFault::NotAtEnd { from, size });
        }
        let Some(end) = u64::try_from(leaves.len()).ok().and_then(|count| size.checked_add(count)) else {
            return Err(StoreFault::OutOfRange { from, to: u64::MAX, size });
        };
        let values = value::encode(from, leaves).map_err(|offset| too_large(from, offset, leaves))?;
        if end == size {
            return Ok(());
        }
        match self.write(values) {
            Ok(()) => self.size.store(end, Ordering::Release),
            Err(fault) => {
                *stopped = Some(fault.to_string());
                return Err(fault);
            }
        }
        Ok(())
    }

    /// One batch, all or nothing; durable when it returns.
    fn write(&self, values: Vec<(u64, Vec<u8>)>) -> Result<(), StoreFault> {
        let mut batch = sled::Batch::default();
        for (position, value) in values {
            batch.insert(&value::key(position), value);
        }
        guarded(|| self.db.apply_batch(batch))?;
        self.watch.over(|| guarded(|| self.db.flush()))?;
        self.data.sync_data().map_err(StoreFault::io(&self.folder))?;
        open::check_no_large_pages(&self.folder)
    }

    fn try_read(
        &self,
        from: u64,
        to: u64,
        visit: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), StoreFault> {
        let size = self.durable();
        if from > to || to > size {
            return Err(StoreFault::OutOfRange { from, to, size });
        }
        let mut expected = from;
        if from == to {
            return Ok(());
        }
        let first = guarded(|| self.db.get_lt(value::key(from.saturating_add(1))));
        let Some((start, _)) = first.map_err(|fault| unreadable(from, &fault))? else {
            return Err(StoreFault::Entry { index: from, reason: "the journal starts after it".to_owned() });
        };
        let mut values = self.db.range(start..);
        while expected < to {
            let next = guarded(|| values.next().transpose()).map_err(|fault| unreadable(expected, &fault))?;
            let Some((key, bytes)) = next else {
                return Err(StoreFault::Entry {
                    index: expected,
                    reason: "the journal ends before it".to_owned(),
                });
            };
            match visit_value(&key, &bytes, expected, to, visit)? {
                Some(end) => expected = end,
                None => return Ok(()),
            }
        }
        Ok(())
    }
}

/// Visits the leaves of one value from `expected` on; answers where to go on, or `None` to stop.
fn visit_value(
    key: &[u8],
    bytes: &[u8],
    expected: u64,
    to: u64,
    visit: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
) -> Result<Option<u64>, StoreFault> {
    let damaged = |reason: String| StoreFault::Entry { index: expected, reason };
    let from = value::position(key).ok_or_else(|| damaged("a key that is no position".to_owned()))?;
    let value = Value::open(from, bytes).map_err(damaged)?;
    if from > expected || value.end() <= expected {
        return Err(damaged(format!("missing: entries {from} to {} stand in its place", value.end())));
    }
    let flow = value.visit(|position, leaf| match position {
        early if early < expected => ControlFlow::Continue(()),
        late if late >= to => ControlFlow::Break(()),
        _ => visit(position, leaf),
    });
    Ok(flow.map_err(damaged)?.is_continue().then(|| value.end()))
}

fn unreadable(index: u64, fault: &StoreFault) -> StoreFault {
    StoreFault::Entry { index, reason: format!("cannot be read: {fault}") }
}

fn too_large(from: u64, offset: u64, leaves: &[Vec<u8>]) -> StoreFault {
    let leaf = usize::try_from(offset).ok().and_then(|offset| leaves.get(offset));
    StoreFault::TooLarge {
        what: format!("entry {}", from.saturating_add(offset)),
        bytes: u64::try_from(leaf.map_or(0, Vec::len)).unwrap_or(u64::MAX),
        limit: u64::try_from(value::MAX_STORED_LEAF_BYTES).unwrap_or(u64::MAX),
    }
}

impl Journal for SledJournal {
    fn size(&self) -> Result<u64, JournalError> {
        Ok(self.durable())
    }

    fn append(&self, from: u64, leaves: &[Vec<u8>]) -> Result<(), JournalError> {
        self.try_append(from, leaves)
            .map_err(|fault| fault.journal(format!("appending {} entries at {from}", leaves.len())))
    }

    fn read(
        &self,
        from: u64,
        to: u64,
        visit: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), JournalError> {
        self.try_read(from, to, visit).map_err(|fault| fault.journal(format!("reading entries {from}..{to}")))
    }
}
