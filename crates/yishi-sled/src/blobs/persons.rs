//! The keys under which statements and vault texts lie: one file for each member whom texts concern, and one for each text that concerns nobody.
//!
//! A file is one line: `yishi-text-key/v1`, whose it is, the key, and a check over both, so that a damaged key is told from a damaged
//! text. It is there, durable, before anything lies under it. Destroying it makes every copy of those texts unreadable,
//! wherever it is, which is why the folder lies beside the data and its copies are replaced as a whole (`docs/operations.md`).

use crate::fault::StoreFault;
use crate::files::{self, UNFINISHED};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use yishi_core::{Commitment, MemberId};
use yishi_engine::BlobError;
use zeroize::Zeroizing;

const FORM: &str = "yishi-text-key/v1";
const CHECK_CONTEXT: &str = "yishi 2026 text key check v1";
/// Longer than any key file.
const MAX_KEY_FILE_BYTES: u64 = 256;

/// Fills bytes with randomness that nobody can guess; fails only when the operating system does.
pub type Draw = fn(&mut [u8]) -> std::io::Result<()>;

/// A key of 256 bits, wiped from memory when it goes.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// Whose key it is. Names of members are at most 48 bytes long and those of texts 64, so that none is taken for the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// A member, whom the texts under it concern.
    Member(MemberId),
    /// One text, which concerns nobody.
    Text(Commitment),
}

impl Holder {
    fn name(&self) -> String {
        match self {
            Self::Member(member) => member.to_string(),
            Self::Text(commitment) => commitment.to_string(),
        }
    }
}

/// The keys of one book in one folder, which only its owner can enter.
#[derive(Debug)]
pub struct PersonKeys {
    folder: PathBuf,
    draw: Draw,
    /// Two texts of one member that arrive together lie under one key.
    making: Mutex<()>,
}

impl PersonKeys {
    /// Opens or makes the folder and removes what was left half-written.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(folder: &Path, draw: Draw) -> Result<Self, BlobError> {
        let prepare = || {
            files::make_private_folder(folder)?;
            files::remove_unfinished(folder)
        };
        prepare().map_err(|fault: StoreFault| {
            fault.blob(format!("opening the keys of persons in {}", folder.display()))
        })?;
        Ok(Self { folder: folder.to_owned(), draw, making: Mutex::new(()) })
    }

    pub(crate) fn path(&self, holder: &Holder) -> PathBuf {
        self.folder.join(format!("{}.key", holder.name()))
    }

    /// Random bytes.
    pub(crate) fn fill(&self, bytes: &mut [u8]) -> Result<(), StoreFault> {
        (self.draw)(bytes).map_err(StoreFault::io(&self.folder))
    }

    /// The key of a holder, if there is one.
    pub(crate) fn read(&self, holder: &Holder) -> Result<Option<Key>, StoreFault> {
        let path = self.path(holder);
        let Some(bytes) = files::read_whole(&path, MAX_KEY_FILE_BYTES)? else { return Ok(None) };
        let bytes = Zeroizing::new(bytes);
        let key = parse(&bytes, &holder.name());
        key.map(Some).ok_or_else(|| StoreFault::file(&path, "not the key of the one whom it is named after"))
    }

    pub(crate) fn has(&self, holder: &Holder) -> Result<bool, StoreFault> {
        let path = self.path(holder);
        path.try_exists().map_err(StoreFault::io(&path))
    }

    /// The key of a holder; a new one, made durable, where there is none.
    pub(crate) fn read_or_make(&self, holder: &Holder) -> Result<Key, StoreFault> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = self.read(holder)? {
            return Ok(key);
        }
        let mut key = Key::default();
        self.fill(&mut *key)?;
        let path = self.path(holder);
        let line = Zeroizing::new(line(&holder.name(), &key));
        files::write_private(&path, &path.with_extension(format!("key{UNFINISHED}")), line.as_bytes())?;
        Ok(key)
    }

    /// Destroys a key for good; fine if there is none.
    pub(crate) fn destroy(&self, holder: &Holder) -> Result<(), StoreFault> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        files::wipe(&self.path(holder))
    }
}

fn line(name: &str, key: &Key) -> String {
    format!("{FORM} {name} {} {}\n", blake3::Hash::from_bytes(**key).to_hex(), check(name, key))
}

fn parse(bytes: &[u8], name: &str) -> Option<Key> {
    let text = std::str::from_utf8(bytes).ok()?;
    let digits = text.split(' ').nth(2)?;
    let key = Zeroizing::new(*blake3::Hash::from_hex(digits).ok()?.as_bytes());
    // One key has one spelling: whatever else differs is damage as well.
    (Zeroizing::new(line(name, &key)).as_str() == text).then_some(key)
}

fn check(name: &str, key: &Key) -> String {
    let mut hasher = blake3::Hasher::new_derive_key(CHECK_CONTEXT);
    hasher.update(name.as_bytes()).update(b"\0").update(&**key);
    hasher.finalize().to_hex().chars().take(8).collect()
}
