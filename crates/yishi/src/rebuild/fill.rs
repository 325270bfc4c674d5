//! Fills a store: entries in batches, read back against the root; texts.

use crate::console::progress;
use crate::failure::Failure;
use crate::layout::DataFolder;
use crate::running::open_texts;
use anyhow::{Context, anyhow};
use indicatif::ProgressBar;
use std::ops::ControlFlow;
use std::path::Path;
use yishi_audit::bundle::{BatchReader, Bundle, DOCUMENTS, STATEMENTS};
use yishi_engine::{BlobStore, Journal, Text};
use yishi_log::checkpoint::Checkpoint;
use yishi_log::tree::{Frontier, TreeHash, leaf_hash};
use yishi_sled::{JournalOptions, SledJournal};

/// Leaves that are made durable together.
const AT_ONCE: usize = 256;

/// A journal while its entries are written, some at once.
pub struct JournalFill {
    journal: SledJournal,
    next: u64,
    waiting: Vec<Vec<u8>>,
    bar: ProgressBar,
}

impl JournalFill {
    /// Opens a new journal for about so many entries.
    pub fn open(folder: &Path, size: u64) -> Result<Self, Failure> {
        let journal =
            SledJournal::open(folder, JournalOptions::default()).context("the store cannot be opened")?;
        let bar = progress("entries", usize::try_from(size).unwrap_or(usize::MAX));
        Ok(Self { journal, next: 0, waiting: Vec::with_capacity(AT_ONCE), bar })
    }

    /// Takes the next entry.
    pub fn push(&mut self, leaf: &[u8]) -> Result<(), Failure> {
        self.waiting.push(leaf.to_vec());
        if self.waiting.len() >= AT_ONCE { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), Failure> {
        self.journal.append(self.next, &self.waiting).context("the entries cannot be written")?;
        let written = u64::try_from(self.waiting.len()).unwrap_or(u64::MAX);
        self.next = self.next.saturating_add(written);
        self.bar.inc(written);
        self.waiting.clear();
        Ok(())
    }

    /// Writes the rest and reads everything back: the entries must lead to the root.
    pub fn finish(mut self, root: &TreeHash) -> Result<(), Failure> {
        self.write()?;
        self.bar.finish_and_clear();
        read_back(&self.journal, self.next, root)
    }
}

/// Takes an entry at its position.
pub type Visit<'a> = dyn FnMut(u64, &[u8]) -> Result<(), Failure> + 'a;

/// Calls `visit` with every entry of a bundle, in order.
pub fn each_leaf(bundle: &Bundle, visit: &mut Visit<'_>) -> Result<(), Failure> {
    let mut reader = BatchReader::new(bundle.book().context("the entries cannot be read")?.content);
    loop {
        let batch = reader.next_batch().context("the entries cannot be read")?;
        if batch.is_empty() {
            return Ok(());
        }
        batch.lines().try_for_each(|(index, line)| visit(index, line))?;
    }
}

pub(super) fn write_entries(bundle: &Bundle, folder: &Path, checkpoint: &Checkpoint) -> Result<(), Failure> {
    let mut fill = JournalFill::open(folder, checkpoint.size)?;
    each_leaf(bundle, &mut |_, leaf| fill.push(leaf))?;
    fill.finish(&checkpoint.root)
}

/// What the store gives back must lead to the root: the tiles were read twice, and a disk may err.
fn read_back(journal: &SledJournal, written: u64, root: &TreeHash) -> Result<(), Failure> {
    let size = journal.size().context("the store cannot be read")?;
    let mut frontier = Frontier::default();
    let mut push = |_, leaf: &[u8]| {
        frontier.push(leaf_hash(leaf));
        ControlFlow::Continue(())
    };
    journal.read(0, size, &mut push).context("the store cannot be read")?;
    if size == written && frontier.root() == *root {
        return Ok(());
    }
    Err(Failure::Io(anyhow!(
        "the store does not give back what was verified: what it was made of changed meanwhile, or the disk is bad"
    )))
}

/// Each statement under a key of its own: under whose it belongs is known when the book is opened to be written to, which moves it there.
pub(super) fn write_texts(bundle: &Bundle, texts: &Path, folder: &DataFolder) -> Result<usize, Failure> {
    let blobs = open_texts(texts, &folder.persons())?;
    let inside = |name: &String| name.starts_with(DOCUMENTS) || name.starts_with(STATEMENTS);
    let names: Vec<String> = bundle.names().into_iter().filter(inside).collect();
    let bar = progress("texts", names.len());
    for name in &names {
        let content = bundle.read(name).context("a text cannot be read")?.unwrap_or_default();
        blobs.put(&text_in_bundle(name, content)?, None).context("a text cannot be written")?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(names.len())
}

/// A text as a bundle holds it.
pub fn text_in_bundle(name: &str, content: Vec<u8>) -> Result<Text, Failure> {
    if name.starts_with(DOCUMENTS) {
        return Ok(Text::Document(content));
    }
    let (salt, data) = content.split_first_chunk::<32>().with_context(|| format!("{name} has no salt"))?;
    Ok(Text::Statement { salt: *salt, data: data.to_vec() })
}
