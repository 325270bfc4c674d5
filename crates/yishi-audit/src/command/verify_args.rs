//! `verify` and `replay`.

use super::{AuditError, Form, TrustArgs, tell};
use crate::bundle::Bundle;
use crate::progress::Progress;
use crate::verify::{Check, Plan, verify};
use clap::Args;
use std::collections::BTreeSet;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// A bundle, and how it is reported on.
#[derive(Args, Clone, Debug)]
pub struct BundleArgs {
    /// The exported book: a folder with book.jsonl and checkpoint, or the same as a tar file
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,
    /// Which log key is believed.
    #[command(flatten)]
    pub trust: TrustArgs,
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

/// Arguments of `verify`.
#[derive(Args, Clone, Debug)]
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
        let threads = self.threads.or_else(|| std::thread::available_parallelism().ok());
        let plan =
            Plan { checks, pin, limit: self.max_findings, threads: threads.map_or(1, NonZeroUsize::get) };
        let bundle = Bundle::open(&self.bundle)?;
        let report = verify(&bundle, &plan, &Progress::visible())?;
        tell(&report, Form::of(self.json), out)
    }
}
