//! What must hold before a store is made anew: what was given out is in the copy, and keys that are there are the book's.

use super::each_leaf;
use crate::copy::learn_key;
use crate::failure::Failure;
use crate::key_file::{KeyFile, Purpose};
use crate::layout::DataFolder;
use crate::recover::{Logs, Unopened};
use crate::running::kept_notes;
use anyhow::{Context, anyhow};
use yishi_audit::bundle::{Bundle, root_at};
use yishi_core::LogKeySpan;
use yishi_engine::Anchor;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::note::Note;
use yishi_sled::{FileAnchor, MAX_ANCHOR_BYTES};

/// What was given out, as far as it survived, is in the tiles: the anchor, and what witnesses have cosigned.
pub(super) fn check_given_out(
    bundle: &Bundle,
    folder: &DataFolder,
    named: &[LogKeySpan],
    checkpoint: &Checkpoint,
) -> Result<(), Failure> {
    let logs = Logs::of(folder, None, named)?;
    let anchor = &folder.book.anchor;
    if anchor.exists() {
        let opened = FileAnchor::open(anchor).context("the anchor cannot be opened")?;
        if let Some(note) = opened.load().context("the anchor cannot be read")? {
            check_seen(bundle, &format!("the anchor {}", anchor.display()), &note, (&logs, checkpoint))?;
        }
    }
    let place = format!("the cosigned checkpoints {}", folder.cosigned().display());
    let check = |note: &String| check_seen(bundle, &place, note.as_bytes(), (&logs, checkpoint));
    kept_notes(folder)?.iter().try_for_each(check)
}

/// A checkpoint that was given out is one of the tiles. One of a key that the tiles do not name yet may say that they are too old.
fn check_seen(
    bundle: &Bundle,
    place: &str,
    note: &[u8],
    (logs, checkpoint): (&Logs, &Checkpoint),
) -> Result<(), Failure> {
    let refuse = |reason: String| Err(Failure::Refused(format!("{place}: {reason}")));
    let seen = match logs.open(note) {
        Ok((_, seen)) => seen,
        Err(Unopened::UnknownKey { checkpoint: seen, .. }) if seen.size > checkpoint.size => seen,
        Err(unopened) => return refuse(unopened.reason()),
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

/// The log keys that the entries name.
pub(super) fn named_keys(bundle: &Bundle) -> Result<Vec<LogKeySpan>, Failure> {
    let mut named = Vec::new();
    each_leaf(bundle, &mut |_, leaf| {
        learn_key(&mut named, leaf);
        Ok(())
    })?;
    Ok(named)
}

/// Which keys are not there. The newest log key that the entries name must be; where it is not, those that are there must be older ones of
/// this book.
pub(super) fn check_keys(folder: &DataFolder, named: &[LogKeySpan]) -> Result<Vec<String>, Failure> {
    let vkeys: Vec<&str> = named.iter().map(|span| span.log_vkey.as_str()).collect();
    let newest = vkeys.last().copied().unwrap_or_default();
    let (mut is_held, mut foreign) = (false, None);
    for file in folder.log_key_files()? {
        let key = KeyFile::read(&file)?;
        let log = LogVerifier::new(&folder.book.origin, &key.public.0);
        let vkey = log.map(|log| log.to_vkey()).unwrap_or_default();
        is_held |= key.purpose == Purpose::Log && vkey == newest;
        if key.purpose != Purpose::Log || !vkeys.contains(&vkey.as_str()) {
            foreign = Some(file);
        }
    }
    if let (Some(file), false) = (foreign, is_held) {
        return Err(Failure::Refused(format!(
            "{} is not the log key of this book: {newest} is wanted",
            file.display()
        )));
    }
    let log = match vkeys.len() {
        0 | 1 => "log.key".to_owned(),
        number => format!("log-{number}.key ({newest})"),
    };
    let engine = (!folder.key("engine").exists()).then(|| "engine.key".to_owned());
    Ok((!is_held).then_some(log).into_iter().chain(engine).collect())
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
