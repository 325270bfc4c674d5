//! Brings the keys of persons back, all of them or none.

use crate::backup::person_keys::{copy_key, key_files, sync};
use crate::failure::Failure;
use crate::layout::{beside, create_private};
use crate::running::MARK_OF_KEYS;
use anyhow::Context;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A copy of the keys of persons.
pub struct PersonKeysFrom<'a> {
    /// The newest copy: an older one brings back the keys of those who were erased since.
    pub copy: &'a Path,
}

impl PersonKeysFrom<'_> {
    /// Puts the keys where the book looks for them. Keys that stand there must be the same: where they survived, they say who was erased.
    ///
    /// # Errors
    /// When there is no key in the copy, when it is of another book, when other keys stand, and when a file cannot be read or written.
    pub fn put_in_place(&self, persons: &Path, origin: &str) -> Result<(), Failure> {
        let keys = key_files(self.copy)?;
        let refuse = |reason: String| Err(Failure::Refused(format!("{}: {reason}", self.copy.display())));
        if keys.is_empty() {
            return refuse("holds no key of a person".into());
        }
        let mark = std::fs::read_to_string(self.copy.join("persons-of")).ok();
        if let Some(other) = mark.as_deref().map(str::trim_end).filter(|found| *found != origin) {
            return refuse(format!("holds keys of `{other}`, the book is `{origin}`"));
        }
        let standing = if persons.is_dir() { key_files(persons)? } else { BTreeMap::new() };
        if standing.is_empty() {
            return copy_all(&keys, persons);
        }
        if same(&keys, &standing)? {
            return Ok(());
        }
        refuse(format!(
            "{} holds other keys already. Those that survived say who was erased: leave out --person-keys",
            persons.display()
        ))
    }
}

fn same(one: &BTreeMap<String, PathBuf>, other: &BTreeMap<String, PathBuf>) -> Result<bool, Failure> {
    if !one.keys().eq(other.keys()) {
        return Ok(false);
    }
    for (mine, theirs) in one.values().zip(other.values()) {
        if std::fs::read(mine)? != std::fs::read(theirs)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The folder appears with all of them.
fn copy_all(keys: &BTreeMap<String, PathBuf>, persons: &Path) -> Result<(), Failure> {
    let part = beside(persons, "restoring");
    if part.exists() {
        std::fs::remove_dir_all(&part).with_context(|| format!("cannot remove {}", part.display()))?;
    }
    create_private(&part)?;
    keys.iter().try_for_each(|(name, from)| copy_key(from, &part.join(name)))?;
    sync(&part)?;
    if persons.exists() {
        // What says that it is a folder of keys is all that an interrupted restoring leaves in it; with more it is not removed.
        for name in [MARK_OF_KEYS.to_owned(), format!("{MARK_OF_KEYS}.part")] {
            match std::fs::remove_file(persons.join(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error)?,
                _ => {}
            }
        }
        std::fs::remove_dir(persons).with_context(|| format!("cannot replace {}", persons.display()))?;
    }
    std::fs::rename(&part, persons).with_context(|| format!("cannot create {}", persons.display()))?;
    sync(persons.parent().unwrap_or(persons))
}
