//! What must hold before a store is made anew: what was given out is in the copy, and keys that are there are the book's.

use crate::failure::Failure;
use crate::key_file::{KeyFile, Purpose};
use crate::layout::DataFolder;
use crate::running::kept_notes;
use anyhow::{Context, anyhow};
use std::path::Path;
use yishi_audit::bundle::{Bundle, root_at};
use yishi_engine::Anchor;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::note::Note;
use yishi_sled::{FileAnchor, MAX_ANCHOR_BYTES};

/// An anchor that stands has seen no entry that the tiles do not have.
pub(super) fn check_anchor(
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
pub(super) fn check_cosigned(
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
pub fn check_seen(
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
pub(super) fn check_keys(folder: &DataFolder, log: &LogVerifier) -> Result<Vec<&'static str>, Failure> {
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
pub fn own_note(log: &LogVerifier, note: &[u8]) -> Result<String, Failure> {
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
