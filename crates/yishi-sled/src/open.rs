//! Opening sled so that what it acknowledged is there, and what it cannot read is named.

use crate::fault::StoreFault;
use crate::files;
use crate::value::{self, Value};
use std::fs::{File, TryLockError};
use std::ops::RangeInclusive;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Segments of 16 MiB, the largest that sled takes: pages of up to 4 MiB stay in the synced file.
const SEGMENT_BYTES: usize = 16 * 1024 * 1024;

/// How often, and how long apart, sled's lock is tried: 5 s together.
const LOCK_ATTEMPTS: u32 = 250;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Sensible cache sizes in bytes; sled's default of 1 GB let a million entries peak at 590 MB.
pub const CACHE_BYTES: RangeInclusive<u64> = 64 * 1024 * 1024..=256 * 1024 * 1024;

/// How the journal uses memory.
#[derive(Clone, Copy, Debug)]
pub struct JournalOptions {
    /// Bytes that sled may keep in memory; brought into [`CACHE_BYTES`].
    pub cache_bytes: u64,
}

impl Default for JournalOptions {
    fn default() -> Self {
        Self { cache_bytes: 128 * 1024 * 1024 }
    }
}

/// Runs a call into sled, which panics on some damage, so that the panic becomes a fault that can be named.
pub(crate) fn guarded<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreFault> {
    match std::panic::catch_unwind(AssertUnwindSafe(call)) {
        Ok(answer) => Ok(answer?),
        Err(panic) => Err(StoreFault::SledStopped(panic_words(panic.as_ref()))),
    }
}

fn panic_words(panic: &(dyn std::any::Any + Send)) -> String {
    let fixed = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    fixed.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no reason given".to_owned())
}

/// sled's folder of pages too large for its log, which it never syncs.
pub(crate) fn large_pages_folder(folder: &Path) -> PathBuf {
    folder.join("blobs")
}

/// How many pages stand outside the synced file.
pub(crate) fn count_large_pages(folder: &Path) -> Result<usize, StoreFault> {
    let path = large_pages_folder(folder);
    Ok(std::fs::read_dir(&path).map_err(StoreFault::io(&path))?.count())
}

/// Refuses to go on once a page stands outside the synced file.
pub(crate) fn check_no_large_pages(folder: &Path) -> Result<(), StoreFault> {
    match count_large_pages(folder)? {
        0 => Ok(()),
        files => Err(StoreFault::LargePages { path: large_pages_folder(folder), files }),
    }
}

/// Opens sled in `folder` and makes what it wrote while opening durable.
pub(crate) fn open_sled(folder: &Path, options: JournalOptions) -> Result<(sled::Db, File), StoreFault> {
    set_aside_bad_page_tables(folder)?;
    let config = sled::Config::new()
        .path(folder)
        .segment_size(SEGMENT_BYTES)
        .cache_capacity(options.cache_bytes.clamp(*CACHE_BYTES.start(), *CACHE_BYTES.end()))
        .use_compression(false)
        .flush_every_ms(None);
    let db = open_patiently(&config)?;
    match made_durable(folder) {
        Ok(data) => Ok((db, data)),
        Err(fault) => Err(let_go(db, fault)),
    }
}

fn made_durable(folder: &Path) -> Result<File, StoreFault> {
    let data = data_file(folder)?;
    data.sync_all().map_err(StoreFault::io(folder))?;
    files::sync_file(&folder.join("conf"))?;
    files::sync_folder(&large_pages_folder(folder))?;
    files::sync_folder(folder)?;
    check_no_large_pages(folder)?;
    Ok(data)
}

/// Lets go of a store that cannot be used. sled syncs once more as its last handle goes, and panics where that fails: on a disk that fails for
/// good the fault that was met first is the one to tell.
pub(crate) fn let_go(db: sled::Db, fault: StoreFault) -> StoreFault {
    let _ = std::panic::catch_unwind(AssertUnwindSafe(move || drop(db)));
    fault
}

/// sled's own threads let go of its file a moment after the last handle was dropped. As we hold the writer's lock, nobody
/// else can be the one who still has it, so a book closed and opened again in one process waits here for that moment.
fn open_patiently(config: &sled::Config) -> Result<sled::Db, StoreFault> {
    for _ in 0..LOCK_ATTEMPTS {
        match guarded(|| config.open()) {
            Err(StoreFault::Sled(sled::Error::Io(fault))) if fault.to_string().contains("acquire lock") => {
                std::thread::sleep(LOCK_PAUSE);
            }
            opened => return opened,
        }
    }
    guarded(|| config.open())
}

/// Our own handle on the file that sled appends to. That it is this file shows in sled's lock on it, which a
/// second handle cannot take: syncing another file would make nothing durable and nobody would notice.
fn data_file(folder: &Path) -> Result<File, StoreFault> {
    let path = folder.join("db");
    let file = File::options().read(true).write(true).open(&path).map_err(StoreFault::io(&path))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(file),
        Err(TryLockError::Error(source)) => Err(StoreFault::io(&path)(source)),
        Ok(()) => Err(StoreFault::file(&path, "not the file that sled holds open")),
    }
}

/// sled keeps its page table as `snap.…`, rebuilt from the log when absent, but refuses to open over a damaged one and
/// takes a half-written one for good. Both are set aside here; the log and the anchor say what is really there.
fn set_aside_bad_page_tables(folder: &Path) -> Result<(), StoreFault> {
    for path in files::list(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with("snap.") {
            continue;
        }
        if name.ends_with(".generating") {
            tracing::warn!(file = %path.display(), "removing a page table that was never finished");
            files::remove(&path)?;
        } else if !page_table_holds(&path)? {
            let aside = folder.join(format!("damaged-{name}"));
            tracing::error!(file = %path.display(), "the page table is damaged; it is set aside and rebuilt from the log");
            std::fs::rename(&path, &aside).map_err(StoreFault::io(&path))?;
        }
    }
    Ok(())
}

/// A page table ends in 8 bytes of length and the CRC-32 of what stands before them.
fn page_table_holds(path: &Path) -> Result<bool, StoreFault> {
    let bytes = std::fs::read(path).map_err(StoreFault::io(path))?;
    let Some((rest, crc)) = bytes.split_last_chunk::<4>() else { return Ok(false) };
    let Some((table, length)) = rest.split_last_chunk::<8>() else { return Ok(false) };
    let same_length = usize::try_from(u64::from_le_bytes(*length)).is_ok_and(|length| length == table.len());
    Ok(!table.is_empty() && same_length && crc32fast::hash(table) == u32::from_le_bytes(*crc))
}

/// The number of entries, from the last value.
pub(crate) fn size_of(db: &sled::Db) -> Result<u64, StoreFault> {
    let Some((key, bytes)) = guarded(|| db.last())? else { return Ok(0) };
    let Some(from) = value::position(&key) else {
        return Err(StoreFault::Entry {
            index: 0,
            reason: format!("a key of {} bytes in the journal", key.len()),
        });
    };
    match Value::open(from, &bytes) {
        Ok(value) => Ok(value.end()),
        Err(reason) => Err(StoreFault::Entry { index: from, reason }),
    }
}
