//! Which log key an auditor believes: one that came from elsewhere than the bundle.
//!
//! An operator could sign a whole book anew under another key, so a bundle cannot vouch for itself.

use crate::bundle::{Bundle, BundleError, BundleFile, CHECKPOINT, POLICY};
use crate::findings::Findings;
use std::io::{BufRead, BufReader, Read};
use yishi_book::Entry;
use yishi_core::Command;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::leaf::MAX_LEAF_BYTES;
use yishi_log::policy::Policy;

/// What the auditor brings along.
#[derive(Clone, Debug)]
pub enum Pin {
    /// A policy file.
    Policy(Policy),
    /// The log's verifier key.
    Key(LogVerifier),
    /// Nothing, knowingly: the book's own key is believed and no finding says so.
    Waived,
    /// Nothing: the book's own key is used and a finding says that it proves little.
    Absent,
}

/// What a book says of itself in its first entry.
#[derive(Clone, Debug)]
pub struct Founding {
    /// Its name.
    pub origin: String,
    /// The verifier key of its log, as written.
    pub log_vkey: String,
}

impl Founding {
    /// Reads the first entry; `None` when it is not one that founds a book.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn read(bundle: &Bundle, book: BundleFile) -> Result<Option<Self>, BundleError> {
        let mut line = Vec::new();
        let limit = u64::try_from(MAX_LEAF_BYTES).unwrap_or(u64::MAX);
        BufReader::new(book.content.take(limit))
            .read_until(b'\n', &mut line)
            .map_err(|source| BundleError::new(bundle.path(), source))?;
        let leaf = line.strip_suffix(b"\n").unwrap_or(&line);
        Ok(Entry::parse(leaf).ok().and_then(|entry| match entry.envelope.command {
            Command::CreateBook(create) => {
                Some(Self { origin: entry.envelope.origin, log_vkey: create.log_vkey })
            }
            _ => None,
        }))
    }
}

/// What is known of the checkpoint before the book is read.
#[derive(Clone, Debug, Default)]
pub struct Trusted {
    /// The checkpoint, if it could be read at all.
    pub checkpoint: Option<Checkpoint>,
    /// The key under which it was verified.
    pub log_key: Option<String>,
}

/// Reads the checkpoint without asking who signed it.
///
/// # Errors
/// When the bundle cannot be read.
pub fn read_checkpoint(bundle: &Bundle, findings: &mut Findings) -> Result<Trusted, BundleError> {
    let note = bundle.read(CHECKPOINT)?;
    match note.as_deref().map(Checkpoint::parse_unverified) {
        None => findings.whole("checkpoint", "the bundle has no checkpoint"),
        Some(Err(error)) => findings.whole("checkpoint", error.to_string()),
        Some(Ok(checkpoint)) => return Ok(Trusted { checkpoint: Some(checkpoint), log_key: None }),
    }
    Ok(Trusted::default())
}

/// Checks the checkpoint of a bundle against what the auditor brings along.
///
/// # Errors
/// When the bundle cannot be read.
pub fn check_checkpoint(
    bundle: &Bundle,
    pin: &Pin,
    founding: Option<&Founding>,
    findings: &mut Findings,
) -> Result<Trusted, BundleError> {
    let Some(note) = bundle.read(CHECKPOINT)? else {
        findings.whole("checkpoint", "the bundle has no checkpoint");
        return Ok(Trusted::default());
    };
    let log_key = match open(&note, pin, founding) {
        Ok(log_key) => Some(log_key),
        Err(reason) => {
            findings.whole("checkpoint", reason);
            None
        }
    };
    if matches!(pin, Pin::Absent) {
        findings.whole(
            "pin",
            "log key not pinned: the book vouches for itself; give --policy or --vkey from elsewhere, or --unpinned",
        );
    }
    if let (Some(log_key), Some(founding)) = (&log_key, founding)
        && *log_key != founding.log_vkey
    {
        let message = format!("the book was founded for log key {}, not {log_key}", founding.log_vkey);
        findings.at(0, "checkpoint", message);
    }
    check_bundled_policy(bundle, log_key.as_deref(), findings)?;
    Ok(Trusted { checkpoint: Checkpoint::parse_unverified(&note).ok(), log_key })
}

/// Opens the note and answers the verifier key under which it is good.
fn open(note: &[u8], pin: &Pin, founding: Option<&Founding>) -> Result<String, String> {
    match pin {
        Pin::Policy(policy) => {
            let checkpoint = policy.open(note).map_err(|error| error.to_string())?;
            let signed =
                policy.logs().iter().find(|log| log.name() == checkpoint.origin && log.open(note).is_ok());
            signed.map(LogVerifier::to_vkey).ok_or_else(|| "no log of the policy has signed".to_owned())
        }
        Pin::Key(log) => log.open(note).map(|_| log.to_vkey()).map_err(|error| error.to_string()),
        Pin::Waived | Pin::Absent => {
            let founding = founding.ok_or("no log key is known: the first entry founds no book")?;
            let log = LogVerifier::parse(&founding.log_vkey).map_err(|error| error.to_string())?;
            log.open(note).map(|_| log.to_vkey()).map_err(|error| error.to_string())
        }
    }
}

/// The policy in the bundle is a convenience, but it must not send its reader to another log.
fn check_bundled_policy(
    bundle: &Bundle,
    log_key: Option<&str>,
    findings: &mut Findings,
) -> Result<(), BundleError> {
    let Some(bytes) = bundle.read(POLICY)? else {
        // A log that is fetched tile by tile has none.
        if bundle.has_lines() {
            findings.whole("policy", "the bundle has no policy");
        }
        return Ok(());
    };
    match Policy::parse(&bytes) {
        Err(error) => findings.whole("policy", error.to_string()),
        Ok(policy) => {
            let names = |key: &str| policy.logs().iter().any(|log| log.to_vkey() == key);
            if log_key.is_some_and(|key| !names(key)) {
                findings
                    .whole("policy", "the policy in the bundle names another log key than the checkpoint's");
            }
        }
    }
    Ok(())
}
