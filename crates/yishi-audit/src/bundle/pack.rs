//! A bundle as one tar file: listed once, then read in place without unpacking.

use super::{BundleError, BundleFile, is_bundle_name};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(super) struct Pack {
    path: PathBuf,
    files: BTreeMap<String, Place>,
    strangers: Vec<String>,
}

/// Where a file's bytes lie in the archive.
#[derive(Clone, Copy, Debug)]
struct Place {
    offset: u64,
    bytes: u64,
}

impl Pack {
    pub(super) fn open(path: &Path) -> Result<Self, BundleError> {
        let fail = |source| BundleError::new(path, source);
        let mut pack = Self { path: path.to_owned(), files: BTreeMap::new(), strangers: Vec::new() };
        let mut archive = tar::Archive::new(File::open(path).map_err(fail)?);
        for entry in archive.entries_with_seek().map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let kind = entry.header().entry_type();
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let name = name.strip_prefix("./").unwrap_or(&name).to_owned();
            let place = Place { offset: entry.raw_file_position(), bytes: entry.size() };
            if kind.is_dir() {
                continue;
            }
            if !kind.is_file() || !is_bundle_name(&name) || pack.files.contains_key(&name) {
                pack.strangers.push(name);
            } else {
                pack.files.insert(name, place);
            }
        }
        Ok(pack)
    }

    pub(super) fn file(&self, name: &str) -> Result<Option<BundleFile>, BundleError> {
        let Some(place) = self.files.get(name) else { return Ok(None) };
        let fail = |source| BundleError::new(&self.path, source);
        let mut file = File::open(&self.path).map_err(fail)?;
        file.seek(SeekFrom::Start(place.offset)).map_err(fail)?;
        Ok(Some(BundleFile { bytes: place.bytes, content: Box::new(file.take(place.bytes)) }))
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }

    pub(super) fn strangers(&self) -> &[String] {
        &self.strangers
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}
