//! Exports a running book as a bundle or as tiles: the leaves as they stand, the texts they bring in, the checkpoint.

use crate::console::progress;
use crate::failure::Failure;
use anyhow::Context;
use std::path::Path;
use yishi_audit::bundle::{BookWriter, BundleWriter, TileWriter, TilesWritten, WriteError, Written};
use yishi_core::TextRef;
use yishi_engine::{Engine, Text, Version};
use yishi_log::checkpoint::LogVerifier;

/// Leaves read at once.
const AT_ONCE: u64 = 256;

/// Writes the book as it stands now into a new folder.
pub fn export(engine: &Engine, folder: &Path) -> Result<Written, Failure> {
    export_cosigned(engine, folder, &[])
}

/// The same with the cosignatures that one of the notes has of exactly this checkpoint.
pub fn export_cosigned(engine: &Engine, folder: &Path, notes: &[String]) -> Result<Written, Failure> {
    let version = engine.version();
    let mut writer = BundleWriter::create(folder).map_err(not_written)?;
    write_book(engine, &version, &mut writer)?;
    let log = log_of(&version)?;
    let note = note_of(engine, &version, &log, notes);
    writer.finish(&note, &log).map_err(not_written)
}

/// Writes the book as it stands now as tiles, into a new folder or on in one of an earlier export, with the cosignatures as above.
pub fn export_tiles(engine: &Engine, folder: &Path, notes: &[String]) -> Result<TilesWritten, Failure> {
    let version = engine.version();
    let log = log_of(&version)?;
    let mut writer = TileWriter::open(folder).map_err(not_written)?;
    write_book(engine, &version, &mut writer)?;
    let note = note_of(engine, &version, &log, notes);
    writer.finish(&note, &log).map_err(not_written)
}

fn not_written(error: WriteError) -> Failure {
    if error.is_refusal() {
        return Failure::Refused(error.to_string());
    }
    Failure::Io(anyhow::Error::new(error).context("the bundle cannot be written"))
}

fn write_book(engine: &Engine, version: &Version, writer: &mut dyn BookWriter) -> Result<(), Failure> {
    write_leaves(engine, version, writer)?;
    let wanted = writer.wanted();
    let bar = progress("texts", wanted.len());
    for text in wanted {
        write_text(engine, &text, writer)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// The checkpoint of exactly this version, with all cosignatures that are known.
pub fn note_of(engine: &Engine, version: &Version, log: &LogVerifier, notes: &[String]) -> String {
    let head = engine.head_checkpoint();
    let same = |note: &&str| {
        log.open(note.as_bytes()).is_ok_and(|found| found.size == version.size && found.root == version.root)
    };
    // Of those over the same entries the one with most lines; what a line is worth, the auditor's policy says.
    let known = std::iter::once(&*head).chain(notes.iter().map(String::as_str)).filter(same);
    known.max_by_key(|note| note.lines().count()).unwrap_or(&version.checkpoint).to_owned()
}

fn write_leaves(engine: &Engine, version: &Version, writer: &mut dyn BookWriter) -> Result<(), Failure> {
    let bar = progress("entries", usize::try_from(version.size).unwrap_or(usize::MAX));
    let mut from = 0;
    while from < version.size {
        let to = version.size.min(from.saturating_add(AT_ONCE));
        for leaf in engine.leaves(from, to).context("an entry cannot be read")? {
            writer.leaf(&leaf).map_err(not_written)?;
            bar.inc(1);
        }
        from = to;
    }
    bar.finish_and_clear();
    Ok(())
}

fn write_text(engine: &Engine, text: &TextRef, writer: &mut dyn BookWriter) -> Result<(), Failure> {
    match engine.text(text).context("a text cannot be read")? {
        Some(Text::Document(data)) => writer.document(&data).map_err(not_written)?,
        Some(Text::Statement { salt, data }) => {
            writer.statement(&salt, &data).map_err(not_written)?;
        }
        // The vault never leaves; a text that is not there is reported at the end.
        Some(Text::Vault { .. }) | None => {}
    }
    Ok(())
}

/// The key that an export names: the newest of the book's log.
pub fn log_of(version: &Version) -> Result<LogVerifier, Failure> {
    let book = version.state.book.as_ref();
    let book = book.ok_or_else(|| Failure::Refused("the book is not founded yet".into()))?;
    let keys = book.log_keys();
    let newest = keys.last().map_or(book.log_vkey.as_str(), |span| span.log_vkey.as_str());
    Ok(LogVerifier::parse(newest).context("the book's log key cannot be read")?)
}
