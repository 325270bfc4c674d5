//! What the entries of a book say of checkpoints: its roots at their sizes, and where two books part.

use crate::bundle::{Bundle, BundleError, visit};
use yishi_log::tree::{Frontier, TreeHash, empty_root, leaf_hash};

/// The roots of a book at two sizes; nothing where it is shorter.
pub(super) struct Roots {
    pub(super) smaller: Option<TreeHash>,
    pub(super) larger: Option<TreeHash>,
}

impl Roots {
    pub(super) fn of(bundle: &Bundle, smaller: u64, larger: u64) -> Result<Self, BundleError> {
        let mut frontier = Frontier::default();
        let mut roots =
            Self { smaller: (smaller == 0).then(empty_root), larger: (larger == 0).then(empty_root) };
        visit(bundle, &mut |_, line| {
            frontier.push(leaf_hash(line));
            if frontier.size() == smaller {
                roots.smaller = Some(frontier.root());
            }
            if frontier.size() == larger {
                roots.larger = Some(frontier.root());
            }
            frontier.size() < larger.max(smaller)
        })?;
        Ok(roots)
    }
}

/// How many entries a book has, and the root over them.
pub(super) fn head_of(bundle: &Bundle) -> Result<(u64, TreeHash), BundleError> {
    let mut frontier = Frontier::default();
    visit(bundle, &mut |_, line| {
        frontier.push(leaf_hash(line));
        true
    })?;
    Ok((frontier.size(), frontier.root()))
}

/// The first entry in which two books differ: one of them may just end there.
pub(super) fn first_difference(one: &Bundle, other: &Bundle) -> Result<Option<u64>, BundleError> {
    let (mine, theirs) = (hashes(one)?, hashes(other)?);
    let same = mine.iter().zip(&theirs).take_while(|(mine, theirs)| mine == theirs).count();
    let differs = same < mine.len() || same < theirs.len();
    Ok(differs.then(|| u64::try_from(same).unwrap_or(u64::MAX)))
}

fn hashes(bundle: &Bundle) -> Result<Vec<TreeHash>, BundleError> {
    let mut hashes = Vec::new();
    visit(bundle, &mut |_, line| {
        hashes.push(leaf_hash(line));
        true
    })?;
    Ok(hashes)
}
