//! `roster`: the roll as the entries give it.

use super::{AuditError, Form, TrustArgs, WordsArgs, answer};
use crate::bundle::Bundle;
use crate::reading::{write_count, write_findings};
use crate::roster::{RollList, RosterReport, roster};
use crate::words::{hundredths, pick};
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;
use yishi_tally::Language;

const AFTER_HELP: &str = "\
Examples:
  yishi-audit roster ./bundle --vkey VKEY
  yishi-audit roster ./bundle --vkey VKEY --at 1200 --roll mine.csv --language zh

The list is a CSV file in UTF-8 whose first line names its columns. It needs `id`; of council, household, standing,
building, area_m2 and owners (ids joined by ;) each is compared that is there. A list of members only is not
compared with units, and the other way round.

Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 something cannot be read.";

/// Arguments of `roster`.
#[derive(Args, Clone, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct RosterArgs {
    /// The exported book: a folder or a tar file
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,
    /// The roll as it was after this entry; after the last one if not given
    #[arg(long, value_name = "INDEX")]
    pub at: Option<u64>,
    /// A list from elsewhere to compare it with: who is missing, who is too many
    #[arg(long, value_name = "FILE.csv")]
    pub roll: Option<PathBuf>,
    /// Print the rows as well, with --json
    #[arg(long, requires = "json")]
    pub rows: bool,
    /// Which log key is believed.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// The language.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Print the report as JSON: {"basis","members","units","area_dm2","digest","imports","pending","list","findings","not_checked"}
    #[arg(long)]
    pub json: bool,
}

impl RosterArgs {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        let list = self.roll.as_ref().map(|path| RollList::read(path)).transpose()?;
        let language = self.words.into();
        let until = self.at.map(|index| index.saturating_add(1));
        let bundle = Bundle::open(&self.bundle)?;
        let mut report = roster(&bundle, &self.trust.pin()?, until, list.as_ref(), language)?;
        if !self.rows {
            report.rows = None;
        }
        answer(&report, report.findings.len(), Form::of(self.json), out, |out| {
            write_text(&report, language, out)
        })
    }
}

fn write_text(report: &RosterReport, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let say = |english, chinese| pick(language, english, chinese);
    write_findings(&report.findings, language, out)?;
    report.basis.write_text(language, out)?;
    let members: u64 = report.members.values().sum();
    let standings: Vec<String> =
        report.members.iter().map(|(standing, count)| format!("{standing} {count}")).collect();
    writeln!(out, "{} {members} ({})", say("members    ", "成员       "), standings.join(", "))?;
    let area = hundredths(report.area_dm2);
    writeln!(out, "{} {} ({area} m²)", say("units      ", "单元       "), report.units)?;
    writeln!(out, "{} {}", say("digest     ", "摘要       "), report.digest)?;
    for import in &report.imports {
        let agrees = if import.agrees {
            say("counted again, the same", "重算一致")
        } else {
            say("DOES NOT AGREE", "不一致")
        };
        let (name, at, rows, area) =
            (&import.import, import.sealed_at, import.rows, hundredths(import.area_dm2));
        match language {
            Language::English => {
                writeln!(out, "import      {name}, sealed by entry {at}: {rows} rows, {area} m² — {agrees}")?
            }
            Language::Chinese => {
                writeln!(out, "导入        {name}，第 {at} 条封存：{rows} 行，{area} m² — {agrees}")?
            }
        }
    }
    for (import, rows) in &report.pending {
        let pending = say("not sealed, counts for nothing", "尚未封存，不生效");
        writeln!(out, "{} {import}: {rows} ({pending})", say("import     ", "导入       "))?;
    }
    if let Some(list) = &report.list {
        let (rows, alike, missing, more, differ) =
            (list.rows, list.alike, list.missing.len(), list.too_many.len(), list.differing.len());
        match language {
            Language::English => writeln!(
                out,
                "list        {rows} rows: {alike} alike, {missing} missing from the roll, {more} too many on it, {differ} fields differ"
            )?,
            Language::Chinese => {
                writeln!(
                    out,
                    "名单        {rows} 行：一致 {alike}，名册缺 {missing}，名册多 {more}，字段不同 {differ}"
                )?;
            }
        }
    }
    for what in &report.not_checked {
        writeln!(out, "{}: {what}", say("not checked", "未核对"))?;
    }
    write_count(report.findings.len(), language, out)
}
