//! `yishi import`: brings in what was recorded elsewhere.

mod roll;
mod submissions;

use crate::failure::Failure;
use clap::Subcommand;

/// Bring a roll, or the submissions of another system, into a book
#[derive(Debug, Subcommand)]
pub enum Import {
    Roll(roll::Roll),
    Submissions(submissions::Submissions),
}

impl Import {
    pub(super) const fn is_json(&self) -> bool {
        match self {
            Self::Roll(roll) => roll.json,
            Self::Submissions(submissions) => submissions.json,
        }
    }

    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::Roll(roll) => roll.run(),
            Self::Submissions(submissions) => submissions.run(),
        }
    }
}
