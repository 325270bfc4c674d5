//! The texts of a restored book: from the backup as they lie there, from a later copy where that has them, and none that was redacted.
//!
//! What a redaction took is never written into the new store, so it cannot be read for a moment either.

use crate::backup::manifest::{Manifest, sha256};
use crate::backup::person_keys::sync;
use crate::console::progress;
use crate::copy::{Copy, Judged};
use crate::failure::Failure;
use crate::rebuild::text_in_bundle;
use crate::running::open_texts;
use crate::secret_file;
use anyhow::Context;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use yishi_audit::bundle::{DOCUMENTS, STATEMENTS, Wanted};
use yishi_core::TextRef;
use yishi_engine::BlobStore;
use yishi_sled::{FileBlobs, TextFile, judge_text_file, text_file};

/// What became of the texts that a book brings in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextsRestored {
    /// There, and what their names commit to.
    pub restored: u64,
    /// Redacted on record; not brought back, whatever the backup holds.
    pub redacted: usize,
    /// There under a key that is not: of somebody who was erased, or whose key is lost.
    pub locked: BTreeSet<TextRef>,
    /// Not in the backup, and no entry redacts them.
    pub missing: BTreeSet<TextRef>,
    /// In the backup, and not what their names commit to; left out.
    pub damaged: BTreeSet<TextRef>,
}

impl TextsRestored {
    /// Whether nothing is missing that no record explains, apart from keys.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.damaged.is_empty()
    }
}

/// Where texts come from.
pub struct TextSource<'a> {
    backup: &'a Path,
    manifest: &'a Manifest,
    /// The files of the backup that are not what was written.
    bad: &'a BTreeSet<String>,
    later: Option<&'a Copy>,
}

impl<'a> TextSource<'a> {
    /// From a backup, and from a later copy: a bundle or tiles, or a backup, whose own texts come first.
    pub fn new(
        backup: &'a Path,
        manifest: &'a Manifest,
        bad: &'a BTreeSet<String>,
        later: Option<&'a Judged>,
    ) -> Self {
        Self { backup, manifest, bad, later: later.map(|later| &later.copy) }
    }

    /// Writes what `wanted` names, and nothing that it says was redacted, into the folder of a store's texts.
    ///
    /// What lies sealed is opened with the keys of persons in `persons`, to see that it is what its name commits to.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn fill(&self, wanted: &Wanted, folder: &Path, persons: &Path) -> Result<TextsRestored, Failure> {
        let names: Vec<TextRef> = wanted.list().into_iter().chain(wanted.vault()).collect();
        let mut restored = TextsRestored { redacted: wanted.count_redacted(), ..TextsRestored::default() };
        let (files, newer) = (self.manifest.texts().collect(), self.newer_files());
        let blobs = open_texts(folder, persons)?;
        let bar = progress("texts", names.len());
        for text in names {
            let state = self.one(&text, (&files, &newer), folder, &blobs)?;
            restored.take(text, state);
            bar.inc(1);
        }
        bar.finish_and_clear();
        for class in ["documents", "statements", "vault"] {
            sync(&folder.join(class))?;
        }
        Ok(restored)
    }

    /// The texts of a later backup.
    fn newer_files(&self) -> BTreeMap<TextRef, &str> {
        let newer = self.later.and_then(|later| later.backup.as_ref());
        newer.into_iter().flat_map(|(_, manifest)| manifest.texts()).collect()
    }

    /// One text: from the newest backup that has it good, each proven as it is placed, else from a later copy that has it open.
    fn one(
        &self,
        text: &TextRef,
        (files, newer): (&BTreeMap<TextRef, &str>, &BTreeMap<TextRef, &str>),
        folder: &Path,
        blobs: &FileBlobs,
    ) -> Result<State, Failure> {
        let mut best = State::Missing;
        if let Some((backup, manifest)) = self.later.and_then(|later| later.backup.as_ref())
            && let Some(name) = newer.get(text)
        {
            let placed = self.place(text, (backup, manifest), name, folder)?;
            best = self.proven(text, placed, folder, blobs)?;
        }
        if let (false, Some(name)) = (best == State::Good, files.get(text)) {
            let last = self.bytes_of(text, folder)?;
            let placed = self.place(text, (self.backup, self.manifest), name, folder)?;
            let state = self.proven(text, placed, folder, blobs)?;
            match last {
                // Neither opens: what was sealed last stays.
                Some(last) if state != State::Good => self.put(text, &last, folder)?,
                _ => best = if state == State::Damaged && best == State::Locked { best } else { state },
            }
        }
        if best == State::Good {
            return Ok(best);
        }
        let taken = self.take_from_later(text, best, folder, blobs)?;
        self.proven(text, taken, folder, blobs)
    }

    fn bytes_of(&self, text: &TextRef, folder: &Path) -> Result<Option<Vec<u8>>, Failure> {
        let path = folder.join(text_file(text));
        Ok(path.exists().then(|| std::fs::read(&path)).transpose()?)
    }

    fn put(&self, text: &TextRef, bytes: &[u8], folder: &Path) -> Result<(), Failure> {
        let target = folder.join(text_file(text));
        Ok(secret_file::replace(&target, bytes)
            .with_context(|| format!("cannot write {}", target.display()))?)
    }

    fn place(
        &self,
        text: &TextRef,
        (backup, manifest): (&Path, &Manifest),
        name: &str,
        folder: &Path,
    ) -> Result<State, Failure> {
        let path = backup.join(name);
        let bytes = match std::fs::read(&path) {
            Err(_) if self.bad.contains(name) || backup != self.backup => return Ok(State::Damaged),
            read => read.with_context(|| format!("cannot read {}", path.display()))?,
        };
        let fits = manifest.files.get(name).is_some_and(|listed| *listed == sha256(&bytes));
        if !fits || judge_text_file(&bytes, text) == TextFile::Damaged {
            return Ok(State::Damaged);
        }
        self.put(text, &bytes, folder)?;
        Ok(State::Good)
    }

    /// A later copy may have what the backup has not.
    fn take_from_later(
        &self,
        text: &TextRef,
        state: State,
        folder: &Path,
        blobs: &FileBlobs,
    ) -> Result<State, Failure> {
        let (Some(later), Some(name)) = (self.later, bundle_name(text)) else { return Ok(state) };
        if later.backup.is_some() {
            return Ok(state);
        }
        let Some(content) = later.bundle.read(&name).context("a text cannot be read")? else {
            return Ok(state);
        };
        let found = text_in_bundle(&name, content)?;
        if found.reference() != *text {
            return Ok(state);
        }
        let target = folder.join(text_file(text));
        if target.exists() {
            std::fs::remove_file(&target).with_context(|| format!("cannot replace {}", target.display()))?;
        }
        blobs.put(&found, None).context("a text cannot be written")?;
        Ok(State::Good)
    }

    /// What the store says of a text that was placed: opened with its key, it must be what its name commits to.
    fn proven(
        &self,
        text: &TextRef,
        state: State,
        folder: &Path,
        blobs: &FileBlobs,
    ) -> Result<State, Failure> {
        if state != State::Good {
            return Ok(state);
        }
        let path = folder.join(text_file(text));
        match blobs.get(text) {
            Ok(Some(_)) => Ok(State::Good),
            Ok(None) => Ok(State::Missing),
            Err(error) if error.lost => Ok(State::Locked),
            Err(_) => {
                std::fs::remove_file(&path)?;
                Ok(State::Damaged)
            }
        }
    }
}

/// What is known of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Good,
    Locked,
    Missing,
    Damaged,
}

impl TextsRestored {
    fn take(&mut self, text: TextRef, state: State) {
        match state {
            State::Good => self.restored += 1,
            State::Locked => drop(self.locked.insert(text)),
            State::Missing => drop(self.missing.insert(text)),
            State::Damaged => drop(self.damaged.insert(text)),
        }
    }
}

/// The file of a text in a bundle; the vault is in none.
pub fn bundle_name(text: &TextRef) -> Option<String> {
    match text {
        TextRef::Document(hash) => Some(format!("{DOCUMENTS}/{hash}")),
        TextRef::Statement(commitment) => Some(format!("{STATEMENTS}/{commitment}")),
        TextRef::Vault(_) => None,
    }
}
