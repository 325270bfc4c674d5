//! Bytes of the entries in a store, as a node finds them: when it opens, and behind a snapshot when somebody reads them.

use super::{Large, Random};
use std::collections::BTreeMap;
use yishi_book::Entry;
use yishi_engine::OpenError;
use yishi_testkit::Community;

/// Read behind a snapshot.
const READ_BYTES: usize = 500;
/// So many entries a node reads together.
const BLOCK: usize = 256;
/// Each alone, by opening.
const OPENED_BYTES: usize = 8;

impl Large {
    pub(super) fn store(&self, random: &mut Random) {
        let mut community = Community::empty(self.cast.clone());
        community.engine.shutdown();
        community.stores.journal.set_leaves(self.leaves.clone());
        community.stores.anchor.set(Some(self.checkpoint.clone().into_bytes()));
        community.reopen().unwrap();
        let read = self.read(&mut community, random);
        self.opened(&mut community, random);
        println!("store: {read} bytes named when they are read, {OPENED_BYTES} when the book is opened");
    }

    /// The node that stopped has left a snapshot behind. Reading an entry may read its whole block again, so that one of each is changed at a time.
    fn read(&self, community: &mut Community, random: &mut Random) -> usize {
        community.reopen().unwrap();
        let mut tried = 0;
        while tried < READ_BYTES {
            let mut leaves = self.leaves.clone();
            let drawn: Vec<usize> = (0..leaves.len())
                .step_by(BLOCK)
                .map(|first| first + random.below(BLOCK.min(leaves.len() - first)))
                .collect();
            for index in &drawn {
                let at = random.below(leaves[*index].len());
                leaves[*index][at] = random.other(leaves[*index][at]);
            }
            community.stores.journal.set_leaves(leaves);
            for index in drawn {
                let read = community.engine.leaves(index as u64, index as u64 + 1);
                let error = read.expect_err("a changed entry is not read").to_string();
                assert!(error.ends_with(&format!("entry {index}")), "entry {index}: {error}");
                tried += 1;
            }
        }
        tried
    }

    fn opened(&self, community: &mut Community, random: &mut Random) {
        for _ in 0..OPENED_BYTES {
            let index = random.below(self.leaves.len());
            let at = random.below(self.leaves[index].len());
            let mut leaves = self.leaves.clone();
            leaves[index][at] = random.other(leaves[index][at]);
            let at_fault = at_fault(&self.leaves[index], &leaves[index], index);
            community.engine.shutdown();
            community.stores.snapshots.set_all(BTreeMap::new());
            community.stores.journal.set_leaves(leaves);
            community.stores.anchor.set(Some(self.checkpoint.clone().into_bytes()));
            match community.reopen() {
                Err(OpenError::Damaged { index: named, .. }) => assert_eq!(named, at_fault, "byte {at}"),
                other => panic!("entry {index}, byte {at}: {other:?}"),
            }
        }
    }
}

/// The entry itself, but for its link to the one before, which no longer leads here.
fn at_fault(honest: &[u8], changed: &[u8], index: usize) -> u64 {
    let prev = |leaf: &[u8]| Entry::parse(leaf).map(|entry| entry.leaf.prev).ok();
    let moved = prev(changed).is_some_and(|found| Some(found) != prev(honest));
    let at = if moved { index.saturating_sub(1) } else { index };
    at as u64
}
