//! Where the book under test lies, and how it is opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use yishi_engine::memory::ManualClock;
use yishi_engine::{Engine, OpenError, Ports};
use yishi_sled::{FileAnchor, FileBlobs, FileSnapshots, JournalOptions, SledJournal};
use yishi_testkit::{Cast, START};

/// The folders of one book.
#[derive(Clone, Debug)]
pub struct Place(pub PathBuf);

impl Place {
    pub fn journal(&self) -> PathBuf {
        self.0.join("data").join("journal")
    }

    pub fn anchor(&self) -> PathBuf {
        self.0.join("anchors").join("book.anchor")
    }

    pub fn snapshots(&self) -> PathBuf {
        self.0.join("data").join("snapshots")
    }

    pub fn texts(&self) -> PathBuf {
        self.0.join("data").join("texts")
    }

    /// Opens the book with every port on disk; only the clock stands still, so that each run signs the same bytes.
    pub fn open(&self, cast: &Cast) -> Result<Engine, OpenError> {
        let blobs = FileBlobs::open(&self.texts()).expect("the texts open");
        let ports = Ports {
            journal: Box::new(SledJournal::open(&self.journal(), JournalOptions::default())?),
            anchor: Box::new(FileAnchor::open(&self.anchor())?),
            clock: Arc::new(ManualClock::at(START)),
            blobs: Arc::new(blobs),
            snapshots: Box::new(FileSnapshots::open(&self.snapshots())?),
            log_keys: cast.log_key().into(),
            engine_key: cast.engine_key(),
        };
        Engine::open(&cast.origin, ports)
    }

    /// sled's files outside its log, which nothing syncs: there must never be any.
    pub fn large_pages(&self) -> usize {
        std::fs::read_dir(self.journal().join("blobs")).map_or(0, Iterator::count)
    }
}

impl From<&Path> for Place {
    fn from(path: &Path) -> Self {
        Self(path.to_owned())
    }
}
