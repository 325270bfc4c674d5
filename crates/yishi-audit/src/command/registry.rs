//! `registry`: a registry book, and other books held against it.

use super::{AuditError, Form, TrustArgs, WordsArgs, answer};
use crate::reading::write_count;
use crate::registry::{BookHeld, NotHeldWhat, RegistryFinding, RegistryReport, registry};
use crate::words::{check_name, pick};
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;
use yishi_tally::Language;

const AFTER_HELP: &str = "\
Examples:
  yishi-audit registry ./registry-bundle --vkey VKEY-OF-THE-REGISTRY
  yishi-audit registry ./registry-bundle ./weiyang ./lane.tar --vkey VKEY-OF-THE-REGISTRY --language zh

The registry is verified and replayed in full. Each book is held against it: its first entry and its keys are those registered, its
checkpoint is signed by a key in force at its size and by the witnesses of the registered policy, every pin is a beginning of it, and
nothing stands after the entry at which it was frozen. Whether a book is good in itself is checked by verify and replay.

Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 something cannot be read.";

/// Arguments of `registry`.
#[derive(Args, Clone, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct RegistryArgs {
    /// The exported registry book: a folder or a tar file
    #[arg(value_name = "REGISTRY_BUNDLE")]
    pub registry: PathBuf,
    /// Exported books to hold against it
    #[arg(value_name = "BOOK_BUNDLE")]
    pub books: Vec<PathBuf>,
    /// Which log key of the registry is believed.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// The language.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Print the report as JSON: {"registry","books":{ORIGIN:{"pins","newest_pin","keys","frozen_at","successor","entries","pins_held"…}},"findings":[{"book","index","registry_index","check","message"}],"not_checked":[{"book","what"}]}
    #[arg(long)]
    pub json: bool,
}

impl RegistryArgs {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        let report = registry(&self.registry, &self.books, &self.trust.pin()?)?;
        answer(&report, report.findings.len(), Form::of(self.json), out, |out| {
            write_text(&report, self.words.into(), out)
        })
    }
}

fn write_text(report: &RegistryReport, language: Language, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        write_finding(finding, language, out)?;
    }
    report.registry.write_text(language, out)?;
    for (origin, book) in &report.books {
        write_book(origin, book, language, out)?;
    }
    for what in &report.not_checked {
        let why = match what.what {
            NotHeldWhat::NotShown => pick(language, "the book was not given", "没有提供这本台账"),
            NotHeldWhat::PolicyMissing => pick(
                language,
                "its witnesses: the text of its policy is not in the registry's bundle",
                "见证人：登记台账文件包中没有其信任策略文本",
            ),
            NotHeldWhat::SinceLastPin => pick(
                language,
                "whether others were shown other entries after the last pin: pin again",
                "最近一次锁定之后的条目是否对他人另有一套：请再次锁定",
            ),
        };
        writeln!(out, "{}: {}: {why}", pick(language, "not checked", "未核对"), what.book)?;
    }
    write_count(report.findings.len(), language, out)
}

fn write_finding(finding: &RegistryFinding, language: Language, out: &mut dyn Write) -> io::Result<()> {
    // A name out of a bundle may hold anything, but a finding is one line.
    let message = finding.message.replace('\n', "?");
    let check = check_name(language, &finding.check);
    let place = match (finding.index, language) {
        (Some(index), Language::English) => format!(" entry {index}"),
        (Some(index), Language::Chinese) => format!(" 第 {index} 条"),
        (None, _) => String::new(),
    };
    let registry = match (finding.registry_index, language) {
        (Some(index), Language::English) => format!(" (entry {index} of the registry)"),
        (Some(index), Language::Chinese) => format!("（登记台账第 {index} 条）"),
        (None, _) => String::new(),
    };
    writeln!(out, "{}{place}: {check}: {message}{registry}", finding.book)
}

fn write_book(origin: &str, book: &BookHeld, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let (pins, newest) = (book.pins, book.newest_pin.size);
    let shown = match (book.entries, language) {
        (Some(entries), Language::English) => {
            format!("{entries} entries shown, {} of {pins} pins held", book.pins_held)
        }
        (Some(entries), Language::Chinese) => {
            format!("出示 {entries} 条，{pins} 次锁定中 {} 次相符", book.pins_held)
        }
        (None, Language::English) => format!("not shown, {pins} pins"),
        (None, Language::Chinese) => format!("未出示，锁定 {pins} 次"),
    };
    match language {
        Language::English => writeln!(out, "registered  {origin}: {shown}, the newest at {newest} entries")?,
        Language::Chinese => writeln!(out, "已登记      {origin}：{shown}，最近一次在 {newest} 条")?,
    }
    if let Some(frozen) = &book.frozen_at {
        let on = match (&book.successor, language) {
            (Some(successor), Language::English) => format!("{successor} goes on"),
            (Some(successor), Language::Chinese) => format!("由 {successor} 接续"),
            (None, Language::English) => "no book goes on yet".to_owned(),
            (None, Language::Chinese) => "尚无接续台账".to_owned(),
        };
        match language {
            Language::English => writeln!(out, "            frozen at {} entries; {on}", frozen.size)?,
            Language::Chinese => writeln!(out, "            冻结于 {} 条；{on}", frozen.size)?,
        }
    }
    Ok(())
}
