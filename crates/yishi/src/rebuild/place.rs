//! Where a store grows: a folder beside its place, which is ours by a mark, and is put in place as a whole.

use crate::failure::Failure;
use crate::layout::beside;
use anyhow::Context;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// What says that a half-made folder is ours.
const MARK: &str = "rebuilding";

/// A new folder, held until the file is dropped; what an interrupted making of the same kind left there is removed.
///
/// The mark is never removed while others may hold it, so that two of them never work in one folder.
pub fn begin(part: &Path) -> Result<File, Failure> {
    let making = || format!("cannot create {}", part.display());
    if part.exists() {
        if !part.join(MARK).exists() {
            let message = format!("{} is in the way, and no rebuilding left it there", part.display());
            return Err(Failure::Refused(message));
        }
        let mark = File::open(part.join(MARK)).with_context(making)?;
        hold(&mark, part)?;
        clear(part).with_context(making)?;
        return Ok(mark);
    }
    std::fs::create_dir_all(part).with_context(making)?;
    let mark = File::create_new(part.join(MARK)).with_context(making)?;
    hold(&mark, part)?;
    mark.sync_all().with_context(making)?;
    Ok(mark)
}

/// Where a store grows that will stand at `root`.
pub(super) fn beside_root(root: &Path) -> PathBuf {
    beside(root, MARK)
}

fn hold(mark: &File, part: &Path) -> Result<(), Failure> {
    match mark.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            Err(Failure::Refused(format!("another rebuilding is at work in {}", part.display())))
        }
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Removes everything but the mark.
fn clear(part: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(part)? {
        let entry = entry?;
        if entry.file_name() == MARK {
            continue;
        }
        if entry.file_type()?.is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        } else {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

pub(super) fn put_in_place(part: &Path, root: &Path) -> Result<(), Failure> {
    let putting = || format!("cannot put the store at {}", root.display());
    let sync = |folder: &Path| File::open(folder).and_then(|handle| handle.sync_all());
    sync(part).with_context(putting)?;
    if root.exists() {
        // Fails unless it is empty.
        std::fs::remove_dir(root).with_context(putting)?;
    }
    std::fs::rename(part, root).with_context(putting)?;
    std::fs::remove_file(root.join(MARK)).with_context(putting)?;
    Ok(sync(root.parent().unwrap_or(root)).with_context(putting)?)
}
