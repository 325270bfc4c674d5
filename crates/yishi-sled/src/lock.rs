//! One writer at a time: a lock file that says who holds it.
//!
//! The operating system lets go of the lock when the process dies, however it dies.

use crate::fault::StoreFault;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Name of the lock file inside the folder it guards.
pub(crate) const LOCK_NAME: &str = "writer.lock";

/// Longest description of a holder that is read back.
const MAX_HOLDER_BYTES: u64 = 200;

/// Held as long as it lives.
#[derive(Debug)]
pub(crate) struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the lock of `folder`, or says who holds it.
    pub(crate) fn take(folder: &Path) -> Result<Self, StoreFault> {
        let path = folder.join(LOCK_NAME);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(StoreFault::io(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreFault::InUse { holder: holder(&mut file), path });
            }
            Err(TryLockError::Error(source)) => return Err(StoreFault::io(&path)(source)),
        }
        sign(&mut file).map_err(StoreFault::io(&path))?;
        Ok(Self { _file: file })
    }
}

fn holder(file: &mut File) -> String {
    let mut words = String::new();
    match file.take(MAX_HOLDER_BYTES).read_to_string(&mut words) {
        Ok(length) if length > 0 => words.trim().to_owned(),
        _ => "a process that left no name".to_owned(),
    }
}

fn sign(file: &mut File) -> std::io::Result<()> {
    let program = std::env::current_exe().ok();
    let name = program.as_deref().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    writeln!(file, "process {} ({name})", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_told_who_the_first_is() {
        let folder = tempfile::tempdir().unwrap();
        let first = WriterLock::take(folder.path()).unwrap();
        let refused = WriterLock::take(folder.path()).unwrap_err().to_string();
        assert!(refused.contains(&format!("process {}", std::process::id())), "{refused}");
        drop(first);
        WriterLock::take(folder.path()).unwrap();
    }
}
