//! Verification of a bundle: read in batches, leaves checked on all processors, results put together in order.
//!
//! Memory stays bounded: a few batches are under way at any time, and only hashes, keys and references are kept.

mod course;
mod keys;
mod leaf;
mod place;
pub(crate) mod recount;
mod resheet;
mod sums;
mod texts;
mod tiles;

use crate::bundle::{BOOK, Batch, BatchReader, Bundle, BundleError};
use crate::findings::Findings;
use crate::progress::Progress;
use crate::report::{Report, Summary};
use crate::since::Since;
use crate::stream::stream;
use crate::trust::{self, Founding, Pin, Trusted};
use crate::unchecked::NotChecked;
use course::Course;
use leaf::Task;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use tiles::Tiles;

/// A group of checks that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Check {
    /// Each entry names the BLAKE3 of the one before it, its own place, the book, and a time that does not go back
    Chain,
    /// The RFC 6962 root over all entries is the checkpoint's, and every tile is what the entries make
    Tree,
    /// The checkpoint is signed by the log that is believed, and witnessed as the policy asks
    Checkpoint,
    /// Every signature verifies strictly, under a key in force at its entry
    Signatures,
    /// Every document and statement is there and is the one committed to, or was redacted on record
    Texts,
    /// The rules, run again over every command, give the same events; every poll is counted again
    Replay,
}

impl Check {
    /// The name on the command line and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Tree => "tree",
            Self::Checkpoint => "checkpoint",
            Self::Signatures => "signatures",
            Self::Texts => "texts",
            Self::Replay => "replay",
        }
    }
}

/// What to check, and whom to believe.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The checks.
    pub checks: BTreeSet<Check>,
    /// What the auditor brings along.
    pub pin: Pin,
    /// How many findings of each check are kept.
    pub limit: u64,
    /// How many threads check leaves; at least 1.
    pub threads: usize,
}

impl Plan {
    pub(crate) fn has(&self, check: Check) -> bool {
        self.checks.contains(&check)
    }

    /// The same with all that a rotation of the pinned key rests on.
    fn judging_rotations(&self) -> Self {
        let mut plan = self.clone();
        plan.checks.extend([Check::Chain, Check::Tree, Check::Signatures, Check::Replay]);
        plan
    }

    /// Whether command and events have to be parsed, beyond the form of the leaf.
    pub(crate) fn reads_entries(&self) -> bool {
        [Check::Signatures, Check::Texts, Check::Replay].iter().any(|&check| self.has(check))
    }
}

/// Verifies a bundle: all findings, not the first.
///
/// # Errors
/// When the bundle cannot be read.
pub fn verify(bundle: &Bundle, plan: &Plan, progress: &Progress) -> Result<Report, BundleError> {
    verify_since(bundle, plan, None, progress)
}

/// As [`verify`], taking over what an earlier audit found good: the entries before a checkpoint that it verified.
///
/// They are hashed again, so that it shows whether they are still the same; their links, signatures and rules are not judged again. The state
/// and the keys in force are folded from them as they stand. Texts are all compared, because one can go missing later.
///
/// Where the pinned key signed that checkpoint and was rotated after it, chain, tree, signatures and rules of the later entries are judged
/// whatever was chosen: what they say of the new key must hold.
///
/// # Errors
/// When the bundle cannot be read.
pub fn verify_since(
    bundle: &Bundle,
    plan: &Plan,
    since: Option<&Since>,
    progress: &Progress,
) -> Result<Report, BundleError> {
    let mut findings = Findings::new(plan.limit);
    for stranger in bundle.strangers() {
        findings.whole("bundle", format!("`{stranger}` does not belong into a bundle, or stands twice"));
    }
    let founding = if plan.has(Check::Checkpoint) {
        Founding::read_keys(bundle)?
    } else {
        Founding::read(bundle, bundle.book()?)?
    };
    let trusted = trusted(bundle, plan, founding.as_ref(), since, &mut findings)?;
    let plan = &if trusted.rotated { plan.judging_rotations() } else { plan.clone() };
    let since = since.map(|since| &since.checkpoint);
    let origin = expected_origin(plan, &trusted, founding.as_ref());
    let tiles = if plan.has(Check::Tree) { Tiles::of(bundle) } else { None };
    if let (Some(since), Some(origin)) = (since, &origin)
        && since.origin != *origin
    {
        findings.whole(
            "since",
            format!("the earlier checkpoint is of `{}`, the book is `{origin}`", since.origin),
        );
    }
    let course = Course::new(plan, &trusted, since, origin.as_deref(), &mut findings);
    let mut course = course.with_tiles(tiles);
    progress.start(trusted.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size));
    let content = bundle.book()?.content;
    let reader =
        if plan.reads_entries() { BatchReader::new(content) } else { BatchReader::for_hashing(content) };
    let task = Task::new(plan, since, origin.as_deref());
    stream(reader, &|batch: &Batch| task.check(batch), plan.threads, &mut |batch, reports| {
        course.batch(&batch, reports);
        progress.advance(course.entries());
        ControlFlow::Continue(())
    })
    .map_err(|source| BundleError::new(&bundle.path().join(BOOK), source))?;
    progress.finish();
    let mut summary = course.finish(bundle)?;
    summary.origin = origin;
    let believed = trusted.log_key.is_some() && (!trusted.rotated || findings.is_empty());
    summary.pinned = matches!(plan.pin, Pin::Policy(_) | Pin::Key(_)) && believed;
    summary.log_key = trusted.log_key;
    summary.witnesses = trusted.witnesses;
    summary.not_checked = NotChecked::of(plan, &summary);
    Ok(Report::new(findings, summary))
}

/// What the checkpoint says; without the check of the same name it is believed as it stands.
fn trusted(
    bundle: &Bundle,
    plan: &Plan,
    founding: Option<&Founding>,
    since: Option<&Since>,
    findings: &mut Findings,
) -> Result<Trusted, BundleError> {
    if plan.has(Check::Checkpoint) {
        return trust::check_checkpoint(bundle, &plan.pin, founding, since, findings);
    }
    if plan.has(Check::Tree) {
        return trust::read_checkpoint(bundle, findings);
    }
    Ok(Trusted::default())
}

/// The name that every entry must carry: the pinned log's, else the checkpoint's, else the founding's.
fn expected_origin(plan: &Plan, trusted: &Trusted, founding: Option<&Founding>) -> Option<String> {
    match &plan.pin {
        Pin::Key(log) => Some(log.name().to_owned()),
        Pin::Policy(_) | Pin::Waived | Pin::Absent => {
            let checkpoint = trusted.checkpoint.as_ref().map(|checkpoint| checkpoint.origin.clone());
            checkpoint.or_else(|| founding.map(|founding| founding.origin.clone()))
        }
    }
}

impl Summary {
    pub(crate) fn of(plan: &Plan) -> Self {
        let checks = plan.checks.iter().map(|check| check.name().to_owned()).collect();
        Self { checks, ..Self::default() }
    }
}
