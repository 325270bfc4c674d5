//! The report of an audit, for people and for programs.

use crate::findings::Findings;
use crate::html;
use crate::reading::{write_count, write_findings};
use crate::trust::WitnessedBy;
use crate::unchecked::NotChecked;
use crate::verify::Check;
use crate::words::{check_name, moment, pick};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use yishi_book::Finding;
use yishi_core::TimeMs;
use yishi_tally::Language;

/// All findings, and what was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The findings, in the order of the book; those on the whole come last.
    pub findings: Vec<Finding>,
    /// What was checked.
    pub checked: Summary,
}

/// What was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The book's name.
    pub origin: Option<String>,
    /// The checks that were run.
    pub checks: Vec<String>,
    /// Entries read.
    pub entries: u64,
    /// The root recomputed over them, in hex.
    pub root: Option<String>,
    /// The log key under which the checkpoint is good.
    pub log_key: Option<String>,
    /// Whether that key came from elsewhere than the bundle.
    pub pinned: bool,
    /// Who of the policy's witnesses has cosigned the checkpoint; absent where no policy names any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witnesses: Option<WitnessedBy>,
    /// Tiles and bundles of entries compared with those made from the entries.
    #[serde(skip_serializing_if = "is_none")]
    pub tiles: u64,
    /// Signatures verified.
    pub signatures: u64,
    /// Documents and statements found and matching.
    pub texts: u64,
    /// Statements that are not there and whose redaction stands in the book.
    pub redacted: u64,
    /// Polls counted again.
    pub polls: u64,
    /// Entries whose chain, signatures and rules were taken over from an earlier audit.
    pub taken_over: u64,
    /// What was not checked.
    pub not_checked: Vec<NotChecked>,
    /// How many findings of a check were left out of the list.
    pub omitted: BTreeMap<String, u64>,
}

/// Most bundles have no tiles.
const fn is_none(tiles: &u64) -> bool {
    *tiles == 0
}

impl Report {
    pub(crate) fn new(findings: Findings, mut checked: Summary) -> Self {
        let (findings, omitted) = findings.into_parts();
        checked.omitted = omitted;
        Self { findings, checked }
    }

    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.checked.omitted.is_empty()
    }

    /// Writes the report as one JSON object.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        writeln!(out)
    }

    /// Writes the report for people, in English.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write_words(Language::English, out)
    }

    /// Writes the report for people. Reasons that the rules or the reader of JSON give are in English in either language.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_words(&self, language: Language, out: &mut dyn Write) -> io::Result<()> {
        write_findings(&self.findings, language, out)?;
        for (check, count) in &self.checked.omitted {
            match language {
                Language::English => writeln!(out, "… and {count} more of {check}")?,
                Language::Chinese => writeln!(out, "……另有 {count} 个：{}", check_name(language, check))?,
            }
        }
        self.checked.write_words(language, out)?;
        let omitted: u64 = self.checked.omitted.values().sum();
        let omitted = usize::try_from(omitted).unwrap_or(usize::MAX);
        write_count(self.findings.len().saturating_add(omitted), language, out)
    }

    /// The report as a page to print.
    pub fn to_html(&self, language: Language) -> String {
        html::page(self, language)
    }
}

impl WitnessedBy {
    /// How many of how many have cosigned, who, and when they say.
    pub(crate) fn words(&self, language: Language) -> String {
        let (count, of) = (self.cosigned.len(), self.of);
        let names = self.cosigned.iter().map(|cosignature| {
            format!("{} {}", cosignature.witness, moment(TimeMs(cosignature.time_s.saturating_mul(1000))))
        });
        let names = names.collect::<Vec<_>>().join(pick(language, ", ", "、"));
        let quorum = self.quorum.as_deref().unwrap_or(pick(language, "none", "无"));
        match (language, names.as_str()) {
            (Language::English, "") => format!("0 of {of} (quorum {quorum})"),
            (Language::English, names) => format!("{count} of {of}: {names} (quorum {quorum})"),
            (Language::Chinese, "") => format!("{of} 人中 0 人联署（法定门槛 {quorum}）"),
            (Language::Chinese, names) => format!("{of} 人中 {count} 人联署：{names}（法定门槛 {quorum}）"),
        }
    }
}

impl Summary {
    fn write_words(&self, language: Language, out: &mut dyn Write) -> io::Result<()> {
        let say = |english, chinese| pick(language, english, chinese);
        let unknown = say("(unknown)", "（未知）");
        writeln!(out, "{} {}", say("book       ", "台账       "), self.origin.as_deref().unwrap_or(unknown))?;
        writeln!(out, "{} {}", say("entries    ", "条目       "), self.entries)?;
        if let Some(root) = &self.root {
            writeln!(out, "{} {root}", say("root       ", "根         "))?;
        }
        if let Some(log_key) = &self.log_key {
            let pinned = if self.pinned {
                say("pinned", "已固定")
            } else {
                say("the book's own word", "台账自述")
            };
            writeln!(out, "{} {log_key} ({pinned})", say("log key    ", "日志公钥   "))?;
        }
        if let Some(witnesses) = &self.witnesses {
            writeln!(out, "{} {}", say("witnesses  ", "见证人     "), witnesses.words(language))?;
        }
        writeln!(out, "{} {}", say("checks     ", "核对       "), self.checks.join(", "))?;
        let counts = [
            (say("tiles      ", "瓦片       "), self.tiles),
            (say("signatures ", "签名       "), self.signatures),
            (say("texts      ", "文本       "), self.texts),
            (say("redacted   ", "已遮蔽     "), self.redacted),
            (say("polls      ", "重新计票   "), self.polls),
            (say("taken over ", "沿用       "), self.taken_over),
        ];
        for (name, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            writeln!(out, "{name} {count}")?;
        }
        for name in &self.checks {
            let Some(check) = Check::named(name) else { continue };
            writeln!(
                out,
                "{}: {} — {}",
                say("how", "方法"),
                check_name(language, name),
                check.how(language)
            )?;
        }
        for what in &self.not_checked {
            writeln!(out, "{}: {}", say("not checked", "未核对"), what.words(language))?;
        }
        Ok(())
    }
}
