//! The work that no audit can avoid, and nothing else: the peers that the benches set beside it.

use std::hint::black_box;
use yishi_log::chain::ChainHash;
use yishi_log::dsse::{COMMAND_TYPE, pae};
use yishi_log::key::VerifyingKey;
use yishi_log::leaf::Leaf;
use yishi_log::tree::{Frontier, leaf_hash};

/// A signature with everything decoded beforehand.
pub(super) type Signed = (VerifyingKey, Vec<u8>, [u8; 64]);

/// Decodes what `verify_strict` needs of a leaf.
pub(super) fn signed(leaf: &[u8]) -> Signed {
    let leaf = Leaf::parse(leaf).unwrap();
    let key = VerifyingKey::from_bytes(&leaf.key).unwrap();
    (key, pae(COMMAND_TYPE, leaf.command.as_bytes()), leaf.signature)
}

/// Splits the work over threads, as evenly as it goes.
pub(super) fn on_threads<T: Sync>(items: &[T], threads: usize, work: impl Fn(&[T]) + Sync) {
    std::thread::scope(|scope| {
        for part in items.chunks(items.len().div_ceil(threads)) {
            scope.spawn(|| work(part));
        }
    });
}

/// BLAKE3 and RFC 6962 hashing of every leaf, and nothing else.
pub(super) fn hash(leaves: &[Vec<u8>]) {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        black_box(ChainHash::of(leaf));
        frontier.push(leaf_hash(leaf));
    }
    black_box(frontier.root());
}
