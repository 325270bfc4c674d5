//! What is wrong with a book: store, anchor, keys, and whatever was given out of it, held against each other.

use super::logs::{Logs, Unopened, newest_is_there};
use super::problem::Problem;
use super::seen::{Seen, Unread, ask_witnesses};
use super::store::Store;
use super::{COPY, NEW_STORE, READY, WORK};
use crate::console::remark;
use crate::failure::Failure;
use crate::host::SystemClock;
use crate::key_file::KeyFile;
use crate::layout::DataFolder;
use crate::rebuild::begin;
use crate::running::{self, BookKeys};
use anyhow::Context;
use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use yishi_engine::memory::{MemoryAnchor, MemoryBlobs, MemorySnapshots};
use yishi_engine::{Anchor, Engine, Ports};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::policy::Policy;
use yishi_sled::FileAnchor;

/// What an operator brings along.
#[derive(Default)]
pub struct Evidence {
    /// The log key that is believed: the founding one or a later one that the entries lead to.
    pub log: Option<LogVerifier>,
    /// Signed notes with where they are from.
    pub notes: Vec<(String, Vec<u8>)>,
    /// Witnesses who are asked.
    pub policy: Option<Policy>,
}

/// The anchor as it lies there.
#[derive(Debug)]
pub enum AnchorFile {
    /// There is none, or one that holds nothing.
    Missing,
    /// It cannot be read.
    Damaged,
    /// It holds something that this book has not signed.
    Foreign,
    /// It holds one in the name of this book, of a key that is unknown here.
    Unread,
    /// It holds a checkpoint of this book.
    Holds(Box<Seen>),
}

/// What was found out. As long as it lives nobody else opens the store.
pub struct Diagnosis {
    /// The book.
    pub folder: DataFolder,
    /// The keys under which checkpoints are believed.
    pub logs: Logs,
    /// The store.
    pub store: Store,
    /// The anchor.
    pub anchor: AnchorFile,
    /// Every checkpoint that was given out, as far as it is at hand.
    pub seen: Vec<Seen>,
    /// Those of keys that are unknown here: nothing is signed past them either.
    pub unread: Vec<Unread>,
    /// Those that the operator brought, of [`Self::seen`].
    pub brought: Vec<Seen>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    work: PathBuf,
    _mark: File,
}

impl Drop for Diagnosis {
    fn drop(&mut self) {
        // What stays is removed by the next one.
        drop(std::fs::remove_dir_all(&self.work));
    }
}

/// Looks at a book without changing anything of it.
///
/// # Errors
/// When another process has it open, when no log key is known, and when files cannot be read.
pub fn diagnose(folder: &DataFolder, evidence: &Evidence) -> Result<Diagnosis, Failure> {
    finish_interrupted(folder)?;
    let work = folder.root.join(WORK);
    let mark = begin(&work)?;
    let in_use = |error| running::not_taken(&folder.root, error, "the store cannot be held");
    let store = Store::look(&folder.journal(), &work.join(COPY), &folder.book.origin, in_use)?;
    let logs = Logs::of(folder, evidence.log.as_ref(), &store.log_keys)?;
    let mut diagnosis = Diagnosis {
        folder: folder.clone(),
        logs,
        store,
        anchor: AnchorFile::Missing,
        seen: Vec::new(),
        unread: Vec::new(),
        brought: Vec::new(),
        problems: Vec::new(),
        work,
        _mark: mark,
    };
    diagnosis.look_at_keys();
    diagnosis.look_at_anchor()?;
    diagnosis.look_at_cosigned();
    diagnosis.take(evidence)?;
    diagnosis.compare()?;
    diagnosis.try_to_open()?;
    Ok(diagnosis)
}

/// A run that was killed between setting the old store aside and putting the new one in its place is brought to its end.
fn finish_interrupted(folder: &DataFolder) -> Result<(), Failure> {
    let (work, journal) = (folder.root.join(WORK), folder.journal());
    if journal.exists() || !work.join(READY).exists() || !work.join(NEW_STORE).is_dir() {
        return Ok(());
    }
    remark("the run before was interrupted when the new store was whole: it is put in its place now");
    Ok(std::fs::rename(work.join(NEW_STORE), &journal).context("the new store cannot be put in its place")?)
}

impl Diagnosis {
    /// The folder in which is worked.
    pub fn work(&self) -> PathBuf {
        self.work.clone()
    }

    /// Whether the anchor, or what lies beside it, has to be made anew.
    pub fn needs_anchor(&self) -> bool {
        self.problems.iter().any(Problem::is_of_anchor)
    }

    /// How many entries were given out at most; as far as notes of unknown keys say so, too.
    pub fn given_out(&self) -> u64 {
        let unread = self.unread.iter().map(|unread| unread.checkpoint.size);
        self.seen.iter().map(|seen| seen.checkpoint.size).chain(unread).max().unwrap_or_default()
    }

    /// The entries at stake: from and to, exclusive.
    pub fn at_stake(&self) -> Option<(u64, u64)> {
        let stakes = || self.problems.iter().filter_map(Problem::entries);
        let from = stakes().map(|(from, _)| from).min();
        let to = stakes().map(|(_, to)| to).chain([self.given_out()]).max();
        match (from, to) {
            _ if self.problems.iter().any(|problem| matches!(problem, Problem::StoreUnreadable { .. })) => {
                Some((0, self.given_out()))
            }
            (Some(from), Some(to)) if from < to => Some((from, to)),
            _ => None,
        }
    }

    fn look_at_keys(&mut self) {
        let log =
            running::log_keys(&self.folder).and_then(|_| newest_is_there(&self.folder, &self.store.log_keys));
        let engine = KeyFile::read(&self.folder.key("engine")).and_then(|key| key.command_key().map(drop));
        for error in [log, engine].into_iter().filter_map(Result::err) {
            self.problems.push(Problem::Key { reason: error.to_string() });
        }
    }

    fn look_at_anchor(&mut self) -> Result<(), Failure> {
        let path = &self.folder.book.anchor;
        let found = self.store.found;
        let missing = |problems: &mut Vec<Problem>| {
            problems.push(Problem::AnchorMissing { found });
            AnchorFile::Missing
        };
        if !path.exists() {
            self.anchor = missing(&mut self.problems);
            return Ok(());
        }
        let read = FileAnchor::open(path).and_then(|anchor| anchor.load());
        self.anchor = match read {
            Ok(None) => missing(&mut self.problems),
            Ok(Some(note)) => match Seen::open(&self.logs, "the anchor", note.clone())
                .map_err(|unopened| (note, unopened))
            {
                Ok(seen) => {
                    self.seen.push(seen.clone());
                    AnchorFile::Holds(Box::new(seen))
                }
                Err((_, Unopened::Refused(reason))) => {
                    self.problems.push(Problem::AnchorForeign { reason });
                    AnchorFile::Foreign
                }
                Err((note, Unopened::UnknownKey { checkpoint, id })) => {
                    self.leave_unread("the anchor", note, checkpoint, id);
                    AnchorFile::Unread
                }
            },
            Err(error) => {
                let failure = running::not_taken(&self.folder.root, error, "the anchor cannot be opened");
                if matches!(failure, Failure::InUse { .. }) {
                    return Err(failure);
                }
                self.problems.push(Problem::AnchorDamaged { reason: failure.to_string() });
                AnchorFile::Damaged
            }
        };
        Ok(())
    }

    /// Evidence of a later key, which is missing: how many entries there were it says itself.
    fn leave_unread(&mut self, by: &str, note: Vec<u8>, checkpoint: Checkpoint, id: String) {
        let (found, seen, by) = (self.store.found, checkpoint.size, by.to_owned());
        self.problems.push(Problem::UnknownKey { found, seen, by: by.clone(), id });
        self.unread.push(Unread { by, note, checkpoint });
    }

    fn look_at_cosigned(&mut self) {
        let notes = match running::kept_notes(&self.folder) {
            Ok(notes) => notes,
            Err(error) => {
                return self.problems.push(Problem::CosignedUnusable { reason: error.to_string() });
            }
        };
        for note in notes.into_iter().map(String::into_bytes) {
            match Seen::open(&self.logs, "the cosigned checkpoints beside the anchor", note.clone()) {
                Ok(seen) => self.seen.push(seen),
                Err(Unopened::UnknownKey { checkpoint, id }) => {
                    self.leave_unread("a cosigned checkpoint beside the anchor", note, checkpoint, id);
                }
                Err(Unopened::Refused(reason)) => self.problems.push(Problem::CosignedUnusable { reason }),
            }
        }
    }

    fn take(&mut self, evidence: &Evidence) -> Result<(), Failure> {
        for (place, note) in &evidence.notes {
            let seen = Seen::open(&self.logs, place, note.clone())
                .map_err(|unopened| Failure::Refused(format!("{place}: {}", unopened.reason())))?;
            self.brought.push(seen.clone());
            self.seen.push(seen);
        }
        if let Some(policy) = &evidence.policy {
            self.seen.extend(ask_witnesses(policy, &self.logs));
        }
        Ok(())
    }

    /// Holds the store against everything that was given out.
    fn compare(&mut self) -> Result<(), Failure> {
        let sizes: BTreeSet<u64> = self.seen.iter().map(|seen| seen.checkpoint.size).collect();
        let roots = self.store.roots(&sizes)?;
        let damaged = self.store.problem.is_some();
        self.problems.extend(self.store.problem.clone());
        for seen in &self.seen {
            let (size, by) = (seen.checkpoint.size, seen.by.clone());
            match roots.get(&size) {
                Some(root) if *root == seen.checkpoint.root => {}
                Some(_) => self.problems.push(Problem::OtherHistory { size, by }),
                None if damaged => {}
                None => {
                    let found = self.store.found;
                    self.problems.push(Problem::EntriesMissing { found, seen: size, by });
                }
            }
        }
        Ok(())
    }

    /// The copy, opened as the book would be, with nothing that is written reaching a disk.
    fn try_to_open(&mut self) -> Result<(), Failure> {
        if !self.problems.is_empty() {
            return Ok(());
        }
        let (Ok(keys), Some(journal)) = (BookKeys::read(&self.folder), self.store.take_journal()) else {
            return Ok(());
        };
        let anchor = MemoryAnchor::default();
        if let AnchorFile::Holds(seen) = &self.anchor {
            anchor.set(Some(seen.note.clone()));
        }
        let ports = Ports {
            journal: Box::new(journal),
            anchor: Box::new(anchor),
            clock: Arc::new(SystemClock),
            blobs: Arc::new(MemoryBlobs::default()),
            snapshots: Box::new(MemorySnapshots::default()),
            log_keys: keys.log,
            engine_key: keys.engine,
        };
        match Engine::open_held(&self.folder.book.origin, ports) {
            Ok(engine) => engine.shutdown(),
            Err(error) => {
                let reason = format!("{:#}", anyhow::Error::new(error));
                self.problems.push(Problem::NotOpened { reason });
            }
        }
        self.store.put_back(&self.work.join(COPY))
    }
}
