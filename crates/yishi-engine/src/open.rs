//! Opening: restores book and tree, holds them against the anchor, and replays what stands beyond it.

use crate::blocks::Growing;
use crate::log_keys::signed_elsewhere;
use crate::snapshot::{self, Restored};
use crate::{Anchor, Journal, JournalError, OpenError, Ports};
use std::ops::ControlFlow;
use yishi_book::{Book, Finding};
use yishi_core::PublicKey;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::tree::leaf_hash;

/// A restored book, and what stands in the anchor.
pub(crate) struct Opened {
    pub(crate) restored: Restored,
    pub(crate) anchored: Option<Vec<u8>>,
    /// The size of the snapshot that was used.
    pub(crate) snapshot_size: u64,
}

/// Why a restoration did not work.
enum Failure {
    Store(JournalError),
    Finding { index: u64, reason: String },
}

/// Restores a book over its ports; the anchor is brought up to the store's head.
pub(crate) fn open(origin: &str, ports: &Ports) -> Result<Opened, OpenError> {
    let found = ports.journal.size()?;
    let anchored_note = ports.anchor.load()?;
    let anchored = match &anchored_note {
        Some(note) => Some(anchored_by(origin, ports, note)?),
        None => None,
    };
    check_sizes(found, anchored.as_ref())?;
    let (restored, snapshot_size) = restore(origin, ports, anchored.as_ref(), found)?;
    check_keys(&restored.book, ports)?;
    let anchored = catch_up(&restored.book, ports, anchored_note, anchored.as_ref())?;
    tracing::info!(origin, size = found, snapshot_size, "book opened");
    Ok(Opened { restored, anchored, snapshot_size })
}

/// What the anchor says, signed by one of the keys that are held. Whether the key is in force is known once the book is read.
fn anchored_by(origin: &str, ports: &Ports, note: &[u8]) -> Result<Checkpoint, OpenError> {
    let founding = ports.log_keys.founding(origin).map_err(|error| OpenError::WrongKey(error.to_string()))?;
    let held = ports.log_keys.vkeys(origin);
    let keys: Vec<LogVerifier> = held.iter().filter_map(|vkey| LogVerifier::parse(vkey).ok()).collect();
    let opened = keys.iter().map(|key| key.open(note)).find(Result::is_ok);
    let opened = opened.unwrap_or_else(|| founding.open(note));
    opened.map_err(|error| match signed_elsewhere(origin, note, &keys) {
        Some((checkpoint, id)) => OpenError::AnchorKey { size: checkpoint.size, id },
        None => OpenError::AnchorUnusable(error.to_string()),
    })
}

fn check_sizes(found: u64, anchored: Option<&Checkpoint>) -> Result<(), OpenError> {
    match anchored {
        Some(checkpoint) if checkpoint.size > found => {
            Err(OpenError::RolledBack { found, anchored: checkpoint.size })
        }
        // A book is anchored before its first entry: whatever it holds, an anchor stood beside it.
        None if found > 0 => Err(OpenError::AnchorMissing { found }),
        _ => Ok(()),
    }
}

/// From the newest snapshot that leads to the anchored root, else from the first entry.
fn restore(
    origin: &str,
    ports: &Ports,
    anchored: Option<&Checkpoint>,
    found: u64,
) -> Result<(Restored, u64), OpenError> {
    let mut below = anchored.map(|checkpoint| checkpoint.size);
    while let Some(size) = below {
        let Some((size, bytes)) = ports.snapshots.newest_at_most(size)? else { break };
        if let Some(start) = snapshot::decode(&bytes, origin)
            && let Ok(restored) = rebuild(start, &*ports.journal, anchored, found)
        {
            return Ok((restored, size));
        }
        tracing::warn!(size, "a snapshot cannot be used");
        below = size.checked_sub(1);
    }
    let start = Restored { book: Book::new(origin), hashes: Growing::default() };
    match rebuild(start, &*ports.journal, anchored, found) {
        Ok(restored) => Ok((restored, 0)),
        Err(Failure::Store(error)) => Err(error.into()),
        Err(Failure::Finding { index, reason }) => Err(OpenError::Damaged { index, reason }),
    }
}

/// Restores up to the anchor, whose root proves it, and replays with every check what stands beyond.
fn rebuild(
    mut restored: Restored,
    journal: &dyn Journal,
    anchored: Option<&Checkpoint>,
    found: u64,
) -> Result<Restored, Failure> {
    let proven = anchored.map_or(0, |checkpoint| checkpoint.size);
    let start = restored.book.size();
    read(journal, start, proven, &mut restored, |book, leaf| book.restore(leaf))?;
    if let Some(checkpoint) = anchored
        && checkpoint.root != restored.book.head().root
    {
        return Err(Failure::Finding {
            index: proven.saturating_sub(1),
            reason: "the entries do not lead to the anchored root; the chain before this entry is whole"
                .to_owned(),
        });
    }
    read(journal, proven, found, &mut restored, |book, leaf| {
        book.replay(leaf).into_iter().next().map_or(Ok(()), Err)
    })?;
    Ok(restored)
}

fn read(
    journal: &dyn Journal,
    from: u64,
    to: u64,
    restored: &mut Restored,
    mut take: impl FnMut(&mut Book, &[u8]) -> Result<(), Finding>,
) -> Result<(), Failure> {
    let mut failed = None;
    let visited = journal.read(from, to, &mut |_, leaf| match take(&mut restored.book, leaf) {
        Ok(()) => {
            restored.hashes.push(leaf_hash(leaf));
            ControlFlow::Continue(())
        }
        Err(finding) => {
            failed = Some(finding);
            ControlFlow::Break(())
        }
    });
    if let Some(finding) = failed {
        return Err(located(&finding));
    }
    visited.map_err(Failure::Store)?;
    let size = restored.book.size();
    if size < to {
        return Err(Failure::Finding { index: size, reason: "the entry is missing".to_owned() });
    }
    Ok(())
}

/// A broken chain shows at the entry after the one that changed.
fn located(finding: &Finding) -> Failure {
    let at = finding.index.unwrap_or_default();
    let index = if finding.check == "chain" { at.saturating_sub(1) } else { at };
    Failure::Finding { index, reason: format!("{}: {}", finding.check, finding.message) }
}

/// Whether log key and engine key are those that the book names.
fn check_keys(book: &Book, ports: &Ports) -> Result<(), OpenError> {
    let Some(info) = &book.state().book else { return Ok(()) };
    let wrong =
        |which: &str| OpenError::WrongKey(format!("the {which} key is not the one that the book names"));
    let keys = info.log_keys();
    let newest = keys.last().ok_or_else(|| wrong("log"))?;
    if !ports.log_keys.holds(book.origin(), &newest.log_vkey) {
        return Err(wrong("log"));
    }
    check_signs(book, ports)?;
    if info.engine_key != PublicKey(ports.engine_key.public()) {
        return Err(wrong("engine"));
    }
    Ok(())
}

/// Some key that is held signs the present size.
fn check_signs(book: &Book, ports: &Ports) -> Result<(), OpenError> {
    let mut keys = book.state().book.iter().flat_map(|info| info.log_keys());
    let signs = |span: &yishi_core::LogKeySpan| {
        span.signs(book.size()) && ports.log_keys.holds(book.origin(), &span.log_vkey)
    };
    if keys.any(|span| signs(&span)) {
        return Ok(());
    }
    let size = book.size();
    Err(OpenError::WrongKey(format!(
        "none of the log keys that are given signs a checkpoint of {size} entries"
    )))
}

/// Anchors what was durable but not yet anchored when the last writer stopped; an empty book by the empty tree.
fn catch_up(
    book: &Book,
    ports: &Ports,
    note: Option<Vec<u8>>,
    anchored: Option<&Checkpoint>,
) -> Result<Option<Vec<u8>>, OpenError> {
    let head = book.head();
    if anchored.is_some_and(|checkpoint| checkpoint.size == head.size) {
        return Ok(note);
    }
    let checkpoint = Checkpoint { origin: book.origin().to_owned(), size: head.size, root: head.root };
    let signed = ports.log_keys.sign(book.state().book.as_deref(), &checkpoint);
    let next =
        signed.ok_or_else(|| OpenError::WrongKey("no log key in force is given".to_owned()))?.into_bytes();
    replace(&*ports.anchor, note.as_deref(), &next)?;
    Ok(Some(next))
}

fn replace(anchor: &dyn Anchor, expected: Option<&[u8]>, next: &[u8]) -> Result<(), OpenError> {
    anchor.replace(expected, next).map_err(OpenError::Journal)
}
