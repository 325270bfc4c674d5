//! `receipt`: whether a receipt holds, offline.

use super::{AuditError, Form, KeptText, TrustArgs, WordsArgs, tell};
use crate::bundle::{Bundle, BundleError, leaf_at, root_at};
use crate::findings::Findings;
use crate::report::{Report, Summary};
use crate::trust::{Founding, Pin, own_key};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::leaf::Leaf;
use yishi_log::receipt::Receipt;
use yishi_log::tree::{TreeHash, leaf_hash, verify_inclusion};

/// Arguments of `receipt`.
#[derive(Args, Clone, Debug)]
pub struct ReceiptArgs {
    /// The receipt (C2SP tlog-proof)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The entry itself, as one line
    #[arg(long, value_name = "FILE", required_unless_present_any = ["leaf_hash", "bundle"], conflicts_with_all = ["leaf_hash", "bundle"])]
    pub leaf: Option<PathBuf>,
    /// The entry's hash in the tree, as the answer to a command gives it
    #[arg(long, value_name = "HEX", conflicts_with = "bundle")]
    pub leaf_hash: Option<String>,
    /// An exported book: the entry is taken from it, and the book must be the one of which the receipt speaks
    #[arg(long, value_name = "BUNDLE")]
    pub bundle: Option<PathBuf>,
    /// A text that was kept.
    #[command(flatten)]
    pub kept: KeptText,
    /// Which log key is believed.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// The language.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

/// What the receipt is compared with.
struct Subject {
    hash: TreeHash,
    leaf: Option<Vec<u8>>,
    bundle: Option<Bundle>,
}

impl ReceiptArgs {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<u8, AuditError> {
        let pin = self.trust.pin()?;
        let text = std::fs::read(&self.file).map_err(|source| BundleError::new(&self.file, source))?;
        let mut findings = Findings::new(u64::MAX);
        let mut summary = Summary { checks: self.checks(), ..Summary::default() };
        let read = String::from_utf8(text).map_err(|_| "not UTF-8".to_owned());
        match read.and_then(|text| Receipt::parse(&text).map_err(|error| error.to_string())) {
            Err(reason) => findings.whole("receipt", reason),
            Ok(receipt) => self.check(&receipt, &pin, &mut findings, &mut summary)?,
        }
        tell(&Report::new(findings, summary), Form::of(self.json), self.words.into(), out)
    }

    fn checks(&self) -> Vec<String> {
        let text = self.kept.text.is_some().then_some("text");
        std::iter::once("receipt").chain(text).map(str::to_owned).collect()
    }

    fn check(
        &self,
        receipt: &Receipt,
        pin: &Pin,
        findings: &mut Findings,
        summary: &mut Summary,
    ) -> Result<(), AuditError> {
        let index = receipt.index;
        let Some(subject) = self.subject(index)? else {
            findings.at(index, "receipt", "the bundle has no such entry");
            return Ok(());
        };
        let opened = open(receipt, pin, subject.bundle.as_ref())?;
        let checkpoint = match opened {
            Ok((checkpoint, log_key)) => {
                summary.log_key = Some(log_key);
                summary.pinned = matches!(pin, Pin::Policy(_) | Pin::Key(_));
                checkpoint
            }
            Err(reason) => {
                findings.at(index, "checkpoint", reason);
                return Ok(());
            }
        };
        if matches!(pin, Pin::Absent) {
            findings
                .whole("pin", "log key not pinned: give --policy or --vkey from elsewhere, or --unpinned");
        }
        let (proof, root) = (&receipt.proof, &checkpoint.root);
        if let Err(error) = verify_inclusion(index, checkpoint.size, &subject.hash, proof, root) {
            findings.at(index, "inclusion", error.to_string());
        }
        check_leaf(index, &checkpoint, &subject, findings);
        if let Some(leaf) = &subject.leaf {
            self.kept.check(index, leaf, findings)?;
        }
        check_bundle(&checkpoint, subject.bundle.as_ref(), findings)?;
        summary.origin = Some(checkpoint.origin);
        summary.entries = 1;
        Ok(())
    }

    /// `None` when the bundle has no entry at the receipt's index.
    fn subject(&self, index: u64) -> Result<Option<Subject>, AuditError> {
        if let Some(path) = &self.leaf {
            let mut leaf = std::fs::read(path).map_err(|source| BundleError::new(path, source))?;
            // An editor or `sed -n` leaves the newline that ends the line in a book.
            if leaf.last() == Some(&b'\n') {
                leaf.pop();
            }
            return Ok(Some(Subject { hash: leaf_hash(&leaf), leaf: Some(leaf), bundle: None }));
        }
        if let Some(hex) = &self.leaf_hash {
            let hash = yishi_log::digits::lower_hex(hex)
                .ok_or_else(|| AuditError::Usage("--leaf-hash wants 64 lower-case hex digits".to_owned()))?;
            return Ok(Some(Subject { hash: TreeHash(hash), leaf: None, bundle: None }));
        }
        let path = self.bundle.as_ref().ok_or_else(|| {
            AuditError::Usage("give the entry with --leaf, --leaf-hash or --bundle".to_owned())
        })?;
        let bundle = Bundle::open(path)?;
        let leaf = leaf_at(&bundle, index)?;
        Ok(leaf.map(|leaf| Subject { hash: leaf_hash(&leaf), leaf: Some(leaf), bundle: Some(bundle) }))
    }
}

/// Opens the receipt's checkpoint and answers it with the key under which it is good, or why it is not.
pub(super) fn open(
    receipt: &Receipt,
    pin: &Pin,
    bundle: Option<&Bundle>,
) -> Result<Result<(Checkpoint, String), String>, AuditError> {
    let note = receipt.checkpoint.as_bytes();
    let opened = match pin {
        Pin::Policy(policy) => policy.open(note).map_err(|error| error.to_string()).map(|checkpoint| {
            let signed = policy.logs().iter().find(|log| log.open(note).is_ok());
            (checkpoint, signed.map(LogVerifier::to_vkey).unwrap_or_default())
        }),
        Pin::Key(log) => open_under(log, note),
        Pin::Waived | Pin::Absent => match bundle.map(Founding::read_keys).transpose()?.flatten() {
            // The book's own word: the key that it names for the receipt's size.
            Some(founding) => own_key(note, &founding).and_then(|log_key| {
                let checkpoint = Checkpoint::parse_unverified(note).map_err(|error| error.to_string())?;
                Ok((checkpoint, log_key))
            }),
            None => return Err(AuditError::Usage("give the log's key with --policy or --vkey".to_owned())),
        },
    };
    Ok(opened)
}

fn open_under(log: &LogVerifier, note: &[u8]) -> Result<(Checkpoint, String), String> {
    log.open(note).map(|checkpoint| (checkpoint, log.to_vkey())).map_err(|error| error.to_string())
}

/// The proof speaks of a place in the tree; the entry must say the same of itself.
fn check_leaf(index: u64, checkpoint: &Checkpoint, subject: &Subject, findings: &mut Findings) {
    let Some(leaf) = &subject.leaf else { return };
    match Leaf::parse(leaf) {
        Err(error) => findings.at(index, "leaf", error.to_string()),
        Ok(leaf) if leaf.index != index => {
            findings.at(index, "index", format!("the entry says that its index is {}", leaf.index));
        }
        Ok(leaf) if leaf.origin != checkpoint.origin => {
            findings.at(index, "origin", format!("the entry is of book `{}`", leaf.origin));
        }
        Ok(_) => {}
    }
}

/// The book must begin with exactly the entries that the receipt's checkpoint covers.
fn check_bundle(
    checkpoint: &Checkpoint,
    bundle: Option<&Bundle>,
    findings: &mut Findings,
) -> Result<(), BundleError> {
    let Some(bundle) = bundle else { return Ok(()) };
    match root_at(bundle, checkpoint.size)? {
        None => findings.whole("tree", format!("the bundle has fewer than {} entries", checkpoint.size)),
        Some(root) if root != checkpoint.root => {
            let size = checkpoint.size;
            findings
                .whole("tree", format!("the first {size} entries are not those of the receipt's checkpoint"));
        }
        Some(_) => {}
    }
    Ok(())
}
