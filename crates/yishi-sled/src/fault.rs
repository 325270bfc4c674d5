//! What can go wrong in the store, each named with the place concerned.

use std::path::{Path, PathBuf};
use yishi_engine::{BlobError, JournalError};

/// A fault of the store. Reaches operators through the source chain of the ports' errors, never clients.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreFault {
    /// Another process holds the store.
    #[error("{path} is in use by {holder}; one writer at a time")]
    InUse {
        /// The lock file.
        path: PathBuf,
        /// Who holds it, as they wrote themselves down.
        holder: String,
    },
    /// An append that does not start where the entries end.
    #[error("an append at {from} does not continue {size} entries")]
    NotAtEnd {
        /// Where it was to start.
        from: u64,
        /// The number of entries.
        size: u64,
    },
    /// Entries were asked for that do not exist.
    #[error("entries {from}..{to} were asked for, there are {size}")]
    OutOfRange {
        /// From.
        from: u64,
        /// To, exclusive.
        to: u64,
        /// The number of entries.
        size: u64,
    },
    /// Something too large to be stored safely.
    #[error("{what} has {bytes} bytes; the limit is {limit}")]
    TooLarge {
        /// What it is.
        what: String,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// Bytes of the journal are not what was written.
    #[error("entry {index}: {reason}")]
    Entry {
        /// The first entry concerned.
        index: u64,
        /// What is wrong.
        reason: String,
    },
    /// Bytes of a file are not what was written.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The key of a text is not there.
    #[error("{text} cannot be read: its key {key} is not there, so it was erased, or the key is lost")]
    KeyMissing {
        /// The file of the text.
        text: PathBuf,
        /// The file of the key.
        key: PathBuf,
    },
    /// Something was destroyed on record and does not come back.
    #[error("{what} was destroyed and is not taken back")]
    Gone {
        /// What.
        what: String,
    },
    /// sled put a page into a file of its own, which it never syncs.
    #[error(
        "{path} holds {files} file(s): a page grew beyond what is written safely, so nothing more is written"
    )]
    LargePages {
        /// sled's folder of large pages.
        path: PathBuf,
        /// How many files are in it.
        files: usize,
    },
    /// An earlier write failed; what reached the disk is unknown until the store is opened again.
    #[error("an earlier write failed ({reason}); open the store again before writing")]
    Stopped {
        /// The earlier failure.
        reason: String,
    },
    /// What stands is not what the caller believed to stand.
    #[error("{path} was changed by somebody else since it was read")]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// sled gave up on its own files.
    #[error("sled stopped: {0}")]
    SledStopped(String),
    /// sled reported an error.
    #[error("sled: {0}")]
    Sled(#[from] sled::Error),
    /// The operating system reported an error.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was reported.
        source: std::io::Error,
    },
}

impl StoreFault {
    /// Names the file of an error of the operating system.
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_owned(), source }
    }

    /// Says what is wrong with a file's bytes.
    pub(crate) fn file(path: &Path, reason: impl Into<String>) -> Self {
        Self::File { path: path.to_owned(), reason: reason.into() }
    }

    /// The error of a journal, anchor or snapshot port.
    pub(crate) fn journal(self, doing: impl Into<String>) -> JournalError {
        JournalError::new(doing, self)
    }

    /// The error of the text port.
    pub(crate) fn blob(self, doing: impl Into<String>) -> BlobError {
        let lost = matches!(self, Self::KeyMissing { .. });
        BlobError { doing: doing.into(), lost, source: Box::new(self) }
    }
}
