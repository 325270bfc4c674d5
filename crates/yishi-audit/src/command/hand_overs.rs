//! `hand-overs`: matters that went from book to book, verified from both ends.

use super::together::require_different_books;
use super::{AuditError, Form, WordsArgs, answer};
use crate::hand_overs::{HandOverSeen, HandOverStanding, HandOvers, hand_overs};
use crate::reading::write_count;
use crate::words::{check_name, pick};
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;
use yishi_tally::Language;

const AFTER_HELP: &str = "\
Example:
  yishi-audit hand-overs ./weiyang ./lane.tar --language zh

Of each matter that one of the books handed over to another, both ends are looked up: the hand-over, the receipt and the confirmation each
stand where the other side cites them, under a log key in force there, and tell the same. Whether each book is good in itself is
checked by verify and replay.

Exit codes: 0 nothing found, 1 findings (an end that is missing is one), 2 wrong usage, 3 something cannot be read.";

/// Arguments of `hand-overs`.
#[derive(Args, Clone, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct HandOversArgs {
    /// The exported books, at least two: folders or tar files
    #[arg(value_name = "BUNDLE", num_args = 2.., required = true)]
    pub bundles: Vec<PathBuf>,
    /// The language.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Print the report as JSON: {"books":[…],"hand_overs":[{"from","matter","index","to","received","confirmed","standing"}],"findings":[{"origin","index","check","message"}],"absent":[…]}
    #[arg(long)]
    pub json: bool,
}

impl HandOversArgs {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        let report = hand_overs(&self.bundles)?;
        require_different_books(&report.books, &self.bundles)?;
        answer(&report, report.findings.len(), Form::of(self.json), out, |out| {
            write_text(&report, self.words.into(), out)
        })
    }
}

fn write_text(report: &HandOvers, language: Language, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        let (message, check) = (finding.message.replace('\n', "?"), check_name(language, finding.check));
        match language {
            Language::English => {
                writeln!(out, "{} entry {}: {check}: {message}", finding.origin, finding.index)?
            }
            Language::Chinese => {
                writeln!(out, "{} 第 {} 条：{check}：{message}", finding.origin, finding.index)?
            }
        }
    }
    for book in &report.books {
        let entries = pick(language, "entries", "条");
        writeln!(
            out,
            "{} {} ({} {entries})",
            pick(language, "book       ", "台账       "),
            book.origin,
            book.entries
        )?;
    }
    for seen in &report.hand_overs {
        write_seen(seen, language, out)?;
    }
    for absent in &report.absent {
        let why = pick(language, "takes part and was not given", "参与移交，但没有提供");
        writeln!(out, "{}: {absent}: {why}", pick(language, "not checked", "未核对"))?;
    }
    write_count(report.findings.len(), language, out)
}

fn write_seen(seen: &HandOverSeen, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let standing = match seen.standing {
        HandOverStanding::Complete => {
            pick(language, "handed over, received, confirmed", "已移交、已接收、已确认")
        }
        HandOverStanding::Waiting => pick(language, "waiting for a word", "等候回音"),
        HandOverStanding::Lapsed => {
            pick(language, "came back, for no word came in time", "逾期无回音，已收回")
        }
        HandOverStanding::EndMissing => pick(language, "AN END IS MISSING", "缺一端"),
    };
    let arrived = seen.received.as_ref().map_or_else(String::new, |(matter, _)| format!(" {matter}"));
    let HandOverSeen { from, matter, index, to, .. } = seen;
    match language {
        Language::English => {
            writeln!(out, "hand-over   {from} {matter} (entry {index}) → {to}{arrived}: {standing}")
        }
        Language::Chinese => {
            writeln!(out, "移交        {from} {matter}（第 {index} 条）→ {to}{arrived}：{standing}")
        }
    }
}
