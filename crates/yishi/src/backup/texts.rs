//! The texts of a backup: as they lie in the store, sealed where they are sealed. Nothing here opens one.
//!
//! A text that the store has lost or that is damaged there is kept as an earlier backup has it.

use super::manifest::{Manifest, sha256, sha256_of, text_name};
use super::person_keys::sync;
use crate::console::progress;
use crate::failure::Failure;
use crate::secret_file;
use anyhow::Context;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use yishi_core::TextRef;
use yishi_sled::{TextFile, judge_text_file, text_file};

/// Which file it was that was copied: one that is written anew has another number.
type Stamp = (u64, u64, i64, i64);

/// Copies the texts of a store into a backup.
pub struct TextCopy<'a> {
    store: PathBuf,
    backup: &'a Path,
    /// The backup before.
    before: BTreeMap<TextRef, (&'a str, &'a str)>,
    stamps: BTreeMap<TextRef, Stamp>,
    /// The file of each text in the backup, with its SHA-256.
    files: BTreeMap<TextRef, (String, String)>,
    /// Texts that neither the store nor the backup before has.
    missing: BTreeSet<TextRef>,
    /// Texts that the store has lost, or has damaged, and the backup before has.
    only_here: BTreeSet<TextRef>,
    written: u64,
}

impl<'a> TextCopy<'a> {
    /// From a folder of texts into a backup, on from the one before.
    pub fn new(store: PathBuf, backup: &'a Path, before: Option<&'a Manifest>) -> Self {
        let file = |name: &'a str, manifest: &'a Manifest| Some((name, manifest.files.get(name)?.as_str()));
        let before = before.into_iter().flat_map(|manifest| {
            manifest.texts().filter_map(move |(text, name)| Some((text, file(name, manifest)?)))
        });
        Self {
            store,
            backup,
            before: before.collect(),
            stamps: BTreeMap::new(),
            files: BTreeMap::new(),
            missing: BTreeSet::new(),
            only_here: BTreeSet::new(),
            written: 0,
        }
    }

    /// Copies all that are wanted and not copied yet, or have been written anew in the store since; answers how many those are.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn pass(&mut self, wanted: &[TextRef]) -> Result<usize, Failure> {
        let mut changed = 0;
        let bar = progress("texts", wanted.len());
        for text in wanted {
            let path = self.store.join(text_file(text));
            let stamp = stamp(&path)?;
            if stamp.is_none() && self.settled_without(text) {
                continue;
            }
            if stamp.is_none() || self.stamps.get(text) != stamp.as_ref() {
                self.copy(text, &path)?;
                stamp.map(|stamp| self.stamps.insert(*text, stamp));
                changed += 1;
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(changed)
    }

    fn settled_without(&self, text: &TextRef) -> bool {
        self.missing.contains(text) || self.only_here.contains(text)
    }

    fn copy(&mut self, text: &TextRef, path: &Path) -> Result<(), Failure> {
        let bytes = match std::fs::read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            read => Some(read.with_context(|| format!("cannot read {}", path.display()))?),
        };
        let Some(bytes) = bytes.filter(|bytes| judge_text_file(bytes, text) != TextFile::Damaged) else {
            self.keep(text);
            return Ok(());
        };
        let sha256 = sha256(&bytes);
        let name = text_name(text, &sha256);
        // One that was damaged in the backup is written again: a file of that name can have these bytes only.
        if sha256_of(&self.backup.join(&name))?.is_none_or(|stands| stands != sha256) {
            self.write(&name, &bytes)?;
        }
        self.missing.remove(text);
        self.only_here.remove(text);
        self.files.insert(*text, (name, sha256));
        Ok(())
    }

    fn keep(&mut self, text: &TextRef) {
        match self.before.get(text) {
            Some((name, sha256)) => {
                self.only_here.insert(*text);
                self.files.insert(*text, ((*name).to_owned(), (*sha256).to_owned()));
            }
            None => {
                self.files.remove(text);
                self.missing.insert(*text);
            }
        }
    }

    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.backup.join(name);
        let above = path.parent().unwrap_or(self.backup).to_owned();
        std::fs::create_dir_all(&above).with_context(|| format!("cannot create {}", above.display()))?;
        secret_file::replace(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        self.written += 1;
        Ok(())
    }

    /// Makes the names of all texts durable.
    ///
    /// # Errors
    /// When a folder cannot be written.
    pub fn finish(self) -> Result<TextsCopied, Failure> {
        let folders: BTreeSet<PathBuf> = self
            .files
            .values()
            .filter_map(|(name, _)| self.backup.join(name).parent().map(Path::to_owned))
            .collect();
        for folder in folders {
            sync(&folder)?;
            folder.parent().map_or(Ok(()), sync)?;
        }
        Ok(TextsCopied {
            files: self.files.into_values().collect(),
            missing: self.missing,
            only_here: self.only_here,
            written: self.written,
        })
    }
}

/// What was copied.
pub struct TextsCopied {
    /// The files in the backup with their SHA-256.
    pub files: BTreeMap<String, String>,
    /// Texts that neither the store nor the backup before has.
    pub missing: BTreeSet<TextRef>,
    /// Texts that the store has lost and the backup before has.
    pub only_here: BTreeSet<TextRef>,
    /// How many files were written.
    pub written: u64,
}

fn stamp(path: &Path) -> Result<Option<Stamp>, Failure> {
    let of = |file: Metadata| (file.ino(), file.size(), file.mtime(), file.mtime_nsec());
    match std::fs::metadata(path) {
        Ok(file) => Ok(Some(of(file))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(Failure::Io(anyhow::Error::new(error).context(format!("cannot read {}", path.display()))))
        }
    }
}
