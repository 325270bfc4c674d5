//! `together`: several books beside one another, and whether what each cites of the others stands there.

use super::{AuditError, Form, answer};
use crate::together::{Apart, BookSeen, Together, together};
use clap::Args;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `together`.
#[derive(Args, Clone, Debug)]
pub struct TogetherArgs {
    /// The exported books, at least two: folders or tar files
    #[arg(value_name = "BUNDLE", num_args = 2.., required = true)]
    pub bundles: Vec<PathBuf>,
    /// Print the report as JSON: {"books":[…],"citations":N,"findings":[{"origin","index","check","message"}],"one_sided":[…],"apart":[…],"absent":[…]}
    #[arg(long)]
    pub json: bool,
}

impl TogetherArgs {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        let report = together(&self.bundles)?;
        require_different_books(&report.books, &self.bundles)?;
        answer(&report, report.findings.len(), Form::of(self.json), out, |out| write_text(&report, out))
    }
}

/// Each bundle is of a book, and each of another one.
pub(super) fn require_different_books(books: &[BookSeen], bundles: &[PathBuf]) -> Result<(), AuditError> {
    let unfounded = books.iter().zip(bundles).find(|(book, _)| book.origin.is_empty());
    if let Some((_, path)) = unfounded {
        let path = path.display();
        return Err(AuditError::Usage(format!(
            "{path}: the first entry founds no book; `verify` says what is wrong"
        )));
    }
    let names: BTreeSet<&str> = books.iter().map(|book| book.origin.as_str()).collect();
    if names.len() < books.len() {
        let message = "two of the bundles are of the same book: give each book once".to_owned();
        return Err(AuditError::Usage(message));
    }
    Ok(())
}

fn write_text(report: &Together, out: &mut dyn Write) -> std::io::Result<()> {
    for finding in &report.findings {
        let message = finding.message.replace('\n', "?");
        writeln!(out, "{} entry {}: {}: {message}", finding.origin, finding.index, finding.check)?;
    }
    for book in &report.books {
        writeln!(out, "book        {} ({} entries)", book.origin, book.entries)?;
    }
    writeln!(out, "citations   {} checked at both ends", report.citations)?;
    for one_sided in &report.one_sided {
        writeln!(out, "one-sided   {} does not cite what {} handed over", one_sided.by, one_sided.of)?;
    }
    for Apart { document, passed_in, failed_in } in &report.apart {
        writeln!(out, "apart       text {document}: decided in {passed_in}, not in {failed_in}")?;
    }
    for absent in &report.absent {
        writeln!(out, "not checked {absent} is cited and was not given")?;
    }
    match report.findings.len() {
        0 => writeln!(out, "No findings. Each book itself is checked by `verify` and `replay`."),
        1 => writeln!(out, "1 finding."),
        count => writeln!(out, "{count} findings."),
    }
}
