//! `yishi charter adopt`: the command that puts a charter in force, ready to be signed.

use crate::charter_file::read_charter;
use crate::console::{remark, say_json};
use crate::failure::Failure;
use clap::Args;
use serde_json::json;
use std::path::Path;

/// Print the command that adopts or amends a charter, for `yishi sign` and `yishi submit`
#[derive(Debug, Args)]
#[command(after_help = "Example:
  yishi charter adopt amended.toml > adopt.json
  yishi submit --url http://127.0.0.1:8080/graphql --key secretary.key --out amendment.receipt adopt.json

The charter is checked first. It is in force from the entry on that the book gives it, signed by somebody who may amend; this command
changes nothing. The text goes along as a document, so keep the file where it is until the command is signed.")]
pub struct Adopt {
    /// The charter (TOML, UTF-8)
    file: String,
    /// Print failures as JSON too; the command is JSON in any case
    #[arg(long)]
    pub(super) json: bool,
}

impl Adopt {
    pub(super) fn run(self) -> Result<(), Failure> {
        let file = Path::new(&self.file);
        if !file.exists() {
            let reason = format!(
                "{}: no such file; the text of a ready-made charter is written by `yishi charter show`",
                self.file
            );
            return Err(Failure::Io(anyhow::anyhow!(reason)));
        }
        let found = read_charter(&self.file)?;
        remark(format!("adopts {} as the charter of {}", self.file, found.charter.name));
        let source = format!("@document:{}", self.file);
        say_json(&json!({ "kind": "adopt_charter", "charter": found.charter, "source": source }))
    }
}
