//! `verify` and `replay`.

use super::{AuditError, Form, TrustArgs, WordsArgs, tell};
use crate::bundle::{Bundle, BundleError};
use crate::compare::Shown;
use crate::progress::Progress;
use crate::since::Since;
use crate::stream::all_processors;
use crate::verify::{Check, Plan, verify_since};
use clap::Args;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// A bundle, and how it is reported on.
#[derive(Args, Clone, Debug)]
pub struct BundleArgs {
    /// The exported book: a folder with book.jsonl and checkpoint, or the same as a tar file
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,
    /// Which log key is believed.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// Take over the entries before this checkpoint from an earlier audit that verified it: a signed note, a receipt, or 'ORIGIN SIZE ROOT'
    ///
    /// They must still have its root. Their links, signatures and rules are not judged again, and the report says so. A note that the
    /// key of --vkey signed also leads to the keys to which the registrars rotated that key later: signatures and rules are then judged
    /// from it on, by `verify` and `replay` alike.
    #[arg(long, value_name = "CHECKPOINT")]
    pub since: Option<String>,
    /// Write the report as a page to print as well; an existing file is not written over
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// The language.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Print the report as JSON: {"findings":[{"index","check","message"}],"checked":{…}}
    #[arg(long)]
    pub json: bool,
    /// List at most so many findings of each check, at least 1; the others are counted
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
    pub max_findings: u64,
    /// Check leaves on so many threads; all processors if not given
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

const VERIFY_HELP: &str = "\
Examples:
  yishi-audit verify ./bundle --vkey VKEY
  yishi-audit verify ./bundle --policy trust.policy --since last-month.note --language zh
  yishi-audit verify ./bundle --vkey VKEY --html report.html

Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 something cannot be read or written.";

const REPLAY_HELP: &str = "\
Examples:
  yishi-audit replay ./bundle --vkey VKEY
  yishi-audit replay ./bundle --vkey VKEY --since last-month.note --html replay.html

Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 something cannot be read or written.";

/// Arguments of `verify`.
#[derive(Args, Clone, Debug)]
#[command(after_help = VERIFY_HELP)]
pub struct VerifyArgs {
    /// The bundle.
    #[command(flatten)]
    pub bundle: BundleArgs,
    /// Run only these checks, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', default_value = "chain,tree,checkpoint,signatures,texts")]
    pub check: Vec<Check>,
}

/// Arguments of `replay`.
#[derive(Args, Clone, Debug)]
#[command(after_help = REPLAY_HELP)]
pub struct ReplayArgs {
    /// The bundle.
    #[command(flatten)]
    pub bundle: BundleArgs,
}

impl VerifyArgs {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        self.bundle.run(self.check.iter().copied().collect(), out)
    }
}

impl ReplayArgs {
    /// Rules judge what the bytes say, so chain, tree and checkpoint are checked on the way; signatures belong to `verify`.
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        let checks = [Check::Chain, Check::Tree, Check::Checkpoint, Check::Replay];
        self.bundle.run(BTreeSet::from(checks), out)
    }
}

impl BundleArgs {
    fn run(&self, checks: BTreeSet<Check>, out: &mut dyn Write) -> Result<u8, AuditError> {
        let pin = self.trust.pin()?;
        let threads = self.threads.map_or_else(all_processors, NonZeroUsize::get);
        let plan = Plan { checks, pin, limit: self.max_findings, threads };
        let since = self.since.as_ref().map(|argument| Shown::read(argument)).transpose()?;
        let since = since.map(Since::from);
        let bundle = Bundle::open(&self.bundle)?;
        let report = verify_since(&bundle, &plan, since.as_ref(), &Progress::visible())?;
        if let Some(path) = &self.html {
            write_page(path, &report.to_html(self.words.into()))?;
        }
        tell(&report, Form::of(self.json), self.words.into(), out)
    }
}

fn write_page(path: &Path, page: &str) -> Result<(), BundleError> {
    let written = File::create_new(path).and_then(|mut file| file.write_all(page.as_bytes()));
    written.map_err(|source| BundleError::new(path, source))
}
