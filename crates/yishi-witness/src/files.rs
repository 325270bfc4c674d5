//! Files that survive loss of power: written beside, synced, renamed, and the folder synced.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What a file is called while it is being written.
const UNFINISHED: &str = ".unfinished";

/// Writes a file as a whole: after loss of power the new bytes are there, or the old ones.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = unfinished(path);
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    sync_folder(path)
}

/// Writes a folder of files as a whole: after loss of power it is there with all of them, or not at all.
pub(crate) fn write_folder(path: &Path, files: &[(&str, &[u8])]) -> io::Result<()> {
    let unfinished = unfinished(path);
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished)?;
    }
    std::fs::create_dir(&unfinished)?;
    for (name, bytes) in files {
        let mut file = File::create_new(unfinished.join(name))?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    File::open(&unfinished)?.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    sync_folder(path)
}

/// Whether a name is that of something that was never finished.
pub(crate) fn is_unfinished(name: &str) -> bool {
    name.ends_with(UNFINISHED)
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(UNFINISHED);
    PathBuf::from(name)
}

/// Makes the name durable: without it a new or renamed file can be gone after loss of power.
fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
