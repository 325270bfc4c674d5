//! The commands: one file each, with its arguments, help and examples.

mod charter;
mod completions;
mod count;
mod demo;
mod export;
mod import;
mod import_votes;
mod init;
mod key;
mod rules;
mod schema;
mod serve;
mod sign;
mod submit;

use crate::failure::Failure;
use clap::{Parser, Subcommand};

/// What stands below the help of the whole program.
const AFTER_HELP: &str = "\
Start here:
  yishi demo                     a whole community to look at and to vote in, on this machine only
  yishi demo --once              its stories from submission to resolution, verified and replayed
  yishi init --help              found a book of your own

Exit codes: 0 ok · 1 findings, or refused · 2 wrong usage · 3 files, network or store failed";

/// Yishi 议事: deliberation and voting whose every step can be checked by anybody.
#[derive(Debug, Parser)]
#[command(name = "yishi", version, after_help = AFTER_HELP, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Init(init::Init),
    #[command(subcommand)]
    Import(import::Import),
    ImportVotes(import_votes::ImportVotes),
    Serve(serve::Serve),
    Export(export::Export),
    Count(count::Count),
    Audit(yishi_audit::command::AuditArgs),
    #[command(subcommand)]
    Key(key::Key),
    Sign(sign::Sign),
    Submit(submit::Submit),
    #[command(subcommand)]
    Charter(charter::CharterCommand),
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    Schema(schema::Schema),
    Completions(completions::Completions),
}

impl Cli {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Demo(demo) => demo.run(),
            Command::Init(init) => init.run(),
            Command::Import(import) => import.run(),
            Command::ImportVotes(import) => import.run(),
            Command::Serve(serve) => serve.run(),
            Command::Export(export) => export.run(),
            Command::Count(count) => count.run(),
            Command::Audit(args) => audit(&args),
            Command::Key(key) => key.run(),
            Command::Sign(sign) => sign.run(),
            Command::Submit(submit) => submit.run(),
            Command::Charter(charter) => charter.run(),
            Command::Rules(rules) => rules.run(),
            Command::Schema(schema) => schema.run(),
            Command::Completions(completions) => completions.run(),
        }
    }
}

/// `yishi audit`: the same as the offline binary `yishi-audit`.
fn audit(args: &yishi_audit::command::AuditArgs) -> Result<(), Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let code = args.run_to_exit_code(&mut out, &mut std::io::stderr());
    std::io::Write::flush(&mut out)?;
    if code == 0 { Ok(()) } else { Err(Failure::Reported(code)) }
}
