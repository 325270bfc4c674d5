//! What a backup says of itself: what it covers, and the SHA-256 of each of its files. A backup is what its manifest lists.
//!
//! No file that it lists is ever written over, and it is replaced as a whole: whatever interrupts a backup, the one before stands.

use super::{LOG, MANIFEST, TEXTS};
use crate::failure::Failure;
use crate::secret_file;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use yishi_audit::bundle::Bundle;
use yishi_core::{Commitment, DocumentHash, TextRef};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::digits::lower_hex;

/// The form that this program writes and reads.
const FORMAT: &str = "yishi-backup/v1";

/// What `manifest.json` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    /// The book's name.
    pub origin: String,
    /// Its verifier key; a convenience, because it comes with what it would judge.
    pub vkey: String,
    /// How many entries there are.
    pub size: u64,
    /// Their root, in hex.
    pub root: String,
    /// The signed note over them, with the cosignatures that were known.
    pub checkpoint: String,
    /// Every file with its SHA-256 in hex: tiles in `log/`, texts as they lay in the store in `texts/`.
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    /// A manifest of what a checkpoint covers.
    pub fn new(log: &LogVerifier, note: &str, files: BTreeMap<String, String>) -> Result<Self, Failure> {
        let checkpoint = log.open(note.as_bytes()).context("the checkpoint is not good")?;
        Ok(Self {
            format: FORMAT.to_owned(),
            origin: checkpoint.origin,
            vkey: log.to_vkey(),
            size: checkpoint.size,
            root: checkpoint.root.to_string(),
            checkpoint: note.to_owned(),
            files,
        })
    }

    /// Reads the manifest of a backup; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be read, is of another form, or contradicts itself.
    pub fn read(backup: &Path) -> Result<Option<Self>, Failure> {
        let path = backup.join(MANIFEST);
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read.with_context(|| format!("cannot read {}", path.display()))?,
        };
        let refuse = |reason: String| Failure::Refused(format!("{}: {reason}", path.display()));
        let manifest: Self = serde_json::from_slice(&bytes)
            .map_err(|error| refuse(format!("not the manifest of a backup: {error}")))?;
        manifest.check().map_err(refuse)?;
        Ok(Some(manifest))
    }

    fn check(&self) -> Result<(), String> {
        if self.format != FORMAT {
            return Err(format!("has the form `{}`, this program reads `{FORMAT}`", self.format));
        }
        let checkpoint =
            Checkpoint::parse_unverified(self.checkpoint.as_bytes()).map_err(|error| error.to_string())?;
        let says = (self.origin.as_str(), self.size, self.root.as_str());
        if says != (checkpoint.origin.as_str(), checkpoint.size, checkpoint.root.to_string().as_str()) {
            return Err("says something else than the checkpoint in it".to_owned());
        }
        match self.files.iter().find(|(name, sha)| !is_name(name) || lower_hex::<32>(sha).is_none()) {
            Some((name, _)) => Err(format!("lists `{name}`, which has no place in a backup")),
            None => Ok(()),
        }
    }

    /// Puts the manifest in place, durably: from now on this is the backup.
    pub fn write(&self, backup: &Path) -> Result<(), Failure> {
        let writing = || format!("cannot write {}", backup.join(MANIFEST).display());
        let mut text = serde_json::to_vec_pretty(self).with_context(writing)?;
        text.push(b'\n');
        secret_file::replace(&backup.join(MANIFEST), &text).with_context(writing)?;
        Ok(File::open(backup).and_then(|folder| folder.sync_all()).with_context(writing)?)
    }

    /// Its tiles as a bundle: exactly those that it lists, under its checkpoint.
    pub fn log(&self, backup: &Path) -> Bundle {
        let inside = |name: &String| Some(name.strip_prefix(LOG)?.strip_prefix('/')?.to_owned());
        let names: BTreeSet<String> = self.files.keys().filter_map(inside).collect();
        Bundle::of_files(&backup.join(LOG), names, self.checkpoint.clone().into_bytes())
    }

    /// Its texts with the files in which they are.
    pub fn texts(&self) -> impl Iterator<Item = (TextRef, &str)> {
        self.files.keys().filter_map(|name| Some((text_of(name)?, name.as_str())))
    }
}

/// The name that the bytes of a text have in a backup: a text that is sealed anew has other bytes, and its file another name.
pub fn text_name(text: &TextRef, sha256: &str) -> String {
    let file = yishi_sled::text_file(text);
    format!("{TEXTS}/{}-{}", file.display(), sha256.get(..16).unwrap_or(sha256))
}

fn text_of(name: &str) -> Option<TextRef> {
    let (class, file) = name.strip_prefix(TEXTS)?.strip_prefix('/')?.split_once('/')?;
    let (hash, bytes) = file.split_once('-')?;
    let hash = lower_hex(hash).filter(|_| lower_hex::<8>(bytes).is_some())?;
    match class {
        "documents" => Some(TextRef::Document(DocumentHash(hash))),
        "statements" => Some(TextRef::Statement(Commitment(hash))),
        "vault" => Some(TextRef::Vault(Commitment(hash))),
        _ => None,
    }
}

fn is_name(name: &str) -> bool {
    let tile = || name.strip_prefix(LOG)?.strip_prefix('/')?.parse::<yishi_log::tile::TilePath>().ok();
    text_of(name).is_some() || tile().is_some()
}

/// The SHA-256 of bytes, in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The SHA-256 of a file, in hex; `None` if it is not there.
pub fn sha256_of(path: &Path) -> Result<Option<String>, Failure> {
    let reading = || format!("cannot read {}", path.display());
    let mut file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.with_context(reading)?,
    };
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer).with_context(reading)?;
        if read == 0 {
            return Ok(Some(hex::encode(hash.finalize())));
        }
        hash.update(buffer.get(..read).unwrap_or_default());
    }
}
