//! Cosigned checkpoints in one file beside the anchor, written as a whole each time.

use crate::files;
use std::path::{Path, PathBuf};
use yishi_engine::{CosignedStore, JournalError};

/// Two notes of the largest kind, and room.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// The file of cosigned checkpoints of one book. Whoever holds the book's anchor writes it.
#[derive(Clone, Debug)]
pub struct FileCosigned {
    path: PathBuf,
}

impl FileCosigned {
    /// The file at `path`, which need not exist yet.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }
}

impl CosignedStore for FileCosigned {
    fn load(&self) -> Result<Option<Vec<u8>>, JournalError> {
        files::read_whole(&self.path, MAX_BYTES)
            .map_err(|fault| fault.journal("reading the cosigned checkpoints"))
    }

    fn replace(&self, next: &[u8]) -> Result<(), JournalError> {
        let mut unfinished = self.path.as_os_str().to_owned();
        unfinished.push(files::UNFINISHED);
        files::make_folder(files::parent(&self.path))
            .and_then(|()| files::write_whole(&self.path, Path::new(&unfinished), &[next]))
            .map_err(|fault| fault.journal("keeping the cosigned checkpoints"))
    }
}
