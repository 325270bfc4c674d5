//! A bundle as a folder.

use super::{BundleError, BundleFile, TILES, is_bundle_name};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    names: BTreeSet<String>,
    strangers: Vec<String>,
}

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Self, BundleError> {
        let mut folder = Self { path: path.to_owned(), names: BTreeSet::new(), strangers: Vec::new() };
        folder.list("")?;
        folder.strangers.sort();
        Ok(folder)
    }

    /// Only the files that are named; one that is not there cannot be opened.
    pub(super) fn of_files(path: &Path, names: BTreeSet<String>) -> Self {
        Self { path: path.to_owned(), names, strangers: Vec::new() }
    }

    /// Lists a folder and, one level down, its folders; those of tiles as deep as their paths go. Links are named and not followed.
    fn list(&mut self, inside: &str) -> Result<(), BundleError> {
        let path = self.path.join(inside);
        let fail = |source| BundleError::new(&path, source);
        for entry in fs::read_dir(&path).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let kind = entry.file_type().map_err(fail)?;
            let name = format!("{inside}{}", entry.file_name().to_string_lossy());
            if kind.is_dir() && may_hold_files(inside) {
                self.list(&format!("{name}/"))?;
            } else if kind.is_file() && is_bundle_name(&name) {
                self.names.insert(name);
            } else {
                self.strangers.push(name);
            }
        }
        Ok(())
    }

    pub(super) fn file(&self, name: &str) -> Result<Option<BundleFile>, BundleError> {
        if !self.names.contains(name) {
            return Ok(None);
        }
        let path = self.path.join(name);
        let fail = |source| BundleError::new(&path, source);
        let file = File::open(&path).map_err(fail)?;
        let bytes = file.metadata().map_err(fail)?.len();
        Ok(Some(BundleFile { bytes, content: Box::new(file) }))
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.names.iter().cloned().collect()
    }

    pub(super) fn strangers(&self) -> &[String] {
        &self.strangers
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// The deepest folder of a tile: `tile/<level>/`, six groups of the number, and the number of an unfinished one.
const DEEPEST: usize = 9;

/// Whether the folders inside a folder are looked into.
fn may_hold_files(inside: &str) -> bool {
    let depth = inside.split_terminator('/').count();
    let of_tiles = inside.split('/').next() == Some(TILES);
    inside.is_empty() || (of_tiles && depth < DEEPEST)
}
