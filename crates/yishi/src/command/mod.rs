//! The commands: one file each, with its arguments, help and examples.

mod backup;
mod charter;
mod completions;
mod count;
mod demo;
mod export;
mod import;
mod import_votes;
mod init;
mod key;
mod rebuild;
mod receipt_page;
mod recover;
mod registry;
mod restore;
mod rules;
mod schema;
mod seal;
mod serve;
mod sign;
mod submit;
mod witness;
mod words;

use crate::client::Asking;
use crate::console::say_json;
use crate::failure::Failure;
use clap::{Parser, Subcommand};
use serde_json::json;

/// What stands below the help of the whole program.
const AFTER_HELP: &str = "\
Start here:
  yishi demo                     a whole community to look at and to vote in, on this machine only
  yishi demo --once              its stories from submission to resolution, verified and replayed
  yishi init --help              found a book of your own

With --json a command prints one line of JSON, also when it fails for anything but wrong usage: {\"error\",\"exit_code\"}, or
{\"file\",\"faults\"} for an input that is refused.

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
    Backup(backup::Backup),
    Restore(restore::Restore),
    Rebuild(rebuild::Rebuild),
    Recover(recover::Recover),
    Count(count::Count),
    Audit(yishi_audit::command::AuditArgs),
    #[command(subcommand)]
    Key(key::Key),
    Seal(seal::Seal),
    Sign(sign::Sign),
    Submit(submit::Submit),
    #[command(subcommand)]
    Witness(witness::WitnessCommand),
    #[command(subcommand)]
    Registry(registry::RegistryCommand),
    #[command(subcommand)]
    Charter(charter::CharterCommand),
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    ReceiptPage(receipt_page::ReceiptPage),
    Schema(schema::Schema),
    Completions(completions::Completions),
}

impl Cli {
    /// Runs the command. Where a program reads, it is told of a failure as well, in one line of JSON.
    pub fn run(self) -> Result<(), Failure> {
        let json = self.command.is_json();
        match self.command.run() {
            Err(failure) if json => Err(told(failure)?),
            done => done,
        }
    }
}

/// Prints a failure as JSON: faults of an input as they are, everything else as words with the exit code.
fn told(failure: Failure) -> Result<Failure, Failure> {
    match failure {
        Failure::Reported(code) => Ok(Failure::Reported(code)),
        Failure::Input(faults) => {
            say_json(&faults)?;
            Ok(Failure::Reported(1))
        }
        other => {
            say_json(&json!({ "error": other.to_string(), "exit_code": other.exit_code() }))?;
            Ok(other)
        }
    }
}

impl Command {
    /// Whether a program reads what is printed. The audit commands tell programs by themselves.
    const fn is_json(&self) -> bool {
        match self {
            Self::Demo(demo) => demo.json,
            Self::Init(init) => init.json,
            Self::Import(import) => import.is_json(),
            Self::ImportVotes(import) => import.json,
            Self::Serve(serve) => serve.json,
            Self::Export(export) => export.is_json(),
            Self::Backup(backup) => backup.json,
            Self::Restore(restore) => restore.json,
            Self::Rebuild(rebuild) => rebuild.json,
            Self::Recover(recover) => recover.json,
            Self::Count(count) => count.json,
            Self::Key(key) => key.is_json(),
            Self::Seal(seal) => seal.json,
            Self::Sign(sign) => sign.json,
            Self::Submit(submit) => submit.json,
            Self::Witness(witness) => witness.is_json(),
            Self::Registry(registry) => registry.is_json(),
            Self::Charter(charter) => charter.is_json(),
            Self::Rules(rules) => rules.is_json(),
            Self::ReceiptPage(page) => page.json,
            Self::Schema(schema) => schema.json,
            Self::Audit(_) | Self::Completions(_) => false,
        }
    }

    fn run(self) -> Result<(), Failure> {
        match self {
            Self::Demo(demo) => demo.run(),
            Self::Init(init) => init.run(),
            Self::Import(import) => import.run(),
            Self::ImportVotes(import) => import.run(),
            Self::Serve(serve) => serve.run(),
            Self::Export(export) => export.run(),
            Self::Backup(backup) => backup.run(),
            Self::Restore(restore) => restore.run(),
            Self::Rebuild(rebuild) => rebuild.run(),
            Self::Recover(recover) => recover.run(),
            Self::Count(count) => count.run(),
            Self::Audit(args) => audit(&args),
            Self::Key(key) => key.run(),
            Self::Seal(seal) => seal.run(),
            Self::Sign(sign) => sign.run(),
            Self::Submit(submit) => submit.run(),
            Self::Witness(witness) => witness.run(),
            Self::Registry(registry) => registry.run(),
            Self::Charter(charter) => charter.run(),
            Self::Rules(rules) => rules.run(),
            Self::ReceiptPage(page) => page.run(),
            Self::Schema(schema) => schema.run(),
            Self::Completions(completions) => completions.run(),
        }
    }
}

/// `yishi audit`: the same as the offline binary `yishi-audit`, and it can ask a server.
fn audit(args: &yishi_audit::command::AuditArgs) -> Result<(), Failure> {
    let mut out = yishi_audit::results();
    let code = args.run_to_exit_code_with(&mut out, &mut std::io::stderr(), Some(&Asking::default()));
    std::io::Write::flush(&mut out)?;
    if code == 0 { Ok(()) } else { Err(Failure::Reported(code)) }
}
