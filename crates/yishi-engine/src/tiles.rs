//! Tiles of the tree and bundles of entries, made from what is kept whenever they are asked for; nothing beyond the checkpoint
//! that is published.

use crate::{Engine, JournalError};
use yishi_log::tile::{TileKind, TilePath, push_entry};
use yishi_log::tree::TreeHash;

impl Engine {
    /// The hashes of a tile, and of a bundle of entries their leaf hashes; `None` where the published checkpoint does not cover all of it.
    /// For an old one a block may be read again, 256 leaves.
    ///
    /// # Errors
    /// When that block cannot be read, or is not what was written.
    pub fn tile(&self, path: &TilePath) -> Result<Option<Vec<TreeHash>>, JournalError> {
        if !path.lies_in(self.published_size()) {
            return Ok(None);
        }
        let leaves = matches!(path.kind(), TileKind::Entries | TileKind::Hashes { level: 0 });
        let blocks: &[u64] = if leaves { &[path.first()] } else { &[] };
        self.shared().ask_tree(blocks, |tree, at_hand| tree.tile(path, at_hand)).map(Some)
    }

    /// The bytes of a bundle, each entry checked against the tree; `None` where the published checkpoint does not cover all of it.
    ///
    /// # Errors
    /// When an entry cannot be read, or is not what was written.
    pub fn entry_bundle(&self, path: &TilePath) -> Result<Option<Vec<u8>>, JournalError> {
        if path.kind() != TileKind::Entries || !path.lies_in(self.published_size()) {
            return Ok(None);
        }
        let mut bundle = Vec::new();
        for leaf in self.leaves(path.first(), path.end())? {
            push_entry(&mut bundle, &leaf)
                .map_err(|error| JournalError::new(format!("writing {path}"), error))?;
        }
        Ok(Some(bundle))
    }
}
