//! Writing a book as tiles (C2SP `tlog-tiles`), into a new folder or on from where an earlier export ended.
//!
//! Full tiles that stand are compared and never written again; the checkpoint is replaced last. Whatever interrupts it, what the
//! checkpoint in the folder covers is there. The next export goes on.

use super::tile_folder::{occupied, read, refuse_others, remove};
use super::write::create_folder;
use super::{
    BookWriter, Bundle, CHECKPOINT, DOCUMENTS, POLICY, STATEMENTS, TILES, Wanted, WriteError, Written,
};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use yishi_core::{Commitment, DocumentHash, TextRef};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::policy::Policy;
use yishi_log::text;
use yishi_log::tile::{TILE_WIDTH, TileKind, TilePath, Tiling, encode_hashes, push_entry};
use yishi_log::tree::{Frontier, leaf_hash};

/// A file while it is being written; one at a time, in the folder itself.
pub(super) const UNFINISHED: &str = ".unfinished";

/// What an export of tiles did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TilesWritten {
    /// Entries, and texts that were not given.
    pub book: Written,
    /// Tiles and bundles that are new.
    pub new: u64,
    /// Tiles and bundles that stood already and are what this book has there.
    pub kept: u64,
    /// Unfinished tiles of the export before, and statements redacted since, that were removed.
    pub removed: u64,
}

/// Writes a book as tiles.
pub struct TileWriter {
    folder: PathBuf,
    /// The checkpoint of the export before.
    before: Option<Checkpoint>,
    tiling: Tiling,
    frontier: Frontier,
    /// The unfinished bundle of entries.
    bundle: Vec<u8>,
    texts: Wanted,
    new: u64,
    kept: u64,
    /// Folders in which names are not durable yet.
    dirty: BTreeSet<PathBuf>,
}

impl TileWriter {
    /// Starts in a new or empty folder, or in one of an earlier export.
    ///
    /// # Errors
    /// When the folder holds anything else or cannot be read or made.
    pub fn open(folder: &Path) -> Result<Self, WriteError> {
        create_folder(folder)?;
        refuse_others(folder)?;
        for inside in [DOCUMENTS, STATEMENTS, TILES] {
            create_folder(&folder.join(inside))?;
        }
        let before = match read(&folder.join(CHECKPOINT))? {
            Some(note) => {
                Some(Checkpoint::parse_unverified(&note).map_err(|error| occupied(folder, &error))?)
            }
            None => None,
        };
        Ok(Self {
            folder: folder.to_owned(),
            before,
            tiling: Tiling::default(),
            frontier: Frontier::default(),
            bundle: Vec::new(),
            texts: Wanted::default(),
            new: 0,
            kept: 0,
            dirty: BTreeSet::new(),
        })
    }

    /// Makes all tiles durable beside those that stand, the unfinished ones as well; what covers them may be written down now.
    ///
    /// # Errors
    /// When the folder covers more entries than were given, or something cannot be written.
    pub fn complete(&mut self) -> Result<(), WriteError> {
        let size = self.frontier.size();
        if let Some(before) = self.before.as_ref().filter(|before| before.size > size) {
            let path = self.folder.join(CHECKPOINT);
            return Err(WriteError::Behind { path, covered: before.size, size });
        }
        self.write_unfinished()?;
        self.sync_folders()
    }

    /// How many entries were given so far, and their tree.
    pub const fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// What was learnt of texts so far.
    pub const fn texts(&self) -> &Wanted {
        &self.texts
    }

    /// Completes the tiles, writes the policy, and last the checkpoint; then removes what the export before had instead.
    ///
    /// # Errors
    /// When the folder covers more entries than were given, or something cannot be written.
    pub fn finish(mut self, checkpoint: &str, log: &LogVerifier) -> Result<TilesWritten, WriteError> {
        self.complete()?;
        let size = self.frontier.size();
        let missing = self.texts.list();
        let mut removed = self.remove_redacted()?;
        self.replace(POLICY, Policy::of_log(log).as_bytes())?;
        self.sync_folders()?;
        self.replace(CHECKPOINT, checkpoint.as_bytes())?;
        self.sync_folders()?;
        removed += self.remove_outgrown()?;
        let book = Written { entries: size, missing };
        Ok(TilesWritten { book, new: self.new, kept: self.kept, removed })
    }

    fn write_unfinished(&mut self) -> Result<(), WriteError> {
        let tiles: Vec<(TilePath, Vec<u8>)> =
            self.tiling.unfinished().map(|(path, hashes)| (path, encode_hashes(hashes))).collect();
        for (path, bytes) in tiles {
            if path.kind() == (TileKind::Hashes { level: 0 })
                && let Ok(entries) = TilePath::new(TileKind::Entries, path.number(), path.width())
            {
                let bundle = self.bundle.clone();
                self.put(entries, &bundle)?;
            }
            self.put(path, &bytes)?;
        }
        Ok(())
    }

    /// Writes a tile, or compares the one that stands. A full one never changes; an unfinished one that was damaged is replaced, because
    /// that the book itself is the same was seen by the root.
    fn put(&mut self, path: TilePath, bytes: &[u8]) -> Result<(), WriteError> {
        let name = path.to_string();
        match read(&self.folder.join(&name))? {
            Some(stands) if stands == bytes => self.kept += 1,
            Some(_) if path.is_full() => return Err(WriteError::Differs { path: self.folder.join(&name) }),
            Some(_) | None => {
                self.replace(&name, bytes)?;
                self.new += 1;
            }
        }
        Ok(())
    }

    /// A text that stands and was damaged is written again.
    fn put_text(&mut self, inside: &str, hash: &[u8; 32], content: &[u8]) -> Result<(), WriteError> {
        let name = format!("{inside}/{}", hex::encode(hash));
        if read(&self.folder.join(&name))?.as_deref() == Some(content) {
            return Ok(());
        }
        self.replace(&name, content)
    }

    /// Writes a file as a whole, in the place of one of that name.
    fn replace(&mut self, name: &str, content: &[u8]) -> Result<(), WriteError> {
        let (path, unfinished) = (self.folder.join(name), self.folder.join(UNFINISHED));
        let above = path.parent().unwrap_or(&self.folder).to_owned();
        if self.dirty.insert(above.clone()) {
            create_folder(&above)?;
        }
        let write = || {
            let mut file = File::create(&unfinished)?;
            file.write_all(content)?;
            file.sync_all()?;
            fs::rename(&unfinished, &path)
        };
        write().map_err(|source| WriteError::Io { path: path.clone(), source })
    }

    /// Makes names durable, with those of the folders above them.
    fn sync_folders(&mut self) -> Result<(), WriteError> {
        let mut folders = BTreeSet::from([self.folder.clone()]);
        for folder in std::mem::take(&mut self.dirty) {
            folders.extend(folder.ancestors().take_while(|above| *above != self.folder).map(Path::to_owned));
        }
        for folder in folders {
            let synced = File::open(&folder).and_then(|handle| handle.sync_all());
            synced.map_err(|source| WriteError::Io { path: folder, source })?;
        }
        Ok(())
    }

    /// What the book redacts must not live on in an older export.
    fn remove_redacted(&self) -> Result<u64, WriteError> {
        let mut removed = 0;
        for commitment in self.texts.redacted().filter_map(TextRef::commitment) {
            removed += remove(&self.folder.join(format!("{STATEMENTS}/{commitment}")))?;
        }
        Ok(removed)
    }

    /// Removes unfinished tiles that wider ones have taken the place of, once no checkpoint here needs them.
    fn remove_outgrown(&self) -> Result<u64, WriteError> {
        let bundle = Bundle::open(&self.folder)
            .map_err(|error| WriteError::Io { path: error.path, source: error.source })?;
        let size = self.frontier.size();
        let mut removed = 0;
        for tile in bundle.tiles().into_iter().filter(|tile| !tile.is_full()) {
            if TilePath::widest(tile.kind(), tile.number(), size) == Some(tile) {
                continue;
            }
            let path = self.folder.join(tile.to_string());
            removed += remove(&path)?;
            if let Some(above) = path.parent() {
                // It may hold the tile that stays.
                let _not_empty = fs::remove_dir(above);
            }
        }
        Ok(removed)
    }

    /// Whether the entries so far are those that the export before was made of.
    fn check_before(&self) -> Result<(), WriteError> {
        match &self.before {
            Some(before) if before.size == self.frontier.size() && before.root != self.frontier.root() => {
                Err(WriteError::Differs { path: self.folder.join(CHECKPOINT) })
            }
            _ => Ok(()),
        }
    }
}

impl BookWriter for TileWriter {
    fn leaf(&mut self, leaf: &[u8]) -> Result<(), WriteError> {
        let index = self.frontier.size();
        self.texts.learn(index, leaf)?;
        push_entry(&mut self.bundle, leaf)
            .map_err(|error| WriteError::Leaf { index, reason: error.to_string() })?;
        let hash = leaf_hash(leaf);
        self.frontier.push(hash);
        self.check_before()?;
        for (path, hashes) in self.tiling.push(hash) {
            if path.kind() == (TileKind::Hashes { level: 0 })
                && let Ok(entries) = TilePath::new(TileKind::Entries, path.number(), TILE_WIDTH)
            {
                let bundle = std::mem::take(&mut self.bundle);
                self.put(entries, &bundle)?;
            }
            self.put(path, &encode_hashes(&hashes))?;
        }
        Ok(())
    }

    fn wanted(&self) -> Vec<TextRef> {
        self.texts.list()
    }

    fn document(&mut self, data: &[u8]) -> Result<(), WriteError> {
        let hash = text::document_hash(data);
        self.texts.take(TextRef::Document(DocumentHash(hash)))?;
        self.put_text(DOCUMENTS, &hash, data)
    }

    fn statement(&mut self, salt: &[u8; 32], data: &[u8]) -> Result<(), WriteError> {
        let hash = text::commitment(salt, data);
        self.texts.take(TextRef::Statement(Commitment(hash)))?;
        self.put_text(STATEMENTS, &hash, &[salt.as_slice(), data].concat())
    }
}
