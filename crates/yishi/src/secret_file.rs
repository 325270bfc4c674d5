//! Files with a secret in them: for their owner only, never replaced, there as a whole or not at all.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Writes a file that only its owner can read; an existing one is never replaced.
///
/// Whatever interrupts it, the file is there as a whole or not at all: half a secret would be taken for a lost one.
///
/// # Errors
/// There is a file of that name, or the folder cannot be written to.
pub fn write(file: &Path, secret: &[u8]) -> io::Result<()> {
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part)?;
    out.write_all(secret)?;
    out.sync_all()?;
    put_in_place(part, file)
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
