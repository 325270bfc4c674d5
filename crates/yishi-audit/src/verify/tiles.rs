//! Tiles beside or instead of the lines: each is made anew from the entries and compared. None is believed.

use crate::bundle::{Bundle, BundleError};
use crate::findings::Findings;
use crate::report::Summary;
use std::collections::BTreeMap;
use std::io;
use yishi_log::tile::{TileKind, TilePath, Tiling, decode_entries, decode_hashes};
use yishi_log::tree::{TreeHash, leaf_hash};

/// The name of the check in findings.
const TILE: &str = "tile";

/// Compares the tiles of a bundle with those of the tree, as its leaves come in.
pub(super) struct Tiles<'a> {
    bundle: &'a Bundle,
    /// Those that are not compared yet, by what they hold and which one they are.
    there: BTreeMap<(TileKind, u64), Vec<TilePath>>,
    tiling: Tiling,
    compared: u64,
    failed: Option<BundleError>,
}

impl<'a> Tiles<'a> {
    /// The tiles of a bundle; `None` if it has none.
    pub(super) fn of(bundle: &'a Bundle) -> Option<Self> {
        let mut there: BTreeMap<_, Vec<TilePath>> = BTreeMap::new();
        for tile in bundle.tiles() {
            there.entry((tile.kind(), tile.number())).or_default().push(tile);
        }
        let tiles = Self { bundle, there, tiling: Tiling::default(), compared: 0, failed: None };
        (!tiles.there.is_empty()).then_some(tiles)
    }

    /// Takes the next leaf hash and compares the tiles that it completes.
    pub(super) fn push(&mut self, leaf: TreeHash, findings: &mut Findings) {
        for (path, hashes) in self.tiling.push(leaf) {
            self.compare(&path, &hashes, findings);
        }
    }

    /// Compares the unfinished tiles; what is left then lies beyond the entries.
    pub(super) fn finish(
        mut self,
        findings: &mut Findings,
        summary: &mut Summary,
    ) -> Result<(), BundleError> {
        let tiling = std::mem::take(&mut self.tiling);
        for (path, hashes) in tiling.unfinished() {
            self.compare(&path, hashes, findings);
        }
        let left: Vec<TilePath> = std::mem::take(&mut self.there).into_values().flatten().collect();
        for tile in left {
            self.beyond(&tile, findings);
        }
        summary.tiles = self.compared;
        self.failed.map_or(Ok(()), Err)
    }

    /// Compares a tile in every width that is there with the hashes of the tree, and of level 0 the bundles of entries as well.
    fn compare(&mut self, path: &TilePath, hashes: &[TreeHash], findings: &mut Findings) {
        self.compare_kind(path, hashes, findings);
        if path.kind() == (TileKind::Hashes { level: 0 })
            && let Ok(entries) = TilePath::new(TileKind::Entries, path.number(), path.width())
        {
            self.compare_kind(&entries, hashes, findings);
        }
    }

    fn compare_kind(&mut self, path: &TilePath, hashes: &[TreeHash], findings: &mut Findings) {
        let there = self.there.remove(&(path.kind(), path.number())).unwrap_or_default();
        if !there.contains(path) {
            findings.at(first_entry(path, 0), TILE, format!("`{path}` is missing"));
        }
        for tile in there {
            match hashes.get(..usize::from(tile.width())) {
                Some(expected) => self.compare_file(&tile, expected, findings),
                None => self.beyond(&tile, findings),
            }
        }
    }

    fn compare_file(&mut self, tile: &TilePath, expected: &[TreeHash], findings: &mut Findings) {
        let Some(bytes) = self.read(tile, findings) else { return };
        let found = match tile.kind() {
            TileKind::Hashes { .. } => decode_hashes(tile.width(), &bytes),
            TileKind::Entries => decode_entries(tile.width(), &bytes)
                .map(|entries| entries.into_iter().map(leaf_hash).collect()),
        };
        let found = match found {
            Ok(found) => found,
            Err(error) => return findings.at(first_entry(tile, 0), TILE, format!("`{tile}`: {error}")),
        };
        let unlike =
            (0u64..).zip(found.iter().zip(expected)).filter(|(_, (found, expected))| found != expected);
        let places: Vec<u64> = unlike.map(|(place, _)| place).collect();
        match places.split_first() {
            None => self.compared += 1,
            Some((first, others)) => {
                findings.at(first_entry(tile, *first), TILE, unlike_at(tile, *first, others.len()));
            }
        }
    }

    fn beyond(&mut self, tile: &TilePath, findings: &mut Findings) {
        let unread = match tile.kind() {
            // A bundle that cannot be read is why the entries end before it.
            TileKind::Entries => {
                self.read(tile, findings).and_then(|bytes| decode_entries(tile.width(), &bytes).err())
            }
            TileKind::Hashes { .. } => None,
        };
        let message = match unread {
            Some(error) => format!("`{tile}`: {error}"),
            None => format!("`{tile}` lies beyond the entries that are there"),
        };
        findings.at(first_entry(tile, 0), TILE, message);
    }

    fn read(&mut self, tile: &TilePath, findings: &mut Findings) -> Option<Vec<u8>> {
        match self.bundle.read(&tile.to_string()) {
            Ok(bytes) => Some(bytes.unwrap_or_default()),
            Err(error) if error.source.kind() == io::ErrorKind::InvalidData => {
                findings.at(first_entry(tile, 0), TILE, error.to_string());
                None
            }
            Err(error) => {
                self.failed.get_or_insert(error);
                None
            }
        }
    }
}

/// The first entry under a hash of a tile.
fn first_entry(tile: &TilePath, place: u64) -> u64 {
    let level = match tile.kind() {
        TileKind::Hashes { level } => u32::from(level),
        TileKind::Entries => 0,
    };
    let leaves = 1u64.checked_shl(8 * level).unwrap_or(u64::MAX);
    tile.first().saturating_add(place).saturating_mul(leaves)
}

fn unlike_at(tile: &TilePath, first: u64, others: usize) -> String {
    let what = if tile.kind() == TileKind::Entries { "entry" } else { "hash" };
    let more = if others == 0 { String::new() } else { format!(", and {others} more in it") };
    format!("`{tile}` was not made from these entries: {what} {first} in it is another one{more}")
}
