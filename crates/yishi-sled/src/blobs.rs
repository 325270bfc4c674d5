//! Texts beside the log: one file each, named by class and hash, written as a whole, checked whenever read.
//!
//! A file holds the text's frame (`docs/format.md`, Texts): class byte, salt where there is one, data.
//! Destroying unlinks the file and makes that durable; the bytes may stay readable on the medium until it
//! reuses them, which `docs/trust.md` says, and which only encryption at rest would change.

use crate::fault::StoreFault;
use crate::files::{self, UNFINISHED};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use yishi_core::TextRef;
use yishi_engine::{BlobError, BlobStore, Text};

/// Largest text in bytes, without its frame.
pub const MAX_TEXT_BYTES: u64 = 16 * 1024 * 1024;

const CLASS_FOLDERS: [&str; 3] = ["documents", "statements", "vault"];
const DOCUMENT: u8 = 0;
const STATEMENT: u8 = 1;
const VAULT: u8 = 2;
const FRAME_BYTES: u64 = 1 + 32;

/// Texts of one book in one folder.
#[derive(Debug)]
pub struct FileBlobs {
    folder: PathBuf,
    /// Gives each write an unfinished name of its own, as uploads run side by side.
    writes: AtomicU64,
}

impl FileBlobs {
    /// Opens or makes the folder and removes what was left half-written.
    pub fn open(folder: &Path) -> Result<Self, BlobError> {
        let prepare = || {
            for class in CLASS_FOLDERS {
                let class = folder.join(class);
                files::make_folder(&class)?;
                files::remove_unfinished(&class)?;
            }
            Ok(())
        };
        prepare()
            .map_err(|fault: StoreFault| fault.blob(format!("opening the texts in {}", folder.display())))?;
        Ok(Self { folder: folder.to_owned(), writes: AtomicU64::new(0) })
    }

    fn path(&self, text: &TextRef) -> PathBuf {
        match text {
            TextRef::Document(hash) => self.folder.join("documents").join(hash.to_string()),
            TextRef::Statement(commitment) => self.folder.join("statements").join(commitment.to_string()),
            TextRef::Vault(commitment) => self.folder.join("vault").join(commitment.to_string()),
        }
    }

    fn try_put(&self, text: &Text) -> Result<TextRef, StoreFault> {
        let reference = text.reference();
        let path = self.path(&reference);
        let (head, data) = frame(text);
        let bytes = u64::try_from(data.len()).unwrap_or(u64::MAX);
        if bytes > MAX_TEXT_BYTES {
            return Err(StoreFault::TooLarge { what: "the text".to_owned(), bytes, limit: MAX_TEXT_BYTES });
        }
        if self.stands(&path, &reference)? {
            // An earlier process may have died between the rename and the sync of the folder.
            files::sync_folder(files::parent(&path))?;
            return Ok(reference);
        }
        let write = self.writes.fetch_add(1, Ordering::Relaxed);
        let unfinished = path.with_extension(format!("{write}{UNFINISHED}"));
        files::write_whole(&path, &unfinished, &[&head, data])?;
        Ok(reference)
    }

    /// Whether the file is there and right; a damaged one is written again.
    fn stands(&self, path: &Path, reference: &TextRef) -> Result<bool, StoreFault> {
        match self.try_get(reference) {
            Err(StoreFault::File { .. }) => {
                tracing::error!(file = %path.display(), "a damaged text is replaced by the same text sent again");
                Ok(false)
            }
            read => Ok(read?.is_some()),
        }
    }

    fn try_get(&self, wanted: &TextRef) -> Result<Option<Text>, StoreFault> {
        let path = self.path(wanted);
        let Some(bytes) = files::read_whole(&path, MAX_TEXT_BYTES.saturating_add(FRAME_BYTES))? else {
            return Ok(None);
        };
        let text = unframe(&bytes).ok_or_else(|| StoreFault::file(&path, "not the frame of a text"))?;
        if text.reference() == *wanted {
            Ok(Some(text))
        } else {
            Err(StoreFault::file(&path, "its bytes do not hash to its name"))
        }
    }
}

fn frame(text: &Text) -> (Vec<u8>, &[u8]) {
    let salted = |class: u8, salt: &[u8; 32]| [&[class], salt.as_slice()].concat();
    match text {
        Text::Document(data) => (vec![DOCUMENT], data),
        Text::Statement { salt, data } => (salted(STATEMENT, salt), data),
        Text::Vault { salt, data } => (salted(VAULT, salt), data),
    }
}

fn unframe(bytes: &[u8]) -> Option<Text> {
    let (class, rest) = bytes.split_first()?;
    if *class == DOCUMENT {
        return Some(Text::Document(rest.to_vec()));
    }
    let (salt, data) = rest.split_first_chunk::<32>()?;
    let (salt, data) = (*salt, data.to_vec());
    match *class {
        STATEMENT => Some(Text::Statement { salt, data }),
        VAULT => Some(Text::Vault { salt, data }),
        _ => None,
    }
}

impl BlobStore for FileBlobs {
    fn put(&self, text: &Text) -> Result<TextRef, BlobError> {
        self.try_put(text).map_err(|fault| fault.blob("storing a text"))
    }

    fn contains(&self, text: &TextRef) -> Result<bool, BlobError> {
        let path = self.path(text);
        path.try_exists().map_err(|fault| StoreFault::io(&path)(fault).blob("looking for a text"))
    }

    fn get(&self, text: &TextRef) -> Result<Option<Text>, BlobError> {
        self.try_get(text).map_err(|fault| fault.blob("reading a text"))
    }

    fn destroy(&self, text: &TextRef) -> Result<(), BlobError> {
        files::remove(&self.path(text)).map_err(|fault| fault.blob("destroying a text"))
    }
}
