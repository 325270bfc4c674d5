//! Reads a backup back: every file must be there with the bytes that the manifest says.

use super::manifest::{Manifest, sha256_of};
use crate::console::progress;
use crate::failure::Failure;
use serde::Serialize;
use std::path::Path;

/// A file that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Damaged {
    /// The file, from the folder of the backup on.
    pub name: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// The files that are missing or changed.
///
/// # Errors
/// When one that is there cannot be read.
pub fn read_back(backup: &Path, manifest: &Manifest) -> Result<Vec<Damaged>, Failure> {
    let bar = progress("files read back", manifest.files.len());
    let mut damaged = Vec::new();
    for (name, sha256) in &manifest.files {
        match sha256_of(&backup.join(name))? {
            Some(found) if found == *sha256 => {}
            Some(_) => damaged
                .push(Damaged { name: name.clone(), reason: "its bytes are not those that were written" }),
            None => damaged.push(Damaged { name: name.clone(), reason: "missing" }),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(damaged)
}
