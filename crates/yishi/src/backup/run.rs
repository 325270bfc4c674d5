//! One backup: what stands is read and must hold, what is new is added, the manifest says last what it is.

use super::LOG;
use super::manifest::{Manifest, sha256_of};
use super::person_keys::{KeysCopied, mirror};
use super::place::{begin, refuse_inside, remove_outgrown};
use super::source::{Head, Source};
use super::texts::{TextCopy, TextsCopied};
use crate::console::progress;
use crate::copy::{learn_key, report};
use crate::failure::Failure;
use crate::layout::DataFolder;
use crate::rebuild::each_leaf;
use crate::recover::kept;
use anyhow::Context;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use yishi_audit::bundle::{BookWriter, Bundle, TileWriter, WriteError};
use yishi_audit::{Check, Pin};
use yishi_core::{TextRef, keys_at};
use yishi_log::checkpoint::LogVerifier;
use yishi_log::tile::TilePath;

/// How often texts are looked at again until none was sealed anew while the keys were copied.
const PASSES: u32 = 20;

/// What a backup did.
pub struct BackedUp {
    /// What stands now.
    pub manifest: Manifest,
    /// Entries that the backup before did not have.
    pub new_entries: u64,
    /// Files that were written.
    pub new_files: u64,
    /// Files of the backup before that were removed: outgrown tiles, redacted texts, texts sealed anew.
    pub removed: u64,
    /// Texts that the book names and nobody has.
    pub missing: BTreeSet<TextRef>,
    /// Texts that the store has lost and this backup has.
    pub only_here: BTreeSet<TextRef>,
    /// Texts that were redacted on record.
    pub redacted: usize,
    /// The copy of the keys of persons, if one was asked for.
    pub keys: Option<KeysCopied>,
    /// Whether the book was being served.
    pub served: bool,
}

/// Backs a book up into a new folder, or on in one of an earlier backup.
///
/// # Errors
/// When the folder holds anything else or another book, when the book has fewer entries than it or other ones, and when something
/// cannot be read or written. What the manifest said before holds then as before.
pub fn backup(folder: &DataFolder, out: &Path, keys: Option<&Path>) -> Result<BackedUp, Failure> {
    refuse_inside(folder, out, keys)?;
    let _held = begin(out)?;
    let before = Manifest::read(out)?;
    let from = before.as_ref().map_or(0, |before| before.size);
    let mut source = Source::open(folder, from)?;
    let head = source.head().clone();
    check_before(&head, before.as_ref(), out)?;
    let log = signed_by_the_book(&head, folder, before.as_ref(), out)?;
    let mut tiles = TileWriter::open(&out.join(LOG)).map_err(not_written)?;
    take_over(&mut tiles, before.as_ref(), out)?;
    take_new(&mut tiles, &mut source, from)?;
    tiles.complete().map_err(not_written)?;
    let redacted = tiles.texts().count_redacted();
    let (texts, keys) = copy_texts(folder, (out, keys), before.as_ref(), &wanted(&tiles))?;
    let TextsCopied { files: text_files, missing, only_here, written } = texts;
    let tile_files = tile_files(out, before.as_ref(), head.size)?;
    let new_tiles = count_new(&tile_files, before.as_ref());
    let files = tile_files.into_iter().chain(text_files).collect();
    let manifest = Manifest::new(&log, &head.note, files)?;
    let served = matches!(source, Source::Served(_));
    if served {
        check_handed(&manifest.log(out), log.clone())?;
    }
    manifest.write(out)?;
    let removed = tiles.finish(&head.note, &log).map_err(not_written)?.removed;
    let removed = removed.saturating_add(remove_outgrown(out, &manifest)?);
    Ok(BackedUp {
        new_entries: manifest.size.saturating_sub(from),
        new_files: new_tiles.saturating_add(written),
        served,
        manifest,
        removed,
        missing,
        only_here,
        redacted,
        keys,
    })
}

fn not_written(error: WriteError) -> Failure {
    if error.is_refusal() {
        return Failure::Refused(format!("{error}; choose a new folder for the backup, and keep this one"));
    }
    Failure::Io(anyhow::Error::new(error).context("the backup cannot be written"))
}

fn check_before(head: &Head, before: Option<&Manifest>, out: &Path) -> Result<(), Failure> {
    let Some(before) = before else { return Ok(()) };
    let refuse = |reason: String| Err(Failure::Refused(format!("{}: {reason}", out.display())));
    if before.origin != head.origin {
        return refuse(format!("is a backup of `{}`, the book is `{}`", before.origin, head.origin));
    }
    if before.size > head.size {
        return refuse(format!(
            "the backup has {} entries, the book only {}: entries are missing from the book. Keep this backup and run `yishi recover`; nothing was changed",
            before.size, head.size
        ));
    }
    Ok(())
}

/// The key of the head, if it is one of the book's: its file is there, or the entries of the backup lead to it. Nothing was written yet.
fn signed_by_the_book(
    head: &Head,
    folder: &DataFolder,
    before: Option<&Manifest>,
    out: &Path,
) -> Result<LogVerifier, Failure> {
    let refuse = |reason: String| {
        Failure::Refused(format!("what is handed over is not of this book: {reason}; nothing was written"))
    };
    let log = LogVerifier::parse(&head.vkey).map_err(|error| refuse(error.to_string()))?;
    let checkpoint = log.open(head.note.as_bytes()).map_err(|error| refuse(error.to_string()))?;
    if (checkpoint.size, checkpoint.root.to_string()) != (head.size, head.root.clone()) {
        return Err(refuse("its head is not that of its checkpoint".into()));
    }
    if kept(folder).contains(&log) {
        return Ok(log);
    }
    let mut named = Vec::new();
    if let Some(before) = before {
        each_leaf(&before.log(out), &mut |_, leaf| {
            learn_key(&mut named, leaf);
            Ok(())
        })?;
    }
    if keys_at(&named, head.size).any(|span| span.log_vkey == head.vkey) {
        return Ok(log);
    }
    Err(refuse(format!("no log key in {} is {}", folder.book.keys.display(), head.vkey)))
}

/// What another process handed over is judged before the manifest says that it is the backup.
fn check_handed(tiles: &Bundle, log: LogVerifier) -> Result<(), Failure> {
    let checks = BTreeSet::from([Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures]);
    if report(tiles, &Pin::Key(log), checks)?.is_clean() {
        return Ok(());
    }
    Err(Failure::Refused(
        "the entries that were handed over are not those of a good book; the backup before stands".into(),
    ))
}

/// Reads what the backup has, which must still be what it was: then none of it is written again.
fn take_over(tiles: &mut TileWriter, before: Option<&Manifest>, out: &Path) -> Result<(), Failure> {
    let Some(before) = before else { return Ok(()) };
    let bar = progress("entries read", usize::try_from(before.size).unwrap_or(usize::MAX));
    each_leaf(&before.log(out), &mut |_, leaf| {
        bar.inc(1);
        tiles.leaf(leaf).map_err(|error| damaged(out, &error.to_string()))
    })?;
    bar.finish_and_clear();
    let found = tiles.frontier();
    if found.size() == before.size && found.root().to_string() == before.root {
        return Ok(());
    }
    Err(damaged(out, "its entries do not lead to its checkpoint"))
}

fn damaged(out: &Path, reason: &str) -> Failure {
    Failure::Refused(format!(
        "the backup in {} is damaged: {reason}. Keep it, and make a new one in another folder",
        out.display()
    ))
}

fn take_new(tiles: &mut TileWriter, source: &mut Source, from: u64) -> Result<(), Failure> {
    let head = source.head().clone();
    let bar = progress("entries", usize::try_from(head.size.saturating_sub(from)).unwrap_or(usize::MAX));
    source.each(from, &mut |leaf| {
        bar.inc(1);
        tiles.leaf(leaf).map_err(not_written)
    })?;
    bar.finish_and_clear();
    let found = tiles.frontier();
    if found.size() == head.size && found.root().to_string() == head.root {
        return Ok(());
    }
    Err(Failure::Refused(
        "the book does not continue what the backup has: it is another history. Keep this backup and compare with `yishi audit compare`; nothing was changed"
            .into(),
    ))
}

fn wanted(tiles: &TileWriter) -> Vec<TextRef> {
    let mut wanted = tiles.texts().list();
    wanted.extend(tiles.texts().vault());
    wanted
}

/// Copies texts, and keys after them; a text that was sealed anew meanwhile is copied again, with the key that it has now.
fn copy_texts(
    folder: &DataFolder,
    (out, keys): (&Path, Option<&Path>),
    before: Option<&Manifest>,
    wanted: &[TextRef],
) -> Result<(TextsCopied, Option<KeysCopied>), Failure> {
    let mut copy = TextCopy::new(folder.texts(), out, before);
    copy.pass(wanted)?;
    let Some(keys) = keys else { return Ok((copy.finish()?, None)) };
    let mut copied = mirror(&folder.persons(), keys, &folder.book.origin)?;
    for _ in 0..PASSES {
        if copy.pass(wanted)? == 0 {
            return Ok((copy.finish()?, Some(copied)));
        }
        let again = mirror(&folder.persons(), keys, &folder.book.origin)?;
        copied = KeysCopied { keys: again.keys, removed: copied.removed.saturating_add(again.removed) };
    }
    Err(Failure::Refused("texts are sealed anew all the time: run the backup again".into()))
}

/// The tiles of a head with their SHA-256. What a name of a tile stands for never changes.
fn tile_files(out: &Path, before: Option<&Manifest>, size: u64) -> Result<BTreeMap<String, String>, Failure> {
    let mut files = BTreeMap::new();
    for tile in TilePath::all(size) {
        let name = format!("{LOG}/{tile}");
        let known = before.and_then(|before| before.files.get(&name).cloned());
        let sha256 = match known {
            Some(sha256) => Some(sha256),
            None => sha256_of(&out.join(&name))?,
        };
        let sha256 = sha256.with_context(|| format!("{name} was not written"))?;
        files.insert(name, sha256);
    }
    Ok(files)
}

fn count_new(files: &BTreeMap<String, String>, before: Option<&Manifest>) -> u64 {
    let stood = |name: &&String| before.is_none_or(|before| !before.files.contains_key(*name));
    u64::try_from(files.keys().filter(stood).count()).unwrap_or(u64::MAX)
}
