//! `yishi witness`: cosigns the checkpoints of other people's books.

mod init;
mod serve;
mod show;

use crate::failure::Failure;
use crate::key_file::KeyFile;
use clap::Subcommand;
use std::path::{Path, PathBuf};
use yishi_witness::FolderError;

/// Witness other people's books: cosign what only grew, refuse and keep what did not
#[derive(Debug, Subcommand)]
pub enum WitnessCommand {
    Init(init::Init),
    Serve(serve::Serve),
    Show(show::Show),
    Evidence(show::ShowEvidence),
}

impl WitnessCommand {
    pub(super) const fn is_json(&self) -> bool {
        match self {
            Self::Init(init) => init.json,
            Self::Serve(serve) => serve.json,
            Self::Show(show) => show.json,
            Self::Evidence(evidence) => evidence.json,
        }
    }

    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::Init(init) => init.run(),
            Self::Serve(serve) => serve.run(),
            Self::Show(show) => show.run(),
            Self::Evidence(evidence) => evidence.run(),
        }
    }
}

/// The key file of a witness's folder.
fn key_path(dir: &Path) -> PathBuf {
    dir.join("witness.key")
}

/// The key of a witness's folder.
fn read_key(dir: &Path) -> Result<KeyFile, Failure> {
    let path = key_path(dir);
    if !path.exists() {
        return Err(Failure::Refused(format!(
            "{} is not the folder of a witness: make one with `yishi witness init`",
            dir.display()
        )));
    }
    KeyFile::read(&path)
}

/// What a program may rely on: a state that is gone or not ours is a refusal, the rest a failure of files.
fn folder_failure(error: FolderError) -> Failure {
    match error {
        FolderError::StateMissing(_) | FolderError::StateExists(_) | FolderError::Damaged { .. } => {
            Failure::Refused(error.to_string())
        }
        FolderError::InUse(_) | FolderError::Io { .. } => Failure::Io(error.into()),
    }
}
