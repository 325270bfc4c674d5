//! Where a backup gets its entries: from the process that serves the book, or from the store when nobody does.

use super::door::Handed;
use crate::console::remark;
use crate::export::{log_of, note_of};
use crate::failure::Failure;
use crate::host::SystemClock;
use crate::layout::DataFolder;
use crate::running::{self, BookKeys};
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use yishi_engine::Engine;
use yishi_sled::FileAnchor;

/// Leaves read at once.
const AT_ONCE: u64 = 256;

/// The head of a book as it was when the backup began; its entries do not change any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Head {
    /// The book's name.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// Their root, in hex.
    pub root: String,
    /// The verifier key of its log.
    pub vkey: String,
    /// The signed note, with the cosignatures that are known of exactly this head.
    pub note: String,
}

/// A book whose entries can be read.
pub enum Source {
    /// Another process has it open and hands its entries over.
    Served(Handed),
    /// It was opened to be read.
    Stopped(Head, Engine),
}

impl Source {
    /// Finds the book; entries are wanted from `from` on.
    ///
    /// # Errors
    /// When it is open elsewhere and nobody hands its entries over, or when it cannot be opened.
    pub fn open(folder: &DataFolder, from: u64) -> Result<Self, Failure> {
        if let Some(handed) = Handed::ask(&folder.root, &folder.book.origin, from)? {
            if is_open_elsewhere(folder) {
                return Ok(Self::Served(handed));
            }
            remark(
                "warning: who answers in the name of the service does not have the book open; it is not listened to",
            );
        }
        let engine = running::open_reading(folder, BookKeys::read(folder)?, Arc::new(SystemClock))?;
        let head = head_of(folder, &engine).inspect_err(|_| engine.shutdown())?;
        Ok(Self::Stopped(head, engine))
    }

    /// Its head.
    pub const fn head(&self) -> &Head {
        match self {
            Self::Served(handed) => &handed.head,
            Self::Stopped(head, _) => head,
        }
    }

    /// Calls `take` with every entry from `from` on, which must be what the source was opened for.
    ///
    /// # Errors
    /// When an entry cannot be read, and what `take` answers.
    pub fn each(
        &mut self,
        from: u64,
        take: &mut dyn FnMut(&[u8]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match self {
            Self::Served(handed) => {
                (from..handed.head.size).try_for_each(|_| take(&handed.next_entry().map_err(Failure::Io)?))
            }
            Self::Stopped(head, engine) => {
                let mut from = from;
                while from < head.size {
                    let to = head.size.min(from.saturating_add(AT_ONCE));
                    let leaves = engine.leaves(from, to).context("an entry cannot be read")?;
                    leaves.iter().try_for_each(|leaf| take(leaf))?;
                    from = to;
                }
                Ok(())
            }
        }
    }
}

/// Whether a process has the book open: who serves it holds its anchor as long as it lives.
fn is_open_elsewhere(folder: &DataFolder) -> bool {
    let anchor = &folder.book.anchor;
    let opened = || FileAnchor::open(anchor).map_err(|error| running::not_taken(&folder.root, error, ""));
    anchor.exists() && matches!(opened(), Err(Failure::InUse { .. }))
}

impl Drop for Source {
    fn drop(&mut self) {
        if let Self::Stopped(_, engine) = self {
            engine.shutdown();
        }
    }
}

fn head_of(folder: &DataFolder, engine: &Engine) -> Result<Head, Failure> {
    let version = engine.version();
    let log = log_of(&version)?;
    Ok(Head {
        origin: engine.origin().to_owned(),
        size: version.size,
        root: version.root.to_string(),
        vkey: log.to_vkey(),
        note: note_of(engine, &version, &log, &running::kept_notes(folder)?),
    })
}
