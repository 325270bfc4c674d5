//! Snapshots as files: a cache. Damaged ones are passed over loudly, old ones thinned, and deleting all changes nothing.
//!
//! A file `<size, 20 digits>.snap` holds a BLAKE3 `derive_key` hash (32 bytes) over size and bytes, then the bytes.

use crate::fault::StoreFault;
use crate::files::{self, UNFINISHED};
use std::path::{Path, PathBuf};
use yishi_engine::{JournalError, SnapshotStore};

const CONTEXT: &str = "yishi 2026-11 snapshot v1";
const CHECKSUM_BYTES: usize = 32;

/// Largest snapshot file that is read.
const MAX_SNAPSHOT_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// Snapshots of one book in one folder.
#[derive(Debug)]
pub struct FileSnapshots {
    folder: PathBuf,
}

impl FileSnapshots {
    /// Opens or makes the folder and removes what was left half-written.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        let prepare = || {
            files::make_folder(folder)?;
            files::remove_unfinished(folder)
        };
        prepare().map_err(|fault| fault.journal(format!("opening the snapshots in {}", folder.display())))?;
        Ok(Self { folder: folder.to_owned() })
    }

    fn path(&self, size: u64) -> PathBuf {
        self.folder.join(format!("{size:020}.snap"))
    }

    /// Sizes of the snapshots there, in order.
    fn sizes(&self) -> Result<Vec<u64>, StoreFault> {
        Ok(files::list(&self.folder)?.iter().filter_map(|path| size_of(path)).collect())
    }

    fn try_put(&self, size: u64, bytes: &[u8]) -> Result<(), StoreFault> {
        let path = self.path(size);
        let unfinished = path.with_extension(format!("snap{UNFINISHED}"));
        files::write_whole(&path, &unfinished, &[&checksum(size, bytes), bytes])?;
        for old in superfluous(&self.sizes()?) {
            files::remove(&self.path(old))?;
        }
        Ok(())
    }

    fn try_newest(&self, at_most: u64) -> Result<Option<(u64, Vec<u8>)>, StoreFault> {
        let sizes = self.sizes()?;
        for size in sizes.into_iter().rev().filter(|size| *size <= at_most) {
            match self.read(size)? {
                Some(bytes) => return Ok(Some((size, bytes))),
                None => tracing::error!(
                    file = %self.path(size).display(),
                    "a damaged snapshot is passed over; an older one or the entries take its place"
                ),
            }
        }
        Ok(None)
    }

    /// The bytes of a snapshot, or `None` if they are not what was written.
    fn read(&self, size: u64) -> Result<Option<Vec<u8>>, StoreFault> {
        let Some(mut bytes) = files::read_whole(&self.path(size), MAX_SNAPSHOT_BYTES)? else {
            return Ok(None);
        };
        let Some((stored, rest)) = bytes.split_first_chunk::<CHECKSUM_BYTES>() else { return Ok(None) };
        if *stored != checksum(size, rest) {
            return Ok(None);
        }
        bytes.drain(..CHECKSUM_BYTES);
        Ok(Some(bytes))
    }
}

fn size_of(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?.strip_suffix(".snap")?;
    if name.len() == 20 && name.bytes().all(|digit| digit.is_ascii_digit()) {
        name.parse().ok()
    } else {
        None
    }
}

fn checksum(size: u64, bytes: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    hasher.update(&size.to_be_bytes());
    hasher.update(bytes);
    *hasher.finalize().as_bytes()
}

/// Which of these sizes (in rising order) can go: the newest stays, and behind it the oldest of each cell, where cells are
/// as wide as their distance rounded down to a power of two. Aligned cells merge in pairs as they age, so that none ever
/// empties: a million entries keep some twenty snapshots, and any past position has one within its own distance.
fn superfluous(sizes: &[u64]) -> Vec<u64> {
    let Some((newest, older)) = sizes.split_last() else { return Vec::new() };
    let mut last_cell = None;
    let mut superfluous = Vec::new();
    for size in older {
        let width = newest.saturating_sub(*size).max(1).ilog2();
        let cell = Some((width, size.checked_shr(width)));
        if cell == last_cell {
            superfluous.push(*size);
        }
        last_cell = cell;
    }
    superfluous
}

impl SnapshotStore for FileSnapshots {
    fn put(&self, size: u64, bytes: &[u8]) -> Result<(), JournalError> {
        self.try_put(size, bytes).map_err(|fault| fault.journal(format!("storing the snapshot at {size}")))
    }

    fn newest_at_most(&self, size: u64) -> Result<Option<(u64, Vec<u8>)>, JournalError> {
        self.try_newest(size).map_err(|fault| fault.journal(format!("reading the snapshots up to {size}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_a_snapshot_within_the_distance_of_any_past_position() {
        let mut sizes: Vec<u64> = Vec::new();
        for newest in (1..=1_000).map(|number| number * 4096) {
            sizes.push(newest);
            let gone = superfluous(&sizes);
            sizes.retain(|size| !gone.contains(size));
            assert_eq!(sizes.last(), Some(&newest));
            assert!(sizes.len() <= 2 + 2 * 11, "{} files at {newest}", sizes.len());
            for (older, newer) in sizes.iter().zip(&sizes[1..]) {
                assert!(newer - older <= 2 * (newest - older).max(4096), "{older}, {newer} of {newest}");
            }
            assert_eq!(sizes[0], 4096, "the oldest stays");
        }
    }
}
