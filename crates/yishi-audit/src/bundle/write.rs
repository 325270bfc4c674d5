//! Writing a bundle: leaves in order, then the texts that they bring in, then checkpoint and policy.

use super::{BOOK, CHECKPOINT, DOCUMENTS, POLICY, STATEMENTS, Wanted};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use yishi_core::{Commitment, TextRef};
use yishi_log::checkpoint::LogVerifier;
use yishi_log::policy::Policy;
use yishi_log::text;

/// Why a bundle cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system refuses.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A leaf is not one.
    #[error("entry {index}: {reason}")]
    Leaf {
        /// Its position.
        index: u64,
        /// What is wrong.
        reason: String,
    },
    /// A text is not one that the leaves so far bring in, or its bytes are not those that were committed to.
    #[error("{0:?} is not a text of this book")]
    OtherText(TextRef),
    /// The folder holds something that an export of tiles does not go on with.
    #[error("{path}: {reason}")]
    Occupied {
        /// The folder.
        path: PathBuf,
        /// What it holds.
        reason: String,
    },
    /// What stands there is not what this book has at its place; nothing is written over.
    #[error(
        "{path} is not what this book holds there: it is of another book, was changed, or entries of the book were; nothing was written over it"
    )]
    Differs {
        /// The file.
        path: PathBuf,
    },
    /// The folder covers more entries than the book has.
    #[error(
        "{path} covers {covered} entries, the book has only {size}: entries are missing from the book; nothing was written over"
    )]
    Behind {
        /// The checkpoint of the folder.
        path: PathBuf,
        /// How many entries it covers.
        covered: u64,
        /// How many the book has.
        size: u64,
    },
}

impl WriteError {
    /// Whether the folder or the book is refused, rather than something of the system failed.
    pub const fn is_refusal(&self) -> bool {
        matches!(self, Self::Occupied { .. } | Self::Differs { .. } | Self::Behind { .. })
    }
}

/// Takes a book: its leaves in order, then the texts that they bring in.
pub trait BookWriter {
    /// Takes the next leaf.
    ///
    /// # Errors
    /// When it is not a leaf or cannot be written.
    fn leaf(&mut self, leaf: &[u8]) -> Result<(), WriteError>;
    /// The texts that the leaves so far bring in and no leaf redacts, in order.
    fn wanted(&self) -> Vec<TextRef>;
    /// Takes a document.
    ///
    /// # Errors
    /// When the book does not bring it in, or it cannot be written.
    fn document(&mut self, data: &[u8]) -> Result<(), WriteError>;
    /// Takes a statement.
    ///
    /// # Errors
    /// When the book does not bring it in, or it cannot be written.
    fn statement(&mut self, salt: &[u8; 32], data: &[u8]) -> Result<(), WriteError>;
}

impl BookWriter for BundleWriter {
    fn leaf(&mut self, leaf: &[u8]) -> Result<(), WriteError> {
        self.leaf(leaf)
    }
    fn wanted(&self) -> Vec<TextRef> {
        self.wanted()
    }
    fn document(&mut self, data: &[u8]) -> Result<(), WriteError> {
        self.document(data)
    }
    fn statement(&mut self, salt: &[u8; 32], data: &[u8]) -> Result<(), WriteError> {
        self.statement(salt, data)
    }
}

/// A finished bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Number of entries.
    pub entries: u64,
    /// Texts that the entries bring in and that were not given.
    pub missing: Vec<TextRef>,
}

/// Writes a bundle into a new or empty folder.
pub struct BundleWriter {
    folder: PathBuf,
    book: BufWriter<File>,
    size: u64,
    texts: Wanted,
}

impl BundleWriter {
    /// Starts a bundle.
    ///
    /// # Errors
    /// When the folder cannot be made or holds something already.
    pub fn create(folder: &Path) -> Result<Self, WriteError> {
        for inside in [folder.to_owned(), folder.join(DOCUMENTS), folder.join(STATEMENTS)] {
            create_folder(&inside)?;
        }
        let book = BufWriter::with_capacity(1 << 20, create(&folder.join(BOOK))?);
        Ok(Self { folder: folder.to_owned(), book, size: 0, texts: Wanted::default() })
    }

    /// Writes the next leaf.
    ///
    /// # Errors
    /// When it is not a leaf or cannot be written.
    pub fn leaf(&mut self, leaf: &[u8]) -> Result<(), WriteError> {
        self.texts.learn(self.size, leaf)?;
        let written = self.book.write_all(leaf).and_then(|()| self.book.write_all(b"\n"));
        written.map_err(|source| WriteError::Io { path: self.folder.join(BOOK), source })?;
        self.size += 1;
        Ok(())
    }

    /// The texts that the leaves so far bring in and no leaf redacts, in order.
    pub fn wanted(&self) -> Vec<TextRef> {
        self.texts.list()
    }

    /// Writes a document.
    ///
    /// # Errors
    /// When the book does not bring it in, or it cannot be written.
    pub fn document(&mut self, data: &[u8]) -> Result<(), WriteError> {
        let hash = text::document_hash(data);
        self.text(TextRef::Document(yishi_core::DocumentHash(hash)), DOCUMENTS, &hash, data)
    }

    /// Writes a statement as salt ‖ data.
    ///
    /// # Errors
    /// When the book does not bring it in, or it cannot be written.
    pub fn statement(&mut self, salt: &[u8; 32], data: &[u8]) -> Result<(), WriteError> {
        let hash = text::commitment(salt, data);
        let framed = [salt.as_slice(), data].concat();
        self.text(TextRef::Statement(Commitment(hash)), STATEMENTS, &hash, &framed)
    }

    fn text(
        &mut self,
        text: TextRef,
        inside: &str,
        hash: &[u8; 32],
        content: &[u8],
    ) -> Result<(), WriteError> {
        self.texts.take(text)?;
        self.write(&format!("{inside}/{}", hex::encode(hash)), content)
    }

    /// Writes checkpoint and policy and waits until the leaves are on the disk.
    ///
    /// Texts that were not given are answered, for a warning: a book whose texts were lost must still be exportable,
    /// and its auditor will find them missing.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn finish(mut self, checkpoint: &str, log: &LogVerifier) -> Result<Written, WriteError> {
        let missing = self.wanted();
        self.write(CHECKPOINT, checkpoint.as_bytes())?;
        self.write(POLICY, Policy::of_log(log).as_bytes())?;
        self.finish_unsigned()?;
        Ok(Written { entries: self.size, missing })
    }

    /// Waits until the leaves are on the disk, without a checkpoint: for entries that no signed one covers, which an audit says.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn finish_unsigned(&mut self) -> Result<(), WriteError> {
        let flushed = self.book.flush().and_then(|()| self.book.get_ref().sync_all());
        flushed.map_err(|source| WriteError::Io { path: self.folder.join(BOOK), source })
    }

    fn write(&self, name: &str, content: &[u8]) -> Result<(), WriteError> {
        let path = self.folder.join(name);
        let written = create(&path)?.write_all(content);
        written.map_err(|source| WriteError::Io { path, source })
    }

    /// Puts a finished folder into one tar file: names in order, no times, no owners, so that two runs give the same bytes.
    ///
    /// # Errors
    /// When a file cannot be read or the tar file cannot be written or exists.
    pub fn pack(folder: &Path, archive: &Path) -> Result<(), WriteError> {
        let fail = |source| WriteError::Io { path: archive.to_owned(), source };
        let bundle = super::Bundle::open(folder)
            .map_err(|error| WriteError::Io { path: error.path, source: error.source })?;
        let mut builder = tar::Builder::new(BufWriter::new(create(archive)?));
        for name in bundle.names() {
            let path = folder.join(&name);
            let file = File::open(&path).map_err(|source| WriteError::Io { path: path.clone(), source })?;
            let mut header = tar::Header::new_ustar();
            header.set_size(file.metadata().map_err(|source| WriteError::Io { path, source })?.len());
            header.set_mode(0o644);
            builder.append_data(&mut header, &name, file).map_err(fail)?;
        }
        let file =
            builder.into_inner().and_then(|buffer| buffer.into_inner().map_err(|error| error.into_error()));
        file.and_then(|file| file.sync_all()).map_err(fail)
    }
}

/// Makes a folder, if it is not there.
pub(super) fn create_folder(folder: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(folder).map_err(|source| WriteError::Io { path: folder.to_owned(), source })
}

/// Creates a file that must not exist: an export never writes over another.
fn create(path: &Path) -> Result<File, WriteError> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|source| WriteError::Io { path: path.to_owned(), source })
}
