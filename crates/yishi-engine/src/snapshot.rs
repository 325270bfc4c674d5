//! Snapshots: book and tree with a checksum, written beside the writer.
//!
//! A snapshot is believed only as far as its checksum and, at open, the anchored root reach; any doubt, and the
//! entries are read instead.

use crate::blocks::Growing;
use crate::shared::Shared;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use yishi_book::{Book, SnapshotPart};
use yishi_log::tree::{BlockTree, TreeHash};

const MAGIC: &[u8; 16] = b"yishi snapshot 4";
const CHECKSUM_CONTEXT: &str = "yishi 2026 snapshot checksum v1";
/// Fewest entries between two snapshots.
const LEAST_STEP: u64 = 4_096;
/// A snapshot is written when the book has grown by this part of it, so that all of them together cost a few
/// times the last.
const GROWTH_DIVISOR: u64 = 8;

/// What a snapshot holds.
pub(crate) struct Restored {
    pub(crate) book: Book,
    pub(crate) hashes: Growing,
}

/// The bytes of a snapshot: magic, checksum, then each piece with its length. The first piece holds the roots of the
/// full blocks, the second the leaf hashes after them, every other one a part of the book.
fn encode(book: &Book, tree: &BlockTree) -> Result<Vec<u8>, rmp_serde::encode::Error> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&[0; 32]);
    push_piece(&mut bytes, &to_bytes(tree.block_roots()));
    push_piece(&mut bytes, &to_bytes(tree.tail()));
    for part in book.to_snapshot() {
        push_piece(&mut bytes, &rmp_serde::to_vec_named(&part)?);
    }
    if let Some((head, body)) = bytes.split_at_mut_checked(MAGIC.len().saturating_add(32))
        && let Some(checksum_place) = head.last_chunk_mut::<32>()
    {
        *checksum_place = checksum(body);
    }
    Ok(bytes)
}

fn push_piece(bytes: &mut Vec<u8>, piece: &[u8]) {
    let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(piece);
}

fn pieces(mut body: &[u8]) -> Option<Vec<&[u8]>> {
    let mut pieces = Vec::new();
    while !body.is_empty() {
        let (length, rest) = body.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_be_bytes(*length)).ok()?;
        let (piece, rest) = rest.split_at_checked(length)?;
        pieces.push(piece);
        body = rest;
    }
    Some(pieces)
}

/// Reads a snapshot; `None` when it is damaged, of another form or of another book.
pub(crate) fn decode(bytes: &[u8], origin: &str) -> Option<Restored> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (stored, body) = rest.split_first_chunk::<32>()?;
    if *stored != checksum(body) {
        return None;
    }
    let pieces = pieces(body)?;
    let ([roots, tail], parts) = pieces.split_first_chunk::<2>()?;
    let tree = BlockTree::from_parts(hashes(roots)?, hashes(tail)?)?;
    let book = Book::from_snapshot(decode_parts(parts)?)?;
    let fits = book.origin() == origin
        && tree.size() == book.size()
        && tree.root_at(book.size(), &[]).ok() == Some(book.head().root);
    fits.then_some(Restored { book, hashes: Growing { tree, ..Growing::default() } })
}

fn to_bytes(hashes: impl Iterator<Item = TreeHash>) -> Vec<u8> {
    hashes.flat_map(|hash| hash.0).collect()
}

fn hashes(bytes: &[u8]) -> Option<impl Iterator<Item = TreeHash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then(|| hashes.iter().map(|hash| TreeHash(*hash)))
}

/// Parts differ much in size, so each thread takes the next one.
fn decode_parts(parts: &[&[u8]]) -> Option<Vec<SnapshotPart>> {
    let next = AtomicUsize::new(0);
    let work = || -> Option<Vec<SnapshotPart>> {
        let mut decoded = Vec::new();
        while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            decoded.push(rmp_serde::from_slice(part).ok()?);
        }
        Some(decoded)
    };
    let workers = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    std::thread::scope(|threads| {
        let others: Vec<_> = (1..workers).map(|_| threads.spawn(work)).collect();
        let mut decoded = work()?;
        for other in others {
            decoded.extend(other.join().ok().flatten()?);
        }
        Some(decoded)
    })
}

fn checksum(body: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(CHECKSUM_CONTEXT);
    hasher.update(body);
    *hasher.finalize().as_bytes()
}

/// Writes a snapshot of a published book. A failure is reported and otherwise without effect: a snapshot is a cache.
pub(crate) fn write(shared: &Shared, book: &Book, tree: &BlockTree) {
    let size = book.size();
    let written = encode(book, tree).map_err(|error| error.to_string()).and_then(|bytes| {
        shared.snapshots.put(size, &bytes).map_err(|error| error.to_string()).map(|()| bytes.len())
    });
    match written {
        Ok(bytes) => tracing::info!(size, bytes, "snapshot written"),
        Err(error) => tracing::warn!(size, error, "no snapshot written"),
    }
}

/// Writes snapshots on a thread of its own.
pub(crate) struct Snapshotter {
    books: Option<SyncSender<(Book, BlockTree)>>,
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
    pub(crate) fn offer(&mut self, book: &Book, shared: &Shared) {
        let size = book.size();
        let step = LEAST_STEP.max(size.checked_div(GROWTH_DIVISOR).unwrap_or_default());
        if size < self.last.saturating_add(step) {
            return;
        }
        if let Some(books) = &self.books
            && books.try_send((book.clone(), shared.tree())).is_ok()
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

fn run(shared: &Shared, books: &Receiver<(Book, BlockTree)>) {
    while let Ok((book, tree)) = books.recv() {
        write(shared, &book, &tree);
    }
}
