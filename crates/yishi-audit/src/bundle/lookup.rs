//! Single entries, roots and the tree out of a bundle, by reading the book from its beginning.

use super::{BOOK, BatchReader, Bundle, BundleError};
use yishi_book::Entry;
use yishi_core::{Custody, Event, PublicKey};
use yishi_log::tree::{Frontier, Tree, TreeHash, leaf_hash};

/// The leaf at a position; `None` when the book is shorter.
///
/// # Errors
/// When the book cannot be read.
pub fn leaf_at(bundle: &Bundle, index: u64) -> Result<Option<Vec<u8>>, BundleError> {
    let mut found = None;
    visit(bundle, &mut |position, line| {
        if position == index {
            found = Some(line.to_vec());
        }
        found.is_none()
    })?;
    Ok(found)
}

/// How a key is kept, as the entry up to a position says that enrolled it; `None` where none did, as of an engine's key.
///
/// # Errors
/// When the book cannot be read.
pub fn custody_of(bundle: &Bundle, key: &PublicKey, index: u64) -> Result<Option<Custody>, BundleError> {
    let (named, mut found) = (key.to_string(), None);
    visit(bundle, &mut |position, line| {
        // Most entries are signed by other keys and enrol none: only those that name this one are read.
        if memchr::memmem::find(line, named.as_bytes()).is_some() {
            found = found.or_else(|| enrolled_by(line, key));
        }
        found.is_none() && position < index
    })?;
    Ok(found)
}

fn enrolled_by(line: &[u8], key: &PublicKey) -> Option<Custody> {
    let entry = Entry::parse(line).ok()?;
    let rows = entry.events.iter().flat_map(|event| match event {
        Event::BookCreated(created) => created.registrars.as_slice(),
        Event::KeysEnrolled(enrolled) => enrolled.keys.as_slice(),
        _ => &[],
    });
    rows.filter(|row| row.key == *key).map(|row| row.custody).next()
}

/// The root over the first `size` entries; `None` when the book is shorter.
///
/// # Errors
/// When the book cannot be read.
pub fn root_at(bundle: &Bundle, size: u64) -> Result<Option<TreeHash>, BundleError> {
    let mut frontier = Frontier::default();
    visit(bundle, &mut |_, line| {
        if frontier.size() < size {
            frontier.push(leaf_hash(line));
        }
        frontier.size() < size
    })?;
    Ok((frontier.size() == size).then(|| frontier.root()))
}

/// The whole tree, in memory (64 bytes an entry).
///
/// # Errors
/// When the book cannot be read.
pub fn tree_of(bundle: &Bundle) -> Result<Tree, BundleError> {
    let mut tree = Tree::default();
    visit(bundle, &mut |_, line| {
        tree.push(leaf_hash(line));
        true
    })?;
    Ok(tree)
}

/// Visits lines in order until `visit` answers `false`.
pub(crate) fn visit(bundle: &Bundle, visit: &mut dyn FnMut(u64, &[u8]) -> bool) -> Result<(), BundleError> {
    let mut reader = BatchReader::new(bundle.book()?.content);
    loop {
        let batch =
            reader.next_batch().map_err(|source| BundleError::new(&bundle.path().join(BOOK), source))?;
        if batch.is_empty() || !batch.lines().all(|(position, line)| visit(position, line)) {
            return Ok(());
        }
    }
}
