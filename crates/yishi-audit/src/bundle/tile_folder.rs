//! The folder of an export of tiles: what may stand there, reading and removing single files.

use super::tile_write::UNFINISHED;
use super::{BOOK, CHECKPOINT, DOCUMENTS, POLICY, STATEMENTS, TILES, WriteError};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

pub(super) fn occupied(folder: &Path, reason: &dyn std::fmt::Display) -> WriteError {
    WriteError::Occupied { path: folder.to_owned(), reason: reason.to_string() }
}

/// A folder with anything that an export of tiles does not make is somebody else's.
pub(super) fn refuse_others(folder: &Path) -> Result<(), WriteError> {
    let fail = |source| WriteError::Io { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(fail)? {
        let name = entry.map_err(fail)?.file_name();
        let name = name.to_string_lossy();
        if name == BOOK {
            return Err(occupied(
                folder,
                &"a bundle with book.jsonl stands there: choose a new folder for tiles",
            ));
        }
        if ![CHECKPOINT, POLICY, DOCUMENTS, STATEMENTS, TILES, UNFINISHED].contains(&&*name) {
            return Err(occupied(
                folder,
                &format!("`{name}` stands there: choose a new folder, or one of tiles"),
            ));
        }
    }
    Ok(())
}

pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, WriteError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(WriteError::Io { path: path.to_owned(), source }),
    }
}

/// Removes a file and answers how many that were.
pub(super) fn remove(path: &Path) -> Result<u64, WriteError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(1),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(source) => Err(WriteError::Io { path: path.to_owned(), source }),
    }
}
