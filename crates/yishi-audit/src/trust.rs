//! Which log key an auditor believes: one that came from elsewhere than the bundle.
//!
//! An operator could sign a whole book anew under another key, so a bundle cannot vouch for itself.

use crate::bundle::{Bundle, BundleError, BundleFile, CHECKPOINT, POLICY, visit};
use crate::findings::Findings;
use crate::since::Since;
use serde::Serialize;
use std::io::{BufRead, BufReader, Read};
use yishi_book::Entry;
use yishi_core::{Command, Event, LogKeySpan, keys_at};
use yishi_log::checkpoint::{Checkpoint, LogVerifier, Signed};
use yishi_log::leaf::MAX_LEAF_BYTES;
use yishi_log::note::Note;
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

    /// As [`Self::read`], with the rotations that the book tells of. They are its own word: who forges a founding names registrars as well.
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
    /// Whether that is a key to which the pinned one was rotated after an earlier checkpoint that the pinned one signed: what the book says of
    /// it must then hold from that checkpoint on.
    pub rotated: bool,
    /// Who of the policy's witnesses has cosigned it; nothing where no policy names any.
    pub witnesses: Option<WitnessedBy>,
}

/// Which of a policy's witnesses have cosigned a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WitnessedBy {
    /// Their good cosignatures, in the order of the names.
    pub cosigned: Vec<Cosignature>,
    /// How many witnesses the policy names.
    pub of: usize,
    /// The name of the quorum that has to be met, if the policy wants one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quorum: Option<String>,
}

/// A good cosignature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cosignature {
    /// The name of the witness in the policy.
    pub witness: String,
    /// When it says that it saw the checkpoint, in seconds since 1970.
    pub time_s: u64,
}

impl WitnessedBy {
    fn of(pin: &Pin, note: &[u8]) -> Option<Self> {
        let Pin::Policy(policy) = pin else { return None };
        let of = policy.witnesses().count();
        let note = Note::parse(note).ok().filter(|_| of > 0)?;
        let cosigned = policy.cosignatures(&note);
        let cosigned = cosigned.map(|(name, time_s)| Cosignature { witness: name.to_owned(), time_s });
        Some(Self { cosigned: cosigned.collect(), of, quorum: policy.quorum().map(str::to_owned) })
    }

    /// The latest time at which one of them says that it saw the checkpoint, in seconds since 1970.
    pub fn latest_s(&self) -> Option<u64> {
        self.cosigned.iter().map(|cosignature| cosignature.time_s).max()
    }
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
        Some(Ok(checkpoint)) => return Ok(Trusted { checkpoint: Some(checkpoint), ..Trusted::default() }),
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
    since: Option<&Since>,
    findings: &mut Findings,
) -> Result<Trusted, BundleError> {
    let Some(note) = bundle.read(CHECKPOINT)? else {
        findings.whole("checkpoint", "the bundle has no checkpoint");
        return Ok(Trusted::default());
    };
    let opened = open(&note, pin, founding, since).and_then(|opened| match founding {
        Some(founding) => none_spoils(&note, founding).map(|()| opened),
        None => Ok(opened),
    });
    let (log_key, rotated) = match opened {
        Ok(Opened { log_key, rotated }) => (Some(log_key), rotated),
        Err(reason) => {
            findings.whole("checkpoint", reason);
            (None, false)
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
    Ok(Trusted { checkpoint, log_key, rotated, witnesses: WitnessedBy::of(pin, &note) })
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

/// Under which verifier key a note is good.
struct Opened {
    log_key: String,
    /// Whether it is one to which the pinned key was rotated.
    rotated: bool,
}

/// Opens the note.
fn open(
    note: &[u8],
    pin: &Pin,
    founding: Option<&Founding>,
    since: Option<&Since>,
) -> Result<Opened, String> {
    let log_key = match pin {
        Pin::Policy(policy) => {
            let checkpoint = policy.open(note).map_err(|error| error.to_string())?;
            let signed =
                policy.logs().iter().find(|log| log.name() == checkpoint.origin && log.open(note).is_ok());
            signed.map(LogVerifier::to_vkey).ok_or_else(|| "no log of the policy has signed".to_owned())
        }
        Pin::Key(log) => match log.open(note) {
            Ok(_) => Ok(log.to_vkey()),
            Err(error) => {
                return rotated(note, log, founding, since).unwrap_or_else(|| Err(error.to_string()));
            }
        },
        Pin::Waived | Pin::Absent => {
            let founding = founding.ok_or("no log key is known: the first entry founds no book")?;
            own_key(note, founding)
        }
    };
    log_key.map(|log_key| Opened { log_key, rotated: false })
}

/// One bad line of a key in force spoils the note, whoever else has signed it.
fn none_spoils(bytes: &[u8], founding: &Founding) -> Result<(), String> {
    let note = Note::parse(bytes)?;
    let size = Checkpoint::parse_unverified(bytes).map_err(|error| error.to_string())?.size;
    match founding.in_force(size).find(|key| key.signed(&note) == Signed::Bad) {
        Some(key) => Err(format!("a signature under {} does not verify: it spoils the note", key.to_vkey())),
        None => Ok(()),
    }
}

/// The book's own word: a key that it names for the checkpoint's size.
pub(crate) fn own_key(note: &[u8], founding: &Founding) -> Result<String, String> {
    let size = Checkpoint::parse_unverified(note).map_err(|error| error.to_string())?.size;
    none_spoils(note, founding)?;
    let mut last = Err("the first entry names no log key".to_owned());
    for log in founding.in_force(size) {
        match log.open(note) {
            Ok(_) => return Ok(log.to_vkey()),
            Err(error) => last = Err(error.to_string()),
        }
    }
    last
}

/// What follows where a key is pinned that the book says it has rotated: nothing is left of it on the checkpoint. Anybody can write a book that
/// is founded for that key and rotates it, with registrars of their own; only a checkpoint that the pinned key signed of this book stands
/// against that.
fn rotated(
    note: &[u8],
    pinned: &LogVerifier,
    founding: Option<&Founding>,
    since: Option<&Since>,
) -> Option<Result<Opened, String>> {
    let founding = founding?;
    let old = founding.keys.iter().position(|span| span.log_vkey == pinned.to_vkey())?;
    let later = Founding { origin: founding.origin.clone(), keys: founding.keys.get(old + 1..)?.to_vec() };
    let log_key = own_key(note, &later).ok()?;
    if since.is_some_and(|since| founding.keys.get(old).is_some_and(|span| since.is_signed(pinned, span))) {
        return Some(Ok(Opened { log_key, rotated: true }));
    }
    Some(Err(format!(
        "the pinned key has not signed the checkpoint, but {log_key}, to which the book says that it was rotated; anybody can write such a book: give the newest checkpoint that the pinned key signed with --since, pin the new key from elsewhere, or hold the book against a registry"
    )))
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
