//! The report of an audit, for people and for programs.

use crate::findings::Findings;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use yishi_book::Finding;

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

    /// Writes the report for people.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        for Finding { index, check, message } in &self.findings {
            // A name out of the bundle may hold anything, but a finding is one line.
            let message = message.replace('\n', "?");
            match index {
                Some(index) => writeln!(out, "entry {index}: {check}: {message}")?,
                None => writeln!(out, "the book: {check}: {message}")?,
            }
        }
        for (check, count) in &self.checked.omitted {
            writeln!(out, "… and {count} more of {check}")?;
        }
        self.checked.write_text(out)?;
        let omitted: u64 = self.checked.omitted.values().sum();
        match u64::try_from(self.findings.len()).unwrap_or(u64::MAX).saturating_add(omitted) {
            0 => writeln!(out, "No findings."),
            1 => writeln!(out, "1 finding."),
            count => writeln!(out, "{count} findings."),
        }
    }
}

impl Summary {
    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "book        {}", self.origin.as_deref().unwrap_or("(unknown)"))?;
        writeln!(out, "entries     {}", self.entries)?;
        if let Some(root) = &self.root {
            writeln!(out, "root        {root}")?;
        }
        if let Some(log_key) = &self.log_key {
            let pinned = if self.pinned { "pinned" } else { "the book's own word" };
            writeln!(out, "log key     {log_key} ({pinned})")?;
        }
        writeln!(out, "checks      {}", self.checks.join(", "))?;
        let counts = [
            ("tiles", self.tiles),
            ("signatures", self.signatures),
            ("texts", self.texts),
            ("redacted", self.redacted),
            ("polls", self.polls),
        ];
        for (name, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            writeln!(out, "{name:<11} {count}")?;
        }
        Ok(())
    }
}
