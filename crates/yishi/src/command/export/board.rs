//! `yishi export board`: the whole notice board as files that open from a disk, a stick or any plain web server.

use crate::board_files::{BoardFiles, Language, Written};
use crate::command::serve::public_address;
use crate::console::{say, say_json};
use crate::failure::Failure;
use crate::host::SystemClock;
use crate::layout::DataFolder;
use crate::running::{self, BookKeys};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Write the notice board as files: pages, printed sheets, records, calendars and feeds
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi export board --data ./weiyang --out ./公示栏
  yishi export board --data ./weiyang --out ./board --language zh-CN --json
  yishi export board --data ./weiyang --out ./board --public-address https://board.example.org

Open OUT/index.html: every page links to the others, in each language, without a service. It holds
what everybody may read on the served board and nothing else: no names, no withheld words, no
calendar of a member. OUT must not exist, or be an empty folder, so that no file of yours is
written over. The book must not be served at the same time.")]
pub struct BoardArgs {
    /// The data folder of the book
    #[arg(long, value_name = "DIR", visible_alias = "book")]
    data: PathBuf,
    /// Where the board goes: a folder that does not exist, or is empty
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write one language only [default: both]
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    language: Option<Language>,
    /// Where OUT will be reached, for QR codes and feeds; without it sheets have no QR code
    #[arg(long, value_name = "ADDRESS", value_parser = public_address)]
    public_address: Option<String>,
    /// Print {"folder","entries","files","languages"} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl BoardArgs {
    /// Runs the command.
    pub(super) fn run(self) -> Result<(), Failure> {
        let languages = self.language.map_or_else(|| Language::BOTH.to_vec(), |one| vec![one]);
        let folder = DataFolder::open(&self.data)?;
        let files = BoardFiles::create(&self.out, languages, self.public_address.clone())?;
        let engine = running::open_reading(&folder, BookKeys::read(&folder)?, Arc::new(SystemClock))?;
        let written = files.write(&engine);
        engine.shutdown();
        self.print(&written?)
    }

    fn print(&self, written: &Written) -> Result<(), Failure> {
        if self.json {
            return say_json(&serde_json::json!({
                "folder": self.out, "entries": written.entries, "files": written.files, "languages": written.languages,
            }));
        }
        let out = self.out.display();
        say(format!(
            "{} file(s) of the board after {} entries written to {out}",
            written.files, written.entries
        ))
    }
}
