//! Orders as a tree: ballots that agree up to a rank go the same way up to there, and are counted once.

use super::orders::Orders;

/// The end of a chain of nodes.
const NONE: usize = usize::MAX;

/// An option at a rank after those above it in the tree.
struct Node {
    place: usize,
    /// How many ballots come through here.
    weight: u64,
    child: usize,
    sibling: usize,
}

/// The tree; its roots are the first preferences.
pub(super) struct Tree {
    nodes: Vec<Node>,
    root: usize,
}

impl Tree {
    pub(super) fn new(orders: &Orders) -> Self {
        let mut tree = Self { nodes: Vec::new(), root: NONE };
        // The nodes of the line before, from the first preference down: ascending lines share beginnings.
        let mut path: Vec<usize> = Vec::new();
        for (order, weight) in orders.lines() {
            for (depth, place) in order.iter().enumerate() {
                let same = path.get(depth).is_some_and(|node| tree.place(*node) == Some(*place));
                if !same {
                    let before = path.get(depth).copied();
                    path.truncate(depth);
                    let node = tree.add(*place, path.last().copied(), before);
                    path.push(node);
                }
                if let Some(node) = path.get(depth).and_then(|node| tree.nodes.get_mut(*node)) {
                    node.weight = node.weight.saturating_add(weight);
                }
            }
            path.truncate(order.len());
        }
        tree
    }

    fn place(&self, node: usize) -> Option<usize> {
        self.nodes.get(node).map(|node| node.place)
    }

    /// Hangs a node below another, beside the one before it.
    fn add(&mut self, place: usize, above: Option<usize>, before: Option<usize>) -> usize {
        let added = self.nodes.len();
        self.nodes.push(Node { place, weight: 0, child: NONE, sibling: NONE });
        match (before, above) {
            (Some(before), _) => {
                if let Some(node) = self.nodes.get_mut(before) {
                    node.sibling = added;
                }
            }
            (None, Some(above)) => {
                if let Some(node) = self.nodes.get_mut(above) {
                    node.child = added;
                }
            }
            (None, None) => self.root = added,
        }
        added
    }

    /// Hands every ballot down the tree: each option on the way keeps a share of what comes to it, until nothing is
    /// left. `keeps` holds the shares and `whole` a whole vote; adds what each option keeps to `votes`.
    pub(super) fn distribute(
        &self,
        keeps: &[u64],
        whole: u64,
        votes: &mut [u128],
        stack: &mut Vec<(usize, u64)>,
    ) {
        stack.clear();
        stack.push((self.root, whole));
        while let Some((at, value)) = stack.pop() {
            let Some(node) = self.nodes.get(at) else { continue };
            stack.push((node.sibling, value));
            let keep = keeps.get(node.place).copied().unwrap_or(0);
            let kept = kept(value, keep, whole);
            if let Some(votes) = votes.get_mut(node.place) {
                // Weights are below 2⁶⁴ and values at most 10⁹ in all: the sum fits.
                *votes = votes.saturating_add(u128::from(kept).saturating_mul(node.weight.into()));
            }
            let left = value.saturating_sub(kept);
            if left > 0 {
                stack.push((node.child, left));
            }
        }
    }
}

/// The share of a value that is kept, rounded up to a unit.
const fn kept(value: u64, keep: u64, whole: u64) -> u64 {
    if keep == whole {
        return value;
    }
    // Both are at most 10⁹: the product fits.
    value.saturating_mul(keep).div_ceil(whole)
}
