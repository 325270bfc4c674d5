//! A journal that is held and not opened: sled changes its files when it opens them, and drops what it takes for torn.
//!
//! Whoever wants to know what is wrong with a journal looks at a copy.

use crate::fault::StoreFault;
use crate::files;
use crate::lock::{LOCK_NAME, WriterLock};
use std::path::{Path, PathBuf};
use yishi_engine::JournalError;

/// A journal that nobody else opens while this lives, with every byte of it as it was left.
#[derive(Debug)]
pub struct ClosedJournal {
    folder: PathBuf,
    _lock: WriterLock,
}

impl ClosedJournal {
    /// Holds the journal in `folder`.
    ///
    /// # Errors
    /// When another process has it open, or the folder is not there.
    pub fn hold(folder: &Path) -> Result<Self, JournalError> {
        let lock = WriterLock::take(folder)
            .map_err(|fault| fault.journal(format!("holding the journal in {}", folder.display())))?;
        Ok(Self { folder: folder.to_owned(), _lock: lock })
    }

    /// Copies its files into a new folder, where the copy can be opened. Needs as much room as they do.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn copy_to(&self, to: &Path) -> Result<(), JournalError> {
        copy(&self.folder, to)
            .map_err(|fault| fault.journal(format!("copying the journal in {}", self.folder.display())))
    }
}

/// The lock is not copied: it belongs to whoever holds it here.
fn copy(from: &Path, to: &Path) -> Result<(), StoreFault> {
    files::make_folder(to)?;
    for path in files::list(from)? {
        let Some(name) = path.file_name().filter(|name| *name != LOCK_NAME) else { continue };
        let target = to.join(name);
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            std::fs::copy(&path, &target).map_err(StoreFault::io(&path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{JournalOptions, SledJournal};
    use yishi_engine::Journal;

    #[test]
    fn a_copy_opens_with_the_same_entries_and_the_journal_keeps_every_byte() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, copied) = (folder.path().join("journal"), folder.path().join("copy"));
        let opened = SledJournal::open(&journal, JournalOptions::default()).unwrap();
        opened.append(0, &[b"one".to_vec(), b"two".to_vec()]).unwrap();
        assert!(ClosedJournal::hold(&journal).is_err(), "it is open");
        drop(opened);
        let held = ClosedJournal::hold(&journal).unwrap();
        let before = std::fs::read(journal.join("db")).unwrap();
        held.copy_to(&copied).unwrap();
        assert!(SledJournal::open(&journal, JournalOptions::default()).is_err(), "it is held");
        let copy = SledJournal::open(&copied, JournalOptions::default()).unwrap();
        assert_eq!(copy.size().unwrap(), 2);
        drop(copy);
        assert_eq!(std::fs::read(journal.join("db")).unwrap(), before);
        assert!(ClosedJournal::hold(&folder.path().join("nowhere")).is_err());
    }
}
