//! `show`: one entry of a bundle, as it stands.

use super::{AuditError, EXIT_CLEAN, EXIT_FINDINGS};
use crate::bundle::{Bundle, leaf_at};
use clap::Args;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use yishi_book::Entry;
use yishi_core::{Event, Party};
use yishi_log::chain::ChainHash;
use yishi_log::tree::leaf_hash;

/// Arguments of `show`.
#[derive(Args, Clone, Debug)]
pub struct ShowArgs {
    /// The exported book: a folder or a tar file
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,
    /// The index of the entry, from 0
    #[arg(value_name = "INDEX")]
    pub index: u64,
    /// Print the entry as JSON: {"index","leaf_hash","chain_hash","leaf"}
    #[arg(long)]
    pub json: bool,
}

impl ShowArgs {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        let bundle = Bundle::open(&self.bundle)?;
        let leaf = leaf_at(&bundle, self.index)?
            .ok_or_else(|| AuditError::Usage(format!("the book has no entry {}", self.index)))?;
        let Ok(value) = serde_json::from_slice::<Value>(&leaf) else {
            writeln!(out, "{}", String::from_utf8_lossy(&leaf))?;
            return Ok(EXIT_FINDINGS);
        };
        if self.json {
            let shown = json!({
                "index": self.index,
                "leaf_hash": leaf_hash(&leaf).to_string(),
                "chain_hash": ChainHash::of(&leaf).to_string(),
                "leaf": value,
            });
            writeln!(out, "{shown}")?;
        } else {
            self.write_text(&leaf, &value, out)?;
        }
        Ok(EXIT_CLEAN)
    }

    fn write_text(&self, leaf: &[u8], value: &Value, out: &mut dyn Write) -> std::io::Result<()> {
        writeln!(out, "entry       {}", self.index)?;
        writeln!(out, "leaf hash   {}", leaf_hash(leaf))?;
        writeln!(out, "b3sum       {}", ChainHash::of(leaf))?;
        match Entry::parse(leaf) {
            Err(reason) => writeln!(out, "not a good entry: {reason}")?,
            Ok(entry) => {
                writeln!(out, "recorded    {} ms after 1970-01-01T00:00:00Z", entry.leaf.recorded_at_ms)?;
                match &entry.envelope.actor {
                    Party::Member(member) => writeln!(out, "signed by   {member}")?,
                    Party::Engine => writeln!(out, "signed by   the engine (a timer)")?,
                }
                writeln!(out, "key         {}", entry.envelope.key)?;
                if let Some(assistance) = &entry.envelope.assistance {
                    writeln!(out, "on behalf   {}", assistance.principal)?;
                }
                writeln!(out, "command     {}", entry.envelope.command.kind())?;
                let kinds: Vec<_> = entry.events.iter().map(Event::kind).collect();
                writeln!(out, "events      {}", kinds.join(", "))?;
            }
        }
        writeln!(out, "{value:#}")
    }
}
