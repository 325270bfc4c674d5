//! A store that was changed or put back while the node was stopped: the node does not open, and names the entry.

use super::bench::{Bench, Row};
use super::bytes::CHANGES;
use super::ground::Ground;
use std::collections::BTreeMap;
use yishi_book::Entry;
use yishi_core::TimeMs;
use yishi_engine::OpenError;
use yishi_log::leaf::Leaf;
use yishi_testkit::Community;

/// What an open says, in words that rows name.
fn outcome(opened: Result<(), OpenError>) -> String {
    match opened {
        Ok(()) => "opened".to_owned(),
        Err(OpenError::Damaged { index, .. }) => format!("damaged at {index}"),
        Err(OpenError::RolledBack { found, anchored }) => format!("rolled back to {found} of {anchored}"),
        Err(OpenError::AnchorMissing { .. }) => "anchor missing".to_owned(),
        Err(OpenError::AnchorUnusable(_) | OpenError::AnchorKey { .. }) => "anchor unusable".to_owned(),
        Err(OpenError::WrongKey(_)) => "wrong key".to_owned(),
        Err(error) => panic!("a port in memory does not fail: {error}"),
    }
}

/// A stopped node of the ground's book.
struct Node {
    community: Community,
    leaves: Vec<Vec<u8>>,
    checkpoint: Vec<u8>,
}

impl Node {
    fn of(ground: &Ground) -> Self {
        let community = Community::empty(ground.story.cast.clone());
        let last = Leaf::parse(ground.story.leaves.last().unwrap()).unwrap();
        community.clock.step_to(TimeMs(last.recorded_at_ms));
        let checkpoint = ground.story.checkpoint.clone().into_bytes();
        Self { community, leaves: ground.story.leaves.clone(), checkpoint }
    }

    fn opens(&mut self, leaves: Vec<Vec<u8>>, anchor: Option<Vec<u8>>) -> String {
        // A node that stops leaves a snapshot behind, which would spare the reading of what was changed.
        self.community.engine.shutdown();
        self.community.stores.snapshots.set_all(BTreeMap::new());
        self.community.stores.journal.set_leaves(leaves);
        self.community.stores.anchor.set(anchor);
        outcome(self.community.reopen())
    }

    fn with(&mut self, leaves: Vec<Vec<u8>>) -> String {
        self.opens(leaves, Some(self.checkpoint.clone()))
    }
}

/// Every byte of every entry in the store, in one of the four ways each.
pub fn every_byte(ground: &Ground) -> Bench {
    let mut bench = Bench::default();
    let mut node = Node::of(ground);
    assert_eq!(node.with(ground.story.leaves.clone()), "opened");
    let size = node.leaves.len();
    for index in 0..size {
        for at in 0..node.leaves[index].len() {
            let change = CHANGES[at % CHANGES.len()];
            let mut leaves = node.leaves.clone();
            leaves[index] = change.of(&leaves[index], at);
            let at_fault = at_fault(&node.leaves[index], &leaves[index], index);
            let found = node.with(leaves);
            let row: Row = ("entry in the store, its checksum made anew", "each byte changed");
            is_damaged(&mut bench, row, &format!("entry {index}, {change:?} at {at}"), &found, at_fault);
        }
    }
    bench
}

/// The entry itself, but for its link to the one before: either may have been changed then, and it is the other one that no longer leads here.
fn at_fault(honest: &[u8], changed: &[u8], index: usize) -> usize {
    let Ok(parsed) = Entry::parse(changed) else { return index };
    let moved = parsed.leaf.prev != Entry::parse(honest).unwrap().leaf.prev;
    if moved { index.saturating_sub(1) } else { index }
}

/// At exactly this entry.
fn is_damaged(bench: &mut Bench, row: Row, name: &str, found: &str, index: usize) {
    bench.said(row, name, (found, &format!("damaged at {index}")), "damaged");
}

/// Entries of the store dropped, doubled, swapped, exchanged; the store, the anchor or both put back.
pub fn moved(ground: &Ground, foreign: &[Vec<u8>]) -> Bench {
    let mut bench = Bench::default();
    let mut node = Node::of(ground);
    let size = node.leaves.len();
    for index in 0..size {
        let name = format!("{index}");
        let mut swapped = node.leaves.clone();
        swapped.swap(index, (index + 1) % size);
        let found = node.with(swapped);
        let first = if index + 1 == size { 0 } else { index };
        is_damaged(&mut bench, ("store", "two entries swapped"), &name, &found, first);
        let mut exchanged = node.leaves.clone();
        exchanged[index].clone_from(&foreign[index]);
        let found = node.with(exchanged);
        is_damaged(&mut bench, ("store", "an entry of another book"), &name, &found, index);
        let mut doubled = node.leaves.clone();
        doubled.insert(index, doubled[index].clone());
        let found = node.with(doubled);
        is_damaged(&mut bench, ("store", "an entry doubled"), &name, &found, index + 1);
        let mut dropped = node.leaves.clone();
        dropped.remove(index);
        let found = node.with(dropped);
        let wanted = format!("rolled back to {} of {size}", size - 1);
        bench.said(("store", "an entry dropped"), &name, (&found, &wanted), "rolled back");
        let put_back = node.leaves[..index].to_vec();
        let found = node.with(put_back.clone());
        let wanted = format!("rolled back to {index} of {size}");
        bench.said(("store", "put back to an earlier state"), &name, (&found, &wanted), "rolled back");
        both_put_back(&mut bench, &mut node, ground, (index, put_back));
    }
    behind_a_snapshot(&mut bench, &mut node);
    anchors(&mut bench, &mut node);
    bench
}

/// A snapshot that leads to the anchored root spares the reading of what it stands for: that is held against its hashes when somebody reads it.
fn behind_a_snapshot(bench: &mut Bench, node: &mut Node) {
    for index in 0..node.leaves.len() {
        assert_eq!(node.with(node.leaves.clone()), "opened");
        node.community.reopen().unwrap();
        let mut leaves = node.leaves.clone();
        let middle = leaves[index].len() / 2;
        leaves[index][middle] ^= 1;
        node.community.stores.journal.set_leaves(leaves);
        let read = node.community.engine.leaves(index as u64, index as u64 + 1);
        let found = read.err().map(|error| error.to_string()).unwrap_or_default();
        let found =
            if found.ends_with(&format!("entry {index}")) { format!("damaged at {index}") } else { found };
        let row = ("store", "an entry behind a snapshot, when it is read");
        is_damaged(bench, row, &format!("{index}"), &found, index);
    }
}

/// Nothing on this disk shows that everything on it is old: witnesses do, and without them receipts and printed checkpoints.
fn both_put_back(bench: &mut Bench, node: &mut Node, ground: &Ground, (size, leaves): (usize, Vec<Vec<u8>>)) {
    let anchor = ground.note_over(&leaves).into_bytes();
    let found = node.opens(leaves, Some(anchor));
    let row = ("store", "put back together with its anchor");
    bench.left_open(
        row,
        &size.to_string(),
        found == "opened",
        "a whole disk put back: witnesses, or whoever kept more",
    );
}

fn anchors(bench: &mut Bench, node: &mut Node) {
    let good = node.checkpoint.clone();
    let (row, leaves) = (("anchor", "each byte changed, in each way"), node.leaves.clone());
    for change in CHANGES {
        for at in 0..good.len() {
            let found = node.opens(leaves.clone(), Some(change.of(&good, at)));
            let wanted = "anchor unusable";
            bench.said(row, &format!("{change:?} at {at}"), (&found, wanted), wanted);
        }
    }
    let found = node.opens(leaves, None);
    bench.said(("anchor", "removed"), "", (&found, "anchor missing"), "anchor missing");
}
