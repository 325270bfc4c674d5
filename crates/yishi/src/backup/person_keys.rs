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
/// Keys that sign, which somebody may have put beside the copy.
const SIGNING: [&str; 2] = ["log.key", "engine.key"];

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
/// When `copy` holds anything else, when there are no keys while it holds some, when a key of the copy was replaced by another, and when
/// a file cannot be read or written.
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
    require_the_same(&wanted, &standing)?;
    let gone = standing.keys().filter(|name| !wanted.contains_key(*name)).count();
    remove_others(copy, &wanted)?;
    for (name, from) in &wanted {
        copy_key(from, &copy.join(name))?;
    }
    sync(copy)?;
    Ok(KeysCopied { keys: wanted.len(), removed: gone })
}

/// A key is made once. Another one under its name was made while the folder of keys was not there, and opens nothing of before.
fn require_the_same(
    wanted: &BTreeMap<String, PathBuf>,
    standing: &BTreeMap<String, PathBuf>,
) -> Result<(), Failure> {
    for (name, from) in wanted {
        let Some(copy) = standing.get(name) else { continue };
        let reading = |path: &Path| format!("cannot read {}", path.display());
        let (one, other) = (
            std::fs::read(from).with_context(|| reading(from))?,
            std::fs::read(copy).with_context(|| reading(copy))?,
        );
        if one != other {
            return Err(Failure::Refused(format!(
                "{} is another key than {}: was the folder of keys not there for a while, so that new ones were made? Nothing was changed. Put the old key back, or take a new folder for the copy",
                from.display(),
                copy.display()
            )));
        }
    }
    Ok(())
}

/// Removes what is no wanted key: keys that went, and what an interrupted copying left; of anything else it says that it is foreign.
fn remove_others(copy: &Path, wanted: &BTreeMap<String, PathBuf>) -> Result<(), Failure> {
    for entry in std::fs::read_dir(copy)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name == MARK || wanted.contains_key(&name) {
            continue;
        }
        if !name.ends_with(".key") && !name.ends_with(".part") || SIGNING.contains(&name.as_str()) {
            return Err(Failure::Refused(format!(
                "{} is no key of a person: keep it elsewhere than in the copy",
                entry.path().display()
            )));
        }
        std::fs::remove_file(entry.path())
            .with_context(|| format!("cannot remove {}", entry.path().display()))?;
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
    fn a_key_that_was_made_anew_does_not_take_the_place_of_the_one_before_and_what_is_foreign_stays() {
        let guard = tempfile::tempdir().unwrap();
        let (keys, copy) = (guard.path().join("keys"), guard.path().join("copy"));
        std::fs::create_dir(&keys).unwrap();
        std::fs::write(keys.join("a.key"), "a").unwrap();
        mirror(&keys, &copy, "a.org/b").unwrap();
        std::fs::write(keys.join("a.key"), "another").unwrap();
        assert!(matches!(mirror(&keys, &copy, "a.org/b"), Err(Failure::Refused(_))));
        assert_eq!(std::fs::read(copy.join("a.key")).unwrap(), b"a");
        std::fs::write(keys.join("a.key"), "a").unwrap();
        for foreign in ["log.key", "README.txt"] {
            std::fs::write(copy.join(foreign), "keep me").unwrap();
            assert!(matches!(mirror(&keys, &copy, "a.org/b"), Err(Failure::Refused(_))));
            assert_eq!(std::fs::read(copy.join(foreign)).unwrap(), b"keep me");
            std::fs::remove_file(copy.join(foreign)).unwrap();
        }
        mirror(&keys, &copy, "a.org/b").unwrap();
    }

    #[test]
    fn a_folder_of_something_else_is_not_touched() {
        let guard = tempfile::tempdir().unwrap();
        std::fs::write(guard.path().join("letter.key"), "dear").unwrap();
        assert!(mirror(&guard.path().join("none"), guard.path(), "a.org/b").is_err());
        assert_eq!(names(guard.path()), ["letter.key"]);
    }
}
