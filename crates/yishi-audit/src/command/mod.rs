//! The audit commands: arguments, and what runs them. Shared by `yishi audit` and the offline binary `yishi-audit`.

mod compare;
mod hand_overs;
mod kept_text;
mod member;
mod project;
mod receipt;
mod registry;
mod roster;
mod show;
mod tally;
mod together;
mod trust_args;
mod verify_args;
mod words_args;

pub use compare::CompareArgs;
pub use hand_overs::HandOversArgs;
pub use kept_text::KeptText;
pub use member::MemberArgs;
pub use project::ProjectArgs;
pub use receipt::ReceiptArgs;
pub use registry::RegistryArgs;
pub use roster::RosterArgs;
pub use show::ShowArgs;
pub use tally::TallyArgs;
pub use together::TogetherArgs;
pub use trust_args::TrustArgs;
pub use verify_args::{BundleArgs, ReplayArgs, VerifyArgs};
pub use words_args::{Words, WordsArgs};

use crate::bundle::BundleError;
use crate::project::Ask;
use crate::report::Report;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::io::{self, Write};
use yishi_tally::Language;

/// Exit code: nothing was found.
pub const EXIT_CLEAN: u8 = 0;
/// Exit code: there are findings.
pub const EXIT_FINDINGS: u8 = 1;
/// Exit code: the arguments make no sense.
pub const EXIT_USAGE: u8 = 2;
/// Exit code: something could not be read or written.
pub const EXIT_IO: u8 = 3;

/// Checks an exported book without the server that made it.
///
/// Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 something could not be read.
#[derive(Args, Clone, Debug)]
pub struct AuditArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: AuditCommand,
}

/// What an auditor can do.
#[derive(Subcommand, Clone, Debug)]
pub enum AuditCommand {
    /// Check bytes, hashes, the checkpoint, signatures and texts of a bundle
    ///
    /// Chain, tree, checkpoint, every signature with the status of its key at that entry, and every document and statement. All
    /// findings are listed, each with its entry. The log's key must come from elsewhere than the bundle: give --policy
    /// or --vkey, or say --unpinned.
    Verify(VerifyArgs),
    /// Run the rules again over every command and compare the events; count every poll again
    Replay(ReplayArgs),
    /// Show one entry of a bundle
    Show(ShowArgs),
    /// Check a receipt against the log's key, against the entry that it is for, and against a text that you kept
    Receipt(ReceiptArgs),
    /// Compare books that decided together: what each cites of the others must stand there
    ///
    /// Each citation is looked up at its other end: the leaf at its index, the root at the size that was cited, the log key that was
    /// voted on, and what was handed over. Whether each book is good in itself is checked by verify and replay.
    Together(TogetherArgs),
    /// Verify matters that books handed over to one another, from both ends
    HandOvers(HandOversArgs),
    /// Verify a registry book and hold other books against it: keys in force, pins, freezes, successors, policies
    Registry(RegistryArgs),
    /// Compare two checkpoints from two places: is the older one the beginning of the newer?
    Compare(CompareArgs),
    /// List everything that stands in somebody's name: by own keys, clerks, proxies and on paper
    Member(MemberArgs),
    /// Derive the roll from the entries and compare it with what was sealed, and with a list from elsewhere
    Roster(RosterArgs),
    /// Count one poll again from its ballots, and say of each what became of it: was mine counted?
    Tally(TallyArgs),
    /// Compare what a server answers with what follows from the book, field by field
    Project(ProjectArgs),
}

/// Why an audit could not be done.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The arguments make no sense.
    #[error("{0}")]
    Usage(String),
    /// An entry is not in order, so that what follows from the book cannot be said.
    #[error("entry {index} cannot be read: {reason}; `verify` lists everything that is wrong")]
    Broken {
        /// The entry.
        index: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The server does not answer.
    #[error("{0}")]
    Api(String),
    /// A bundle cannot be read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// The output cannot be written.
    #[error("the report cannot be written")]
    Output(#[from] io::Error),
}

impl AuditError {
    /// The exit code that tells it.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => EXIT_USAGE,
            Self::Broken { .. } => EXIT_FINDINGS,
            Self::Api(_) | Self::Bundle(_) | Self::Output(_) => EXIT_IO,
        }
    }
}

impl AuditArgs {
    /// Runs the command, writes its report to `out` and answers the exit code.
    ///
    /// # Errors
    /// When the arguments make no sense, or something cannot be read or written.
    pub fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        self.run_with(out, None)
    }

    /// As [`Self::run`], for a program that can ask a server.
    ///
    /// # Errors
    /// As there, and when the server does not answer.
    pub fn run_with(&self, out: &mut dyn Write, ask: Option<&dyn Ask>) -> Result<u8, AuditError> {
        match &self.command {
            AuditCommand::Verify(args) => args.run(out),
            AuditCommand::Replay(args) => args.run(out),
            AuditCommand::Show(args) => args.run(out),
            AuditCommand::Receipt(args) => args.run(out),
            AuditCommand::Together(args) => args.run(out),
            AuditCommand::HandOvers(args) => args.run(out),
            AuditCommand::Registry(args) => args.run(out),
            AuditCommand::Compare(args) => args.run(out),
            AuditCommand::Member(args) => args.run(out),
            AuditCommand::Roster(args) => args.run(out),
            AuditCommand::Tally(args) => args.run(out),
            AuditCommand::Project(args) => args.run(out, ask),
        }
    }

    /// As [`Self::run`], telling errors on `err` too: what a binary needs.
    pub fn run_to_exit_code(&self, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
        self.run_to_exit_code_with(out, err, None)
    }

    /// As [`Self::run_with`], telling errors on `err` too.
    pub fn run_to_exit_code_with(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
        ask: Option<&dyn Ask>,
    ) -> u8 {
        match self.run_with(out, ask) {
            Ok(code) => code,
            Err(error) => {
                // Nothing better can be done when standard error is gone as well.
                let _ = writeln!(err, "error: {error}");
                error.exit_code()
            }
        }
    }
}

/// How the report looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Json,
}

impl Form {
    pub(crate) const fn of(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }
}

/// Writes the answer to a question in the form asked for; the exit code says whether it has findings.
pub(crate) fn answer(
    report: &impl Serialize,
    findings: usize,
    form: Form,
    out: &mut dyn Write,
    write_text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<u8, AuditError> {
    match form {
        Form::Json => writeln!(out, "{}", serde_json::to_string(report).map_err(io::Error::from)?)?,
        Form::Text => write_text(out)?,
    }
    Ok(if findings == 0 { EXIT_CLEAN } else { EXIT_FINDINGS })
}

/// Writes a report and answers the exit code.
pub(crate) fn tell(
    report: &Report,
    form: Form,
    language: Language,
    out: &mut dyn Write,
) -> Result<u8, AuditError> {
    match form {
        Form::Json => report.write_json(out)?,
        Form::Text => report.write_words(language, out)?,
    }
    Ok(if report.is_clean() { EXIT_CLEAN } else { EXIT_FINDINGS })
}
