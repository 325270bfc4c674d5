//! A tree of which only its tiles are to be had, fetched as they are needed: proofs for readers who do not hold the log.
//!
//! A tile proves nothing: whoever makes a proof here verifies it against signed roots, and a forged tile makes one that does not hold.

use super::nodes::{self, Nodes};
use super::{ProofError, Tree, TreeHash};
use crate::tile::{TileKind, TilePath};
use std::collections::BTreeMap;

/// Levels of the tree that one level of tiles spans.
const TILE_LEVELS: u32 = 8;

/// A tree of so many leaves, and the tiles that were brought along so far.
#[derive(Clone, Debug)]
pub struct TiledTree {
    size: u64,
    tiles: BTreeMap<(u32, u64), Tree>,
}

/// What comes of asking a tree of which not all tiles are at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FromTiles<T> {
    /// The answer.
    Made(T),
    /// This tile is needed: bring it along with [`TiledTree::bring`] and ask again.
    Needs(TilePath),
}

impl TiledTree {
    /// A tree of so many leaves, without any tile.
    pub const fn new(size: u64) -> Self {
        Self { size, tiles: BTreeMap::new() }
    }

    /// Brings the hashes of a tile along.
    pub fn bring(&mut self, path: &TilePath, hashes: &[TreeHash]) {
        let TileKind::Hashes { level } = path.kind() else { return };
        let mut tile = Tree::default();
        hashes.iter().for_each(|hash| tile.push(*hash));
        self.tiles.insert((u32::from(level), path.number()), tile);
    }

    /// The root over the first leaves.
    ///
    /// # Errors
    /// When the tree is smaller.
    pub fn root_at(&self, size: u64) -> Result<FromTiles<TreeHash>, ProofError> {
        self.made(nodes::root_at(self, size))
    }

    /// Consistency proof between two sizes.
    ///
    /// # Errors
    /// When the older size is the larger, or the tree is smaller than `new`.
    pub fn consistency(&self, old: u64, new: u64) -> Result<FromTiles<Vec<TreeHash>>, ProofError> {
        self.made(nodes::consistency(self, old, new))
    }

    /// Inclusion proof of `index` in the tree of `size`.
    ///
    /// # Errors
    /// When the index is not inside, or the tree is smaller than `size`.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<FromTiles<Vec<TreeHash>>, ProofError> {
        self.made(nodes::inclusion(self, index, size))
    }

    fn made<T>(&self, answer: Result<T, ProofError>) -> Result<FromTiles<T>, ProofError> {
        match answer {
            Ok(answer) => Ok(FromTiles::Made(answer)),
            Err(ProofError::NotAtHand { level, position }) => self
                .path(level, position)
                .map(FromTiles::Needs)
                .ok_or(ProofError::NotAtHand { level, position }),
            Err(error) => Err(error),
        }
    }

    /// The tile that holds a node, as wide as the tree fills it; none where it has been brought along and lacks the node.
    fn path(&self, level: u32, position: u64) -> Option<TilePath> {
        let (tile_level, number) = place(level, position);
        let kind = TileKind::Hashes { level: u8::try_from(tile_level).ok()? };
        let path = TilePath::widest(kind, number, self.size)?;
        (!self.tiles.contains_key(&(tile_level, number))).then_some(path)
    }
}

/// The level and number of the tile that holds a node.
const fn place(level: u32, position: u64) -> (u32, u64) {
    (level / TILE_LEVELS, position >> (TILE_LEVELS - level % TILE_LEVELS))
}

impl Nodes for TiledTree {
    fn size(&self) -> u64 {
        self.size
    }

    fn perfect(&self, level: u32, position: u64) -> Result<TreeHash, ProofError> {
        let within = level % TILE_LEVELS;
        let first = position & ((1 << (TILE_LEVELS - within)) - 1);
        let tile = self.tiles.get(&place(level, position));
        let found = tile.and_then(|tile| tile.perfect_root(within, first));
        found.ok_or(ProofError::NotAtHand { level, position })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tile::Tiling;
    use crate::tree::leaf_hash;
    use proptest::prelude::*;

    /// A whole tree and all its tiles.
    fn both(size: u64) -> (Tree, BTreeMap<TilePath, Vec<TreeHash>>) {
        let (mut whole, mut tiling, mut tiles) = (Tree::default(), Tiling::default(), BTreeMap::new());
        for number in 0..size {
            let leaf = leaf_hash(&number.to_be_bytes());
            whole.push(leaf);
            tiles.extend(tiling.push(leaf));
        }
        tiles.extend(tiling.unfinished().map(|(path, hashes)| (path, hashes.to_vec())));
        (whole, tiles)
    }

    /// Asks again and again, bringing what is needed; answers how many tiles that took.
    fn asked<T>(
        tree: &mut TiledTree,
        tiles: &BTreeMap<TilePath, Vec<TreeHash>>,
        ask: impl Fn(&TiledTree) -> Result<FromTiles<T>, ProofError>,
    ) -> (T, usize) {
        for fetched in 0..100 {
            match ask(tree).unwrap() {
                FromTiles::Made(answer) => return (answer, fetched),
                FromTiles::Needs(path) => tree.bring(&path, &tiles[&path]),
            }
        }
        panic!("it asks for ever");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn it_answers_like_a_whole_tree_from_the_tiles_that_it_asks_for(size in 1_u64..1_400, old in 0_u64..1_400, index in 0_u64..1_400) {
            let (whole, tiles) = both(size);
            let (old, index) = (old.min(size), index % size);
            let mut tree = TiledTree::new(size);
            prop_assert_eq!(asked(&mut tree, &tiles, |tree| tree.consistency(old, size)).0, whole.consistency(old, size).unwrap());
            prop_assert_eq!(asked(&mut tree, &tiles, |tree| tree.root_at(old)).0, whole.root_at(old).unwrap());
            prop_assert_eq!(asked(&mut tree, &tiles, |tree| tree.inclusion(index, size)).0, whole.inclusion(index, size).unwrap());
        }
    }

    #[test]
    fn it_asks_for_few_tiles_also_of_a_large_tree_and_at_its_edges() {
        for size in [1, 255, 256, 257, 65_535, 65_536, 65_537] {
            let (whole, tiles) = both(size);
            for old in [1, size / 2, size] {
                let mut tree = TiledTree::new(size);
                let (proof, fetched) = asked(&mut tree, &tiles, |tree| tree.consistency(old, size));
                assert_eq!(proof, whole.consistency(old, size).unwrap());
                assert!(fetched <= 4, "{fetched} tiles for {old} of {size}");
            }
        }
    }

    #[test]
    fn a_size_that_it_does_not_have_is_refused() {
        let tree = TiledTree::new(5);
        assert_eq!(tree.root_at(6), Err(ProofError::SizesReversed { old: 6, new: 5 }));
        assert_eq!(tree.consistency(6, 5), Err(ProofError::SizesReversed { old: 6, new: 5 }));
    }
}
