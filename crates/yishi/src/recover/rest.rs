//! Writes what can still be read of a book as a bundle: all that a signed checkpoint covers, or, where none does, the entries alone.

use super::diagnosis::Diagnosis;
use super::giving_up::last_good;
use crate::console::progress;
use crate::failure::Failure;
use crate::running::open_texts;
use anyhow::Context;
use std::path::Path;
use yishi_audit::bundle::{BundleWriter, WriteError};
use yishi_core::TextRef;
use yishi_engine::{BlobStore, Text};

/// What was written.
pub struct Rest {
    /// Entries.
    pub entries: u64,
    /// Whether a signed checkpoint covers them: without one, an audit says that it is missing.
    pub signed: bool,
}

/// Writes a bundle into a new folder, with the documents and statements that are there.
///
/// # Errors
/// When nothing can be read, the folder holds something, or files cannot be read or written.
pub fn write_rest(diagnosis: &Diagnosis, out: &Path) -> Result<Rest, Failure> {
    let good = last_good(diagnosis);
    let entries = good.map_or(diagnosis.store.found, |good| good.checkpoint.size);
    if entries == 0 {
        return Err(Failure::Refused("no entry can be read: there is nothing to write".into()));
    }
    let mut writer = BundleWriter::create(out).map_err(not_written)?;
    let bar = progress("entries", usize::try_from(entries).unwrap_or(usize::MAX));
    diagnosis.store.each(0, entries, &mut |leaf| {
        bar.inc(1);
        writer.leaf(leaf).map_err(not_written)
    })?;
    bar.finish_and_clear();
    write_texts(diagnosis, &mut writer)?;
    match good {
        Some(good) => {
            let note = std::str::from_utf8(&good.note).context("the checkpoint is not text")?;
            writer.finish(note, &good.log).map_err(not_written)?;
        }
        None => writer.finish_unsigned().map_err(not_written)?,
    }
    Ok(Rest { entries, signed: good.is_some() })
}

fn write_texts(diagnosis: &Diagnosis, writer: &mut BundleWriter) -> Result<(), Failure> {
    let folder = diagnosis.folder.texts();
    if !folder.is_dir() {
        return Ok(());
    }
    let blobs = open_texts(&folder, &diagnosis.folder.persons())?;
    for text in writer.wanted() {
        match (text, blobs.get(&text)) {
            (TextRef::Document(_), Ok(Some(Text::Document(data)))) => writer.document(&data),
            (TextRef::Statement(_), Ok(Some(Text::Statement { salt, data }))) => {
                writer.statement(&salt, &data)
            }
            // Gone, damaged, or without its key: an audit finds it missing.
            _ => Ok(()),
        }
        .map_err(not_written)?;
    }
    Ok(())
}

fn not_written(error: WriteError) -> Failure {
    Failure::Io(anyhow::Error::new(error).context("the bundle cannot be written"))
}
