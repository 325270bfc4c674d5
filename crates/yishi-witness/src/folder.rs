//! A witness's folder: its state, what it refused, and a lock; the key file beside them is the binary's.
//!
//! ```text
//! DIR/witness.key    the secret, readable by its owner only
//! DIR/state.json     the newest checkpoint of each log, with the witness's cosignature
//! DIR/evidence/      what was refused and signed by its log, a folder each
//! DIR/witness.lock   held by the process that serves
//! ```

use crate::evidence::Cabinet;
use crate::state::{Damaged, State, StateStore};
use crate::{Evidence, files};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use yishi_log::cosignature::CosignerVerifier;

/// Largest state that is read.
const MAX_STATE_BYTES: u64 = 64 * 1024 * 1024;

/// A witness's folder, with its lock held.
#[derive(Debug)]
pub struct WitnessFolder {
    root: PathBuf,
    _lock: File,
}

/// Why a witness's folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file cannot be read or written.
    #[error("{path}: {source}", path = .path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another process has it.
    #[error("{} is in use by another process: one witness at a time, or two histories could be cosigned", .0.display())]
    InUse(PathBuf),
    /// The state is gone.
    #[error(
        "{} is missing: what this witness has cosigned is not known, so it could cosign a second history. Put it back only if it is the very one of the last answer; an older copy is as bad as none. Otherwise the name and key of this witness are spent: begin anew with `yishi witness init` in a new folder under a new name, and tell everybody who has the old one in a policy",
        .0.display()
    )]
    StateMissing(PathBuf),
    /// There is a state already.
    #[error("{} exists: a witness's state is never replaced by an empty one", .0.display())]
    StateExists(PathBuf),
    /// The state is not this witness's, or damaged.
    #[error(
        "{}: {damaged}. Put the file of the last answer back, or begin anew with `yishi witness init` under a new name",
        .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        damaged: Damaged,
    },
}

/// The state in its file.
#[derive(Clone, Debug)]
pub struct FileState(PathBuf);

impl StateStore for FileState {
    fn replace(&self, next: &[u8]) -> io::Result<()> {
        files::replace(&self.0, next)
    }
}

fn io_at(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::Io { path, source }
}

impl WitnessFolder {
    /// Takes the folder for this process alone.
    pub fn open(root: &Path) -> Result<Self, FolderError> {
        let path = root.join("witness.lock");
        let lock =
            OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(io_at(&path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root: root.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse(root.to_owned())),
            Err(TryLockError::Error(source)) => Err(io_at(&path)(source)),
        }
    }

    /// Begins with an empty state, where there is none.
    pub fn begin(&self, witness: &CosignerVerifier) -> Result<(), FolderError> {
        let path = self.state_path();
        if path.exists() {
            return Err(FolderError::StateExists(path));
        }
        files::replace(&path, &State::new(witness).encode()).map_err(io_at(&path))
    }

    /// The state of a witness, which must be there and be its own.
    pub fn state(&self, witness: &CosignerVerifier) -> Result<State, FolderError> {
        let path = self.state_path();
        let length = match std::fs::metadata(&path) {
            Ok(found) => found.len(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(FolderError::StateMissing(path)),
            Err(error) => return Err(io_at(&path)(error)),
        };
        if length > MAX_STATE_BYTES {
            let damaged = Damaged::Form(format!("{length} bytes; at most {MAX_STATE_BYTES} are read"));
            return Err(FolderError::Damaged { path, damaged });
        }
        let bytes = std::fs::read(&path).map_err(io_at(&path))?;
        State::decode(&bytes, witness).map_err(|damaged| FolderError::Damaged { path, damaged })
    }

    /// Where the state is kept.
    pub fn store(&self) -> FileState {
        FileState(self.state_path())
    }

    /// Where what was refused is kept.
    pub fn evidence_path(&self) -> PathBuf {
        self.root.join("evidence")
    }

    /// What was refused and kept, by the names of its folders.
    pub fn evidence(&self) -> Result<Vec<(String, Evidence)>, FolderError> {
        let path = self.evidence_path();
        Cabinet::open(&path).and_then(|cabinet| cabinet.list()).map_err(io_at(&path))
    }

    fn state_path(&self) -> PathBuf {
        self.root.join("state.json")
    }
}
