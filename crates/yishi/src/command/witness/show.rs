//! `yishi witness show` and `yishi witness evidence`: what a witness has cosigned, and what it refused. Not while it serves: ask
//! its /status then.

use super::{folder_failure, read_key};
use crate::console::{say, say_json};
use crate::failure::Failure;
use clap::Args;
use std::path::PathBuf;
use yishi_log::cosignature::{Cosigned, CosignerVerifier};
use yishi_log::note::Note;
use yishi_witness::WitnessFolder;

/// Show what a witness has cosigned
#[derive(Debug, Args)]
#[command(after_help = "Example:
  yishi witness show --dir ./witness

One line for each book: its name, how many entries were cosigned last, and their root. A witness that serves says the same at
/status.")]
pub struct Show {
    /// The folder of the witness, which must not be serving
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Print {"name","vkey","logs"} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// List the checkpoints that a witness refused and keeps, with the exit code 1 if there is a fork among them
#[derive(Debug, Args)]
#[command(after_help = "Example:
  yishi witness evidence --dir ./witness

Each is a folder in DIR/evidence: `cosigned` and `refused` are the two signed notes, `request` is what was sent.

A `fork` has two roots over one size, both signed by the log: it shows by itself that the log's key has signed two histories.
Show it to the community. What is `unproven` came with a bad proof, which anybody can send with a genuine checkpoint: compare
with the book before you say anything.")]
pub struct ShowEvidence {
    /// The folder of the witness, which must not be serving
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Print a list of {"folder",…} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl Show {
    pub(super) fn run(self) -> Result<(), Failure> {
        let cosigner = read_key(&self.dir)?.cosigner()?;
        let verifier = cosigner.verifier();
        let folder = WitnessFolder::open(&self.dir).map_err(folder_failure)?;
        let state = folder.state(verifier).map_err(folder_failure)?;
        let logs: Vec<_> = state
            .logs()
            .map(|(origin, note)| {
                let seen = state.seen(origin);
                (origin, seen.size, seen.root.to_string(), time_of(verifier, note))
            })
            .collect();
        if self.json {
            let logs: Vec<_> = logs
                .iter()
                .map(|(origin, size, root, time_s)| {
                    serde_json::json!({ "origin": origin, "size": size, "root": root, "cosigned_at_s": time_s })
                })
                .collect();
            let (name, vkey) = (verifier.name(), verifier.to_vkey());
            return say_json(&serde_json::json!({ "name": name, "vkey": vkey, "logs": logs }));
        }
        say(format!("vkey  {}", verifier.to_vkey()))?;
        logs.iter().try_for_each(|(origin, size, root, _)| say(format!("{origin}  {size}  {root}")))
    }
}

fn time_of(verifier: &CosignerVerifier, note: &str) -> Option<u64> {
    let note = Note::parse(note.as_bytes()).ok()?;
    match verifier.cosigned(&note) {
        Cosigned::Good { time_s } => Some(time_s),
        Cosigned::Absent | Cosigned::Bad => None,
    }
}

impl ShowEvidence {
    pub(super) fn run(self) -> Result<(), Failure> {
        // A folder without the key is none of a witness, and would seem to hold no evidence.
        read_key(&self.dir)?;
        let folder = WitnessFolder::open(&self.dir).map_err(folder_failure)?;
        let kept = folder.evidence().map_err(folder_failure)?;
        let forks = kept.iter().filter(|(_, found)| found.kind == "fork").count();
        if self.json {
            let kept: Vec<_> = kept
                .iter()
                .map(|(name, found)| serde_json::json!({ "folder": name, "about": found }))
                .collect();
            say_json(&kept)?;
        } else {
            for (name, found) in &kept {
                say(format!("{}  {}  size {}  {name}", found.kind, found.origin, found.size))?;
            }
        }
        if forks == 0 { Ok(()) } else { Err(Failure::Reported(1)) }
    }
}
