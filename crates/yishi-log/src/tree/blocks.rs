//! A tree that keeps a root for every 256 leaves: proofs for any earlier size, once the few blocks they touch are at hand.

use super::nodes::{self, Nodes};
use super::{ProofError, Tree, TreeHash};
use crate::tile::{TileKind, TilePath};
use std::sync::Arc;

/// Leaves in a block, as in a C2SP tile.
pub const BLOCK_LEAVES: u64 = 1 << BLOCK_LEVEL;
const BLOCK_LEVEL: u32 = 8;

/// A tree in a quarter of a byte a leaf: the nodes from level 8 on, and below them only those of the last, unfinished block.
///
/// Whoever asks about older leaves brings the blocks along that [`Self::blocks_for`] names; [`Self::is_block`] tells
/// whether what was read again is what was appended.
#[derive(Clone, Debug, Default)]
pub struct BlockTree {
    /// Its leaves are the roots of the full blocks.
    roots: Tree,
    tail: Tree,
}

impl BlockTree {
    /// Rebuilds from the roots of the full blocks and the leaf hashes after them; `None` when those would fill a block.
    pub fn from_parts(
        roots: impl IntoIterator<Item = TreeHash>,
        tail: impl IntoIterator<Item = TreeHash>,
    ) -> Option<Self> {
        let mut tree = Self::default();
        roots.into_iter().for_each(|root| tree.roots.push(root));
        tail.into_iter().for_each(|leaf| tree.tail.push(leaf));
        (tree.tail.size() < BLOCK_LEAVES).then_some(tree)
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.full_blocks() * BLOCK_LEAVES + self.tail.size()
    }

    /// Number of full blocks.
    pub fn full_blocks(&self) -> u64 {
        self.roots.size()
    }

    /// Number of nodes that are kept.
    pub fn nodes(&self) -> u64 {
        self.roots.nodes() + self.tail.nodes()
    }

    /// Appends a leaf hash; hands over the block that it completes, with its number.
    pub fn push(&mut self, leaf: TreeHash) -> Option<(u64, Arc<Tree>)> {
        self.tail.push(leaf);
        if self.tail.size() < BLOCK_LEAVES {
            return None;
        }
        let block = std::mem::take(&mut self.tail);
        let number = self.full_blocks();
        self.roots.push(block.perfect_root(BLOCK_LEVEL, 0)?);
        Some((number, Arc::new(block)))
    }

    /// The roots of the full blocks, in order.
    pub fn block_roots(&self) -> impl Iterator<Item = TreeHash> {
        (0..self.full_blocks()).filter_map(|number| self.roots.leaf(number))
    }

    /// The leaf hashes after the last full block.
    pub fn tail(&self) -> impl Iterator<Item = TreeHash> {
        (0..self.tail.size()).filter_map(|index| self.tail.leaf(index))
    }

    /// Whether these are the leaf hashes of a full block.
    pub fn is_block(&self, number: u64, block: &Tree) -> bool {
        block.size() == BLOCK_LEAVES
            && self.roots.leaf(number).is_some_and(|root| block.perfect_root(BLOCK_LEVEL, 0) == Some(root))
    }

    /// The full blocks in which these indices or sizes lie: what has to be at hand to answer about them.
    pub fn blocks_for(&self, positions: &[u64]) -> Vec<u64> {
        let mut blocks: Vec<u64> = positions.iter().map(|position| position >> BLOCK_LEVEL).collect();
        blocks.sort_unstable();
        blocks.dedup();
        blocks.retain(|number| *number < self.full_blocks());
        blocks
    }

    /// The hash of a leaf.
    ///
    /// # Errors
    /// When the tree has no such leaf, or its block is not at hand.
    pub fn leaf(&self, index: u64, at_hand: &[(u64, Arc<Tree>)]) -> Result<TreeHash, ProofError> {
        let size = self.size();
        if index >= size {
            return Err(ProofError::IndexOutOfRange { index, size });
        }
        self.with(at_hand).perfect(0, index)
    }

    /// The root at an earlier or the present size.
    ///
    /// # Errors
    /// When the tree is smaller, or the block of `size` is not at hand.
    pub fn root_at(&self, size: u64, at_hand: &[(u64, Arc<Tree>)]) -> Result<TreeHash, ProofError> {
        nodes::root_at(&self.with(at_hand), size)
    }

    /// Inclusion proof of `index` in the tree of `size`.
    ///
    /// # Errors
    /// When the index is not inside, the tree is smaller than `size`, or the block of either is not at hand.
    pub fn inclusion(
        &self,
        index: u64,
        size: u64,
        at_hand: &[(u64, Arc<Tree>)],
    ) -> Result<Vec<TreeHash>, ProofError> {
        nodes::inclusion(&self.with(at_hand), index, size)
    }

    /// Consistency proof between two sizes.
    ///
    /// # Errors
    /// When the older size is the larger, the tree is smaller than `new`, or the block of either is not at hand.
    pub fn consistency(
        &self,
        old: u64,
        new: u64,
        at_hand: &[(u64, Arc<Tree>)],
    ) -> Result<Vec<TreeHash>, ProofError> {
        nodes::consistency(&self.with(at_hand), old, new)
    }

    /// The hashes of a tile; of a bundle of entries their leaf hashes. Below level 1 its block has to be at hand, if it is full.
    ///
    /// # Errors
    /// When the tree does not hold all of it, or its block is not at hand.
    pub fn tile(&self, path: &TilePath, at_hand: &[(u64, Arc<Tree>)]) -> Result<Vec<TreeHash>, ProofError> {
        let level = match path.kind() {
            TileKind::Hashes { level } => BLOCK_LEVEL * u32::from(level),
            TileKind::Entries => 0,
        };
        let nodes = self.with(at_hand);
        (path.first()..path.end()).map(|position| nodes.perfect(level, position)).collect()
    }

    const fn with<'a>(&'a self, at_hand: &'a [(u64, Arc<Tree>)]) -> WithBlocks<'a> {
        WithBlocks { tree: self, at_hand }
    }
}

/// A tree with the blocks that were brought along.
struct WithBlocks<'a> {
    tree: &'a BlockTree,
    at_hand: &'a [(u64, Arc<Tree>)],
}

impl Nodes for WithBlocks<'_> {
    fn size(&self) -> u64 {
        self.tree.size()
    }

    fn perfect(&self, level: u32, position: u64) -> Result<TreeHash, ProofError> {
        let missing = ProofError::NotAtHand { level, position };
        let Some(below) = BLOCK_LEVEL.checked_sub(level).filter(|below| *below > 0) else {
            return self.tree.roots.perfect_root(level - BLOCK_LEVEL, position).ok_or(missing);
        };
        let number = position >> below;
        let block = if number == self.tree.full_blocks() {
            &self.tree.tail
        } else {
            let found = self.at_hand.iter().find(|(at, _)| *at == number);
            found.map(|(_, block)| &**block).ok_or_else(|| missing.clone())?
        };
        block.perfect_root(level, position & ((1 << below) - 1)).ok_or(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaf(number: u64) -> TreeHash {
        super::super::leaf_hash(&number.to_be_bytes())
    }

    /// A whole tree, a tree in blocks, and all its full blocks.
    fn both(size: u64) -> (Tree, BlockTree, Vec<(u64, Arc<Tree>)>) {
        let (mut whole, mut tree, mut blocks) = (Tree::default(), BlockTree::default(), Vec::new());
        for number in 0..size {
            whole.push(leaf(number));
            blocks.extend(tree.push(leaf(number)));
        }
        (whole, tree, blocks)
    }

    fn needed(tree: &BlockTree, blocks: &[(u64, Arc<Tree>)], positions: &[u64]) -> Vec<(u64, Arc<Tree>)> {
        let numbers = tree.blocks_for(positions);
        blocks.iter().filter(|(number, _)| numbers.contains(number)).cloned().collect()
    }

    proptest! {
        #[test]
        fn with_the_named_blocks_at_hand_it_answers_like_a_whole_tree(size in 1u64..1_300, old in 0u64..1_300, index in 0u64..1_300) {
            let (whole, tree, blocks) = both(1_299);
            let (index, old) = (index % size, old.min(size));
            let at_hand = needed(&tree, &blocks, &[index, size]);
            prop_assert_eq!(tree.inclusion(index, size, &at_hand), whole.inclusion(index, size));
            prop_assert_eq!(tree.leaf(index, &at_hand).ok(), whole.leaf(index));
            let at_hand = needed(&tree, &blocks, &[size]);
            prop_assert_eq!(tree.root_at(size, &at_hand), whole.root_at(size));
            let at_hand = needed(&tree, &blocks, &[old, size]);
            prop_assert_eq!(tree.consistency(old, size, &at_hand), whole.consistency(old, size));
        }
    }

    #[test]
    fn it_keeps_a_fraction_of_a_node_for_each_leaf() {
        let (whole, tree, _) = both(100 * BLOCK_LEAVES);
        assert_eq!(whole.nodes(), 51_197);
        assert_eq!(tree.nodes(), 197);
        let (_, tree, _) = both(101 * BLOCK_LEAVES - 1);
        assert!(tree.nodes() < 197 + 2 * BLOCK_LEAVES);
    }

    #[test]
    fn without_the_block_there_is_no_answer_instead_of_a_wrong_one() {
        let (_, tree, blocks) = both(600);
        let missing = |level, position| ProofError::NotAtHand { level, position };
        assert_eq!(tree.leaf(7, &[]), Err(missing(0, 7)));
        assert_eq!(tree.inclusion(6, 600, &[]), Err(missing(7, 1)));
        assert_eq!(tree.leaf(600, &blocks), Err(ProofError::IndexOutOfRange { index: 600, size: 600 }));
        // The unfinished block is always there.
        assert_eq!(tree.leaf(599, &[]), Ok(leaf(599)));
    }

    #[test]
    fn a_block_with_one_other_leaf_is_told_from_the_one_appended() {
        let (_, tree, blocks) = both(600);
        assert!(tree.is_block(1, &blocks[1].1));
        assert!(!tree.is_block(0, &blocks[1].1));
        let mut forged = Tree::default();
        (0..BLOCK_LEAVES).for_each(|number| forged.push(leaf(if number == 255 { 0 } else { 256 + number })));
        assert!(!tree.is_block(1, &forged));
        assert!(!tree.is_block(2, &Tree::default()));
    }

    #[test]
    fn it_is_rebuilt_from_its_parts_and_not_from_too_many() {
        let (whole, tree, _) = both(700);
        let rebuilt = BlockTree::from_parts(tree.block_roots(), tree.tail()).unwrap();
        assert_eq!((rebuilt.size(), rebuilt.root_at(700, &[])), (700, whole.root_at(700)));
        assert!(BlockTree::from_parts([], (0..BLOCK_LEAVES).map(leaf)).is_none());
        assert!(BlockTree::from_parts([], (1..BLOCK_LEAVES).map(leaf)).is_some());
    }
}
