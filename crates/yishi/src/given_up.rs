//! A book that was given up: entries that people hold receipts for are gone, so nothing is ever signed under its log key again.
//!
//! The statement lies beside the anchor and among the keys, outside the data folder: neither an older copy of the data nor another folder
//! for it lifts it. No key of the book may
//! sign it, because each signs one kind of thing; what it cites is signed, and that is what people can check.

use crate::failure::Failure;
use crate::layout::{DataFolder, beside};
use crate::secret_file;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What the form of the statement is called.
const FORMAT: &str = "yishi-given-up/v1";

/// Why a book goes on no more, and what a successor can cite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenUp {
    format: String,
    /// The book's name.
    pub origin: String,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// What was wrong, in words.
    pub problems: Vec<String>,
    /// Entries that can still be read, and lead to what was signed.
    pub remaining: u64,
    /// The newest signed checkpoint, as a note, whose entries are all still there: what a successor cites.
    pub last_good: Option<String>,
    /// The signed checkpoint, as a note, of which entries are gone.
    pub given_out: Option<String>,
}

impl GivenUp {
    /// A statement about a book.
    pub fn of(origin: &str, at_ms: u64, problems: Vec<String>, remaining: u64) -> Self {
        let (format, origin) = (FORMAT.to_owned(), origin.to_owned());
        Self { format, origin, at_ms, problems, remaining, last_good: None, given_out: None }
    }

    /// Writes it down for good.
    ///
    /// # Errors
    /// When there is one already, or it cannot be written.
    pub fn write(&self, folder: &DataFolder) -> Result<PathBuf, Failure> {
        self.write_to(&among_keys(folder))?;
        self.write_to(&file(folder))
    }

    fn write_to(&self, file: &Path) -> Result<PathBuf, Failure> {
        let writing = || format!("cannot write {}", file.display());
        let mut text = serde_json::to_vec_pretty(self).with_context(writing)?;
        text.push(b'\n');
        secret_file::write(file, &text).with_context(writing)?;
        let above = file.parent().unwrap_or(file);
        File::open(above).and_then(|handle| handle.sync_all()).with_context(writing)?;
        Ok(file.to_owned())
    }
}

/// Where the statement lies.
pub fn file(folder: &DataFolder) -> PathBuf {
    beside(&folder.book.anchor, "given-up")
}

/// Where it lies among the keys, from which all signing comes.
fn among_keys(folder: &DataFolder) -> PathBuf {
    folder.book.keys.join(format!("{}.given-up", folder.book.origin.replace('/', "_")))
}

/// Refuses a book that was given up.
///
/// # Errors
/// When it was, or when that cannot be found out.
pub fn refuse(folder: &DataFolder) -> Result<(), Failure> {
    refuse_by(folder, &among_keys(folder))?;
    refuse_by(folder, &file(folder))
}

fn refuse_by(folder: &DataFolder, file: &Path) -> Result<(), Failure> {
    let text = match std::fs::read_to_string(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        read => read.with_context(|| format!("cannot read {}", file.display()))?,
    };
    let found: Option<GivenUp> = serde_json::from_str(&text).ok();
    let why = found.and_then(|found| found.problems.first().cloned());
    Err(Failure::Refused(format!(
        "the book `{}` was given up ({}): {}. Nothing is signed for it again; its successor is another book (docs/operations.md)",
        folder.book.origin,
        file.display(),
        why.as_deref().unwrap_or("the statement cannot be read")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Places;

    #[test]
    fn a_book_that_was_given_up_is_refused_and_the_statement_is_never_replaced() {
        let guard = tempfile::tempdir().unwrap();
        let folder =
            DataFolder::create(&guard.path().join("b"), "a.org/b-00000000", Places::default()).unwrap();
        refuse(&folder).unwrap();
        let statement = GivenUp::of("a.org/b-00000000", 1, vec!["entries 3 to 4 are gone".into()], 3);
        statement.write(&folder).unwrap();
        let refused = refuse(&folder).unwrap_err().to_string();
        assert!(refused.contains("entries 3 to 4 are gone"), "{refused}");
        assert!(statement.write(&folder).is_err());
        std::fs::write(file(&folder), "{").unwrap();
        assert!(refuse(&folder).is_err(), "a damaged statement lifts nothing");
    }
}
