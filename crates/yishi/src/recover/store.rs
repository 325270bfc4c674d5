//! The store as it lies there, looked at through a copy: how far its entries can be read and hang together.

use super::problem::Problem;
use crate::console::progress;
use crate::copy::Roots;
use crate::failure::Failure;
use anyhow::Context;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;
use yishi_book::Book;
use yishi_core::LogKeySpan;
use yishi_engine::Journal;
use yishi_log::tree::TreeHash;
use yishi_sled::{ClosedJournal, JournalOptions, SledJournal};

/// The check of the engine that compares an entry with the one before.
const CHAIN: &str = "chain";

/// A copy of the journal, and what can be read of it.
pub struct Store {
    /// The copy; none where there is no journal or it cannot be opened.
    journal: Option<SledJournal>,
    /// Entries that can be read and hang together, from the first one on.
    pub found: u64,
    /// What is wrong with it in itself.
    pub problem: Option<Problem>,
    /// The log keys that its entries name, each with the sizes that it signs.
    pub log_keys: Vec<LogKeySpan>,
    /// Keeps everybody else from the journal.
    _held: Option<ClosedJournal>,
}

impl Store {
    /// Holds the journal in `folder`, and looks at a copy of it that is made in `copy`.
    ///
    /// # Errors
    /// When another process has it open, or it cannot be copied.
    pub fn look(
        folder: &Path,
        copy: &Path,
        origin: &str,
        in_use: impl FnOnce(yishi_engine::JournalError) -> Failure,
    ) -> Result<Self, Failure> {
        if !folder.is_dir() {
            return Ok(Self { journal: None, found: 0, problem: None, log_keys: Vec::new(), _held: None });
        }
        let held = ClosedJournal::hold(folder).map_err(in_use)?;
        held.copy_to(copy).context("the store cannot be looked at")?;
        let (journal, problem) = match SledJournal::open(copy, JournalOptions::default()) {
            Ok(journal) => (Some(journal), None),
            Err(error) => {
                let reason = format!("{:#}", anyhow::Error::new(error));
                (None, Some(Problem::StoreUnreadable { reason }))
            }
        };
        let mut store = Self { journal, found: 0, problem, log_keys: Vec::new(), _held: Some(held) };
        store.read(origin);
        Ok(store)
    }

    /// Reads every entry, as the engine does when it opens a book without a snapshot.
    fn read(&mut self, origin: &str) {
        let Some(journal) = &self.journal else { return };
        let size = journal.size().unwrap_or_default();
        let bar = progress("entries looked at", usize::try_from(size).unwrap_or(usize::MAX));
        let (mut book, mut broken) = (Book::new(origin), None);
        let read = journal.read(0, size, &mut |_, leaf| {
            bar.inc(1);
            match book.restore(leaf) {
                Ok(()) => ControlFlow::Continue(()),
                Err(finding) => {
                    broken =
                        Some((finding.check == CHAIN, format!("{}: {}", finding.check, finding.message)));
                    ControlFlow::Break(())
                }
            }
        });
        bar.finish_and_clear();
        let unread = || read.err().map(|error| (false, format!("{:#}", anyhow::Error::new(error))));
        let broken = broken.or_else(unread);
        // A broken chain shows at the entry after the one that changed.
        let before = u64::from(broken.as_ref().is_some_and(|(of_chain, _)| *of_chain));
        self.found = book.size().saturating_sub(before);
        self.log_keys = book.state().book.as_ref().map(|book| book.log_keys()).unwrap_or_default();
        self.problem = broken.map(|(_, reason)| Problem::EntryDamaged { index: self.found, reason });
    }

    /// The roots at sizes up to [`Self::found`].
    ///
    /// # Errors
    /// When the copy cannot be read.
    pub fn roots(&self, sizes: &BTreeSet<u64>) -> Result<BTreeMap<u64, TreeHash>, Failure> {
        let mut roots = Roots::new(sizes);
        self.each(0, self.found, &mut |leaf| {
            roots.push(leaf);
            Ok(())
        })?;
        Ok(roots.found)
    }

    /// Calls `take` with every entry of `from..to`, which ends at [`Self::found`] at the latest.
    ///
    /// # Errors
    /// When the copy cannot be read, and what `take` answers.
    pub fn each(
        &self,
        from: u64,
        to: u64,
        take: &mut dyn FnMut(&[u8]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let to = to.min(self.found);
        let Some(journal) = self.journal.as_ref().filter(|_| from < to) else { return Ok(()) };
        let mut failed = None;
        journal
            .read(from, to, &mut |_, leaf| match take(leaf) {
                Ok(()) => ControlFlow::Continue(()),
                Err(failure) => {
                    failed = Some(failure);
                    ControlFlow::Break(())
                }
            })
            .context("the store cannot be read")?;
        failed.map_or(Ok(()), Err)
    }

    /// Gives the copy away to be opened as a book.
    pub fn take_journal(&mut self) -> Option<SledJournal> {
        self.journal.take()
    }

    /// Opens the copy again, after whoever had it let go of it.
    ///
    /// # Errors
    /// When it cannot be opened any more.
    pub fn put_back(&mut self, copy: &Path) -> Result<(), Failure> {
        let journal = SledJournal::open(copy, JournalOptions::default());
        self.journal = Some(journal.context("the store cannot be looked at")?);
        Ok(())
    }
}
