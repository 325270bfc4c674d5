//! A copy of a book that a store is made from: a bundle, tiles, or a backup; judged as an auditor would before it is used.

use crate::backup::MANIFEST;
use crate::backup::manifest::Manifest;
use crate::console::remark;
use crate::failure::Failure;
use crate::rebuild::each_leaf;
use anyhow::Context;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use yishi_audit::bundle::{Bundle, CHECKPOINT, Wanted};
use yishi_audit::command::{AuditError, EXIT_FINDINGS, TrustArgs};
use yishi_audit::{Check, Pin, Plan, Progress, Report, verify};
use yishi_book::Entry;
use yishi_core::{Command, Event, LogKeySpan};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::tree::{Frontier, TreeHash, leaf_hash};

/// Most findings of each check that are listed.
const MAX_FINDINGS: u64 = 100;

/// What is checked of entries and checkpoint.
const ENTRIES: [Check; 5] = [Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures, Check::Replay];

/// A copy that is open for reading.
pub struct Copy {
    /// Its entries and checkpoint; its texts too, unless it is a backup.
    pub bundle: Bundle,
    /// Where it lies and what it says, if it is a backup.
    pub backup: Option<(PathBuf, Manifest)>,
}

/// A copy in which nothing was found.
pub struct Judged {
    /// The copy.
    pub copy: Copy,
    /// The log key under which its checkpoint is good.
    pub log: LogVerifier,
    /// What the checkpoint says.
    pub checkpoint: Checkpoint,
}

impl Copy {
    /// Opens a bundle, a folder of tiles, or a backup.
    ///
    /// # Errors
    /// When it is none of them.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        if path.join(MANIFEST).exists()
            && let Some(manifest) = Manifest::read(path)?
        {
            return Ok(Self { bundle: manifest.log(path), backup: Some((path.to_owned(), manifest)) });
        }
        let bundle = Bundle::open(path).context("the copy cannot be read")?;
        Ok(Self { bundle, backup: None })
    }

    /// Verifies and replays it; its texts as well, where they lie open in it. What is found is printed, and ends the command.
    ///
    /// # Errors
    /// When something is found or cannot be read.
    pub fn judge(self, pin: &Pin, form: Form) -> Result<Judged, Failure> {
        let mut checks = BTreeSet::from(ENTRIES);
        if self.backup.is_none() {
            checks.insert(Check::Texts);
        }
        self.judge_by(checks, pin, form)
    }

    /// As [`Self::judge`], with whatever texts it has or lacks: they are taken one by one, each by its name.
    ///
    /// # Errors
    /// As there.
    pub fn judge_entries(self, pin: &Pin, form: Form) -> Result<Judged, Failure> {
        self.judge_by(BTreeSet::from(ENTRIES), pin, form)
    }

    fn judge_by(self, checks: BTreeSet<Check>, pin: &Pin, form: Form) -> Result<Judged, Failure> {
        let report = report(&self.bundle, pin, checks)?;
        let log_key = report.checked.log_key.as_ref().filter(|_| report.is_clean());
        let Some(log_key) = log_key else { return Err(tell(&report, form)?) };
        let log = LogVerifier::parse(log_key).context("the log key cannot be read")?;
        let note = self.bundle.read(CHECKPOINT).context("the copy cannot be read")?.unwrap_or_default();
        let checkpoint = log.open(&note).context("the checkpoint is not good")?;
        Ok(Judged { copy: self, log, checkpoint })
    }
}

impl Judged {
    /// The signed note, byte for byte.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn note(&self) -> Result<Vec<u8>, Failure> {
        Ok(self.copy.bundle.read(CHECKPOINT).context("the copy cannot be read")?.unwrap_or_default())
    }

    /// The roots at sizes that it reaches.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn roots(&self, sizes: &BTreeSet<u64>) -> Result<BTreeMap<u64, TreeHash>, Failure> {
        let mut roots = Roots::new(sizes);
        each_leaf(&self.copy.bundle, &mut |_, leaf| {
            roots.push(leaf);
            Ok(())
        })?;
        Ok(roots.found)
    }

    /// The log keys that its entries name, each with the sizes that it signs; replaying it has found the rotations good.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn log_keys(&self) -> Result<Vec<LogKeySpan>, Failure> {
        let mut keys = Vec::new();
        each_leaf(&self.copy.bundle, &mut |_, leaf| {
            learn_key(&mut keys, leaf);
            Ok(())
        })?;
        Ok(keys)
    }

    /// The texts that its entries bring in and redact.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn wanted(&self) -> Result<Wanted, Failure> {
        let mut wanted = Wanted::default();
        each_leaf(&self.copy.bundle, &mut |index, leaf| {
            wanted.learn(index, leaf).map_err(|error| Failure::Io(error.into()))
        })?;
        Ok(wanted)
    }
}

/// Takes up the log key that an entry names, if it names one: the first entry, and those that rotate it.
pub fn learn_key(keys: &mut Vec<LogKeySpan>, leaf: &[u8]) {
    let names = |kind: &[u8]| leaf.windows(kind.len()).any(|window| window == kind);
    if !keys.is_empty() && !names(b"\"kind\":\"log_key_rotated\"") {
        return;
    }
    let Ok(entry) = Entry::parse(leaf) else { return };
    if let (Command::CreateBook(create), true) = (entry.envelope.command, keys.is_empty()) {
        keys.push(LogKeySpan { log_vkey: create.log_vkey, from_size: 0, until_size: None });
    }
    for event in entry.events {
        if let Event::LogKeyRotated(rotated) = event {
            rotated.follow(keys);
        }
    }
}

/// Roots at some sizes, found while entries go by.
pub struct Roots<'a> {
    wanted: &'a BTreeSet<u64>,
    frontier: Frontier,
    /// Those that were reached.
    pub found: BTreeMap<u64, TreeHash>,
}

impl<'a> Roots<'a> {
    /// At these sizes.
    pub fn new(wanted: &'a BTreeSet<u64>) -> Self {
        let mut roots = Self { wanted, frontier: Frontier::default(), found: BTreeMap::new() };
        roots.note();
        roots
    }

    /// Takes the next entry.
    pub fn push(&mut self, leaf: &[u8]) {
        self.frontier.push(leaf_hash(leaf));
        self.note();
    }

    /// How many entries went by.
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root over all that went by.
    pub fn root(&self) -> TreeHash {
        self.frontier.root()
    }

    fn note(&mut self) {
        let size = self.frontier.size();
        if self.wanted.contains(&size) {
            self.found.insert(size, self.frontier.root());
        }
    }
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl Form {
    /// By the option of a command.
    pub const fn of(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }
}

/// What an audit finds in entries and checkpoint.
///
/// # Errors
/// When the bundle cannot be read.
pub fn report(bundle: &Bundle, pin: &Pin, checks: BTreeSet<Check>) -> Result<Report, Failure> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let plan = Plan { checks, pin: pin.clone(), limit: MAX_FINDINGS, threads };
    Ok(verify(bundle, &plan, &Progress::visible()).context("the copy cannot be read")?)
}

fn tell(report: &Report, form: Form) -> Result<Failure, Failure> {
    let mut out = yishi_audit::results();
    match form {
        Form::Json => report.write_json(&mut out)?,
        Form::Text => report.write_text(&mut out)?,
    }
    out.flush()?;
    remark("nothing was made: the copy is not that of a good book");
    Ok(Failure::Reported(EXIT_FINDINGS))
}

/// What an operator believes of a copy.
///
/// # Errors
/// When the arguments make no sense or a file cannot be read.
pub fn pin(trust: &TrustArgs) -> Result<Pin, Failure> {
    trust.pin().map_err(|error| match error {
        AuditError::Usage(reason) => Failure::Usage(reason),
        other => Failure::Io(other.into()),
    })
}
