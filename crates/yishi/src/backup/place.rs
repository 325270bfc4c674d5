//! The folder of a backup: that it is ours and lies where it may, and what goes from it.

use super::manifest::Manifest;
use super::person_keys::sync;
use super::{LOCK, TEXTS};
use crate::failure::Failure;
use crate::layout::{DataFolder, create_private};
use anyhow::Context;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// A backup inside the book would be lost with it, and keys beside what they open would undo every erasure.
pub(super) fn refuse_inside(folder: &DataFolder, out: &Path, keys: Option<&Path>) -> Result<(), Failure> {
    let absolute = |path: &Path| std::path::absolute(path);
    let (out, data) = (absolute(out)?, absolute(&folder.root)?);
    if out.starts_with(&data) || data.starts_with(&out) {
        return Err(Failure::Usage("the backup must lie outside the data folder".into()));
    }
    let Some(keys) = keys.map(absolute).transpose()? else { return Ok(()) };
    let apart = |one: &PathBuf, other: &PathBuf| !one.starts_with(other) && !other.starts_with(one);
    if [&out, &data, &absolute(&folder.persons())?].iter().all(|other| apart(&keys, other)) {
        return Ok(());
    }
    let reason = "the copy of the keys of persons must lie apart from the backup, the data folder and the keys themselves";
    Err(Failure::Usage(reason.into()))
}

/// Takes a folder that is new, empty or ours, for this backup alone.
pub(super) fn begin(out: &Path) -> Result<File, Failure> {
    let lock = out.join(LOCK);
    if !lock.exists() && out.exists() && std::fs::read_dir(out)?.next().is_some() {
        return Err(Failure::Refused(format!(
            "{} holds something else than a backup: choose a new folder",
            out.display()
        )));
    }
    create_private(out)?;
    let file = File::options().write(true).create(true).truncate(false).open(&lock)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Failure::Refused(format!("another backup is at work in {}", out.display())))
        }
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Removes texts that the manifest does not list: redacted since, sealed anew, or of a backup that was interrupted.
pub(super) fn remove_outgrown(out: &Path, manifest: &Manifest) -> Result<u64, Failure> {
    let mut removed = 0;
    for class in ["documents", "statements", "vault"] {
        let folder = out.join(TEXTS).join(class);
        if !folder.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let name = format!("{TEXTS}/{class}/{}", entry.file_name().to_string_lossy());
            if !manifest.files.contains_key(&name) {
                std::fs::remove_file(entry.path())
                    .with_context(|| format!("cannot remove {}", entry.path().display()))?;
                removed += 1;
            }
        }
        sync(&folder)?;
    }
    Ok(removed)
}
