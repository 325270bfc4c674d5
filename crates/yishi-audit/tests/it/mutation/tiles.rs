//! Forged tiles: every tile of every level, full and unfinished; in the tiles of a small book every hash and every entry.

use super::bench::{Bench, must};
use super::bytes::{CHANGES, Change};
use super::ground::Ground;
use crate::tiles::write;
use std::collections::BTreeMap;
use yishi_audit::Check;
use yishi_audit::bundle::Bundle;
use yishi_book::Finding;
use yishi_log::tile::{TileKind, TilePath, Tiling, push_entry};
use yishi_log::tree::leaf_hash;

const OF_TREE: [Check; 2] = [Check::Chain, Check::Tree];

/// The ground with its tiles beside its lines.
pub fn laid(ground: &Ground) -> BTreeMap<TilePath, Vec<u8>> {
    let folder = ground.bundle.folder.with_file_name("tiles");
    write(&ground.story, ground.story.leaves.len(), &folder).unwrap();
    let tiles = Bundle::open(&folder).unwrap().tiles().into_iter();
    let contents = tiles.map(|tile| (tile, std::fs::read(folder.join(tile.to_string())).unwrap()));
    laid_out(ground, contents.collect())
}

/// The same for entries in form only, which no writer of tiles takes.
fn laid_by_form(ground: &Ground) -> BTreeMap<TilePath, Vec<u8>> {
    let mut tiling = Tiling::default();
    let hashes = ground.story.leaves.iter().flat_map(|leaf| tiling.push(leaf_hash(leaf))).collect::<Vec<_>>();
    let unfinished = tiling.unfinished().map(|(path, hashes)| (path, hashes.to_vec())).collect::<Vec<_>>();
    let hashes = hashes.into_iter().chain(unfinished);
    let mut tiles: BTreeMap<TilePath, Vec<u8>> =
        hashes.map(|(path, hashes)| (path, hashes.iter().flat_map(|hash| hash.0).collect())).collect();
    for path in TilePath::all(ground.size()).filter(|path| path.kind() == TileKind::Entries) {
        let from = path.first() as usize;
        let mut bundle = Vec::new();
        let entries = &ground.story.leaves[from..from + usize::from(path.width())];
        entries.iter().for_each(|leaf| push_entry(&mut bundle, leaf).unwrap());
        tiles.insert(path, bundle);
    }
    laid_out(ground, tiles)
}

fn laid_out(ground: &Ground, tiles: BTreeMap<TilePath, Vec<u8>>) -> BTreeMap<TilePath, Vec<u8>> {
    for (tile, content) in &tiles {
        let to = ground.bundle.folder.join(tile.to_string());
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, content).unwrap();
    }
    tiles
}

/// The first entry under a hash of a tile.
fn first_under(tile: &TilePath, place: usize) -> u64 {
    let level = match tile.kind() {
        TileKind::Hashes { level } => u32::from(level),
        TileKind::Entries => 0,
    };
    (tile.first() + place as u64) << (8 * level)
}

/// Each byte of the tiles of a small book.
pub fn every_byte(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    for (tile, good) in laid(ground) {
        let entries = tile.kind() == TileKind::Entries;
        let place = if entries { "bundle of entries beside the lines" } else { "tile of hashes" };
        for change in CHANGES {
            // What stands in a bundle of entries stands in the lines as well, where each byte is changed in each way.
            let step = if entries { CHANGES.len() } else { 1 };
            for at in (change as usize % step..good.len()).step_by(step) {
                ground.bundle.set(&tile.to_string(), &change.of(&good, at));
                let found = ground.audit(&OF_TREE).findings;
                let expected = must([(Some(first_under(&tile, hit(&tile, &good, change, at))), "tile")]);
                bench.judge((place, change.words()), &format!("{tile} byte {at}"), &found, &expected);
            }
        }
        ground.bundle.set(&tile.to_string(), &good);
    }
    bench
}

/// Which hash or entry of a tile a changed byte hits; the first one stands for a tile that can no longer be cut into its parts.
fn hit(tile: &TilePath, good: &[u8], change: Change, at: usize) -> usize {
    if matches!(change, Change::Delete | Change::Insert) {
        return 0;
    }
    if let TileKind::Hashes { .. } = tile.kind() {
        return at / 32;
    }
    let starts: Vec<usize> = (0..usize::from(tile.width())).map(|place| entry_start(good, place)).collect();
    let is_length = starts.iter().any(|start| (start - 2..*start).contains(&at));
    if is_length { 0 } else { starts.iter().rposition(|start| *start <= at).unwrap() }
}

/// Every hash in every tile of a book of three hundred entries, and every entry in its bundles, forged alone.
pub fn every_hash(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    for (tile, good) in laid(ground) {
        for place in 0..usize::from(tile.width()) {
            let byte = match tile.kind() {
                TileKind::Hashes { .. } => 32 * place + 7,
                TileKind::Entries => entry_start(&good, place) + 40,
            };
            let mut forged = good.clone();
            forged[byte] ^= 1;
            ground.bundle.set(&tile.to_string(), &forged);
            let expected = must([(Some(first_under(&tile, place)), "tile")]);
            let row = ("tile, of 300 entries", "each hash and each entry forged");
            bench.judge(row, &format!("{tile} at {place}"), &ground.audit(&OF_TREE).findings, &expected);
        }
        ground.bundle.set(&tile.to_string(), &good);
    }
    bench
}

/// Where an entry begins in a bundle.
fn entry_start(bundle: &[u8], place: usize) -> usize {
    (0..place).fold(2, |start, _| {
        let length = u16::from_be_bytes([bundle[start - 2], bundle[start - 1]]);
        start + usize::from(length) + 2
    })
}

/// Every tile of a book with three levels, full and unfinished ones, forged at one place each; all at once, and each is named.
pub fn every_tile(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let tiles = laid_by_form(ground);
    let mut expected = BTreeMap::new();
    for (number, (tile, good)) in tiles.iter().enumerate() {
        let place = number * 7 % usize::from(tile.width());
        let byte = match tile.kind() {
            TileKind::Hashes { .. } => 32 * place + number % 32,
            TileKind::Entries => entry_start(good, place) + 40,
        };
        let mut forged = good.clone();
        forged[byte] ^= 1;
        ground.bundle.set(&tile.to_string(), &forged);
        expected.insert(tile.to_string(), first_under(tile, place));
    }
    let findings: Vec<Finding> = ground.audit(&[Check::Tree]).findings;
    for (tile, at) in expected {
        let of_tile: Vec<Finding> = findings
            .iter()
            .filter(|finding| finding.message.contains(&format!("`{tile}`")))
            .cloned()
            .collect();
        let row = ("tile, of 65,836 entries", "each tile of each level forged");
        bench.judge(row, &tile, &of_tile, &must([(Some(at), "tile")]));
    }
    assert_eq!(findings.len(), tiles.len(), "nothing but the tiles was found");
    bench
}
