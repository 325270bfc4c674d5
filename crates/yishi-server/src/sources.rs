//! Where pages read the texts, times and receipts of a book that runs.

use std::cell::Cell;
use yishi_core::{Commitment, DocumentHash, TextRef, TimeMs};
use yishi_engine::{Engine, Text, Version};
use yishi_log::leaf::Leaf;
use yishi_pages::{EntryFacts, Position, Sources};

/// Texts and times of one version of a book. What cannot be read for a reason of ours is remembered, so that no page passes it over.
pub struct BookSources<'a> {
    engine: &'a Engine,
    version: &'a Version,
    failed: Cell<bool>,
}

impl<'a> BookSources<'a> {
    /// Those of a version.
    pub const fn new(engine: &'a Engine, version: &'a Version) -> Self {
        Self { engine, version, failed: Cell::new(false) }
    }

    /// Of which book and version a page is.
    pub fn position(&self) -> Position {
        Position {
            origin: self.engine.origin().to_owned(),
            size: self.version.size,
            root: self.version.root.to_string(),
            recorded_at_ms: self.version.recorded_at,
        }
    }

    /// Whether something could not be read for a reason of ours.
    pub fn failed(&self) -> bool {
        self.failed.get()
    }

    fn text(&self, wanted: &TextRef) -> Option<Text> {
        self.engine.text(wanted).unwrap_or_else(|_| self.fail())
    }

    fn fail<T>(&self) -> Option<T> {
        self.failed.set(true);
        None
    }
}

impl Sources for BookSources<'_> {
    fn document(&self, hash: &DocumentHash) -> Option<String> {
        match self.text(&TextRef::Document(*hash))? {
            Text::Document(data) => String::from_utf8(data).ok(),
            Text::Statement { .. } | Text::Vault { .. } => None,
        }
    }

    fn statement(&self, commitment: &Commitment) -> Option<String> {
        match self.text(&TextRef::Statement(*commitment))? {
            Text::Statement { data, .. } => String::from_utf8(data).ok(),
            Text::Document(_) | Text::Vault { .. } => None,
        }
    }

    fn recorded_at(&self, entry: u64) -> Option<TimeMs> {
        let leaves = self.engine.leaves(entry, entry.saturating_add(1)).ok().or_else(|| self.fail())?;
        let leaf = leaves.first()?;
        Leaf::parse(leaf).ok().map(|leaf| TimeMs(leaf.recorded_at_ms)).or_else(|| self.fail())
    }

    /// Its position, time, hash and receipt: nothing of what it holds.
    fn entry(&self, index: u64) -> Option<EntryFacts> {
        if index >= self.version.size {
            return None;
        }
        Some(EntryFacts {
            index,
            recorded_at_ms: self.recorded_at(index)?,
            leaf_hash: self.engine.leaf_hash(index)?.to_string(),
            receipt: self.engine.receipt(index, self.version)?.encode(),
        })
    }
}
