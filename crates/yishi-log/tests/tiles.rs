//! Implementations that others wrote read our tiles, at every size where their shape changes, and refuse forged ones.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on must stop"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tlog_tiles::{Error, Hash, Tile, TileHashReader, TileReader};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::key::LogKey;
use yishi_log::tile::{TileKind, TilePath, Tiling, encode_hashes, push_entry};
use yishi_log::tree::{Tree, TreeHash, leaf_hash};

const SIZES: [u64; 9] = [0, 1, 2, 255, 256, 257, 65_535, 65_536, 65_537];
const ORIGIN: &str = "example.org/test-00000000";

/// Entries of changing length, some empty.
fn entry(index: u64) -> Vec<u8> {
    let length = usize::try_from(index % 5).unwrap();
    index.to_be_bytes().repeat(length)
}

/// The files of a log of `size` entries, by their paths.
fn tiles(size: u64) -> (BTreeMap<TilePath, Vec<u8>>, TreeHash) {
    let (mut tiling, mut tree) = (Tiling::default(), Tree::default());
    let mut files = BTreeMap::new();
    for index in 0..size {
        let leaf = leaf_hash(&entry(index));
        tree.push(leaf);
        files.extend(tiling.push(leaf).into_iter().map(|(path, hashes)| (path, encode_hashes(&hashes))));
    }
    files.extend(tiling.unfinished().map(|(path, hashes)| (path, encode_hashes(hashes))));
    for path in TilePath::all(size).filter(|path| path.kind() == TileKind::Entries) {
        let mut bundle = Vec::new();
        (path.first()..path.end()).for_each(|index| push_entry(&mut bundle, &entry(index)).unwrap());
        files.insert(path, bundle);
    }
    (files, tree.root_at(size).unwrap())
}

/// The same coordinates as their crate has them.
fn theirs(path: &TilePath) -> Tile {
    match path.kind() {
        TileKind::Hashes { level } => Tile::new(8, level, path.number(), path.width().into(), false),
        TileKind::Entries => Tile::new(8, 0, path.number(), path.width().into(), true),
    }
}

/// Their path names the height, and calls entries data.
fn their_path(path: &TilePath) -> String {
    path.to_string().replacen("tile/entries/", "tile/data/", 1).replacen("tile/", "tile/8/", 1)
}

struct Files<'a>(&'a BTreeMap<TilePath, Vec<u8>>);

impl TileReader for Files<'_> {
    fn height(&self) -> u8 {
        8
    }
    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        let read = |tile: &Tile| {
            let kind = TileKind::Hashes { level: tile.level() };
            let width = u16::try_from(tile.width()).unwrap();
            self.0[&TilePath::new(kind, tile.level_index(), width).unwrap()].clone()
        };
        Ok(tiles.iter().map(read).collect())
    }
    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// Whether their reader proves every tile from the root.
fn proven(files: &BTreeMap<TilePath, Vec<u8>>, size: u64, root: TreeHash) -> bool {
    let folder = Files(files);
    let reader = TileHashReader::new(size, Hash(root.0), &folder);
    let hashes = files.iter().filter(|(path, _)| path.kind() != TileKind::Entries);
    hashes.into_iter().all(|(path, bytes)| theirs(path).read_data(&reader).is_ok_and(|read| read == *bytes))
}

#[test]
fn tlog_tiles_names_the_same_tiles_for_every_size_and_spells_them_alike() {
    for size in SIZES {
        let hashes = TilePath::all(size).filter(|path| path.kind() != TileKind::Entries);
        let ours: Vec<Tile> = hashes.map(|path| theirs(&path)).collect();
        assert_eq!(ours, Tile::new_tiles(8, 0, size), "size {size}");
        for path in TilePath::all(size) {
            assert_eq!(theirs(&path).path(), their_path(&path));
        }
    }
    for number in [0, 999, 1_000, 1_234_067, 999_999_999, (1 << 55) - 1] {
        for width in [1, 255, 256] {
            let path = TilePath::new(TileKind::Hashes { level: 5 }, number, width).unwrap();
            assert_eq!(Tile::from_path(&their_path(&path)).unwrap(), theirs(&path));
        }
    }
}

#[test]
fn tlog_tiles_proves_every_tile_from_the_root_and_refuses_another_root() {
    for size in SIZES {
        let (files, root) = tiles(size);
        assert!(proven(&files, size, root), "size {size}");
        assert!(size == 0 || !proven(&files, size, TreeHash([7; 32])), "size {size}");
    }
}

fn write(folder: &Path, size: u64) -> PathBuf {
    let folder = folder.join(size.to_string());
    let (files, root) = tiles(size);
    for (path, bytes) in files {
        let file = folder.join(path.to_string());
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    let note = Checkpoint { origin: ORIGIN.to_owned(), size, root }.sign(&LogKey::from_seed(&[3; 32]));
    std::fs::write(folder.join("checkpoint"), note).unwrap();
    folder
}

fn judge(folders: &[PathBuf]) -> Result<String, String> {
    let verifier = LogVerifier::new(ORIGIN, &LogKey::from_seed(&[3; 32]).public()).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle/tiles.sh");
    let output = Command::new(script).arg(verifier.to_vkey()).args(folders).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(text.into_owned()) } else { Err(text.into_owned()) }
}

fn go_is_there() -> bool {
    let go = Command::new("go").arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = go.is_ok() && Path::new("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog").is_dir();
    let needed = "apt install golang-go golang-golang-x-mod-dev";
    assert!(there || std::env::var("CI").as_deref() != Ok("true"), "the judge is not installed: {needed}");
    if !there {
        println!("NOT RUN: the outside judge is not installed: {needed}");
    }
    there
}

#[test]
fn the_go_module_database_recomputes_the_root_from_our_tiles_and_refuses_forged_ones() {
    if !go_is_there() {
        return;
    }
    let work = tempfile::tempdir().unwrap();
    let folders: Vec<PathBuf> = SIZES.into_iter().map(|size| write(work.path(), size)).collect();
    let told = judge(&folders).unwrap();
    assert!(told.contains("the empty tree has none"), "{told}");
    for size in SIZES.into_iter().filter(|size| *size > 0) {
        assert!(told.contains(&format!("the root over {size} entries\n")), "{size}: {told}");
    }
    let last = folders.last().unwrap();
    for forged in ["tile/0/123", "tile/1/000", "tile/2/000.p/1", "tile/entries/007", "tile/entries/256.p/1"] {
        let file = last.join(forged);
        let good = std::fs::read(&file).unwrap();
        let mut bad = good.clone();
        *bad.last_mut().unwrap() ^= 1;
        std::fs::write(&file, bad).unwrap();
        assert!(judge(std::slice::from_ref(last)).is_err(), "{forged}");
        std::fs::write(&file, good).unwrap();
    }
    std::fs::write(last.join("tile/0/257"), b"").unwrap();
    assert!(judge(std::slice::from_ref(last)).unwrap_err().contains("is no tile of this tree"));
}
