//! `together`: several books beside one another, and whether what each cites of the others stands there.

use super::{AuditError, Form, WordsArgs, answer};
use crate::reading::write_count;
use crate::together::{Apart, BookSeen, OneSided, Together, together};
use crate::words::{check_name, finding, pick};
use clap::Args;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use yishi_tally::Language;

/// Arguments of `together`.
#[derive(Args, Clone, Debug)]
pub struct TogetherArgs {
    /// The exported books, at least two: folders or tar files
    #[arg(value_name = "BUNDLE", num_args = 2.., required = true)]
    pub bundles: Vec<PathBuf>,
    /// The language.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Print the report as JSON: {"books":[…],"citations":N,"findings":[{"origin","index","check","message"}],"one_sided":[…],"apart":[…],"absent":[…]}
    #[arg(long)]
    pub json: bool,
}

impl TogetherArgs {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        let report = together(&self.bundles)?;
        require_different_books(&report.books, &self.bundles)?;
        answer(&report, report.findings.len(), Form::of(self.json), out, |out| {
            write_text(&report, self.words.into(), out)
        })
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

fn write_text(report: &Together, language: Language, out: &mut dyn Write) -> std::io::Result<()> {
    let say = |english, chinese| pick(language, english, chinese);
    for found in &report.findings {
        let (message, check) = (finding(language, &found.message), check_name(language, found.check));
        match language {
            Language::English => writeln!(out, "{} entry {}: {check}: {message}", found.origin, found.index)?,
            Language::Chinese => writeln!(out, "{} 第 {} 条：{check}：{message}", found.origin, found.index)?,
        }
    }
    for BookSeen { origin, entries, .. } in &report.books {
        writeln!(out, "{} {origin} ({entries} {})", say("book       ", "台账       "), say("entries", "条"))?;
    }
    let both_ends = say("checked at both ends", "处引用已从两端核对");
    writeln!(out, "{} {} {both_ends}", say("citations  ", "引用       "), report.citations)?;
    for OneSided { by, of } in &report.one_sided {
        match language {
            Language::English => writeln!(out, "one-sided   {by} does not cite what {of} handed over")?,
            Language::Chinese => writeln!(out, "单方        {by} 没有引用 {of} 移交的内容")?,
        }
    }
    for Apart { document, passed_in, failed_in } in &report.apart {
        match language {
            Language::English => {
                writeln!(out, "apart       text {document}: decided in {passed_in}, not in {failed_in}")?;
            }
            Language::Chinese => {
                writeln!(out, "不一致      文本 {document}：在 {passed_in} 通过，在 {failed_in} 未通过")?;
            }
        }
    }
    for absent in &report.absent {
        let why = say("is cited and was not given", "被引用，但没有提供");
        writeln!(out, "{} {absent} {why}", say("not checked", "未核对     "))?;
    }
    write_count(report.findings.len(), language, out)?;
    if report.findings.is_empty() {
        let rest = say(
            "Each book itself is checked by `verify` and `replay`.",
            "各台账本身由 verify 和 replay 核对。",
        );
        writeln!(out, "{rest}")?;
    }
    Ok(())
}
