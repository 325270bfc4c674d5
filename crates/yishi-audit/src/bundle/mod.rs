//! Exported bundles: a folder, or the same as one tar file; the book in it as lines, or as tiles (C2SP `tlog-tiles`). Finding out whether the content is good is left to `verify`.

mod batch;
mod folder;
mod lookup;
mod pack;
mod tile_book;
mod tile_folder;
mod tile_write;
mod wanted;
mod write;

pub use batch::{Batch, BatchReader};
pub(crate) use lookup::visit;
pub use lookup::{custody_of, leaf_at, root_at, tree_of};
pub use tile_write::{TileWriter, TilesWritten};
pub use wanted::Wanted;
pub use write::{BookWriter, BundleWriter, WriteError, Written};

use folder::Folder;
use pack::Pack;
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tile_book::{TileBook, bundles_of};
use yishi_log::tile::TilePath;

/// The leaves, one a line.
pub const BOOK: &str = "book.jsonl";
/// The signed note over all leaves.
pub const CHECKPOINT: &str = "checkpoint";
/// A trust policy that names the book's log; a convenience, because it comes with what it would judge.
pub const POLICY: &str = "policy";
/// The folder of documents, each named by its SHA-256.
pub const DOCUMENTS: &str = "documents";
/// The folder of statements, each named by its commitment.
pub const STATEMENTS: &str = "statements";
/// The folder of tiles and of bundles of entries.
pub const TILES: &str = "tile";

/// Largest file, other than the book itself, that is read into memory.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Why a bundle cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct BundleError {
    /// The file.
    pub path: PathBuf,
    /// What the system says.
    #[source]
    pub source: io::Error,
}

impl BundleError {
    pub(crate) fn new(path: &Path, source: io::Error) -> Self {
        Self { path: path.to_owned(), source }
    }
}

/// A file of a bundle, open for reading.
pub struct BundleFile {
    /// Its size in bytes; 0 for a book that is put together from bundles of entries.
    pub bytes: u64,
    /// Its content.
    pub content: Box<dyn Read + Send>,
}

/// A bundle that is open for reading.
#[derive(Debug)]
pub struct Bundle {
    source: Arc<Source>,
}

#[derive(Debug)]
enum Source {
    Folder(Folder),
    /// Some files of a folder, and the checkpoint that covers them.
    Named(Folder, Vec<u8>),
    Pack(Pack),
}

impl Bundle {
    /// Opens a folder, or a tar file with the same content.
    ///
    /// # Errors
    /// When the path cannot be read, or is a file that is not a tar archive.
    pub fn open(path: &Path) -> Result<Self, BundleError> {
        let kind = std::fs::metadata(path).map_err(|source| BundleError::new(path, source))?;
        let source =
            if kind.is_dir() { Source::Folder(Folder::open(path)?) } else { Source::Pack(Pack::open(path)?) };
        Ok(Self { source: Arc::new(source) })
    }

    /// The files of a folder that are named, whatever else lies there, under a checkpoint that was kept elsewhere.
    pub fn of_files(path: &Path, names: BTreeSet<String>, checkpoint: Vec<u8>) -> Self {
        Self { source: Arc::new(Source::Named(Folder::of_files(path, names), checkpoint)) }
    }

    /// Opens a file; `None` when the bundle has none of that name.
    ///
    /// # Errors
    /// When it is there and cannot be opened.
    pub fn file(&self, name: &str) -> Result<Option<BundleFile>, BundleError> {
        self.source.file(name)
    }

    /// Opens the book itself: its lines, or where there are none the same out of the bundles of entries.
    ///
    /// # Errors
    /// When it is not there or cannot be opened.
    pub fn book(&self) -> Result<BundleFile, BundleError> {
        if let Some(book) = self.file(BOOK)? {
            return Ok(book);
        }
        let tiles = self.tiles();
        if tiles.is_empty() {
            let reason = "not a bundle: it has neither book.jsonl nor tiles";
            return Err(BundleError::new(
                &self.path().join(BOOK),
                io::Error::new(io::ErrorKind::NotFound, reason),
            ));
        }
        let content = TileBook::new(self.source.clone(), bundles_of(&tiles));
        Ok(BundleFile { bytes: 0, content: Box::new(content) })
    }

    /// Whether the book stands as lines.
    pub fn has_lines(&self) -> bool {
        self.names().iter().any(|name| name == BOOK)
    }

    /// The tiles and bundles of entries that are there, in order.
    pub fn tiles(&self) -> Vec<TilePath> {
        let mut tiles: Vec<TilePath> = self.names().iter().filter_map(|name| name.parse().ok()).collect();
        tiles.sort();
        tiles
    }

    /// Reads a whole file of at most [`MAX_FILE_BYTES`]; `None` when the bundle has none of that name.
    ///
    /// # Errors
    /// When it cannot be read or is larger.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, BundleError> {
        self.source.read(name)
    }

    /// The names of all files, with their folder, in order.
    pub fn names(&self) -> Vec<String> {
        match &*self.source {
            Source::Folder(folder) | Source::Named(folder, _) => folder.names(),
            Source::Pack(pack) => pack.names(),
        }
    }

    /// What does not belong into a bundle: links, deeper folders, names that stand twice.
    pub fn strangers(&self) -> &[String] {
        match &*self.source {
            Source::Folder(folder) | Source::Named(folder, _) => folder.strangers(),
            Source::Pack(pack) => pack.strangers(),
        }
    }

    /// Where it was opened.
    pub fn path(&self) -> &Path {
        self.source.path()
    }
}

impl Source {
    fn file(&self, name: &str) -> Result<Option<BundleFile>, BundleError> {
        match self {
            Self::Folder(folder) => folder.file(name),
            Self::Named(_, checkpoint) if name == CHECKPOINT => {
                let bytes = u64::try_from(checkpoint.len()).unwrap_or(u64::MAX);
                Ok(Some(BundleFile { bytes, content: Box::new(io::Cursor::new(checkpoint.clone())) }))
            }
            Self::Named(folder, _) => folder.file(name),
            Self::Pack(pack) => pack.file(name),
        }
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, BundleError> {
        let Some(file) = self.file(name)? else { return Ok(None) };
        let fail = |source| BundleError::new(&self.path().join(name), source);
        if file.bytes > MAX_FILE_BYTES {
            let reason = format!("larger than {MAX_FILE_BYTES} bytes");
            return Err(fail(io::Error::new(io::ErrorKind::InvalidData, reason)));
        }
        let mut content = Vec::new();
        file.content.take(MAX_FILE_BYTES).read_to_end(&mut content).map_err(fail)?;
        Ok(Some(content))
    }

    fn path(&self) -> &Path {
        match self {
            Self::Folder(folder) | Self::Named(folder, _) => folder.path(),
            Self::Pack(pack) => pack.path(),
        }
    }
}

/// Whether a name has a place in a bundle.
fn is_bundle_name(name: &str) -> bool {
    let inside = |folder: &str| {
        let hash = name.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        hash.is_some_and(|hash| yishi_log::digits::lower_hex::<32>(hash).is_some())
    };
    let tile = || name.parse::<TilePath>().is_ok();
    matches!(name, BOOK | CHECKPOINT | POLICY) || inside(DOCUMENTS) || inside(STATEMENTS) || tile()
}
