//! Reading back: leaf hashes of full blocks, from memory or hashed again from the journal, and leaves held against them.
//!
//! The tree in memory was built from what was written, so a byte that flipped in the store since then shows here.

use crate::JournalError;
use crate::shared::{Shared, lock};
use lru::LruCache;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use yishi_log::chain::ChainHash;
use yishi_log::leaf::Leaf;
use yishi_log::tree::{BLOCK_LEAVES, BlockTree, ProofError, Tree, TreeHash, leaf_hash};

/// Blocks whose hashes are kept, 16 KiB each: the newest 131,072 entries, or those asked about last.
const BLOCKS_IN_MEMORY: usize = 512;

/// Full blocks with their numbers.
pub(crate) type AtHand = [(u64, Arc<Tree>)];

/// The blocks that are kept in memory.
pub(crate) struct Blocks(Mutex<LruCache<u64, Arc<Tree>>>);

impl Default for Blocks {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(NonZeroUsize::new(BLOCKS_IN_MEMORY).unwrap_or(NonZeroUsize::MIN))))
    }
}

impl Blocks {
    pub(crate) fn keep(&self, number: u64, block: Arc<Tree>) {
        lock(&self.0).put(number, block);
    }

    fn get(&self, number: u64) -> Option<Arc<Tree>> {
        lock(&self.0).get(&number).cloned()
    }
}

/// Tree and blocks while a book is restored.
#[derive(Default)]
pub(crate) struct Growing {
    pub(crate) tree: BlockTree,
    pub(crate) blocks: Blocks,
}

impl Growing {
    pub(crate) fn push(&mut self, leaf: TreeHash) {
        if let Some((number, block)) = self.tree.push(leaf) {
            self.blocks.keep(number, block);
        }
    }
}

fn unlike(number: u64) -> JournalError {
    JournalError::new(format!("reading entry {number}"), "it is not what was written")
}

impl Shared {
    /// The tree as it is now, a quarter of a byte for each entry.
    pub(crate) fn tree(&self) -> BlockTree {
        self.tree.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Appends what has become durable.
    pub(crate) fn push_hashes(&self, hashes: &[TreeHash]) {
        let mut tree = self.tree.write().unwrap_or_else(PoisonError::into_inner);
        for hash in hashes {
            if let Some((number, block)) = tree.push(*hash) {
                self.blocks.keep(number, block);
            }
        }
    }

    /// Asks the tree about indices or sizes, with the blocks that they lie in at hand.
    pub(crate) fn ask_tree<R>(
        &self,
        positions: &[u64],
        ask: impl Fn(&BlockTree, &AtHand) -> Result<R, ProofError>,
    ) -> Result<R, JournalError> {
        let mut at_hand: Vec<(u64, Arc<Tree>)> = Vec::new();
        loop {
            let missing = {
                let tree = self.tree.read().unwrap_or_else(PoisonError::into_inner);
                let mut missing = tree.blocks_for(positions);
                missing.retain(|number| !at_hand.iter().any(|(known, _)| known == number));
                if missing.is_empty() {
                    return ask(&tree, &at_hand).map_err(|error| JournalError::new("asking the tree", error));
                }
                missing
            };
            // Read without the lock, so that the writer never waits for the disk of a reader.
            for number in missing {
                at_hand.push((number, self.block(number)?));
            }
        }
    }

    fn block(&self, number: u64) -> Result<Arc<Tree>, JournalError> {
        match self.blocks.get(number) {
            Some(block) => Ok(block),
            None => self.read_block(number).map(|(block, _)| block),
        }
    }

    /// Reads a full block from the journal and checks that it is the one that was written.
    fn read_block(&self, number: u64) -> Result<(Arc<Tree>, Vec<Vec<u8>>), JournalError> {
        let from = number.saturating_mul(BLOCK_LEAVES);
        let (mut block, mut leaves) = (Tree::default(), Vec::new());
        self.journal.read(from, from.saturating_add(BLOCK_LEAVES), &mut |_, leaf| {
            block.push(leaf_hash(leaf));
            leaves.push(leaf.to_vec());
            ControlFlow::Continue(())
        })?;
        let block = Arc::new(block);
        let written = self.tree.read().unwrap_or_else(PoisonError::into_inner).is_block(number, &block);
        if !written {
            return Err(unlike(from.saturating_add(first_unlike(&leaves))));
        }
        self.blocks.keep(number, block.clone());
        Ok((block, leaves))
    }

    /// Calls `visit` with each leaf of `from..to`, after checking it against the tree.
    pub(crate) fn read_checked(
        &self,
        from: u64,
        to: u64,
        mut visit: impl FnMut(u64, &[u8]) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let mut next = from;
        while next < to {
            let number = next.checked_div(BLOCK_LEAVES).unwrap_or_default();
            let end = number.saturating_add(1).saturating_mul(BLOCK_LEAVES).min(to);
            let full = number < self.tree.read().unwrap_or_else(PoisonError::into_inner).full_blocks();
            if full && self.blocks.get(number).is_none() {
                let (_, leaves) = self.read_block(number)?;
                let first = number.saturating_mul(BLOCK_LEAVES);
                let wanted = (first..).zip(&leaves).filter(|(index, _)| (next..end).contains(index));
                wanted.into_iter().try_for_each(|(index, leaf)| visit(index, leaf))?;
            } else {
                self.read_known(next, end, &mut visit)?;
            }
            next = end;
        }
        Ok(())
    }

    /// As [`Self::read_checked`], within one block whose hashes are in memory.
    fn read_known(
        &self,
        from: u64,
        to: u64,
        visit: &mut impl FnMut(u64, &[u8]) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let known: Vec<TreeHash> = self
            .ask_tree(&[from], |tree, at_hand| (from..to).map(|index| tree.leaf(index, at_hand)).collect())?;
        let (mut known, mut next, mut failed) = (known.into_iter(), from, None);
        self.journal.read(from, to, &mut |index, leaf| {
            let same = index == next && known.next() == Some(leaf_hash(leaf));
            next = next.saturating_add(1);
            failed = if same { visit(index, leaf).err() } else { Some(unlike(index)) };
            if failed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        match failed {
            Some(error) => Err(error),
            None if next < to => Err(JournalError::new(format!("reading entry {next}"), "it is missing")),
            None => Ok(()),
        }
    }
}

/// Which leaf of a block that is not what was written has changed, as far as the chain tells: the last one if it is whole.
fn first_unlike(leaves: &[Vec<u8>]) -> u64 {
    let pairs = leaves.iter().zip(leaves.iter().skip(1));
    let breaks: Vec<bool> = pairs
        .map(|(leaf, next)| {
            Leaf::parse(leaf).is_err() || Leaf::parse(next).is_ok_and(|next| next.prev != ChainHash::of(leaf))
        })
        .collect();
    let Some(first) = breaks.iter().position(|broken| *broken) else {
        return u64::try_from(leaves.len().saturating_sub(1)).unwrap_or(u64::MAX);
    };
    // A leaf whose own link changed breaks the chain on both sides.
    let on_both_sides = breaks.get(first.saturating_add(1)).is_some_and(|broken| *broken);
    u64::try_from(first).unwrap_or(u64::MAX).saturating_add(u64::from(on_both_sides))
}

#[cfg(test)]
mod tests {
    use super::*;
    use yishi_log::tree::empty_root;

    #[test]
    fn however_long_a_book_is_a_bounded_number_of_hashes_is_kept_below_the_roots_of_its_blocks() {
        let full = u64::try_from(BLOCKS_IN_MEMORY).unwrap() + 3;
        let mut growing = Growing::default();
        (0..full * BLOCK_LEAVES + 7).for_each(|_| growing.push(empty_root()));
        assert_eq!(lock(&growing.blocks.0).len(), BLOCKS_IN_MEMORY);
        assert!(growing.blocks.get(2).is_none() && growing.blocks.get(3).is_some());
        // Two nodes for each block, and what the seven leaves after the last one need.
        assert!(growing.tree.nodes() <= 2 * full + 14);
    }
}
