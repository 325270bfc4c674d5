//! The anchor: the last signed checkpoint in a preallocated file of two slots, outside the data folder.
//!
//! The older slot is overwritten in place, then one `fdatasync`: no rename, no new block, so no journal of the file
//! system to wait for. A write torn by loss of power leaves the other slot. The rollback of a whole disk it does not see.

use crate::fault::StoreFault;
use crate::files;
use crate::slot::{MAX_SLOT_TEXT_BYTES, SLOT_BYTES, Slot};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use yishi_engine::{Anchor, JournalError};

/// Longest checkpoint that an anchor holds.
pub const MAX_ANCHOR_BYTES: usize = MAX_SLOT_TEXT_BYTES;

/// The anchor of one book in one file; one process at a time.
#[derive(Debug)]
pub struct FileAnchor {
    path: PathBuf,
    file: Mutex<File>,
}

/// The two slots as read; at least one holds.
struct Slots {
    standing: Slot,
    /// Where the older or torn one lies, to be overwritten next.
    free: u64,
    /// What is wrong with the torn one.
    torn: Option<&'static str>,
}

impl FileAnchor {
    /// Opens the anchor file, or makes one that holds nothing.
    ///
    /// Fails if another process holds it or if both slots are damaged. One damaged slot is what a write interrupted
    /// by loss of power looks like: the other one stands, and the log says so.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let doing = || format!("opening the anchor {}", path.display());
        Self::try_open(path).map_err(|fault| fault.journal(doing()))
    }

    fn try_open(path: &Path) -> Result<Self, StoreFault> {
        if !path.exists() {
            create(path)?;
        }
        let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(StoreFault::io(path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = "another process".to_owned();
                return Err(StoreFault::InUse { path: path.to_owned(), holder });
            }
            Err(TryLockError::Error(source)) => return Err(StoreFault::io(path)(source)),
        }
        let slots = read_slots(&mut file, path)?;
        if let Some(reason) = slots.torn {
            tracing::warn!(file = %path.display(), reason, "one slot of the anchor is torn; the other one stands");
        }
        Ok(Self { path: path.to_owned(), file: Mutex::new(file) })
    }

    /// What is wrong with one of the two slots, if anything: after a clean stop this is damage, not a torn write.
    pub fn torn_slot(&self) -> Result<Option<String>, JournalError> {
        let slots = self.with_file(|file| read_slots(file, &self.path));
        Ok(slots.map_err(|fault| fault.journal("reading the anchor"))?.torn.map(str::to_owned))
    }

    fn with_file<T>(&self, work: impl FnOnce(&mut File) -> Result<T, StoreFault>) -> Result<T, StoreFault> {
        work(&mut self.file.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the file anew before each write, so that a change by anybody else is seen.
    fn try_replace(&self, expected: Option<&[u8]>, next: &[u8]) -> Result<(), StoreFault> {
        if next.is_empty() || next.len() > MAX_SLOT_TEXT_BYTES {
            return Err(StoreFault::TooLarge {
                what: "the checkpoint (which must not be empty)".to_owned(),
                bytes: u64::try_from(next.len()).unwrap_or(u64::MAX),
                limit: u64::try_from(MAX_SLOT_TEXT_BYTES).unwrap_or(u64::MAX),
            });
        }
        self.with_file(|file| {
            let slots = read_slots(file, &self.path)?;
            if slots.standing.text != expected.unwrap_or_default() {
                return Err(StoreFault::Changed { path: self.path.clone() });
            }
            let sequence = slots.standing.sequence.saturating_add(1);
            write_slot(file, slots.free, &Slot { sequence, text: next.to_vec() }, &self.path)
        })
    }
}

/// Both slots are written out, so that later writes allocate nothing; then the name appears.
fn create(path: &Path) -> Result<(), StoreFault> {
    files::make_folder(files::parent(path))?;
    let none = |sequence| Slot { sequence, text: Vec::new() }.encode().unwrap_or_default();
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(files::UNFINISHED);
    files::write_whole(path, Path::new(&unfinished), &[&none(0), &none(1)])
}

fn read_slots(file: &mut File, path: &Path) -> Result<Slots, StoreFault> {
    let mut bytes = Vec::with_capacity(2 * SLOT_BYTES);
    file.seek(SeekFrom::Start(0)).map_err(StoreFault::io(path))?;
    file.read_to_end(&mut bytes).map_err(StoreFault::io(path))?;
    if bytes.len() != 2 * SLOT_BYTES {
        return Err(StoreFault::file(path, format!("has {} bytes, not {}", bytes.len(), 2 * SLOT_BYTES)));
    }
    let (first, second) = bytes.split_at(SLOT_BYTES);
    let second_at = u64::try_from(SLOT_BYTES).unwrap_or(u64::MAX);
    match (Slot::decode(first), Slot::decode(second)) {
        (Err(one), Err(two)) => Err(StoreFault::file(path, format!("both slots are damaged: {one}; {two}"))),
        (Ok(standing), Err(torn)) => Ok(Slots { standing, free: second_at, torn: Some(torn) }),
        (Err(torn), Ok(standing)) => Ok(Slots { standing, free: 0, torn: Some(torn) }),
        (Ok(first), Ok(second)) if first.sequence == second.sequence => {
            Err(StoreFault::file(path, format!("both slots have sequence {}", first.sequence)))
        }
        (Ok(first), Ok(second)) if first.sequence > second.sequence => {
            Ok(Slots { standing: first, free: second_at, torn: None })
        }
        (Ok(_), Ok(second)) => Ok(Slots { standing: second, free: 0, torn: None }),
    }
}

fn write_slot(file: &mut File, at: u64, slot: &Slot, path: &Path) -> Result<(), StoreFault> {
    let bytes = slot.encode().ok_or_else(|| StoreFault::file(path, "the checkpoint is too long"))?;
    let mut write = || {
        file.seek(SeekFrom::Start(at))?;
        file.write_all(&bytes)?;
        file.sync_data()
    };
    write().map_err(StoreFault::io(path))
}

impl Anchor for FileAnchor {
    fn load(&self) -> Result<Option<Vec<u8>>, JournalError> {
        let slots = self.with_file(|file| read_slots(file, &self.path));
        let text = slots.map_err(|fault| fault.journal("reading the anchor"))?.standing.text;
        Ok((!text.is_empty()).then_some(text))
    }

    fn replace(&self, expected: Option<&[u8]>, next: &[u8]) -> Result<(), JournalError> {
        self.try_replace(expected, next).map_err(|fault| fault.journal("replacing the anchor"))
    }
}
