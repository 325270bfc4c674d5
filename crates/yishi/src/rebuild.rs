//! Makes a store anew from tiles or a bundle that were verified: entries, texts, `book.toml`, and the anchor.
//!
//! It grows beside its place and is put there as a whole; before that the anchor is written, so that a store without its anchor never
//! stands. What witnesses have cosigned of the checkpoint is kept beside the anchor, which holds the log's own line. Verifying is left to `yishi-audit`, keys to whoever kept them.

use crate::console::progress;
use crate::failure::Failure;
use crate::key_file::{KeyFile, Purpose};
use crate::layout::{DataFolder, Places, beside};
use crate::running::kept_notes;
use anyhow::{Context, anyhow};
use std::fs::{File, TryLockError};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use yishi_audit::bundle::{BatchReader, Bundle, CHECKPOINT, DOCUMENTS, STATEMENTS, root_at};
use yishi_engine::{Anchor, BlobStore, CosignedStore, Journal, Text, encode_cosigned_notes};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::note::Note;
use yishi_log::tree::{Frontier, leaf_hash};
use yishi_sled::{FileAnchor, FileBlobs, FileCosigned, JournalOptions, MAX_ANCHOR_BYTES, SledJournal};

/// What says that a half-made folder is ours.
const MARK: &str = "rebuilding";
/// Leaves that are made durable together.
const AT_ONCE: usize = 256;

/// A store that was made anew.
pub struct Rebuilt {
    /// Where it lies.
    pub folder: DataFolder,
    /// Its entries.
    pub entries: u64,
    /// Documents and statements.
    pub texts: usize,
    /// The root over its entries, in hex.
    pub root: String,
    /// Key files without which it cannot go on.
    pub keys_missing: Vec<&'static str>,
}

/// Refuses a data folder that holds anything.
pub fn refuse_existing(data: &Path) -> Result<(), Failure> {
    let taken = data.exists() && std::fs::read_dir(data)?.next().is_some();
    if taken {
        let message = format!("{} is not empty: a store is never made over another one", data.display());
        return Err(Failure::Refused(message));
    }
    Ok(())
}

/// Makes the store of a bundle whose verification under `log_key` found nothing.
pub fn rebuild(bundle: &Bundle, log_key: &str, data: &Path, places: Places) -> Result<Rebuilt, Failure> {
    let log = LogVerifier::parse(log_key).context("the log key cannot be read")?;
    let note = bundle.read(CHECKPOINT).context("the checkpoint cannot be read")?.unwrap_or_default();
    let checkpoint = log.open(&note).context("the checkpoint is not good")?;
    let folder = DataFolder::plan(data, &checkpoint.origin, places)?;
    let own = own_note(&log, &note)?;
    check_anchor(bundle, &folder.book.anchor, &log, &checkpoint)?;
    check_cosigned(bundle, &folder, &log, &checkpoint)?;
    let keys_missing = check_keys(&folder, &log)?;
    let (part, _held) = begin(&folder.root)?;
    // Another rebuilding may have ended since this one was called.
    refuse_existing(&folder.root).inspect_err(|_| drop(std::fs::remove_dir_all(&part)))?;
    write_entries(bundle, &part.join("journal"), &checkpoint)?;
    let texts = write_texts(bundle, &part.join("texts"))?;
    folder.write_into(&part)?;
    folder.make_outside()?;
    write_cosigned(&folder, &log, &note, &checkpoint)?;
    write_anchor(&folder.book.anchor, &log, own.as_bytes(), &checkpoint)?;
    put_in_place(&part, &folder.root)?;
    Ok(Rebuilt { folder, entries: checkpoint.size, texts, root: checkpoint.root.to_string(), keys_missing })
}

/// An anchor that stands has seen no entry that the tiles do not have.
fn check_anchor(
    bundle: &Bundle,
    anchor: &Path,
    log: &LogVerifier,
    checkpoint: &Checkpoint,
) -> Result<(), Failure> {
    if !anchor.exists() {
        return Ok(());
    }
    let opened = FileAnchor::open(anchor).context("the anchor cannot be opened")?;
    let Some(note) = opened.load().context("the anchor cannot be read")? else { return Ok(()) };
    check_seen(bundle, &format!("the anchor {}", anchor.display()), &note, (log, checkpoint))
}

/// Nor have those who cosigned: their notes may have survived where the anchor has not.
fn check_cosigned(
    bundle: &Bundle,
    folder: &DataFolder,
    log: &LogVerifier,
    checkpoint: &Checkpoint,
) -> Result<(), Failure> {
    let place = format!("the cosigned checkpoints {}", folder.cosigned().display());
    let check = |note: &String| check_seen(bundle, &place, note.as_bytes(), (log, checkpoint));
    kept_notes(folder)?.iter().try_for_each(check)
}

/// A checkpoint that was given out is one of the tiles.
fn check_seen(
    bundle: &Bundle,
    place: &str,
    note: &[u8],
    (log, checkpoint): (&LogVerifier, &Checkpoint),
) -> Result<(), Failure> {
    let refuse = |reason: String| Err(Failure::Refused(format!("{place}: {reason}")));
    let seen = match log.open(note) {
        Ok(seen) => seen,
        Err(error) => return refuse(error.to_string()),
    };
    if seen.size > checkpoint.size {
        return refuse(format!(
            "a checkpoint over {} entries was given out, the tiles have only {}: get the newest tiles",
            seen.size, checkpoint.size
        ));
    }
    if root_at(bundle, seen.size).context("the tiles cannot be read")? != Some(seen.root) {
        return refuse(format!(
            "over the first {} entries another root was given out than the tiles have",
            seen.size
        ));
    }
    Ok(())
}

/// Which keys are not there; of log keys that are there one must be that of the checkpoint, the others those before it.
fn check_keys(folder: &DataFolder, log: &LogVerifier) -> Result<Vec<&'static str>, Failure> {
    let files = folder.log_key_files()?;
    let mut is_held = false;
    for file in &files {
        let key = KeyFile::read(file)?;
        is_held |= key.purpose == Purpose::Log && key.public.0 == log.public();
    }
    if let (Some(file), false) = (files.last(), is_held) {
        return Err(Failure::Refused(format!("{} is not the log key of this book", file.display())));
    }
    let engine = (!folder.key("engine").exists()).then_some("engine.key");
    Ok((!is_held).then_some("log.key").into_iter().chain(engine).collect())
}

/// The note with one line of the log's key and no other, as an anchor holds it.
fn own_note(log: &LogVerifier, note: &[u8]) -> Result<String, Failure> {
    let note =
        Note::parse(note).map_err(|reason| anyhow!(reason)).context("the checkpoint cannot be read")?;
    let own = note.signatures.iter().find(|line| log.is_named(line));
    let own = note.only(|line| own.is_some_and(|own| std::ptr::eq(own, line)));
    if own.len() > MAX_ANCHOR_BYTES {
        let reason = format!(
            "the checkpoint has {} bytes, an anchor holds at most {MAX_ANCHOR_BYTES}: the name of the book is too long",
            own.len()
        );
        return Err(Failure::Refused(reason));
    }
    Ok(own)
}

/// A new folder beside the store's place, held until the file is dropped; what an interrupted rebuilding left there is removed.
///
/// The mark is never removed while others may hold it, so that two of them never work in one folder.
fn begin(root: &Path) -> Result<(PathBuf, File), Failure> {
    let part = beside(root, MARK);
    let making = || format!("cannot create {}", part.display());
    if part.exists() {
        if !part.join(MARK).exists() {
            let message = format!("{} is in the way, and no rebuilding left it there", part.display());
            return Err(Failure::Refused(message));
        }
        let mark = File::open(part.join(MARK)).with_context(making)?;
        hold(&mark, &part)?;
        clear(&part).with_context(making)?;
        return Ok((part, mark));
    }
    std::fs::create_dir_all(&part).with_context(making)?;
    let mark = File::create_new(part.join(MARK)).with_context(making)?;
    hold(&mark, &part)?;
    mark.sync_all().with_context(making)?;
    Ok((part, mark))
}

fn hold(mark: &File, part: &Path) -> Result<(), Failure> {
    match mark.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            Err(Failure::Refused(format!("another rebuilding is at work in {}", part.display())))
        }
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Removes everything but the mark.
fn clear(part: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(part)? {
        let entry = entry?;
        if entry.file_name() == MARK {
            continue;
        }
        if entry.file_type()?.is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        } else {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn write_entries(bundle: &Bundle, folder: &Path, checkpoint: &Checkpoint) -> Result<(), Failure> {
    let journal =
        SledJournal::open(folder, JournalOptions::default()).context("the store cannot be opened")?;
    let mut reader = BatchReader::new(bundle.book().context("the tiles cannot be read")?.content);
    let bar = progress("entries", usize::try_from(checkpoint.size).unwrap_or(usize::MAX));
    let (mut next, mut leaves) = (0, Vec::new());
    loop {
        let batch = reader.next_batch().context("the tiles cannot be read")?;
        leaves.extend(batch.lines().map(|(_, line)| line.to_vec()));
        if leaves.is_empty() {
            break;
        }
        if batch.is_empty() || leaves.len() >= AT_ONCE {
            journal.append(next, &leaves).context("the entries cannot be written")?;
            let written = u64::try_from(leaves.len()).unwrap_or(u64::MAX);
            next = next.saturating_add(written);
            bar.inc(written);
            leaves.clear();
        }
    }
    bar.finish_and_clear();
    read_back(&journal, checkpoint)
}

/// What the store gives back must lead to the root: the tiles were read twice, and a disk may err.
fn read_back(journal: &SledJournal, checkpoint: &Checkpoint) -> Result<(), Failure> {
    let size = journal.size().context("the store cannot be read")?;
    let mut frontier = Frontier::default();
    let mut push = |_, leaf: &[u8]| {
        frontier.push(leaf_hash(leaf));
        ControlFlow::Continue(())
    };
    journal.read(0, size, &mut push).context("the store cannot be read")?;
    if size == checkpoint.size && frontier.root() == checkpoint.root {
        return Ok(());
    }
    Err(Failure::Io(anyhow!(
        "the store does not give back what was verified: the tiles changed meanwhile, or the disk is bad"
    )))
}

fn write_texts(bundle: &Bundle, folder: &Path) -> Result<usize, Failure> {
    let blobs = FileBlobs::open(folder).context("the texts cannot be opened")?;
    let inside = |name: &String| name.starts_with(DOCUMENTS) || name.starts_with(STATEMENTS);
    let names: Vec<String> = bundle.names().into_iter().filter(inside).collect();
    let bar = progress("texts", names.len());
    for name in &names {
        let content = bundle.read(name).context("a text cannot be read")?.unwrap_or_default();
        blobs.put(&text_of(name, content)?).context("a text cannot be written")?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(names.len())
}

fn text_of(name: &str, content: Vec<u8>) -> Result<Text, Failure> {
    if name.starts_with(DOCUMENTS) {
        return Ok(Text::Document(content));
    }
    let (salt, data) = content.split_first_chunk::<32>().with_context(|| format!("{name} has no salt"))?;
    Ok(Text::Statement { salt: *salt, data: data.to_vec() })
}

/// Keeps the cosignatures that the tiles brought; a note of the same checkpoint that survived stays.
fn write_cosigned(
    folder: &DataFolder,
    log: &LogVerifier,
    note: &[u8],
    checkpoint: &Checkpoint,
) -> Result<(), Failure> {
    let parsed =
        Note::parse(note).map_err(|reason| anyhow!(reason)).context("the checkpoint cannot be read")?;
    let mut notes = kept_notes(folder)?;
    let same = |kept: &String| log.open(kept.as_bytes()).is_ok_and(|kept| kept == *checkpoint);
    if parsed.signatures.iter().all(|line| log.is_named(line)) || notes.iter().any(same) {
        return Ok(());
    }
    notes.push(parsed.only(|_| true));
    Ok(FileCosigned::new(&folder.cosigned())
        .replace(&encode_cosigned_notes(notes))
        .context("the cosigned checkpoints cannot be written")?)
}

/// Puts the note down; one that stands for the same entries stays.
fn write_anchor(path: &Path, log: &LogVerifier, note: &[u8], checkpoint: &Checkpoint) -> Result<(), Failure> {
    let anchor = FileAnchor::open(path).context("the anchor cannot be opened")?;
    let stands = anchor.load().context("the anchor cannot be read")?;
    let same = |stands: &Vec<u8>| log.open(stands).is_ok_and(|seen| seen == *checkpoint);
    if stands.as_ref().is_some_and(same) {
        return Ok(());
    }
    Ok(anchor.replace(stands.as_deref(), note).context("the anchor cannot be written")?)
}

fn put_in_place(part: &Path, root: &Path) -> Result<(), Failure> {
    let putting = || format!("cannot put the store at {}", root.display());
    let sync = |folder: &Path| File::open(folder).and_then(|handle| handle.sync_all());
    sync(part).with_context(putting)?;
    if root.exists() {
        // Fails unless it is empty.
        std::fs::remove_dir(root).with_context(putting)?;
    }
    std::fs::rename(part, root).with_context(putting)?;
    std::fs::remove_file(root.join(MARK)).with_context(putting)?;
    Ok(sync(root.parent().unwrap_or(root)).with_context(putting)?)
}
