//! Files for their owner only, there as a whole or not at all; those with a secret in them are never replaced.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Writes a file that only its owner can read; an existing one is never replaced.
///
/// Whatever interrupts it, the file is there as a whole or not at all: half a secret would be taken for a lost one.
///
/// # Errors
/// There is a file of that name, or the folder cannot be written to.
pub fn write(file: &Path, secret: &[u8]) -> io::Result<()> {
    put_in_place(&write_part(file, secret)?, file)
}

/// Writes a file that only its owner can read, in the place of one of that name.
///
/// # Errors
/// The folder cannot be written to.
pub fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    std::fs::rename(write_part(file, bytes)?, file)
}

/// The file under another name, durably.
fn write_part(file: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    Ok(part)
}

/// Gives a finished file its name, if nothing has that name.
fn put_in_place(part: &Path, file: &Path) -> std::io::Result<()> {
    match std::fs::hard_link(part, file) {
        Ok(()) => std::fs::remove_file(part),
        // A file system without links: the name is free, or the error stands.
        Err(error) if error.kind() != ErrorKind::AlreadyExists && !file.exists() => {
            std::fs::rename(part, file)
        }
        Err(error) => {
            std::fs::remove_file(part)?;
            Err(error)
        }
    }
}
