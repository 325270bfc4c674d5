//! Which log key an auditor believes: one that came from elsewhere than the bundle.
//!
//! An operator could sign a whole book anew under another key, so a bundle cannot vouch for itself.

use crate::bundle::{Bundle, BundleError, BundleFile, CHECKPOINT, POLICY, visit};
use crate::findings::Findings;
use std::io::{BufRead, BufReader, Read};
use yishi_book::Entry;
use yishi_core::{Command, Event, LogKeySpan, keys_at};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::leaf::MAX_LEAF_BYTES;
use yishi_log::policy::Policy;

/// Whether rotations of the log key are more than what the book tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rotations {
    /// The rules are run again, so that each is an act of the registrars or a finding.
    Replayed,
    /// They stand in the book, and nobody judged them.
    Told,
}

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

/// What a book says of itself: in its first entry, and of its log keys in those that rotate them.
#[derive(Clone, Debug)]
pub struct Founding {
    /// Its name.
    pub origin: String,
    /// The verifier keys of its log as written, the founding one first, each with the sizes that it signs.
    pub keys: Vec<LogKeySpan>,
}

/// How an entry looks that rotates the log key: inside a text its quotes would be escaped.
const ROTATES: &str = "\"kind\":\"log_key_rotated\"";

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
                let key = LogKeySpan { log_vkey: create.log_vkey, from_size: 0, until_size: None };
                Some(Self { origin: entry.envelope.origin, keys: vec![key] })
            }
            _ => None,
        }))
    }

    /// As [`Self::read`], with the rotations that the book tells of. Whether its registrars made them is `replay`'s to find out.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn read_keys(bundle: &Bundle) -> Result<Option<Self>, BundleError> {
        let Some(mut founding) = Self::read(bundle, bundle.book()?)? else { return Ok(None) };
        visit(bundle, &mut |_, leaf| {
            founding.rotate(leaf);
            true
        })?;
        Ok(Some(founding))
    }

    /// Few entries rotate a key, so that most are not parsed.
    fn rotate(&mut self, leaf: &[u8]) {
        if memchr::memmem::find(leaf, ROTATES.as_bytes()).is_none() {
            return;
        }
        let Ok(entry) = Entry::parse(leaf) else { return };
        for event in entry.events {
            if let Event::LogKeyRotated(rotated) = event {
                rotated.follow(&mut self.keys);
            }
        }
    }

    /// The keys that sign a size, as verifiers of the book.
    fn in_force(&self, size: u64) -> impl Iterator<Item = LogVerifier> {
        keys_at(&self.keys, size).filter_map(|span| LogVerifier::parse(&span.log_vkey).ok())
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
pub(crate) fn check_checkpoint(
    bundle: &Bundle,
    pin: &Pin,
    founding: Option<&Founding>,
    rotations: Rotations,
    findings: &mut Findings,
) -> Result<Trusted, BundleError> {
    let Some(note) = bundle.read(CHECKPOINT)? else {
        findings.whole("checkpoint", "the bundle has no checkpoint");
        return Ok(Trusted::default());
    };
    let log_key = match open(&note, pin, founding, rotations) {
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
    let checkpoint = Checkpoint::parse_unverified(&note).ok();
    if let (Some(log_key), Some(founding), Some(checkpoint)) = (&log_key, founding, &checkpoint) {
        check_in_force(log_key, founding, checkpoint.size, findings);
    }
    check_bundled_policy(bundle, founding, log_key.as_deref(), findings)?;
    Ok(Trusted { checkpoint, log_key })
}

/// The key is one that the book names, for a checkpoint of this size.
fn check_in_force(log_key: &str, founding: &Founding, size: u64, findings: &mut Findings) {
    let Some(span) = founding.keys.iter().find(|span| span.log_vkey == log_key) else {
        let founded = founding.keys.first().map_or("", |span| span.log_vkey.as_str());
        let message = format!("the book was founded for log key {founded}, not {log_key}");
        return findings.at(0, "checkpoint", message);
    };
    if !span.signs(size) {
        let until = span.until_size.map_or_else(String::new, |until| format!(" to {until}"));
        findings.whole(
            "checkpoint",
            format!(
                "the checkpoint of {size} entries is signed by {log_key}, which signs sizes {}{until} only: it was rotated",
                span.from_size
            ),
        );
    }
}

/// Opens the note and answers the verifier key under which it is good.
fn open(note: &[u8], pin: &Pin, founding: Option<&Founding>, rotations: Rotations) -> Result<String, String> {
    match pin {
        Pin::Policy(policy) => {
            let checkpoint = policy.open(note).map_err(|error| error.to_string())?;
            let signed =
                policy.logs().iter().find(|log| log.name() == checkpoint.origin && log.open(note).is_ok());
            signed.map(LogVerifier::to_vkey).ok_or_else(|| "no log of the policy has signed".to_owned())
        }
        Pin::Key(log) => match log.open(note) {
            Ok(_) => Ok(log.to_vkey()),
            Err(error) => rotated(note, log, founding, rotations).unwrap_or_else(|| Err(error.to_string())),
        },
        Pin::Waived | Pin::Absent => {
            let founding = founding.ok_or("no log key is known: the first entry founds no book")?;
            own_key(note, founding)
        }
    }
}

/// The book's own word: a key that it names for the checkpoint's size.
pub(crate) fn own_key(note: &[u8], founding: &Founding) -> Result<String, String> {
    let size = Checkpoint::parse_unverified(note).map_err(|error| error.to_string())?.size;
    let mut last = Err("the first entry names no log key".to_owned());
    for log in founding.in_force(size) {
        match log.open(note) {
            Ok(_) => return Ok(log.to_vkey()),
            Err(error) => last = Err(error.to_string()),
        }
    }
    last
}

/// What follows where a key is pinned that the book says it has rotated: nothing is left of it on the checkpoint. The rotation counts where
/// the rules are run again, for then the registrars have made it.
fn rotated(
    note: &[u8],
    pinned: &LogVerifier,
    founding: Option<&Founding>,
    rotations: Rotations,
) -> Option<Result<String, String>> {
    let founding = founding?;
    let old = founding.keys.iter().position(|span| span.log_vkey == pinned.to_vkey())?;
    let later = Founding { origin: founding.origin.clone(), keys: founding.keys.get(old + 1..)?.to_vec() };
    let signed = own_key(note, &later).ok()?;
    Some(match rotations {
        Rotations::Replayed => Ok(signed),
        Rotations::Told => Err(format!(
            "the checkpoint is signed by {signed}; the book says that its registrars rotated the pinned key to it, which `replay` checks: run it, or pin the new key from elsewhere"
        )),
    })
}

/// The policy in the bundle is a convenience, but it must not send its reader to another log.
fn check_bundled_policy(
    bundle: &Bundle,
    founding: Option<&Founding>,
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
            // One that a rotation has made old still leads to this book.
            let of_book = |key: &str| {
                founding.is_some_and(|founding| founding.keys.iter().any(|span| span.log_vkey == key))
            };
            let names = |key: &str| {
                policy
                    .logs()
                    .iter()
                    .any(|log| log.to_vkey() == key || of_book(key) && of_book(&log.to_vkey()))
            };
            if log_key.is_some_and(|key| !names(key)) {
                findings
                    .whole("policy", "the policy in the bundle names another log key than the checkpoint's");
            }
        }
    }
    Ok(())
}
