//! The copy of the keys of persons: rewritten as a whole each time, so that the key of somebody who was erased goes from it as well.
//!
//! It lies apart from the backup: whoever has both can read what the texts say, and an old copy kept beside the new one undoes an erasure.

use crate::failure::Failure;
use crate::layout::create_private;
use crate::secret_file;
use anyhow::Context;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// What says whose keys a copy holds.
const MARK: &str = "persons-of";
/// What the file of a key ends in.
const KEY: &str = "key";

/// What became of a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KeysCopied {
    /// Keys that are in it now.
    pub keys: usize,
    /// Keys that were in it and are no longer there to be copied: of those who were erased.
    pub removed: usize,
}

/// Makes `copy` hold the keys in `keys` and no others. Keys that went are removed before any is written.
///
/// # Errors
/// When `copy` holds anything else, when there are no keys while it holds some, and when a file cannot be read or written.
pub fn mirror(keys: &Path, copy: &Path, origin: &str) -> Result<KeysCopied, Failure> {
    let standing = begin(copy, origin)?;
    let wanted = if keys.is_dir() { key_files(keys)? } else { BTreeMap::new() };
    if wanted.is_empty() && !standing.is_empty() {
        return Err(Failure::Refused(format!(
            "{} holds no key, while {} holds {}: is a disk not there? Nothing was removed. If everybody was erased, empty the copy by hand",
            keys.display(),
            copy.display(),
            standing.len()
        )));
    }
    let gone = standing.keys().filter(|name| !wanted.contains_key(*name)).count();
    remove_others(copy, &wanted)?;
    for (name, from) in &wanted {
        copy_key(from, &copy.join(name))?;
    }
    sync(copy)?;
    Ok(KeysCopied { keys: wanted.len(), removed: gone })
}

/// Removes what is no wanted key: keys that went, and what an interrupted copying left.
fn remove_others(copy: &Path, wanted: &BTreeMap<String, PathBuf>) -> Result<(), Failure> {
    for entry in std::fs::read_dir(copy)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != MARK && !wanted.contains_key(&name) {
            std::fs::remove_file(entry.path())
                .with_context(|| format!("cannot remove {}", entry.path().display()))?;
        }
    }
    sync(copy)
}

/// The key files of a folder by their names.
pub fn key_files(folder: &Path) -> Result<BTreeMap<String, PathBuf>, Failure> {
    let reading = || format!("cannot read {}", folder.display());
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).with_context(reading)? {
        let path = entry.with_context(reading)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_file() && path.extension().is_some_and(|ending| ending == KEY) {
            files.insert(name, path);
        }
    }
    Ok(files)
}

/// Copies a key for its owner only, as a whole; nothing where it stands already.
pub fn copy_key(from: &Path, to: &Path) -> Result<(), Failure> {
    let bytes = std::fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    if std::fs::read(to).is_ok_and(|stands| stands == bytes) {
        return Ok(());
    }
    Ok(secret_file::replace(to, &bytes).with_context(|| format!("cannot write {}", to.display()))?)
}

/// Whether a folder is a copy of the keys of this book.
fn begin(copy: &Path, origin: &str) -> Result<BTreeMap<String, PathBuf>, Failure> {
    let refuse = |reason: &str| Err(Failure::Refused(format!("{}: {reason}", copy.display())));
    let mark = copy.join(MARK);
    if copy.exists() && !mark.exists() && std::fs::read_dir(copy)?.next().is_some() {
        return refuse("holds something else than a copy of keys: choose a new folder");
    }
    create_private(copy)?;
    if !mark.exists() {
        secret_file::replace(&mark, format!("{origin}\n").as_bytes())?;
    }
    if std::fs::read_to_string(&mark)?.trim_end() != origin {
        return refuse("holds keys of another book: choose another folder");
    }
    key_files(copy)
}

/// Makes the names in a folder durable.
pub fn sync(folder: &Path) -> Result<(), Failure> {
    let synced = File::open(folder).and_then(|handle| handle.sync_all());
    Ok(synced.with_context(|| format!("cannot write {}", folder.display()))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        key_files(folder).unwrap().into_keys().collect()
    }

    #[test]
    fn a_copy_is_rewritten_as_a_whole_so_that_an_erased_key_goes_from_it() {
        let guard = tempfile::tempdir().unwrap();
        let (keys, copy) = (guard.path().join("keys"), guard.path().join("copy"));
        std::fs::create_dir(&keys).unwrap();
        for name in ["a.key", "b.key"] {
            std::fs::write(keys.join(name), name).unwrap();
        }
        assert_eq!(mirror(&keys, &copy, "a.org/b").unwrap(), KeysCopied { keys: 2, removed: 0 });
        std::fs::remove_file(keys.join("a.key")).unwrap();
        std::fs::write(keys.join("c.key"), "c").unwrap();
        assert_eq!(mirror(&keys, &copy, "a.org/b").unwrap(), KeysCopied { keys: 2, removed: 1 });
        assert_eq!(names(&copy), ["b.key", "c.key"]);
        assert!(mirror(&keys, &copy, "a.org/other").is_err());
    }

    #[test]
    fn a_disk_that_is_not_there_does_not_empty_the_copy() {
        let guard = tempfile::tempdir().unwrap();
        let (keys, copy) = (guard.path().join("keys"), guard.path().join("copy"));
        std::fs::create_dir(&keys).unwrap();
        std::fs::write(keys.join("a.key"), "a").unwrap();
        mirror(&keys, &copy, "a.org/b").unwrap();
        std::fs::remove_dir_all(&keys).unwrap();
        for _ in 0..2 {
            assert!(matches!(mirror(&keys, &copy, "a.org/b"), Err(Failure::Refused(_))));
            assert_eq!(names(&copy), ["a.key"]);
            std::fs::create_dir_all(&keys).unwrap();
        }
    }

    #[test]
    fn a_folder_of_something_else_is_not_touched() {
        let guard = tempfile::tempdir().unwrap();
        std::fs::write(guard.path().join("letter.key"), "dear").unwrap();
        assert!(mirror(&guard.path().join("none"), guard.path(), "a.org/b").is_err());
        assert_eq!(names(guard.path()), ["letter.key"]);
    }
}
