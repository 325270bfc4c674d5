//! Files that survive loss of power: written beside, synced, renamed, and the folder synced.

use crate::fault::StoreFault;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// What unfinished files end in; they are removed at open.
pub(crate) const UNFINISHED: &str = ".unfinished";

/// Longer than any secret that is wiped.
const LARGEST_SECRET: usize = 4_096;

/// Makes a folder that only its owner can enter, with all folders above it.
pub(crate) fn make_private_folder(folder: &Path) -> Result<(), StoreFault> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = parent(folder);
    make_folder(above)?;
    match std::fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(fault) if fault.kind() != ErrorKind::AlreadyExists => Err(StoreFault::io(folder)(fault)),
        _ => sync_folder(above),
    }
}

/// Makes a folder that survives loss of power, with all folders above it.
pub(crate) fn make_folder(folder: &Path) -> Result<(), StoreFault> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = parent(folder);
    make_folder(above)?;
    match std::fs::create_dir(folder) {
        Err(fault) if fault.kind() != ErrorKind::AlreadyExists => Err(StoreFault::io(folder)(fault)),
        _ => sync_folder(above),
    }
}

/// The folder that a path stands in; the working folder for a bare name.
pub(crate) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(above) if above.as_os_str().is_empty() => Path::new("."),
        Some(above) => above,
        None => path,
    }
}

/// Makes the names in a folder durable. Without it a new or renamed file can be gone after loss of power.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreFault> {
    File::open(folder).and_then(|handle| handle.sync_all()).map_err(StoreFault::io(folder))
}

/// Makes the bytes of a file durable.
pub(crate) fn sync_file(path: &Path) -> Result<(), StoreFault> {
    File::open(path).and_then(|handle| handle.sync_all()).map_err(StoreFault::io(path))
}

/// Writes a file as a whole: after loss of power it is there with all of `parts`, or not at all.
pub(crate) fn write_whole(path: &Path, unfinished: &Path, parts: &[&[u8]]) -> Result<(), StoreFault> {
    write_synced(unfinished, parts, OpenOptions::new().write(true).create(true).truncate(true))?;
    std::fs::rename(unfinished, path).map_err(StoreFault::io(path))?;
    sync_folder(parent(path))
}

/// Puts a file in the place of another: it is there with the old or the new bytes as a whole, for its owner alone. The folder is left to
/// be synced.
pub(crate) fn replace(path: &Path, unfinished: &Path, bytes: &[u8]) -> Result<(), StoreFault> {
    write_synced(
        unfinished,
        &[bytes],
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600),
    )?;
    std::fs::rename(unfinished, path).map_err(StoreFault::io(path))
}

/// As [`write_whole`], readable by its owner alone from its first byte on.
pub(crate) fn write_private(path: &Path, unfinished: &Path, bytes: &[u8]) -> Result<(), StoreFault> {
    write_synced(
        unfinished,
        &[bytes],
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600),
    )?;
    std::fs::rename(unfinished, path).map_err(StoreFault::io(path))?;
    sync_folder(parent(path))
}

fn write_synced(path: &Path, parts: &[&[u8]], options: &OpenOptions) -> Result<(), StoreFault> {
    let write = || {
        let mut file = options.open(path)?;
        for part in parts {
            file.write_all(part)?;
        }
        file.sync_all()
    };
    write().map_err(StoreFault::io(path))
}

/// The first bytes of a file, at most so many; `None` if it does not exist.
pub(crate) fn read_head(path: &Path, most: u64) -> Result<Option<Vec<u8>>, StoreFault> {
    let file = match File::open(path) {
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(StoreFault::io(path))?,
    };
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).map_err(StoreFault::io(path))?;
    Ok(Some(bytes))
}

/// Reads a file of at most `limit` bytes; `None` if it does not exist.
pub(crate) fn read_whole(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, StoreFault> {
    let file = match File::open(path) {
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(StoreFault::io(path))?,
    };
    let mut bytes = Vec::new();
    let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(StoreFault::io(path))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(StoreFault::file(path, format!("longer than the limit of {limit} bytes")));
    }
    Ok(Some(bytes))
}

/// Removes a file for good; fine if it does not exist.
pub(crate) fn remove(path: &Path) -> Result<(), StoreFault> {
    match std::fs::remove_file(path) {
        Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(()),
        removed => {
            removed.map_err(StoreFault::io(path))?;
            sync_folder(parent(path))
        }
    }
}

/// Removes a small secret for good, its bytes overwritten first where the disk lets them be; fine if it does not exist.
pub(crate) fn wipe(path: &Path) -> Result<(), StoreFault> {
    let overwrite = || {
        let mut file = OpenOptions::new().write(true).open(path)?;
        let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX).min(LARGEST_SECRET);
        file.write_all(&vec![0; length])?;
        file.sync_all()
    };
    match overwrite() {
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(()),
        overwritten => overwritten.map_err(StoreFault::io(path))?,
    }
    remove(path)
}

/// The files of a folder, in the order of their names.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, StoreFault> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(StoreFault::io(folder))? {
        paths.push(entry.map_err(StoreFault::io(folder))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Removes what a dying process left half-written.
pub(crate) fn remove_unfinished(folder: &Path) -> Result<(), StoreFault> {
    for path in list(folder)? {
        if path.to_string_lossy().ends_with(UNFINISHED) {
            tracing::warn!(file = %path.display(), "removing an unfinished file");
            remove(&path)?;
        }
    }
    Ok(())
}
