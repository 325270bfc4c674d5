//! `yishi export --tiles`: a book as tiles, new or on from an earlier export.

use crate::console::{remark, say, say_json};
use crate::export::{export_tiles, log_of};
use crate::failure::Failure;
use crate::host::SystemClock;
use crate::layout::DataFolder;
use crate::running::{self, BookKeys};
use std::path::PathBuf;
use std::sync::Arc;

/// The whole book as tiles.
pub(super) struct Tiles {
    pub(super) data: PathBuf,
    pub(super) out: PathBuf,
    pub(super) json: bool,
}

impl Tiles {
    pub(super) fn run(self) -> Result<(), Failure> {
        let folder = DataFolder::open(&self.data)?;
        let engine = running::open_reading(&folder, BookKeys::read(&folder)?, Arc::new(SystemClock))?;
        let log = log_of(&engine.version());
        let notes = running::kept_notes(&folder);
        let written = notes.and_then(|notes| export_tiles(&engine, &self.out, &notes));
        engine.shutdown();
        let (written, vkey) = (written?, log?.to_vkey());
        let book = &written.book;
        for text in &book.missing {
            remark(format!("warning: {text:?} is not in the store; auditors will find it missing"));
        }
        if self.json {
            return say_json(&serde_json::json!({
                "entries": book.entries, "missing": book.missing, "vkey": vkey,
                "new": written.new, "kept": written.kept, "removed": written.removed,
            }));
        }
        say(format!("{} entries as tiles in {}", book.entries, self.out.display()))?;
        say(format!(
            "tiles {} new, {} compared and kept; {} files removed",
            written.new, written.kept, written.removed
        ))?;
        say(format!("vkey {vkey}"))
    }
}
