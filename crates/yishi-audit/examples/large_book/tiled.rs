//! Bytes of tiles: of hashes on every level, and of the bundles of entries.

use super::{Large, Marks, Random, same};
use std::collections::BTreeMap;
use yishi_audit::Check;
use yishi_log::tile::{TileKind, TilePath, Tiling, push_entry};
use yishi_log::tree::{TreeHash, leaf_hash};

const TILE_BYTES: usize = 600;

impl Large {
    /// One byte in each tile at a time, as often as it takes.
    pub(super) fn tiles(&self, random: &mut Random) {
        let tiles = laid_out(&self.leaves);
        tiles.iter().for_each(|(tile, good)| self.set(&tile.to_string(), good));
        assert_eq!(self.audited(&[Check::Tree]), Marks::new(), "the honest tiles are good");
        let mut tried = 0;
        while tried < TILE_BYTES {
            let mut expected = Marks::new();
            for (tile, good) in &tiles {
                let at = random.below(good.len());
                let mut bad = good.clone();
                bad[at] = random.other(bad[at]);
                self.set(&tile.to_string(), &bad);
                expected.insert((Some(first_hit(tile, good, at)), "tile".to_owned()));
                tried += 1;
            }
            same(&self.audited(&[Check::Tree]), &expected);
        }
        std::fs::remove_dir_all(self.folder.path().join("tile")).unwrap();
        println!("tiles: {tried} bytes in {} tiles, each found at its hash or entry", tiles.len());
    }
}

fn laid_out(leaves: &[Vec<u8>]) -> BTreeMap<TilePath, Vec<u8>> {
    let mut tiling = Tiling::default();
    let mut hashes: BTreeMap<TilePath, Vec<TreeHash>> = BTreeMap::new();
    for leaf in leaves {
        hashes.extend(tiling.push(leaf_hash(leaf)));
    }
    hashes.extend(tiling.unfinished().map(|(path, hashes)| (path, hashes.to_vec())));
    let bytes = |hashes: Vec<TreeHash>| hashes.iter().flat_map(|hash| hash.0).collect();
    let mut tiles: BTreeMap<TilePath, Vec<u8>> =
        hashes.into_iter().map(|(path, hashes)| (path, bytes(hashes))).collect();
    for path in TilePath::all(leaves.len() as u64).filter(|path| path.kind() == TileKind::Entries) {
        let from = path.first() as usize;
        let mut bundle = Vec::new();
        let entries = &leaves[from..from + usize::from(path.width())];
        entries.iter().for_each(|leaf| push_entry(&mut bundle, leaf).unwrap());
        tiles.insert(path, bundle);
    }
    tiles
}

/// The first entry under what a byte of a tile says; the tile's own first one where it can no longer be cut into entries.
fn first_hit(tile: &TilePath, good: &[u8], at: usize) -> u64 {
    if let TileKind::Hashes { level } = tile.kind() {
        return (tile.first() + at as u64 / 32) << (8 * u32::from(level));
    }
    let (mut start, mut place) = (0, 0);
    loop {
        let length = usize::from(u16::from_be_bytes([good[start], good[start + 1]]));
        if at < start + 2 {
            return tile.first();
        }
        if at < start + 2 + length {
            return tile.first() + place;
        }
        (start, place) = (start + 2 + length, place + 1);
    }
}
