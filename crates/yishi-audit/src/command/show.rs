//! `show`: one entry of a bundle, as it stands.

use super::{AuditError, EXIT_CLEAN, EXIT_FINDINGS};
use crate::bundle::{Bundle, CHECKPOINT, custody_of, leaf_at, tree_of};
use clap::Args;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use yishi_book::Entry;
use yishi_core::{Custody, Event, Party};
use yishi_log::chain::ChainHash;
use yishi_log::checkpoint::Checkpoint;
use yishi_log::receipt::Receipt;
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
    /// Print the entry as JSON: {"index","leaf_hash","chain_hash","custody","leaf"}
    #[arg(long, conflicts_with = "receipt")]
    pub json: bool,
    /// Print a receipt for the entry (C2SP tlog-proof) under the bundle's checkpoint instead
    #[arg(long)]
    pub receipt: bool,
}

impl ShowArgs {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        let bundle = Bundle::open(&self.bundle)?;
        if self.receipt {
            return self.write_receipt(&bundle, out);
        }
        let leaf = leaf_at(&bundle, self.index)?
            .ok_or_else(|| AuditError::Usage(format!("the book has no entry {}", self.index)))?;
        let Ok(value) = serde_json::from_slice::<Value>(&leaf) else {
            writeln!(out, "{}", String::from_utf8_lossy(&leaf))?;
            return Ok(EXIT_FINDINGS);
        };
        let entry = Entry::parse(&leaf);
        let custody = match &entry {
            Ok(entry) => custody_of(&bundle, &entry.envelope.key, self.index)?,
            Err(_) => None,
        };
        if self.json {
            let shown = json!({
                "index": self.index,
                "leaf_hash": leaf_hash(&leaf).to_string(),
                "chain_hash": ChainHash::of(&leaf).to_string(),
                "custody": custody,
                "leaf": value,
            });
            writeln!(out, "{shown}")?;
        } else {
            self.write_head(&leaf, out)?;
            match &entry {
                Ok(entry) => write_entry(entry, custody, out)?,
                Err(reason) => writeln!(out, "not a good entry: {reason}")?,
            }
            writeln!(out, "{value:#}")?;
        }
        Ok(EXIT_CLEAN)
    }

    /// Makes a receipt from the entries themselves, as the server would have.
    fn write_receipt(&self, bundle: &Bundle, out: &mut dyn Write) -> Result<u8, AuditError> {
        let usage = |reason: String| AuditError::Usage(format!("no receipt can be made: {reason}"));
        let note =
            bundle.read(CHECKPOINT)?.ok_or_else(|| usage("the bundle has no checkpoint".to_owned()))?;
        let checkpoint = Checkpoint::parse_unverified(&note).map_err(|error| usage(error.to_string()))?;
        let proof = tree_of(bundle)?.inclusion(self.index, checkpoint.size);
        let proof = proof.map_err(|error| usage(error.to_string()))?;
        let checkpoint = String::from_utf8_lossy(&note).into_owned();
        out.write_all(Receipt { index: self.index, proof, checkpoint }.encode().as_bytes())?;
        Ok(EXIT_CLEAN)
    }

    fn write_head(&self, leaf: &[u8], out: &mut dyn Write) -> std::io::Result<()> {
        writeln!(out, "entry       {}", self.index)?;
        writeln!(out, "leaf hash   {}", leaf_hash(leaf))?;
        writeln!(out, "b3sum       {}", ChainHash::of(leaf))
    }
}

fn write_entry(entry: &Entry<'_>, custody: Option<Custody>, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "recorded    {} ms after 1970-01-01T00:00:00Z", entry.leaf.recorded_at_ms)?;
    match &entry.envelope.actor {
        Party::Member(member) => writeln!(out, "signed by   {member}")?,
        Party::Engine => writeln!(out, "signed by   the engine (a timer)")?,
    }
    writeln!(out, "key         {}", entry.envelope.key)?;
    if let Some(custody) = custody {
        writeln!(out, "key kept    {}", kept(custody))?;
    }
    if let Some(assistance) = &entry.envelope.assistance {
        writeln!(out, "on behalf   {}", assistance.principal)?;
    }
    writeln!(out, "command     {}", entry.envelope.command.kind())?;
    let kinds: Vec<_> = entry.events.iter().map(Event::kind).collect();
    writeln!(out, "events      {}", kinds.join(", "))
}

const fn kept(custody: Custody) -> &'static str {
    match custody {
        Custody::Own => "by who signed",
        Custody::Clerk => "on a clerk's device",
        Custody::Custodial => "BY AN INSTITUTION for the member",
    }
}
