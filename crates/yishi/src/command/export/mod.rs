//! `yishi export`: a book as files that anybody can check without us; its roll as a table, its notice board as pages.

mod board;
mod checkpoint_sheet;
mod roll;
mod tiles;

use crate::console::{remark, say, say_json};
use crate::export::{export_cosigned, log_of};
use crate::failure::Failure;
use crate::host::SystemClock;
use crate::layout::DataFolder;
use crate::running::{self, BookKeys};
use anyhow::Context;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::sync::Arc;
use yishi_audit::bundle::{BundleWriter, Written};

/// Export a book as a bundle that anybody can verify and replay offline, its roll as a table, its notice board as pages, or a
/// checkpoint as a sheet
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:
  yishi export --data ./weiyang --out ./bundle
  yishi export --data ./weiyang --out ./bundle.tar --tar
  yishi export --data ./weiyang --out ./tiles --tiles
  yishi export roll --data ./weiyang --out 名册.xlsx
  yishi export board --data ./weiyang --out ./公示栏
  yishi export checkpoint-sheet --note checkpoint --vkey VKEY --out checkpoint.html
  yishi audit verify ./bundle --vkey \"$(yishi key show ./weiyang.keys/log.key --json | jq -r .vkey)\"

The bundle holds book.jsonl (one entry a line), checkpoint, policy, documents/ and statements/; the vault stays here.
OUT must not exist, or be an empty folder.

With --tiles it holds checkpoint, policy, tile/ (C2SP tlog-tiles), documents/ and statements/ instead
of book.jsonl. OUT may then be a folder of an earlier export: full tiles that stand are compared and
never written again, and the rest is added. Publish it as plain files, keep it as a backup: `yishi
audit` reads it, and `yishi rebuild` makes a store of it.

The book must not be served at the same time: a running service gives its entries by GraphQL, and
entries and tiles by plain HTTP."
)]
pub struct Export {
    #[command(subcommand)]
    part: Option<Part>,
    /// The data folder of the book
    #[arg(long, value_name = "DIR", required = true)]
    data: Option<PathBuf>,
    /// Where the bundle goes
    #[arg(long, value_name = "BUNDLE", required = true)]
    out: Option<PathBuf>,
    /// Write one tar file instead of a folder
    #[arg(long)]
    tar: bool,
    /// Write tiles instead of book.jsonl, or add what is new to the tiles in OUT
    #[arg(long, conflicts_with = "tar")]
    tiles: bool,
    /// Print {"entries","missing","vkey"} as JSON; with --tiles also "new", "kept" and "removed"
    #[arg(long)]
    json: bool,
}

/// What is exported instead of the whole book.
#[derive(Debug, Subcommand)]
enum Part {
    Roll(roll::Roll),
    Board(board::BoardArgs),
    CheckpointSheet(checkpoint_sheet::CheckpointSheet),
}

impl Export {
    pub(super) const fn is_json(&self) -> bool {
        match &self.part {
            Some(Part::Roll(roll)) => roll.json,
            Some(Part::Board(board)) => board.json,
            Some(Part::CheckpointSheet(sheet)) => sheet.json,
            None => self.json,
        }
    }

    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        match (self.part, self.data, self.out) {
            (Some(Part::Roll(roll)), _, _) => roll.run(),
            (Some(Part::Board(board)), _, _) => board.run(),
            (Some(Part::CheckpointSheet(sheet)), _, _) => sheet.run(),
            (None, Some(data), Some(out)) if self.tiles => tiles::Tiles { data, out, json: self.json }.run(),
            (None, Some(data), Some(out)) => Bundle { data, out, tar: self.tar, json: self.json }.run(),
            (None, _, _) => Err(Failure::Usage("say which book with --data, and where to with --out".into())),
        }
    }
}

/// The whole book as a bundle.
struct Bundle {
    data: PathBuf,
    out: PathBuf,
    tar: bool,
    json: bool,
}

impl Bundle {
    fn run(self) -> Result<(), Failure> {
        let folder = DataFolder::open(&self.data)?;
        let engine = running::open_reading(&folder, BookKeys::read(&folder)?, Arc::new(SystemClock))?;
        let log = log_of(&engine.version());
        let written = running::kept_notes(&folder).and_then(|notes| self.write(&engine, &notes));
        engine.shutdown();
        let (written, vkey) = (written?, log?.to_vkey());
        for text in &written.missing {
            remark(format!("warning: {text:?} is not in the store; auditors will find it missing"));
        }
        if self.json {
            return say_json(&serde_json::json!({
                "entries": written.entries, "missing": written.missing, "vkey": vkey,
            }));
        }
        say(format!("{} entries written to {}", written.entries, self.out.display()))?;
        say(format!("vkey {vkey}"))
    }

    fn write(&self, engine: &yishi_engine::Engine, notes: &[String]) -> Result<Written, Failure> {
        if !self.tar {
            return export_cosigned(engine, &self.out, notes);
        }
        if self.out.exists() {
            return Err(Failure::Refused(format!(
                "{} exists: an export never writes over another",
                self.out.display()
            )));
        }
        let mut unpacked = self.out.clone().into_os_string();
        unpacked.push(".part");
        let unpacked = PathBuf::from(unpacked);
        let written = export_cosigned(engine, &unpacked, notes)?;
        BundleWriter::pack(&unpacked, &self.out).context("the tar file cannot be written")?;
        std::fs::remove_dir_all(&unpacked).context("the unpacked bundle cannot be removed")?;
        Ok(written)
    }
}
