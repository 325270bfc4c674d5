//! Makes a store anew from entries that were verified: tiles, a bundle or a backup; with texts, `book.toml`, and the anchor.
//!
//! It grows beside its place and is put there as a whole; before that the anchor is written, so that a store without its anchor never
//! stands. What witnesses have cosigned of the checkpoint is kept beside the anchor, which holds the log's own line. Verifying is left to `yishi-audit`, keys to whoever kept them.

mod checks;
mod fill;
mod place;

pub use checks::own_note;
pub use fill::{JournalFill, Visit, each_leaf, text_in_bundle};
pub use place::begin;

use crate::failure::Failure;
use crate::given_up;
use crate::layout::{DataFolder, Places};
use crate::running::kept_notes;
use anyhow::{Context, anyhow};
use std::path::Path;
use yishi_audit::bundle::{Bundle, CHECKPOINT};
use yishi_engine::{Anchor, CosignedStore, encode_cosigned_notes};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::note::Note;
use yishi_sled::{FileAnchor, FileCosigned};

/// A store that was made anew.
pub struct Rebuilt<T = usize> {
    /// Where it lies.
    pub folder: DataFolder,
    /// Its entries.
    pub entries: u64,
    /// What became of the texts; of tiles, how many documents and statements there are.
    pub texts: T,
    /// The root over its entries, in hex.
    pub root: String,
    /// Key files without which it cannot go on.
    pub keys_missing: Vec<String>,
}

/// What a store is made of, and where.
pub struct Making<'a> {
    /// Entries and checkpoint; verifying them found nothing.
    pub bundle: &'a Bundle,
    /// The verifier key under which that was.
    pub log_key: &'a str,
    /// The new data folder.
    pub data: &'a Path,
    /// Keys and anchor.
    pub places: Places,
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
    let making = Making { bundle, log_key, data, places };
    make(making, |texts, folder| fill::write_texts(bundle, texts, folder))
}

/// Makes a store whose texts are filled in by `texts`, which is given the folder they belong into, and what the data folder will be.
///
/// When it fails, nothing is left of it; when it is killed, what it left is removed by the next one.
pub fn make<T>(
    making: Making<'_>,
    texts: impl FnOnce(&Path, &DataFolder) -> Result<T, Failure>,
) -> Result<Rebuilt<T>, Failure> {
    let Making { bundle, log_key, data, places } = making;
    let log = LogVerifier::parse(log_key).context("the log key cannot be read")?;
    let note = bundle.read(CHECKPOINT).context("the checkpoint cannot be read")?.unwrap_or_default();
    let checkpoint = log.open(&note).context("the checkpoint is not good")?;
    let folder = DataFolder::plan(data, &checkpoint.origin, places)?;
    given_up::refuse(&folder)?;
    let own = own_note(&log, &note)?;
    let named = checks::named_keys(bundle)?;
    checks::check_given_out(bundle, &folder, &named, &checkpoint)?;
    let keys_missing = checks::check_keys(&folder, &named)?;
    let part = place::beside_root(&folder.root);
    let _held = place::begin(&part)?;
    let grow = || {
        // Another rebuilding may have ended since this one was called.
        refuse_existing(&folder.root)?;
        fill::write_entries(bundle, &part.join("journal"), &checkpoint)?;
        let texts = texts(&part.join("texts"), &folder)?;
        folder.write_into(&part)?;
        folder.make_outside()?;
        write_cosigned(&folder, &log, &note, &checkpoint)?;
        write_anchor(&folder.book.anchor, &log, own.as_bytes(), &checkpoint)?;
        Ok(texts)
    };
    let texts = grow().inspect_err(|_: &Failure| drop(std::fs::remove_dir_all(&part)))?;
    place::put_in_place(&part, &folder.root)?;
    let (entries, root) = (checkpoint.size, checkpoint.root.to_string());
    Ok(Rebuilt { folder, entries, texts, root, keys_missing })
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
pub fn write_anchor(
    path: &Path,
    log: &LogVerifier,
    note: &[u8],
    checkpoint: &Checkpoint,
) -> Result<(), Failure> {
    let anchor = FileAnchor::open(path).context("the anchor cannot be opened")?;
    let stands = anchor.load().context("the anchor cannot be read")?;
    let same = |stands: &Vec<u8>| log.open(stands).is_ok_and(|seen| seen == *checkpoint);
    if stands.as_ref().is_some_and(same) {
        return Ok(());
    }
    Ok(anchor.replace(stands.as_deref(), note).context("the anchor cannot be written")?)
}
