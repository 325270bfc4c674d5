//! The tiles of a growing tree, as its leaves come in: what writers put down and verifiers compare with.

use super::{TILE_WIDTH, TileKind, TilePath};
use crate::tree::{TreeHash, node_hash};

/// The unfinished tile of each level, at most 255 hashes each.
#[derive(Clone, Debug, Default)]
pub struct Tiling {
    levels: Vec<Level>,
}

#[derive(Clone, Debug, Default)]
struct Level {
    /// How many full tiles are behind it.
    number: u64,
    hashes: Vec<TreeHash>,
}

impl Tiling {
    /// Appends a leaf hash; hands over the tiles that it completes, from level 0 up.
    pub fn push(&mut self, leaf: TreeHash) -> Vec<(TilePath, Vec<TreeHash>)> {
        let mut full = Vec::new();
        let mut carried = Some(leaf);
        for level in 0.. {
            let Some(hash) = carried.take() else { break };
            let Some(open) = self.level(level) else { break };
            open.hashes.push(hash);
            if open.hashes.len() < usize::from(TILE_WIDTH) {
                break;
            }
            let hashes = std::mem::take(&mut open.hashes);
            carried = root_of(&hashes);
            let kind = TileKind::Hashes { level };
            full.extend(TilePath::new(kind, open.number, TILE_WIDTH).map(|path| (path, hashes)));
            open.number += 1;
        }
        full
    }

    /// The unfinished tiles, from level 0 up; a level whose last tile is full has none.
    pub fn unfinished(&self) -> impl Iterator<Item = (TilePath, &[TreeHash])> {
        (0u8..).zip(&self.levels).filter_map(|(level, open)| {
            let width = u16::try_from(open.hashes.len()).ok()?;
            let path = TilePath::new(TileKind::Hashes { level }, open.number, width).ok()?;
            Some((path, open.hashes.as_slice()))
        })
    }

    fn level(&mut self, level: u8) -> Option<&mut Level> {
        let at = usize::from(level);
        if at == self.levels.len() {
            self.levels.push(Level::default());
        }
        self.levels.get_mut(at)
    }
}

/// The root over the hashes of a full tile, which is a hash of the level above.
fn root_of(hashes: &[TreeHash]) -> Option<TreeHash> {
    let mut level = hashes.to_vec();
    while level.len() > 1 {
        let (pairs, _) = level.as_chunks::<2>();
        level = pairs.iter().map(|[left, right]| node_hash(left, right)).collect();
    }
    level.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{BlockTree, Tree, leaf_hash};

    fn leaf(number: u64) -> TreeHash {
        leaf_hash(&number.to_be_bytes())
    }

    #[test]
    fn its_tiles_are_those_of_the_tree_in_blocks_and_none_is_missing() {
        let (mut tiling, mut tree, mut blocks) = (Tiling::default(), BlockTree::default(), Vec::new());
        let mut full = Vec::new();
        for size in 1..=66_000 {
            full.extend(tiling.push(leaf(size - 1)));
            blocks.extend(tree.push(leaf(size - 1)));
            if ![1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_000].contains(&size) {
                continue;
            }
            let mut tiles = full.clone();
            tiles.extend(tiling.unfinished().map(|(path, hashes)| (path, hashes.to_vec())));
            let of_tree = TilePath::all(size).filter(|path| path.kind() != TileKind::Entries);
            let mut expected: Vec<_> =
                of_tree.map(|path| (path, tree.tile(&path, &blocks).unwrap())).collect();
            tiles.sort();
            expected.sort();
            assert!(tiles == expected, "size {size}");
        }
    }

    #[test]
    fn a_narrower_tile_is_the_beginning_of_a_wider_one_and_a_wider_one_than_the_tree_there_is_not() {
        let (mut tree, mut whole) = (BlockTree::default(), Tree::default());
        for number in 0..200 {
            tree.push(leaf(number));
            whole.push(leaf(number));
        }
        let tile = |width| tree.tile(&TilePath::new(TileKind::Entries, 0, width).unwrap(), &[]);
        assert_eq!(tile(200).unwrap()[..7], tile(7).unwrap());
        assert_eq!(tile(7).unwrap().last().copied(), whole.leaf(6));
        assert!(tile(201).is_err());
        let above = TilePath::new(TileKind::Hashes { level: 1 }, 0, 1).unwrap();
        assert!(tree.tile(&above, &[]).is_err());
        let highest = TilePath::new(TileKind::Hashes { level: 63 }, 0, 1).unwrap();
        assert!(tree.tile(&highest, &[]).is_err());
    }
}
