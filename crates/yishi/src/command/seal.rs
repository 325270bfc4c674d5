//! `yishi seal`: makes a sealed ballot of an open one, and keeps what opens it after the close.

use super::sign::{parse_command, read_input};
use crate::console::{remark, say_json};
use crate::failure::Failure;
use crate::host::{SystemEntropy, draw};
use crate::secret_file;
use anyhow::Context;
use clap::Args;
use std::path::{Path, PathBuf};
use yishi_core::{
    CastSealedBallot, Command, Digest, DocumentHash, OpenSealedBallot, PollId, Reading, VotingRightId,
    ballot_seal, canonical_json,
};

/// Seal a ballot: nobody learns your choice before you open it after the close
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi seal --opening vote.opening vote.json > sealed.json
  yishi submit --url http://127.0.0.1:8080/graphql --key me.key --out vote.receipt sealed.json
  yishi submit --url http://127.0.0.1:8080/graphql --key me.key --out opened.receipt vote.opening    (after the close)

Reads the ballot as it would be cast openly, a command of kind cast_ballot or cast_marks, such as
  {\"kind\":\"cast_ballot\",\"poll\":\"poll_42\",\"right\":\"member_7\",\"document\":\"…\",\"choice\":\"for\"}
and prints the sealed one: a hash with 256 random bits in it, which says nothing. The command that opens it is kept in the file
OPENING, for its owner only. Keep that file secret until the close, and keep it: without it the ballot cannot be opened by anybody.")]
pub struct Seal {
    /// Where the command that opens the ballot is kept; an existing file is never replaced
    #[arg(long, value_name = "FILE")]
    opening: PathBuf,
    /// Print failures as JSON too; the sealed ballot is JSON in any case
    #[arg(long)]
    pub(super) json: bool,
    /// The ballot as JSON; `-` for standard input
    #[arg(value_name = "FILE")]
    input: PathBuf,
}

/// What is sealed.
struct Said {
    poll: PollId,
    right: VotingRightId,
    document: DocumentHash,
    reading: Reading,
}

impl Seal {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let (command, _) = parse_command(&self.input, &read_input(&self.input)?)?;
        let Said { poll, right, document, reading } = said(&self.input, command)?;
        let salt = Digest(draw(&SystemEntropy)?);
        let seal = ballot_seal(poll, &right, &salt, &reading);
        let opening = Command::from(OpenSealedBallot { poll, right: right.clone(), salt, reading });
        secret_file::write(&self.opening, format!("{}\n", canonical_json(&opening)).as_bytes())
            .with_context(|| format!("cannot keep the opening in {}", self.opening.display()))?;
        remark(format!(
            "{} opens this ballot after the close: keep it, and keep it secret until then",
            self.opening.display()
        ));
        say_json(&Command::from(CastSealedBallot { poll, right, document, seal }))
    }
}

fn said(file: &Path, command: Command) -> Result<Said, Failure> {
    match command {
        Command::CastBallot(cast) => Ok(Said {
            poll: cast.poll,
            right: cast.right,
            document: cast.document,
            reading: Reading::Choice(cast.choice),
        }),
        Command::CastMarks(cast) => Ok(Said {
            poll: cast.poll,
            right: cast.right,
            document: cast.document,
            reading: Reading::Marks(cast.marks),
        }),
        other => Err(Failure::Usage(format!(
            "{} is a command of kind `{}`: only cast_ballot and cast_marks can be sealed",
            file.display(),
            other.kind()
        ))),
    }
}
