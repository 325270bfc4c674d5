//! `yishi backup`: a copy of a book that a store can be made from, also while the book is served.

use crate::backup::{BackedUp, Damaged, backup, read_back};
use crate::console::{remark, say, say_json};
use crate::copy::report;
use crate::failure::Failure;
use crate::layout::DataFolder;
use anyhow::Context;
use clap::Args;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;
use yishi_audit::{Check, Pin};
use yishi_log::checkpoint::LogVerifier;

/// Back a book up, also while it is served; what an earlier backup holds is not written again
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi backup --data ./weiyang --out /media/disk/weiyang
  yishi backup --data ./weiyang --out /media/disk/weiyang --person-keys /media/other/keys --verify

OUT is new, empty, or an earlier backup of this book, which goes on: entries that it holds stay as
they are, texts that were redacted since are removed from it. manifest.json lists every file with
its SHA-256 and is replaced last, so whatever interrupts a backup, the one before stands.

Texts are copied as they lie in the store, sealed where they are sealed. The keys of persons, which
open them, are never in OUT; --person-keys rewrites a copy of them as a whole, in which nobody who
was erased is left. Keep that copy apart from OUT, and keep only the newest: an older one undoes
erasures. Log key, engine key and registrars' keys are in neither: keep copies of them by hand,
apart and encrypted.

A book that is being served hands its entries over by a port on this machine, behind a token that
only whoever may read DATA.serving knows.

Exit codes: 0 backed up · 1 refused, or --verify found something · 2 wrong usage · 3 files failed")]
pub struct Backup {
    /// The data folder of the book
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where the backup goes: a new folder, or one of an earlier backup
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Rewrite a copy of the keys of persons in this folder, which must lie apart from the backup
    #[arg(long, value_name = "DIR")]
    person_keys: Option<PathBuf>,
    /// Read the whole backup back: every file by its SHA-256, chain, tree, tiles, checkpoint and signatures
    #[arg(long)]
    verify: bool,
    /// Print {"origin","entries","root","new_entries","new_files","removed","texts","missing","redacted",…} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl Backup {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let folder = DataFolder::open(&self.data)?;
        let done = backup(&folder, &self.out, self.person_keys.as_deref())?;
        for text in &done.missing {
            remark(format!("warning: {text:?} is not in the store, nor in an earlier backup"));
        }
        for text in &done.only_here {
            remark(format!("warning: {text:?} is lost or damaged in the store; this backup keeps it"));
        }
        let found = if self.verify { Some(self.verified(&done)?) } else { None };
        self.tell(&done, found.as_ref())?;
        match found {
            Some(found) if !found.is_clean() => Err(Failure::Reported(1)),
            Some(_) | None => Ok(()),
        }
    }

    fn verified(&self, done: &BackedUp) -> Result<Found, Failure> {
        let files = read_back(&self.out, &done.manifest)?;
        let log = LogVerifier::parse(&done.manifest.vkey).context("the log key cannot be read")?;
        let checks = BTreeSet::from([Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures]);
        let report = report(&done.manifest.log(&self.out), &Pin::Key(log), checks)?;
        let findings = report.findings.iter().map(|finding| finding.message.clone()).collect();
        Ok(Found { files, findings })
    }

    fn tell(&self, done: &BackedUp, found: Option<&Found>) -> Result<(), Failure> {
        let manifest = &done.manifest;
        let texts = manifest.texts().count();
        if self.json {
            return say_json(&json!({
                "origin": manifest.origin, "entries": manifest.size, "root": manifest.root,
                "new_entries": done.new_entries, "files": manifest.files.len(), "new_files": done.new_files,
                "removed": done.removed, "texts": texts, "missing": done.missing,
                "only_in_backup": done.only_here, "redacted": done.redacted, "person_keys": done.keys,
                "served": done.served, "verified": found.map(Found::is_clean),
                "damaged": found.map(|found| &found.files), "findings": found.map(|found| &found.findings),
            }));
        }
        say(format!(
            "{} entries ({} new) and {texts} texts of {} in {}",
            manifest.size,
            done.new_entries,
            manifest.origin,
            self.out.display()
        ))?;
        say(format!("root  {}", manifest.root))?;
        say(format!("files {} ({} new, {} removed)", manifest.files.len(), done.new_files, done.removed))?;
        if let Some(keys) = &done.keys {
            say(format!("keys of persons {} ({} removed from the copy)", keys.keys, keys.removed))?;
        }
        found.map_or(Ok(()), Found::say)
    }
}

/// What reading back found.
struct Found {
    files: Vec<Damaged>,
    findings: Vec<String>,
}

impl Found {
    const fn is_clean(&self) -> bool {
        self.files.is_empty() && self.findings.is_empty()
    }

    fn say(&self) -> Result<(), Failure> {
        if self.is_clean() {
            return say("read back: everything is as it was written");
        }
        self.files.iter().try_for_each(|file| say(format!("{}: {}", file.name, file.reason)))?;
        self.findings.iter().try_for_each(say)
    }
}
