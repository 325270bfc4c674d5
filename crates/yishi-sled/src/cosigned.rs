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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_last_is_there_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("book.anchor.cosigned");
        let store = FileCosigned::new(&path);
        assert_eq!(store.load().unwrap(), None);
        for bytes in [&b"one"[..], b"two, longer"] {
            store.replace(bytes).unwrap();
            assert_eq!(FileCosigned::new(&path).load().unwrap().as_deref(), Some(bytes));
        }
        assert_eq!(std::fs::read_dir(folder.path().join("new")).unwrap().count(), 1);
    }

    #[test]
    fn an_interrupted_write_leaves_what_stood() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.anchor.cosigned");
        let store = FileCosigned::new(&path);
        store.replace(b"one").unwrap();
        std::fs::write(folder.path().join("book.anchor.cosigned.unfinished"), b"tw").unwrap();
        assert_eq!(store.load().unwrap().as_deref(), Some(&b"one"[..]));
        store.replace(b"two").unwrap();
        assert_eq!(store.load().unwrap().as_deref(), Some(&b"two"[..]));
    }
}
