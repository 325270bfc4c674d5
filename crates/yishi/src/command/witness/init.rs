//! `yishi witness init`: a key, an empty state, and the verifier key to be handed out.

use super::{folder_failure, key_path};
use crate::console::{say, say_json};
use crate::failure::Failure;
use crate::host::SystemEntropy;
use crate::key_file::{KeyFile, Purpose};
use anyhow::Context;
use clap::Args;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use yishi_witness::WitnessFolder;

/// Make a witness: its key, and a state in which nothing is cosigned yet
#[derive(Debug, Args)]
#[command(after_help = "Example:
  yishi witness init --dir ./witness --name street-office.example/witness

The name is an address without a scheme that people recognise; together with the key it is the vkey that is printed.
Hand the vkey to the communities: they write it into their policies. A name and a key are spent when the state is lost:
begin anew in a new folder under a new name then, never with the old key.")]
pub struct Init {
    /// The new folder
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// The witness's name, e.g. street-office.example/witness
    #[arg(long)]
    name: String,
    /// Print {"name","vkey","dir"} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl Init {
    pub(super) fn run(self) -> Result<(), Failure> {
        let key = KeyFile::draw(Purpose::Witness, &SystemEntropy)?.of_witness(&self.name);
        let cosigner = key.cosigner().map_err(|error| Failure::Usage(error.to_string()))?;
        if self.dir.exists() && self.dir.read_dir()?.next().is_some() {
            return Err(Failure::Refused(format!(
                "{} is not empty: a witness begins in a new folder",
                self.dir.display()
            )));
        }
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.dir)
            .with_context(|| format!("cannot create {}", self.dir.display()))?;
        let folder = WitnessFolder::open(&self.dir).map_err(folder_failure)?;
        key.write(&key_path(&self.dir))?;
        folder.begin(cosigner.verifier()).map_err(folder_failure)?;
        let vkey = cosigner.verifier().to_vkey();
        if self.json {
            return say_json(&serde_json::json!({ "name": self.name, "vkey": vkey, "dir": self.dir }));
        }
        say(format!("vkey  {vkey}"))?;
        say(format!("dir   {}", self.dir.display()))?;
        say(
            "Next: hand out the vkey; then `yishi witness serve --dir DIR --log VKEY` with the vkey of each book.",
        )
    }
}
