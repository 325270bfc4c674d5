//! Snapshots: book and leaf hashes with a checksum, written beside the writer.
//!
//! A snapshot is believed only as far as its checksum and, at open, the anchored root reach; any doubt, and the
//! entries are read instead.

use crate::shared::Shared;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use yishi_book::{Book, BookSnapshot};
use yishi_log::tree::{Tree, TreeHash};

const MAGIC: &[u8; 16] = b"yishi snapshot 1";
const CHECKSUM_CONTEXT: &str = "yishi 2026 snapshot checksum v1";
/// Fewest entries between two snapshots.
const LEAST_STEP: u64 = 4_096;
/// A snapshot is written when the book has grown by this part of it, so that all of them together cost a few
/// times the last.
const GROWTH_DIVISOR: u64 = 8;

/// What a snapshot holds.
pub(crate) struct Restored {
    pub(crate) book: Book,
    pub(crate) tree: Tree,
}

#[derive(Serialize, Deserialize)]
struct Body {
    book: BookSnapshot,
    leaf_hashes: LeafHashes,
}

/// Leaf hashes as one run of bytes.
struct LeafHashes(Vec<u8>);

impl Serialize for LeafHashes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for LeafHashes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = LeafHashes;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<LeafHashes, E> {
                Ok(LeafHashes(bytes.to_vec()))
            }
            fn visit_byte_buf<E: serde::de::Error>(self, bytes: Vec<u8>) -> Result<LeafHashes, E> {
                Ok(LeafHashes(bytes))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}

/// The bytes of a snapshot.
fn encode(book: &Book, leaf_hashes: Vec<u8>) -> Result<Vec<u8>, rmp_serde::encode::Error> {
    let body = Body { book: book.to_snapshot(), leaf_hashes: LeafHashes(leaf_hashes) };
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&[0; 32]);
    rmp_serde::encode::write_named(&mut bytes, &body)?;
    if let Some((head, body)) = bytes.split_at_mut_checked(MAGIC.len().saturating_add(32))
        && let Some(checksum_place) = head.last_chunk_mut::<32>()
    {
        *checksum_place = checksum(body);
    }
    Ok(bytes)
}

/// Reads a snapshot; `None` when it is damaged, of another form or of another book.
pub(crate) fn decode(bytes: &[u8], origin: &str) -> Option<Restored> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (stored, body) = rest.split_first_chunk::<32>()?;
    if *stored != checksum(body) {
        return None;
    }
    let body: Body = rmp_serde::from_slice(body).ok()?;
    let book = Book::from_snapshot(body.book)?;
    let (hashes, rest) = body.leaf_hashes.0.as_chunks::<32>();
    let mut tree = Tree::default();
    hashes.iter().for_each(|hash| tree.push(TreeHash(*hash)));
    let fits = rest.is_empty()
        && book.origin() == origin
        && tree.size() == book.size()
        && tree.root_at(book.size()).ok() == Some(book.head().root);
    fits.then_some(Restored { book, tree })
}

fn checksum(body: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(CHECKSUM_CONTEXT);
    hasher.update(body);
    *hasher.finalize().as_bytes()
}

/// Writes a snapshot of a published book. A failure is reported and otherwise without effect: a snapshot is a cache.
pub(crate) fn write(shared: &Shared, book: &Book) {
    let size = book.size();
    let written =
        encode(book, leaf_hashes(shared, size)).map_err(|error| error.to_string()).and_then(|bytes| {
            shared.snapshots.put(size, &bytes).map_err(|error| error.to_string()).map(|()| bytes.len())
        });
    match written {
        Ok(bytes) => tracing::info!(size, bytes, "snapshot written"),
        Err(error) => tracing::warn!(size, error, "no snapshot written"),
    }
}

fn leaf_hashes(shared: &Shared, size: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut next = 0;
    while next < size {
        let end = next.saturating_add(LEAST_STEP).min(size);
        // In pieces, so that the writer never waits long for the tree.
        shared.with_tree(|tree| {
            (next..end)
                .filter_map(|index| tree.leaf(index))
                .for_each(|hash| bytes.extend_from_slice(&hash.0));
        });
        next = end;
    }
    bytes
}

/// Writes snapshots on a thread of its own.
pub(crate) struct Snapshotter {
    books: Option<SyncSender<Book>>,
    thread: Option<JoinHandle<()>>,
    last: u64,
}

impl Snapshotter {
    /// Starts it; the newest snapshot has `last` entries.
    pub(crate) fn start(shared: &Arc<Shared>, last: u64) -> std::io::Result<Self> {
        let (books, received) = sync_channel(0);
        let shared = shared.clone();
        let thread = std::thread::Builder::new()
            .name("yishi-snapshots".to_owned())
            .spawn(move || run(&shared, &received))?;
        Ok(Self { books: Some(books), thread: Some(thread), last })
    }

    /// Offers a published book; taken when enough has been written since the last and the last is done.
    pub(crate) fn offer(&mut self, book: &Book) {
        let size = book.size();
        let step = LEAST_STEP.max(size.checked_div(GROWTH_DIVISOR).unwrap_or_default());
        if size < self.last.saturating_add(step) {
            return;
        }
        if let Some(books) = &self.books
            && books.try_send(book.clone()).is_ok()
        {
            self.last = size;
        }
    }

    /// Waits for a snapshot under way and stops.
    pub(crate) fn stop(&mut self) {
        self.books = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the snapshot thread failed");
        }
    }
}

fn run(shared: &Shared, books: &Receiver<Book>) {
    while let Ok(book) = books.recv() {
        write(shared, &book);
    }
}
